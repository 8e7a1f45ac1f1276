"""``ask(house, question, actor)``: every reading, in one read-only state, with the actor's rows only.

Where an answer shows personal data, it is written down who saw it, when, of which client and why, before the answer is
given: what cannot be written down is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from core.commands.batches import commit_sights
from core.commands.house import House
from core.commands.paging import MOST, Paged
from core.commands.question import Progress, Question, View
from core.commands.registry import answerer_of, blamed, check_answer
from core.database import access
from core.database.access import Actor

A = TypeVar("A")


def ask(
    house: House, question: Question[A], actor: Actor, *, why: str = "", progress: Progress = lambda count: None
) -> A:
    """The answer to ``question``. ``why``: the reason of who asks, where it is another than the question's own;
    ``progress`` hears of long work.

    Raises Forbidden when the actor may not ask, NotFound and Refused as the question says.
    """
    kind = type(question)
    answerer = answerer_of(house.suite, kind)
    access.check(actor, kind.verb, None)
    with house.reading(actor) as session:
        view = View(house, session, actor, progress)
        with blamed(house.suite, kind):
            answer: A = answerer(view, question)
        check_answer(house.suite, kind, answer)
    if view.shown:
        if not kind.personal:
            raise TypeError(f"{kind.__name__} shows data of clients and does not say so: set personal and purpose.")
        commit_sights(house, actor, kind.verb, tuple(view.shown), why or kind.purpose, view.now)
    return answer


def ask_every(house: House, question: Paged[A], actor: Actor) -> Iterator[A]:
    """The rows of every page of an answer, each page in a read-only state of its own."""
    asked = replace(question, limit=MOST)
    while True:
        page = ask(house, asked, actor)
        yield from page.rows
        if not page.next:
            return
        asked = replace(asked, after=page.next)

"""Every list is asked for alike: what is wrong of a page is refused plainly, and no page hides what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from core.base.errors import Refused
from core.commands import job_list, room
from core.commands.ask import ask, ask_every
from core.commands.batches import commit_job
from core.commands.house import House
from core.commands.job_list import JobList, JobRow
from core.commands.jobs import About, Job, Payload
from core.commands.paging import MOST, Paged
from core.commands.question import Answerer, Page, Question, View
from core.commands.registry import declarations
from core.commands.unit import Unit
from core.customer_card.questions import ClientPurchases
from core.database.access import Actor
from core.journal.outbox import STATES as JOB_STATES
from core.jurisdictions.suite import Suite
from core.papers.questions import ListPapers, PapersByIdentity
from tests.support.cast import CLAIRE, house, sqlite_house, standing_house

__all__ = ["house", "sqlite_house", "standing_house"]

NOBODY = "019aa000-0000-7000-8000-000000000000"
#: Field of a question → what may not be asked with it.
WRONG: Mapping[str, tuple[Any, ...]] = {
    "limit": (0, -1, MOST + 1),
    "after": ("yesterday", NOBODY),
    "state": ("late",),
    "ids": (("yesterday",), (NOBODY,)),
}
#: What else the questions with such fields must be asked with.
NEEDED: Mapping[str, Any] = {"number": CLAIRE, "ids": ()}


@dataclass(frozen=True)
class Correcting(Question[Page[str]]):
    """Takes any number of rows, any page and any state."""

    verb: ClassVar[str] = "item.read"
    state: str = ""
    after: str = ""
    limit: int = 10


def correcting(view: View, question: Correcting) -> Page[str]:
    """Nothing, whatever was asked."""
    return Page((("row",) * 10)[: max(1, min(question.limit, 10))])


@dataclass(frozen=True)
class Stumbling(Paged[str]):
    """Reads identities as they come."""

    verb: ClassVar[str] = "item.read"
    ids: tuple[str, ...] = ()


def stumbling(view: View, question: Stumbling) -> Page[str]:
    """Falls over what is no identity."""
    return Page(tuple(f"{UUID(each)}" for each in (question.after or NOBODY, *question.ids)))


Correcting.__module__ = Stumbling.__module__ = "core.commands.questions"


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two bad questions, declared."""
    questions: dict[type[Question[Any]], Answerer] = {Correcting: correcting, Stumbling: stumbling}
    monkeypatch.setattr(
        room, "declaration", replace(room.declaration, questions={**room.declaration.questions, **questions})
    )


def listing() -> Iterator[type[Question[Any]]]:
    """Every question of the core and of every installed plugin with a field that may be asked wrongly."""
    for declared in declarations(Suite.installed(Suite.installed().plugins)):
        yield from (kind for kind in declared.questions if WRONG.keys() & {field.name for field in fields(kind)})


def complaints(house: House, kind: type[Question[Any]]) -> list[str]:
    """What is wrong with how a question takes what is wrong of a page."""
    names = {field.name for field in fields(kind)}
    actor = replace(house.actor("hq"), grants={kind.verb: frozenset({"hq"})})
    needed = {name: value for name, value in NEEDED.items() if name in names}
    found = []
    for name in sorted(names & WRONG.keys()):
        for wrong in WRONG[name]:
            shown = wrong[0] if isinstance(wrong, tuple) else wrong
            try:
                ask(house, kind(**needed | {name: wrong}), actor)
            except Refused as fault:
                if f"{shown}" not in f"{fault}" or ". " not in f"{fault}":
                    found.append(f"{kind.__name__}: {name} {shown} is refused without its reason or a way out: {fault}")
            except Exception as fault:  # a traceback is what a person must never see
                found.append(f"{kind.__name__}: {name} {shown} ends in {type(fault).__name__}")
            else:
                found.append(f"{kind.__name__}: {name} {shown} is taken in silence")
    return found


def test_whatever_is_wrong_of_a_page_is_refused_with_the_way_out(standing_house: House) -> None:
    kinds = set(listing())
    assert {JobList, ListPapers, ClientPurchases, PapersByIdentity} <= kinds
    assert [complaint for kind in kinds for complaint in complaints(standing_house, kind)] == []
    paged = {kind for kind in kinds if {"limit", "after"} & {field.name for field in fields(kind)}}
    assert [kind.__name__ for kind in paged if not issubclass(kind, Paged)] == []


def test_a_list_that_corrects_or_stumbles_is_found(sqlite_house: House, planted: None) -> None:
    kinds = set(listing())
    assert {Correcting, Stumbling} <= kinds
    found = {complaint for kind in kinds for complaint in complaints(sqlite_house, kind)}
    silent = {f"limit {each}" for each in WRONG["limit"]} | {"after yesterday", f"after {NOBODY}", "state late"}
    assert found == {f"Correcting: {each} is taken in silence" for each in silent} | {
        "Stumbling: after yesterday ends in ValueError",
        f"Stumbling: after {NOBODY} is taken in silence",
        "Stumbling: ids yesterday ends in ValueError",
        f"Stumbling: ids {NOBODY} is taken in silence",
    }


@pytest.mark.parametrize("state", JOB_STATES)
def test_every_state_that_a_job_may_have_may_be_asked_for(standing_house: House, state: str) -> None:
    assert ask(standing_house, JobList(state), standing_house.actor("hq")).rows == ()


class Elsewhere:
    """Jobs of two boutiques, and how often their kind was asked what they are about."""

    def __init__(self, house: House) -> None:
        self.house, self.asked = house, 0
        self.manager: Actor = replace(house.actor("hq"), boutiques=frozenset({"PAR1"}))

    def about(self, session: Session, payloads: Mapping[UUID, Payload]) -> dict[UUID, About]:
        """Whose each is."""
        self.asked += 1
        return {job: About("work", boutique=payload["boutique"]) for job, payload in payloads.items()}

    def leave(self, boutique: str, count: int) -> list[UUID]:
        """Jobs of a boutique in the outbox, in order."""
        house = self.house
        ids = [house.ids.new() for _ in range(count)]
        jobs = {each: {"boutique": boutique} for each in ids}
        commit_job(house, lambda session: Unit(house, session, house.system(), "k").send("test.work", jobs))
        return ids

    def page(self, after: str = "", limit: int = 2) -> Page[JobRow]:
        """What the manager of Paris sees."""
        return ask(self.house, JobList(after=after, limit=limit), self.manager)


@pytest.fixture
def elsewhere(house: House, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    """The house with a kind of work that says whose it is."""
    elsewhere = Elsewhere(house)
    jobs = {"test.work": Job("do the test's work", "a worker of this test", about=elsewhere.about)}
    monkeypatch.setattr(room, "declaration", replace(room.declaration, jobs=jobs))
    return elsewhere


def test_a_page_of_jobs_is_filled_past_those_of_other_boutiques(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_list, "MOST", 10)
    own = elsewhere.leave("PAR1", 3)
    elsewhere.leave("MIL1", 25)
    first = elsewhere.page()
    assert ([row.id for row in first.rows], elsewhere.asked) == (own[:0:-1], 3)
    last = elsewhere.page(first.next)
    assert ([row.id for row in last.rows], last.next) == ([own[0]], "")


def test_a_page_that_gave_up_looking_says_where_to_go_on(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_list, "MOST", 5)
    monkeypatch.setattr(job_list, "LOOKED_THROUGH", 10)
    own = elsewhere.leave("PAR1", 3)
    elsewhere.leave("MIL1", 25)
    first = elsewhere.page()
    assert (first.rows, first.next != "") == ((), True)
    assert [row.id for row in ask_every(elsewhere.house, JobList(), elsewhere.manager)] == own[::-1]

"""Pages: how a long answer is asked for and cut, and how what a person typed of it is checked.

Every list of the house is asked for alike: ``limit`` rows ``after`` the last row seen, of one ``state``. What is wrong
is refused with the way out; nothing is corrected in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import SQLColumnExpression, select
from sqlalchemy.orm import Session

from core.base.errors import NotFound, Refused
from core.commands.question import Page, Question

#: Rows of one page, unless another number is asked for.
ROWS = 50
#: Rows of one page at most.
MOST = 200

A = TypeVar("A", covariant=True)


@dataclass(frozen=True, kw_only=True)
class Paged(Question[Page[A]]):
    """Base of every question that is answered a page at a time: ``class ListPapers(Paged[PaperIssued])``.

    ``after``: ``next`` of the page before, "" = the first page; ``limit``: rows of a page, 1 to 200, else Refused.
    """

    after: str = ""
    limit: int = ROWS

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST:
            raise Refused(f"A page has 1 to {MOST} rows, not {self.limit}. Correct the limit.")


def page(rows: Sequence[A], limit: int, name: Callable[[A], str]) -> Page[A]:
    """The page that ``rows`` begin, of which one more than ``limit`` was asked for; ``name``: of the last row shown,
    what the page that follows is asked for with."""
    shown = tuple(rows[:limit])
    return Page(shown, name(shown[-1]) if len(rows) > limit else "")


def last_seen(session: Session, column: SQLColumnExpression[UUID], after: str) -> UUID:
    """The identity, of those in ``column``, after which a page begins. Refused when ``after`` is none, NotFound when no
    row of the list has it."""
    way_out = "Take «next» of the page before, or begin with the first page."
    last = identity(after, f"{after!r} is no page of this list. {way_out}")
    if session.scalar(select(column).where(column == last)) is None:
        raise NotFound(f"No row of this list has the identity {last}. {way_out}")
    return last


def identity(text: str, sentence: str) -> UUID:
    """An identity as somebody typed it. Refused with ``sentence`` when it is none."""
    try:
        return UUID(text)
    except ValueError:
        raise Refused(sentence) from None


def one_of(word: str, words: Sequence[str], what: str) -> str:
    """A word as somebody typed it, "" = whichever. Refused when it is none of ``words``; ``what`` they are, in one
    word."""
    if word and word not in words:
        raise Refused(f"There is no {what} {word!r}. Use {', '.join(words)}.")
    return word

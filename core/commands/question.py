"""Questions: everything that a person or a machine reads, as a typed value.

A question is a frozen dataclass (what is asked); its answer is another (plain values: no row of a table leaves).
Command line, screens, papers and exports ask the same questions; none of them composes a query.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy.orm import Session

from core.commands.house import House
from core.database.access import Actor

#: Hears how many things more were looked at.
Progress = Callable[[int], None]

A = TypeVar("A", covariant=True)


@dataclass(frozen=True)
class Question(Generic[A]):
    """Base of every question, with the type of its answer: ``class ShowCard(Question[Card])``.

    ``verb`` is what the policy grants; ``personal``: whether the answer shows data of clients, which is then written
    down with ``purpose``, the reason for which it is shown.
    """

    verb: ClassVar[str]
    personal: ClassVar[bool] = False
    purpose: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class Page(Generic[A]):
    """One page of a longer answer. ``next``: what to give as ``after`` for the page that follows; "" = this is the
    last."""

    rows: tuple[A, ...]
    next: str = ""


class View:
    """What who answers a question works with: one read-only state of the house, of it what the actor may see."""

    def __init__(self, house: House, session: Session, actor: Actor, progress: Progress) -> None:
        self.house, self.session, self.actor, self.progress = house, session, actor, progress
        self.now: datetime = house.clock.now()
        self.shown: dict[str, None] = {}

    def shows(self, *customers: str) -> None:
        """Say which clients, by number, the answer shows data of."""
        self.shown.update(dict.fromkeys(customers))


Answerer = Callable[[View, Any], Any]

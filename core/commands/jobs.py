"""Jobs: work outside the transaction, declared like commands and questions.

A command leaves an intention in the outbox (``unit.send``); a worker carries it out later, as often as it takes. The
work is safe to repeat: its effect has a key made of what it is about, so a job is done once however often it is
delivered. Which workers there are stands in ``core.commands.worker`` (any database) and
``core.commands.procrastinate_worker`` (PostgreSQL).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy.orm import Session

from core.base.errors import Refused, VendomeError
from core.commands.house import House

Payload = Mapping[str, Any]
#: Hears how many of how many rows, papers or records are done.
Progress = Callable[[int, int], None]
#: Does one job: the house, the payload, where to report progress → plain values.
Work = Callable[[House, Payload, Progress], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class RetryRule:
    """``waits``: seconds before each attempt, the first included, so their number is how often it is tried;
    ``final``: faults that trying again does not mend."""

    waits: tuple[int, ...] = (0, 10, 60, 600, 3600)
    final: tuple[type[VendomeError], ...] = (Refused,)

    @property
    def attempts(self) -> int:
        """How often a job is tried before it waits for a person."""
        return len(self.waits)

    def wait(self, attempts: int, fault: VendomeError) -> timedelta | None:
        """How long to wait after the ``attempts``-th attempt failed; None = a person must look."""
        if isinstance(fault, self.final) or attempts >= self.attempts:
            return None
        return timedelta(seconds=self.waits[attempts])


@dataclass(frozen=True, slots=True)
class About:
    """What one job is about, for people. ``what``: a few words ("the receipt in French"); ``number``: of the record it
    belongs to, ``boutique`` and ``customer`` whose that is; each "" or None where there is none."""

    what: str
    number: str = ""
    boutique: str = ""
    customer: UUID | None = None

    def __str__(self) -> str:
        return f"{self.what} of {self.number}" if self.number else self.what


@dataclass(frozen=True)
class Job:
    """A kind of work. Declared in ``Declaration.jobs`` under its topic.

    ``title``: what it does, in a few words; ``worker``: ``"module:function"``, a context manager that takes the house
    and gives the :data:`Work`, imported when the first such job is begun and kept for those that follow;
    ``about``: what a payload is about; ``failing``: how a sentence says that it failed; ``patience``: seconds without
    progress after which an attempt counts as hanging; ``alone``: never two of the kind at once.
    """

    title: str
    worker: str
    rule: RetryRule = field(default_factory=RetryRule)
    about: Callable[[Session, Payload], About] | None = None
    failing: str = "could not be done"
    patience: int = 300
    alone: bool = False

    def open(self, house: House) -> AbstractContextManager[Work]:
        """The worker, not yet entered."""
        module, _, name = self.worker.partition(":")
        return cast(AbstractContextManager[Work], getattr(importlib.import_module(module), name)(house))

    def subject(self, session: Session, payload: Payload) -> About:
        """What a job is about; its title where nothing more is known."""
        return self.about(session, payload) if self.about is not None else About(self.title)

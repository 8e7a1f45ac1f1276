"""Jobs carried out now, while a person waits: what is due, or the papers just issued."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from sqlalchemy import func, select

from core.commands.house import House
from core.commands.leases import database_clock, free
from core.commands.worker import Outcome, Worker
from core.database.engine import reading
from core.journal.outbox import OutboxMessage

#: Seconds to wait for a job that another worker has.
PATIENCE = 60
#: Seconds between two looks at it.
_LOOK = 0.1

_ROW = OutboxMessage.__table__


@dataclass
class Carried:
    """What was carried out. ``answers``: of the jobs done; ``unfinished``: identities of those asked for that failed,
    wait for their next attempt, or are another worker's."""

    answers: list[Mapping[str, Any]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    unfinished: list[UUID] = field(default_factory=list)


def run_open(
    house: House,
    *,
    console: Console | None = None,
    only: Collection[UUID] | None = None,
    topics: Collection[str] | None = None,
) -> Carried:
    """Carry out what is due, oldest first, each once.

    ``only``: these jobs and no others, even one that waits for its next attempt; what another worker has is waited for.
    ``topics``: only these kinds. ``console``: where the progress is shown, None for silence. A job that fails is kept
    with its reason; the others go on.
    """
    carried = Carried()
    if only is not None and not only:
        return carried
    with _bar(console) as bar:
        task = bar.add_task("jobs", total=what_is_due(house, only, topics))

        def heard(topic: str, done: int, total: int) -> None:
            bar.update(inner(topic), completed=done, total=total, visible=True)

        lines: dict[str, TaskID] = {}

        def inner(topic: str) -> TaskID:
            if topic not in lines:
                lines[topic] = bar.add_task(topic, total=None, visible=False)
            return lines[topic]

        with Worker(house, heard=heard) as worker:
            left = None if only is None else set(only)
            while (outcome := worker.next(only=left, topics=topics, impatient=only is not None)) is not None:
                carried.outcomes.append(outcome)
                if left is not None:
                    left.discard(outcome.id)
                if outcome.state == "done":
                    carried.answers.append(outcome.answer)
                bar.advance(task)
                if left is not None and not left:
                    break
        if only is not None:
            done = {outcome.id for outcome in carried.outcomes if outcome.state == "done"}
            by_others = _awaited(house, set(only) - done)
            carried.answers += by_others.values()
            carried.unfinished = [each for each in only if each not in done and each not in by_others]
    return carried


def what_is_due(house: House, only: Collection[UUID] | None = None, topics: Collection[str] | None = None) -> int:
    """How many jobs are due and free; with ``only`` those of them that are free, due or not."""
    with reading(house.engine) as session:
        now = None if only is not None else house.clock.now()
        wanted = select(func.count()).select_from(_ROW).where(free(database_clock(session), now))
        if only is not None:
            wanted = wanted.where(_ROW.c.id.in_(only))
        if topics is not None:
            wanted = wanted.where(_ROW.c.topic.in_(topics))
        return int(session.execute(wanted).scalar_one())


def _awaited(house: House, ids: set[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """The answers of jobs that another worker has, as soon as it is through with them."""
    answers: dict[UUID, Mapping[str, Any]] = {}
    until = time.monotonic() + PATIENCE
    while ids:
        with reading(house.engine) as session:
            rows = session.execute(select(_ROW.c.id, _ROW.c.state, _ROW.c.answer).where(_ROW.c.id.in_(ids))).all()
        answers |= {row.id: row.answer or {} for row in rows if row.state == "done"}
        ids = {row.id for row in rows if row.state == "running"}
        if not ids or time.monotonic() > until:
            break
        time.sleep(_LOOK)
    return answers


def _bar(console: Console | None) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=console is None or not console.is_terminal, transient=True)

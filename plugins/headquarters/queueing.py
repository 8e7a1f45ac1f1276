"""The extract as a job: queued by a person or a timer, carried out by whatever worker is free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import select

from core.commands.command import Answer, Command
from core.commands.house import House
from core.commands.jobs import Job, Progress, Work
from core.commands.unit import Unit
from core.journal.outbox import UNDONE, OutboxMessage

TOPIC = "headquarters.extract"
JOB = Job(
    "bring the facts up to the journal",
    "plugins.headquarters.queueing:extracting",
    failing="stopped",
    patience=900,
    alone=True,
)


@dataclass(frozen=True)
class QueueExtract(Command):
    """Have the facts brought up to the journal soon. One that waits already is enough."""

    verb: ClassVar[str] = "report.extract"


def queue_extract(unit: Unit, command: QueueExtract) -> Answer:
    """Answers with the identity of the job. One that runs may be past the newest sales, so it is not counted."""
    table = OutboxMessage.__table__
    open_ones = select(table.c.id).where(UNDONE, table.c.topic == TOPIC, table.c.state == "open")
    waiting = unit.session.scalar(open_ones.limit(1))
    if waiting is None:
        waiting = unit.new_id()
        unit.send(TOPIC, {waiting: {}})
    return {"job": f"{waiting}"}


@contextmanager
def extracting(house: House) -> Iterator[Work]:
    """Gives the work: bring the facts up to the journal. Safe to repeat, and after a kill it continues."""
    # What writes the facts (Arrow) is imported only where an extract runs.
    from plugins.headquarters.extract import extract_all
    from plugins.headquarters.service import warehouse_of

    def work(house: House, payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        done = extract_all(house, warehouse_of(house), progress=progress)
        return {"sales": done.sales, "batches": done.batches, "total_sales": done.manifest.sales}

    yield work

"""The local worker: carries out what the outbox holds, once each, as often as it takes.

Who handles a topic is announced by the entry point ``vendome.workers`` (name = topic, value = a context manager that
gives ``work(house, payload) -> answer``). Nothing is imported for topics that have no open message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from typing import Any, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import select

from core.base.announced import announced
from core.base.errors import VendomeError
from core.commands.batches import commit_outbox
from core.commands.house import House
from core.database.engine import reading
from core.journal.outbox import OutboxMessage

Work = Callable[[House, Mapping[str, Any]], Mapping[str, Any]]

#: After so many faults a message waits for a person.
ATTEMPTS = 3


def run_open(house: House, *, console: Console | None, only: frozenset[str] | None = None) -> list[Mapping[str, Any]]:
    """Carry out every open message (or those about the documents in ``only``), oldest first; their answers.

    ``console``: where the progress is shown, None for silence. A message that fails is kept with its reason; the
    others go on. Raises VendomeError at the end when any of ``only`` failed.
    """
    workers = {entry.name: entry for entry in announced().get("vendome.workers", ())}
    with reading(house.engine) as session:
        table = OutboxMessage.__table__
        rows = session.execute(
            select(table.c.id, table.c.topic, table.c.payload, table.c.attempts)
            .where(table.c.state == "open", table.c.topic.in_(workers))
            .order_by(table.c.id)
        ).all()
    rows = [row for row in rows if only is None or row.payload.get("document") in only]
    answers, faults = [], []
    with ExitStack() as open_workers, _bar(console) as bar:
        task = bar.add_task("papers", total=len(rows))
        ready: dict[str, Work] = {}
        for row in rows:
            try:
                if row.topic not in ready:
                    begin = cast(Callable[[House], AbstractContextManager[Work]], workers[row.topic].load())
                    ready[row.topic] = open_workers.enter_context(begin(house))
                answers.append(ready[row.topic](house, row.payload))
                commit_outbox(house, row.id, state="done", attempts=row.attempts + 1, fault="")
            except VendomeError as fault:
                state = "failed" if row.attempts + 1 >= ATTEMPTS else "open"
                commit_outbox(house, row.id, state=state, attempts=row.attempts + 1, fault=str(fault))
                faults.append(fault)
            bar.advance(task)
    if faults and only is not None:
        raise faults[0]
    return answers


def _bar(console: Console | None) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=console is None or not console.is_terminal, transient=True)

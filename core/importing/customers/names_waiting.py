"""Filing the names of a large import on SQLite, many at once.

A trigger spreads each client's keys over the inverted index, client by client: each key then meets another page, and a
million clients would write the same pages hundreds of times. A large import therefore marks its clients in
``name_unfiled``, for which the trigger does nothing, and here the names of many are sorted and filed in their order, so
that neighbours meet the same page. The marks land with the clients, and with them a job, ``customers.file_names``: the
import carries it out itself, and after a kill the next import or any worker does. What is filed is what the trigger
files; ``tests/core/importing`` compares them.

Until then a waiting client is found by number, phone or e-mail, not by name; there are never more than
:data:`MANY` while an import runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.commands.batches import commit_upkeep
from core.commands.house import House
from core.commands.jobs import Job, Progress, Work
from core.customers.search.triggers import SPREAD
from core.customers.search.unfiled import clients_unfiled
from core.database.engine import put, reading
from core.journal.outbox import UNDONE, OutboxMessage

TOPIC = "customers.file_names"
#: One at a time: two would not see what the other leaves to the trigger.
JOB = Job(
    "file the names of an import",
    "core.importing.customers.names_waiting:filing",
    failing="stopped",
    patience=900,
    alone=True,
)
#: Clients waiting at most while an import goes on.
MANY = 250_000
#: Rows filed in one transaction: a third of a second, so that the tills hardly wait.
_SLICE = 100_000

_SPREAD = f"""
  CREATE TEMP TABLE name_spread AS
    SELECT spread.value AS key, name_key.customer_id FROM name_unfiled
      JOIN name_key ON name_key.customer_id = name_unfiled.customer_id,
      {SPREAD.format(row="name_key")} AS spread
    WHERE NOT name_unfiled.changed
    ORDER BY 1, 2"""
# The name of whoever was changed meanwhile is filed by the trigger.
_FILE = """
  INSERT OR IGNORE INTO name_posting (key, customer_id)
    SELECT key, customer_id FROM name_spread AS one WHERE one.rowid BETWEEN :first AND :last
      AND one.customer_id NOT IN (SELECT name_unfiled.customer_id FROM name_unfiled WHERE changed)"""
_WORDS = """
  INSERT OR IGNORE INTO name_word (key)
    SELECT DISTINCT key FROM name_spread AS one WHERE one.rowid BETWEEN :first AND :last
      AND one.customer_id NOT IN (SELECT name_unfiled.customer_id FROM name_unfiled WHERE changed)"""
_DONE = "DELETE FROM name_unfiled WHERE customer_id IN (SELECT customer_id FROM name_spread) OR changed"


def file_waiting(house: House, progress: Callable[[float], None] = lambda share: None) -> int:
    """File the names of all who wait; how many they were. ``progress`` hears of the share that is done.

    Raises Retry when the tills have the database for long; what is filed stays filed, and nobody is lost from the
    marks before all of their names are.
    """
    with reading(house.engine) as session:
        many = clients_unfiled(session)
    if not many:
        return 0
    rows = 0

    def spread(session: Session) -> list[int]:
        nonlocal rows
        session.execute(text("DROP TABLE IF EXISTS temp.name_spread"))
        session.execute(text(_SPREAD))
        rows = int(session.execute(text("SELECT max(rowid) FROM name_spread")).scalar() or 0)
        return [*range(1, rows + 1, _SLICE), rows + 1]

    def file(session: Session, first: int) -> None:
        progress((first - 1) / max(rows, 1))  # before the transaction begins, for a listener may write too
        if first > rows:
            session.execute(text(_DONE))
            session.execute(text("DROP TABLE temp.name_spread"))
            return
        asked = {"first": first, "last": first + _SLICE - 1}
        session.execute(text(_FILE), asked)
        session.execute(text(_WORDS), asked)

    commit_upkeep(house, spread, file)
    return many


def leave_job(session: Session, house: House) -> None:
    """Have the names that are marked in this transaction filed by a job; one that is not begun yet is enough."""
    table = OutboxMessage.__table__
    unbegun = select(table.c.id).where(UNDONE, table.c.topic == TOPIC, table.c.state == "open")
    if session.scalar(unbegun.limit(1)) is None:
        row = {"id": house.ids.new(), "topic": TOPIC, "payload": {}, "state": "open", "attempts": 0, "fault": ""}
        put(session, OutboxMessage, [{**row, "created_at": house.clock.now()}])


@contextmanager
def filing(house: House) -> Iterator[Work]:
    """Gives the work: file the names of all who wait."""

    def work(house: House, payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        with reading(house.engine) as session:
            many = clients_unfiled(session)
        return {"names filed": file_waiting(house, lambda share: progress(int(share * many), many))}

    yield work

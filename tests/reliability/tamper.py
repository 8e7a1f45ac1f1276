"""Every column of every row of the record changed behind the software's back: each change must be found and named.

By hand, with more rows of each table than the tests take::

    python -m tests.reliability.tamper --rows 50
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, select, update
from sqlalchemy.exc import DBAPIError

from core.audit.journal import verify_journal
from core.commands.execute import execute
from core.commands.house import House
from core.journal.chain import JournalEntry, Series
from core.sales.basket import BasketLine
from core.sales.model import Sale, SaleLine, SaleTender
from tests.reliability.state import unguarded
from tests.support.cast import BAG, HANAKO, SCARF, WATCH_SERIAL, advisor, copied_house, key, sale

#: Tables whose every column is the record.
TABLES: tuple[Table, ...] = tuple(m.__table__ for m in (JournalEntry, Series, Sale, SaleLine, SaleTender))


@dataclass(frozen=True, slots=True)
class Change:
    """A value changed by somebody who owns the database."""

    table: Table
    column: str
    where: ColumnElement[bool]
    old: Any
    new: Any
    #: One of these must stand in what verification says.
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.table.name}.{self.column}: {self.old!r:.60} -> {self.new!r:.60}"


def sell_some(house: House, count: int) -> None:
    """Sales of several shapes, so that every column holds something."""
    actor = advisor(house)
    piece = sale(lines=(BasketLine(serial=WATCH_SERIAL),), paid="9800", papers=("invoice", "certificate"))
    execute(house, piece, actor, key())
    for n in range(count - 1):
        lines = (BasketLine(sku=BAG), BasketLine(sku=SCARF, quantity=2, discount="50"))
        execute(
            house, sale(lines=lines, paid="5050", customer=(None, HANAKO)[n % 2], till=f"T{n % 2 + 1}"), actor, key()
        )


def changed(value: Any, chance: random.Random) -> Any:
    """Another value of the same type; of a text, one character changed anywhere."""
    if value is None:
        return "x"
    if isinstance(value, UUID):
        return UUID(int=value.int ^ (1 << chance.randrange(60)))
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, int):
        return value + chance.choice((-1, 1))
    at = chance.randrange(len(value))
    return value[:at] + chance.choice([c for c in "0a9é" if c != value[at]]) + value[at + 1 :]


def changes(house: House, rows: int, chance: random.Random) -> Iterator[Change]:
    """One change of each column, for up to ``rows`` rows of each table."""
    for table in TABLES:
        with house.engine.connect() as connection:
            held = connection.execute(select(table)).all()
        for row in chance.sample(held, min(rows, len(held))):
            where = and_(*(column == getattr(row, column.name) for column in table.primary_key))
            for column in table.columns:
                old = getattr(row, column.name)
                new = changed(old, chance)
                if old is None and column.type.python_type is UUID:
                    new = UUID(int=1)
                yield Change(table, column.name, where, old, new, _names(house, table, row, column.name))


def _names(house: House, table: Table, row: Any, column: str) -> tuple[str, ...]:
    if table is Series.__table__:
        return (row.code,)
    if table is JournalEntry.__table__:
        # A record that left its place is missed there, by the one after it or by the head of the series.
        return (row.series,) if column in ("series", "number") else (f"{row.series} no. {row.number} (",)
    sold = row.id if table is Sale.__table__ else row.sale_id
    with house.engine.connect() as connection:
        sales, entries = Sale.__table__, JournalEntry.__table__
        asked = select(entries.c.label).join(sales, sales.c.entry_id == entries.c.id).where(sales.c.id == sold)
        return (f"sale {connection.execute(asked).scalar_one()}",)


@contextmanager
def made(house: House, change: Change) -> Iterator[bool]:
    """Make a change and take it back. Gives False where the schema itself refused it."""
    table, column = change.table, change.table.c[change.column]
    moved = change.where
    if column.primary_key:
        others = [c for c in table.primary_key if c is not column]
        kept = {c.name: value for c, value in _key_of(change).items()}
        moved = and_(column == change.new, *(c == kept[c.name] for c in others))
    with house.engine.connect() as connection:
        unguarded(connection)
        try:
            connection.execute(update(table).where(change.where).values({change.column: change.new}))
            connection.commit()
        except DBAPIError:
            connection.rollback()
            yield False
            return
        try:
            yield True
        finally:
            connection.execute(update(table).where(moved).values({change.column: change.old}))
            connection.commit()


def _key_of(change: Change) -> dict[Any, Any]:
    clauses = getattr(change.where, "clauses", [change.where])
    return {clause.left: clause.right.value for clause in clauses}


def undetected(house: House, rows: int, chance: random.Random) -> tuple[int, list[str]]:
    """How many changes were made, and those that verification passes over or does not name."""
    count, missed = 0, []
    for change in changes(house, rows, chance):
        with made(house, change) as allowed:
            if not allowed:
                continue
            count += 1
            found = verify_journal(house).findings
            told = "\n".join(f"{f.where} {f.text}" for f in found)
            if not any(name in told for name in change.names):
                missed.append(f"{change}: {[f.where for f in found]}")
    return count, missed


def main() -> int:
    """The command line."""
    words = argparse.ArgumentParser(description="Change every column of the record and look whether it is found.")
    words.add_argument("--rows", type=int, default=50)
    words.add_argument("--seed", type=int, default=20261120)
    told = words.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vendome-tamper-") as name:
        house = copied_house(Path(name))
        sell_some(house, told.rows)
        count, missed = undetected(house, told.rows, random.Random(told.seed))
        house.engine.dispose()
    print(f"seed={told.seed} changes={count} undetected={len(missed)} seconds={time.monotonic() - began:.1f}")
    for miss in missed[:20]:
        print(f"  {miss}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

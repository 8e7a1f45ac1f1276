"""Writes whose text is put together once, and which on PostgreSQL go out together.

What SQLAlchemy compiles for one row is taken as it is, casts and all, and repeated for several; only the values still
go through their types. A sale writes a dozen rows, and looking the same statements up again took more time than writing
them.

On PostgreSQL a write that asks nothing back waits for the next statement that does, at the latest for the commit,
and all that wait are one statement: ``WITH w0 AS (INSERT …), w1 AS (INSERT …) UPDATE …``. So what a sale writes takes
two turns over the wire where it took eleven. Of each table at most one write waits, since the parts of one statement do
not see each other; foreign keys are checked when all are carried out. SQLite has no wire and carries each out at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Insert, Table, Update, event

#: Where a connection keeps what waits: by table, the text and its values.
_WAITING = "vendome_waiting"
_JOINS = "vendome_joins"

_PLACE = re.compile(r"%\((\w+)\)s")
#: Rows in one statement: PostgreSQL counts its places in sixteen bits, and no table has more than sixty columns.
_TOGETHER = 1000

_known: dict[tuple[str, Insert | Update, tuple[str, ...]], Write] = {}


class Write:
    """An INSERT or UPDATE for rows that have ``names``, on one kind of database.

    It asks nothing back. An INSERT may say what happens to a row that is there already.
    """

    def __init__(self, statement: Insert | Update, names: Sequence[str], dialect: Dialect) -> None:
        columns = list(names) if isinstance(statement, Insert) else None
        compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
        assert isinstance(statement.table, Table)
        self.table = statement.table.name
        # An UPDATE is one row without VALUES.
        before, values, rest = str(compiled).partition(" VALUES ")
        self._before, (row, conflict, after) = before + values, rest.partition(" ON CONFLICT ")
        self._after = conflict + after
        if not values:
            self._before, row = "", before
        self._together = dialect.name == "postgresql"
        order: list[str] = _PLACE.findall(row) if self._together else list(compiled.positiontup or ())
        if set(order) != set(names):
            raise TypeError(
                f"{', '.join(sorted({*order} ^ {*names}))}: rows and statement do not name the same columns"
            )
        self._row = _PLACE.split(row)[::2] if self._together else [row]
        self._values: tuple[tuple[str, Callable[[Any], Any] | None], ...] = tuple(
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order
        )
        self._texts: dict[tuple[int, int], tuple[str, tuple[str, ...]]] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Carry it out for these rows, in their order; on PostgreSQL it may wait."""
        sets = [tuple(row[n] if as_bound is None else as_bound(row[n]) for n, as_bound in self._values) for row in rows]
        if not self._together:  # the driver's own loop is quickest where nothing goes over a wire
            connection.exec_driver_sql(self._before + self._row[0] + self._after, sets)
            return
        for start in range(0, len(sets), _TOGETHER):
            self._wait(connection, sets[start : start + _TOGETHER])

    def _wait(self, connection: Connection, sets: Sequence[tuple[Any, ...]]) -> None:
        if not connection.in_transaction():
            raise RuntimeError(f"{self.table} is written outside a transaction: nothing would ever carry it out.")
        waiting = connection.info.get(_WAITING)
        if waiting is None or self.table in waiting:
            send_waiting(connection)
            waiting = connection.info[_WAITING] = {}
        text, names = self._text(len(waiting), len(sets))
        values = dict(zip(names, (value for bound in sets for value in bound), strict=True))
        waiting[self.table] = text, values

    def _text(self, place: int, rows: int) -> tuple[str, tuple[str, ...]]:
        """The text for so many rows as the part at ``place`` of a statement, and the names of its values."""
        known = self._texts.get((place, rows))
        if known is None:
            each = range(len(self._values))
            names = [[f"w{place}_{row}_{n}" for n in each] for row in range(rows)]
            parts = [
                "".join(f"{text}%({name})s" for text, name in zip(self._row, row, strict=False)) + self._row[-1]
                for row in names
            ]
            text = self._before + ", ".join(parts) + self._after
            known = text, tuple(name for row in names for name in row)
            if rows <= 20:  # what a sale has; an import has its own way
                self._texts[place, rows] = known
        return known


def write(connection: Connection, statement: Insert | Update, rows: Sequence[Mapping[str, Any]]) -> None:
    """Carry out a statement that asks nothing back, for one or more rows that all have the same names.

    ``statement`` is built once and lives as long as the process. On PostgreSQL it may wait: what the database refuses
    comes up with a later statement or the commit.
    """
    key = connection.dialect.name, statement, tuple(rows[0])
    known = _known.get(key)
    if known is None:
        known = _known[key] = Write(statement, key[2], connection.dialect)
    known.run(connection, rows)


def joining(table: str) -> Mapping[str, str]:
    """Execution options of a statement that may take along what waits: its text begins with no WITH of its own, and it
    reads and writes nothing but ``table``."""
    return {_JOINS: table}


def send_waiting(connection: Connection) -> None:
    """Carry out what waits on a connection, now."""
    waiting = connection.info.pop(_WAITING, None)
    if waiting:
        *others, (sql, values) = waiting.values()
        connection.exec_driver_sql(*_joined(others, sql, values))


def _joined(parts: Sequence[tuple[str, Mapping[str, Any]]], sql: str, values: Mapping[str, Any]) -> tuple[str, Any]:
    """One statement of several, the last of which may ask something back."""
    if not parts:
        return sql, values
    together = dict(values)
    for _, each in parts:
        together |= each
    before = ", ".join(f"w{n} AS ({text})" for n, (text, _) in enumerate(parts))
    return f"WITH {before} {sql}", together


def let_writes_wait(engine: Engine) -> None:
    """Send what waits on a connection of this engine before, or with, its next statement and before its commit."""

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def _before(connection: Connection, cursor: Any, sql: str, values: Any, context: Any, many: bool) -> Any:
        waiting = connection.info.get(_WAITING)
        if waiting:
            table = context.execution_options.get(_JOINS)
            if table and table not in waiting:
                del connection.info[_WAITING]
                return _joined(list(waiting.values()), sql, values)
            send_waiting(connection)
        return sql, values

    @event.listens_for(engine, "commit")
    def _commit(connection: Connection) -> None:
        send_waiting(connection)

    @event.listens_for(engine, "rollback")
    def _rollback(connection: Connection) -> None:
        connection.info.pop(_WAITING, None)

    @event.listens_for(engine, "checkout")
    def _fresh(raw: Any, record: Any, proxy: Any) -> None:
        record.info.pop(_WAITING, None)  # whoever has the connection next carries out nothing of the one before

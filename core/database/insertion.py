"""Rows of plain values inserted by a statement whose text is put together once.

What SQLAlchemy compiles for one row is taken as it is, casts and all, and repeated for several; only the values still
go through their types. A sale writes a dozen rows, and looking the same statements up again took more time than writing
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Table

_PLACE = re.compile(r"%\((\w+)\)s")
#: Rows in one statement: PostgreSQL counts its places in sixteen bits, and no table has more than sixty columns.
_TOGETHER = 1000

_known: dict[tuple[str, Insert, tuple[str, ...]], Insertion] = {}


class Insertion:
    """An INSERT for rows that have ``names``, on one kind of database. ``statement`` may say what happens to a row that
    is there already; it asks nothing back."""

    def __init__(self, statement: Insert, names: Sequence[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        self._before, _, rest = str(compiled).partition(" VALUES ")
        row, conflict, after = rest.partition(" ON CONFLICT ")
        self._after = conflict + after
        self._together = dialect.name == "postgresql"
        order = _PLACE.findall(row) if self._together else list(getattr(compiled, "positiontup", None) or ())
        self._row = _PLACE.sub("%s", row)
        if set(order) != set(names):
            raise TypeError(
                f"{', '.join(sorted({*order} ^ {*names}))}: rows and statement do not name the same columns"
            )
        assert isinstance(statement.table, Table)
        columns = statement.table.c
        self._values: tuple[tuple[str, Callable[[Any], Any] | None], ...] = tuple(
            (name, columns[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order
        )

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]], options: Mapping[str, Any]) -> None:
        """Insert the rows, in their order."""
        sets = [tuple(row[n] if as_bound is None else as_bound(row[n]) for n, as_bound in self._values) for row in rows]
        if not self._together:  # the driver's own loop is quickest where nothing goes over a wire
            connection.exec_driver_sql(
                f"{self._before} VALUES {self._row}{self._after}", sets, execution_options=options
            )
            return
        for start in range(0, len(sets), _TOGETHER):
            part = sets[start : start + _TOGETHER]
            places = ", ".join([self._row] * len(part))
            bound = tuple(value for values in part for value in values)
            sql = f"{self._before} VALUES {places}{self._after}"
            connection.exec_driver_sql(sql, bound, execution_options=options)


def insertion(statement: Insert, names: tuple[str, ...], dialect: Dialect) -> Insertion:
    """The insertion of a statement that lives as long as the process, for rows with these names."""
    key = dialect.name, statement, names
    known = _known.get(key)
    if known is None:
        known = _known[key] = Insertion(statement, names, dialect)
    return known

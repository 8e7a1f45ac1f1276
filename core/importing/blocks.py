"""Rows of several tables made ready for a bulk write, anywhere: plain text and numbers, no database needed.

The forms here are those that SQLAlchemy's types write (``tests/core/importing`` compares them row by row).
"""

from __future__ import annotations

import json
import marshal
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

#: Rows of one table, ready to be written and compact on their way between processes: a marshalled list of tuples for
#: SQLite, COPY text for PostgreSQL.
Block = bytes

_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Blocks:
    """Gathers rows of several tables (name → columns in order) for ``dialect``: ``sqlite`` or ``postgresql``."""

    def __init__(self, columns: Mapping[str, tuple[str, ...]], dialect: str) -> None:
        self._names = columns
        self._sqlite: dict[str, list[tuple[Any, ...]]] = {name: [] for name in columns}
        self._copy: dict[str, list[str]] = {name: [] for name in columns}
        self._to_sqlite = dialect == "sqlite"

    def add(self, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Take the rows of one client."""
        for table, rows in tables.items():
            names = self._names[table]
            for row in rows:
                if self._to_sqlite:
                    self._sqlite[table].append(tuple([_for_sqlite(row[name]) for name in names]))
                else:
                    self._copy[table].append("\t".join([_for_copy(row[name]) for name in names]) + "\n")

    def done(self) -> dict[str, Block]:
        """The tables that got rows."""
        if self._to_sqlite:
            return {name: marshal.dumps(rows) for name, rows in self._sqlite.items() if rows}
        return {name: "".join(rows).encode() for name, rows in self._copy.items() if rows}


def _for_sqlite(value: Any) -> Any:
    kind = type(value)
    if kind is str or kind is int or value is None:
        return value
    convert = _SQLITE.get(kind)
    if convert is None:
        raise TypeError(f"{kind.__name__} has no form in a bulk write")
    return convert(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


_SQLITE: Mapping[type, Callable[[Any], Any]] = {
    bool: int,
    dict: _json,
    list: _json,
    datetime: _instant,
    date: date.isoformat,
    UUID: lambda value: value.hex,
    bytes: bytes,
}


def _for_copy(value: Any) -> str:
    if value is None:
        return "\\N"
    kind = type(value)
    if kind is str:
        return value.translate(_ESCAPED) if "\\" in value or "\n" in value or "\t" in value or "\r" in value else value  # type: ignore[no-any-return]
    convert = _COPY.get(kind)
    if convert is None:
        raise TypeError(f"{kind.__name__} has no form in a bulk write")
    return convert(value)


_COPY: Mapping[type, Callable[[Any], str]] = {
    bool: lambda value: "t" if value else "f",
    int: str,
    dict: lambda value: _json(value).translate(_ESCAPED),
    list: lambda value: _json(value).translate(_ESCAPED),
    datetime: datetime.isoformat,
    date: date.isoformat,
    UUID: str,
}

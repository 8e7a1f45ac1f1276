"""Many rows into one table: prepared as plain text and numbers anywhere, written by ``COPY`` or in one statement.

SQLAlchemy's own way costs twice the time for a million clients. The forms here are those that its types write
(``tests/core/importing`` compares them row by row).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

#: Rows of one table, ready to be written: of tuples for SQLite, COPY text for PostgreSQL.
Block = list[tuple[Any, ...]] | bytes

_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def block(table: Table, rows: Iterable[Mapping[str, Any]], dialect: str) -> Block:
    """The rows of a table in the form in which ``dialect`` (``sqlite`` or ``postgresql``) takes them."""
    names = _names(table)
    if dialect == "sqlite":
        return [tuple([_for_sqlite(row[name]) for name in names]) for row in rows]
    return "".join("\t".join([_for_copy(row[name]) for name in names]) + "\n" for row in rows).encode()


def write(session: Session, table: Table, blocks: Sequence[Block]) -> None:
    """Write blocks of one table in the session's transaction."""
    held = [each for each in blocks if each]
    if not held:
        return
    connection = session.connection()
    raw: Any = connection.connection.driver_connection
    columns = ", ".join(_quoted(name) for name in _names(table))
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(_names(table)))
        rows = held[0] if len(held) == 1 else [row for each in held for row in each]
        raw.executemany(f"INSERT INTO {_quoted(table.name)} ({columns}) VALUES ({marks})", rows)
        return
    with raw.cursor() as cursor, cursor.copy(f"COPY {_quoted(table.name)} ({columns}) FROM STDIN") as copy:
        for each in held:
            copy.write(each)


def write_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write plain rows of one table."""
    if rows:
        session.execute(insert(table), [dict(row) for row in rows])


@lru_cache(maxsize=64)
def _names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


def _quoted(name: str) -> str:
    # Names come from the models, never from a file; ``on`` is a word of SQL.
    return f'"{name}"'


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

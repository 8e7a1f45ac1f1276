"""Many rows into one table: prepared as plain text and numbers anywhere, written by ``COPY`` or in one statement.

SQLAlchemy's own way costs twice the time for a million clients. The forms here are those that its types write
(``tests/core/importing`` compares them row by row).
"""

from __future__ import annotations

import json
import marshal
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

#: Rows of one table, ready to be written and compact on their way between processes: a marshalled list of tuples for
#: SQLite, COPY text for PostgreSQL.
Block = bytes

_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Blocks:
    """Gathers rows of several tables for ``dialect``: ``sqlite`` or ``postgresql``."""

    def __init__(self, tables: Mapping[str, Table], dialect: str) -> None:
        self._names = {name: _names(table) for name, table in tables.items()}
        self._sqlite: dict[str, list[tuple[Any, ...]]] = {name: [] for name in tables}
        self._copy: dict[str, list[str]] = {name: [] for name in tables}
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


def write(session: Session, table: Table, made: Sequence[Block]) -> None:
    """Write blocks of one table in the session's transaction. What the database refuses is raised as SQLAlchemy raises
    it."""
    connection = session.connection()
    columns = ", ".join(_quoted(name) for name in _names(table))
    try:
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(_names(table)))
            _to_sqlite(session, f"INSERT INTO {_quoted(table.name)} ({columns}) VALUES ({marks})", made)
        else:
            _to_postgresql(session, f"COPY {_quoted(table.name)} ({columns}) FROM STDIN", made)
    except connection.dialect.loaded_dbapi.Error as fault:
        raised = DBAPIError.instance(
            f"bulk write of {table.name}",
            None,
            fault,
            connection.dialect.loaded_dbapi.Error,
            dialect=connection.dialect,
        )
        raise raised from fault


def _to_sqlite(session: Session, statement: str, made: Sequence[Block]) -> None:
    raw: Any = session.connection().connection.driver_connection
    for block in made:
        raw.executemany(statement, marshal.loads(block))


def mark_unfiled(session: Session, made: Sequence[Block]) -> None:
    """Say of the clients in blocks of ``name_key``, before these are written, that their names are filed later."""
    raw: Any = session.connection().connection.driver_connection
    for block in made:
        clients = ((row[0],) for row in marshal.loads(block))
        raw.executemany("INSERT INTO name_unfiled (customer_id) VALUES (?)", clients)


def _to_postgresql(session: Session, statement: str, made: Sequence[Block]) -> None:
    raw: Any = session.connection().connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for block in made:
            copy.write(block)


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

"""Many rows into one table: prepared blocks written by ``COPY`` or in one statement.

SQLAlchemy's own way costs twice the time for a million clients.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.database.writes import send_waiting
from core.importing.blocks import Block


def write(session: Session, table: Table, blocks: Sequence[Block]) -> None:
    """Write blocks of one table in the session's transaction. What the database refuses is raised as SQLAlchemy raises
    it."""
    connection = session.connection()
    columns = ", ".join(_quoted(name) for name in names_of(table))
    try:
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(names_of(table)))
            _to_sqlite(session, f"INSERT INTO {_quoted(table.name)} ({columns}) VALUES ({marks})", blocks)
        else:
            _to_postgresql(session, f"COPY {_quoted(table.name)} ({columns}) FROM STDIN", blocks)
    except connection.dialect.loaded_dbapi.Error as fault:
        raised = DBAPIError.instance(
            f"bulk write of {table.name}",
            None,
            fault,
            connection.dialect.loaded_dbapi.Error,
            dialect=connection.dialect,
        )
        raise raised from fault


def _to_sqlite(session: Session, statement: str, blocks: Sequence[Block]) -> None:
    raw: Any = session.connection().connection.driver_connection
    for block in blocks:
        raw.executemany(statement, marshal.loads(block))


def mark_unfiled(session: Session, blocks: Sequence[Block]) -> None:
    """Say of the clients in blocks of ``name_key``, before these are written, that their names are filed later."""
    raw: Any = session.connection().connection.driver_connection
    for block in blocks:
        clients = ((row[0],) for row in marshal.loads(block))
        raw.executemany("INSERT INTO name_unfiled (customer_id, changed) VALUES (?, 0)", clients)


def _to_postgresql(session: Session, statement: str, blocks: Sequence[Block]) -> None:
    connection = session.connection()
    send_waiting(connection)  # the driver's own COPY is not seen by what lets writes wait
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for block in blocks:
            copy.write(block)


def write_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write plain rows of one table."""
    if rows:
        session.execute(insert(table), [dict(row) for row in rows])


@lru_cache(maxsize=64)
def names_of(table: Table) -> tuple[str, ...]:
    """The table's columns in order."""
    return tuple(column.name for column in table.columns)


def _quoted(name: str) -> str:
    # Names come from the models, never from a file; ``on`` is a word of SQL.
    return f'"{name}"'

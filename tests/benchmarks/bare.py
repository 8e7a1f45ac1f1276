"""What the database itself takes for the rows of a sale: the peer beside which the speed of a sale is read.

The rows that a run posted are read back and inserted again by the bare driver, one transaction for each sale with the
same durability: into copies of the tables with the same columns, keys and indexes, without triggers and foreign keys.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg.types.string import TextLoader
from sqlalchemy.engine import make_url

from core.commands.house import House

#: The tables of a sale in the order of writing, with how many rows the sale of ``tests.benchmarks.sale`` has in each.
ROWS = {
    "command_record": 1,
    "sale": 1,
    "sale_line": 3,
    "sale_tender": 3,
    "document": 2,
    "outbox": 2,
    "stock_move": 3,
    "journal_entry": 1,
}

Rows = dict[str, list[tuple[Any, ...]]]


class Bare:
    """Rows of posted sales, and the copies of the tables that they are inserted into. Built before anybody forks."""

    def __init__(self, house: House, sales: int) -> None:
        self._sqlite = house.engine.dialect.name == "sqlite"
        self._url = house.engine.url
        self._rows: Rows = {}
        source = self._open(original=True)
        for table, each in ROWS.items():
            newest = "at" if table == "command_record" else "sale_id" if table.startswith("sale_") else "id"
            asked = f"SELECT * FROM {table} ORDER BY {newest} DESC LIMIT {sales * each}"
            self._rows[table] = [tuple(row) for row in source.execute(asked).fetchall()]
        self.sales = min(len(rows) // ROWS[table] for table, rows in self._rows.items())
        self._copy_tables(source)
        source.close()

    def _open(self, original: bool = False) -> Any:
        """A connection as durable as the house's own."""
        if self._sqlite:
            path = f"{self._url.database}" + ("" if original else ".bare")
            connection = sqlite3.connect(path, timeout=30, isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                connection.execute(f"PRAGMA {pragma}")
            return connection
        address = make_url(self._url).set(drivername="postgresql").render_as_string(hide_password=False)
        path = "public" if original else "bare"
        server = psycopg.connect(address, options=f"-c search_path={path} -c synchronous_commit=on")
        server.adapters.register_loader("jsonb", TextLoader)  # given back as it was read
        return server

    def _copy_tables(self, source: Any) -> None:
        if self._sqlite:
            target = self._open()
            names = ", ".join(f"'{name}'" for name in ROWS)
            made = (
                f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({names}) AND type IN ('table', 'index') AND sql > ''"
            )
            for name in ROWS:
                target.execute(f"DROP TABLE IF EXISTS {name}")
            for (statement,) in source.execute(made + " ORDER BY type DESC").fetchall():
                target.execute(statement)
            target.close()
            return
        source.execute("DROP SCHEMA IF EXISTS bare CASCADE")
        source.execute("CREATE SCHEMA bare")
        for name in ROWS:
            source.execute(f"CREATE TABLE bare.{name} (LIKE public.{name} INCLUDING ALL)")
        source.commit()

    def insert(self, sales: Sequence[int]) -> list[float]:
        """Insert the rows of these sales (numbers from 0), a transaction for each; seconds of each."""
        connection, mark = self._open(), "?" if self._sqlite else "%s"
        cursor, times = connection.cursor(), []
        begin: Callable[[], object] = (lambda: cursor.execute("BEGIN IMMEDIATE")) if self._sqlite else (lambda: None)
        texts = {
            table: f"INSERT INTO {table} VALUES ({', '.join([mark] * len(rows[0]))})"
            for table, rows in self._rows.items()
        }
        for n in sales:
            began = time.perf_counter()
            begin()
            for table, each in ROWS.items():
                cursor.executemany(texts[table], self._rows[table][n * each : (n + 1) * each])
            connection.commit()
            times.append(time.perf_counter() - began)
        connection.close()
        return times

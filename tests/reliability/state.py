"""What must hold of a house after anything: asked of the tables themselves, not of the code that wrote them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing

from sqlalchemy import Connection, Engine, inspect, text

from core.audit.journal import verify_journal
from core.commands.house import House

#: (what is wrong, a query that counts it). Each count must be zero.
_RULES = (
    (
        "series whose numbers are not 1 to n",
        "SELECT count(*) FROM (SELECT series FROM journal_entry GROUP BY series "
        "HAVING min(number) <> 1 OR max(number) <> count(*) OR count(DISTINCT number) <> count(*)) AS bad",
    ),
    (
        "series whose next number is not the one after the last",
        "SELECT count(*) FROM series s "
        "WHERE s.next_number <> 1 + (SELECT count(*) FROM journal_entry e WHERE e.series = s.code)",
    ),
    (
        "series whose perpetual total is not the sum",
        "SELECT count(*) FROM series s "
        "WHERE s.total <> (SELECT coalesce(sum(e.amount), 0) FROM journal_entry e WHERE e.series = s.code)",
    ),
    (
        "sales without a record, or records of a sale without it",
        "SELECT (SELECT count(*) FROM sale s WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = s.entry_id)) "
        "+ (SELECT count(*) FROM journal_entry e WHERE e.kind = 'sale' "
        "AND NOT EXISTS (SELECT 1 FROM sale s WHERE s.entry_id = e.id))",
    ),
    (
        "sales without lines",
        "SELECT count(*) FROM sale s WHERE NOT EXISTS (SELECT 1 FROM sale_line l WHERE l.sale_id = s.id)",
    ),
    (
        "sales not paid to the cent",
        "SELECT count(*) FROM sale s "
        "WHERE s.payable <> (SELECT coalesce(sum(t.value), 0) FROM sale_tender t WHERE t.sale_id = s.id)",
    ),
    (
        "sales whose lines do not add up",
        "SELECT count(*) FROM sale s "
        "WHERE s.gross <> (SELECT coalesce(sum(l.gross), 0) FROM sale_line l WHERE l.sale_id = s.id)",
    ),
    (
        "sales without a stock move for each line",
        "SELECT count(*) FROM sale s WHERE (SELECT count(*) FROM stock_move m WHERE m.entry_id = s.entry_id) <> "
        "(SELECT count(*) FROM sale_line l WHERE l.sale_id = s.id)",
    ),
    (
        "sales without papers",
        "SELECT count(*) FROM sale s WHERE NOT EXISTS (SELECT 1 FROM document d WHERE d.entry_id = s.entry_id)",
    ),
    (
        "documents without an intention to draw them",
        "SELECT abs((SELECT count(*) FROM document) - (SELECT count(*) FROM outbox WHERE topic = 'document.render'))",
    ),
    (
        "stock levels that are not the sum of the moves",
        "SELECT count(*) FROM stock_level k WHERE k.quantity <> (SELECT coalesce(sum(m.quantity), 0) FROM stock_move m "
        "WHERE m.boutique_id = k.boutique_id AND m.variant_id = k.variant_id)",
    ),
    (
        "sold pieces that no client holds",
        "SELECT count(*) FROM piece_sold s WHERE NOT EXISTS (SELECT 1 FROM piece_place p WHERE p.piece_id = s.piece_id "
        "AND p.until_at IS NULL AND p.holder_kind = 'customer')",
    ),
    (
        "sales beyond one per command, or commands without their sale",
        "SELECT abs((SELECT count(*) FROM sale) - (SELECT count(*) FROM command_record WHERE name = 'Sell'))",
    ),
    ("commands without an answer", "SELECT count(*) FROM command_record WHERE answer = ''"),
)


def faults(house: House, acknowledged: Iterable[str] = ()) -> list[str]:
    """Everything that is wrong: the rules above, the journal's own verification, and acknowledged keys that have left
    no effect."""
    found = []
    with house.engine.connect() as connection:
        for what, query in _RULES:
            count = connection.execute(text(query)).scalar_one()
            if count:
                found.append(f"{what}: {count}")
        kept = set(connection.execute(text("SELECT key FROM command_record WHERE name = 'Sell'")).scalars())
    found += [f"acknowledged and lost: {key}" for key in acknowledged if key not in kept]
    return found + [f"{f.where}: {f.text}" for f in verify_journal(house).findings]


def digest(engine: Engine) -> str:
    """One hash over every row of every table."""
    total = hashlib.sha256()
    with engine.connect() as connection:
        for table in sorted(inspect(connection).get_table_names()):
            total.update(table.encode())
            # By the driver itself: a proof asks for this hundreds of times.
            with closing(connection.connection.cursor()) as cursor:
                cursor.execute(f'SELECT * FROM "{table}"')
                for row in sorted(map(repr, cursor.fetchall())):
                    total.update(row.encode())
    return total.hexdigest()


def counted(engine: Engine, table: str) -> int:
    """Rows of a table."""
    with engine.connect() as connection:
        held: int = connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
    return held


def unguarded(connection: Connection) -> None:
    """Take the triggers and foreign keys out of the way, as somebody who owns the database can."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
        return
    connection.exec_driver_sql("COMMIT")  # the pragma holds outside a transaction only
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    for name in list(_triggers(connection)):
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def _triggers(connection: Connection) -> Iterator[str]:
    yield from connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()

"""Every foreign key has an index that begins with it, or a reason: a key that is scanned grows with the house."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from core.commands.execute import execute
from core.commands.house import House
from core.database.engine import Base
from tests.support.cast import CLAIRE, advisor, key, sale

ROOT = Path(__file__).parents[3]

#: Keys without an index, and why none of their tables is ever read from end to end for them.
NEVER_ASKED = {
    "boutique.entity_id": "A house has a handful of boutiques.",
    "staff.boutique_id": "Some thousand people; asked by their code.",
    "series.entity_id": "Some hundred heads; asked by their code.",
    "variant.reference_id": "An article is asked for by its SKU and leads to its reference, never back.",
    "piece.variant_id": "A piece is asked for by serial or EPC and leads to its article, never back.",
    "customer.first_boutique_id": "Shown with the client; nobody asks for the clients of a boutique.",
    "customer.advisor_id": "Shown with the client; nobody asks for the clients of an advisor.",
    "stock_move.boutique_id": "Moves are asked for by piece and by record; what a boutique has is in stock_level.",
    "stock_move.variant_id": "Moves are asked for by piece and by record; what a boutique has is in stock_level.",
    "piece_place.piece_id": "Asked for the open place only, which its own index finds; the rest is history.",
    "sale.till_id": "A day is asked for by boutique and business date.",
    "sale.staff_id": "A day is asked for by boutique and business date.",
    "sale_line.variant_id": "Turnover by article is read from the extract, not from the lines.",
}


def all_tables() -> list[Table]:
    """The tables of core and of every plugin, each module that defines one imported."""
    for room in ("core", "documents", "plugins"):
        for path in (ROOT / room).rglob("*.py"):
            if re.search(r"^class \w+\(Base\):", path.read_text(encoding="utf-8"), re.MULTILINE):
                importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    ours = (m.local_table for m in Base.registry.mappers if m.class_.__module__.startswith(("core.", "plugins.")))
    return sorted({table for table in ours if isinstance(table, Table)}, key=lambda table: table.name)


def foreign_keys(tables: list[Table]) -> Iterator[tuple[str, ForeignKeyConstraint]]:
    """Each foreign key as ``table.first_column``."""
    for table in tables:
        for constraint in table.foreign_key_constraints:
            yield f"{table.name}.{next(iter(constraint.columns)).name}", constraint


def is_led(constraint: ForeignKeyConstraint) -> bool:
    """Whether an index, a primary key or a unique key of the table begins with the columns of a foreign key."""
    columns = [column.name for column in constraint.columns]
    table = constraint.table
    keys = [c for c in table.constraints if isinstance(c, PrimaryKeyConstraint | UniqueConstraint)]
    whole = [index for index in table.indexes if _covers_every_key(index, columns)]
    return any([column.name for column in each.columns][: len(columns)] == columns for each in [*keys, *whole])


def _covers_every_key(index: Index, columns: list[str]) -> bool:
    """A partial index will do only where all it leaves out is rows without a key."""
    rule = index.dialect_options["sqlite"]["where"]
    return rule is None or str(rule) == f"{columns[0]} IS NOT NULL"


def faults(tables: list[Table], reasons: dict[str, str]) -> list[str]:
    """What is wrong: a key with neither index nor reason, a key checked at each commit with no index, and a reason
    that excuses nothing."""
    found, unused = [], set(reasons)
    for name, constraint in foreign_keys(tables):
        if is_led(constraint):
            continue
        unused.discard(name)
        if constraint.deferrable:
            found.append(f"{name} is checked for every record of the journal and has no index.")
        elif name not in reasons:
            found.append(f"{name} has no index that begins with it, and no reason.")
    return found + [f"{name} has a reason and needs none." for name in sorted(unused)]


def test_every_foreign_key_has_its_index_or_a_reason() -> None:
    tables = all_tables()
    assert {"sale", "stock_move", "repair_event"} <= {table.name for table in tables}
    assert faults(tables, NEVER_ASKED) == []


@pytest.mark.parametrize(
    ("index", "told"),
    [
        ((), "child.parent_id has no index that begins with it, and no reason."),
        (("other", "parent_id"), "child.parent_id has no index that begins with it, and no reason."),
        (("parent_id", "other"), None),
    ],
)
def test_a_key_without_an_index_is_found(index: tuple[str, ...], told: str | None) -> None:
    held = MetaData()
    Table("parent", held, Column("id", Integer, primary_key=True))
    child = Table(
        "child",
        held,
        Column("id", Integer, primary_key=True),
        Column("parent_id", ForeignKey("parent.id")),
        Column("other", Integer),
    )
    if index:
        Index("ix", *(child.c[name] for name in index))
    assert faults([child], {}) == ([told] if told else [])


def test_a_key_checked_at_the_commit_is_excused_by_no_reason() -> None:
    held = MetaData()
    Table("parent", held, Column("id", Integer, primary_key=True))
    late = ForeignKey("parent.id", deferrable=True, initially="DEFERRED")
    child = Table("child", held, Column("id", Integer, primary_key=True), Column("parent_id", late))
    told = ["child.parent_id is checked for every record of the journal and has no index."]
    assert faults([child], {"child.parent_id": "It is small."}) == told


def test_a_reason_that_excuses_nothing_is_found() -> None:
    assert faults([], {"sale.till_id": "…"}) == ["sale.till_id has a reason and needs none."]


@pytest.mark.parametrize(
    "sought", ["stock_move WHERE entry_id", "piece_sold WHERE entry_id", "document WHERE entry_id"]
)
def test_what_a_record_is_checked_against_is_sought_by_an_index(house: House, sought: str) -> None:
    """SQLite looks for rows that wait for a record as it is written, in every table that points to the journal."""
    if house.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL looks for the record, not for the rows that wait for it.")
    with house.engine.connect() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN SELECT 1 FROM {sought} = x'00'")).one()
    assert "USING" in plan[-1]
    assert "INDEX" in plan[-1]


def test_the_last_purchases_of_a_client_are_read_and_not_sorted(house: House) -> None:
    execute(house, sale(customer=CLAIRE), advisor(house), key())
    asked = "SELECT id FROM sale WHERE customer_id = {} ORDER BY at DESC LIMIT 50"
    with house.engine.connect() as connection:
        if house.engine.dialect.name == "sqlite":
            rows = connection.execute(text("EXPLAIN QUERY PLAN " + asked.format("x'00'"))).all()
        else:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            none = "'00000000-0000-0000-0000-000000000000'"
            connection.execute(text("SET LOCAL enable_bitmapscan = off"))
            rows = connection.execute(text("EXPLAIN " + asked.format(none))).all()
    told = "\n".join(str(row[-1]) for row in rows)
    assert "ix_sale_customer" in told
    assert "B-TREE" not in told
    assert "Sort" not in told

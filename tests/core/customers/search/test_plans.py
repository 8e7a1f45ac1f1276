"""The plan uses the index on both databases: a search that reads the whole base is found here, not at eight million."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import ClauseElement, select, text
from sqlalchemy.orm import Session

from core.commands.house import House
from core.customers.model import Contact
from core.customers.search.index import Group, _answerable, planned, statement_for
from tests.support.cast import house

__all__ = ["house"]

CASES: Sequence[list[Group]] = (
    [Group(frozenset({"claire"}))],
    [Group(frozenset({"claire"})), Group(frozenset({"tour", "latour"}))],
    [Group(frozenset({"claire"})), Group(frozenset(), ("to",))],
    [Group(frozenset(), ("papad",))],
    [Group(frozenset({"claire"})), Group(frozenset({"#75007"}))],
)


def plan(session: Session, statement: ClauseElement) -> str:
    dialect = session.get_bind().dialect
    sql = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    word = "EXPLAIN QUERY PLAN" if dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row[-1]) for row in session.connection().exec_driver_sql(f"{word} {sql.replace('%', '%%')}"))


@pytest.mark.parametrize("groups", CASES)
def test_names_are_sought_by_the_index(house: House, groups: list[Group]) -> None:
    with house.reading(house.actor("hq")) as session, planned(session):
        parted = _answerable(session, groups)
        assert parted is not None
        steps = plan(session, statement_for(session, *parted, 20))
    if house.engine.dialect.name == "sqlite":
        assert "SEARCH name_posting USING PRIMARY KEY (key=?" in steps
        assert "SCAN name_key" not in steps
        assert "SCAN customer" not in steps
    else:
        assert "Bitmap Index Scan on ix_name_key_keys" in steps
        assert "Seq Scan" not in steps


@pytest.mark.parametrize("column", ["normal", "tail"])
def test_contacts_are_sought_by_their_index(house: House, column: str) -> None:
    indexed = getattr(Contact, column)
    with house.reading(house.actor("hq")) as session, planned(session):
        steps = plan(
            session, select(Contact.customer_id).where(indexed >= "8765", indexed < "8765\U0010ffff").limit(20)
        )
    assert f"ix_contact_{column}" in steps


def test_the_planner_is_left_as_it_was(house: House) -> None:
    if house.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no such settings")
    with house.reading(house.actor("hq")) as session:
        before = session.execute(text("SHOW enable_seqscan")).scalar_one()
        with planned(session):
            assert session.execute(text("SHOW enable_seqscan")).scalar_one() == "off"
        assert session.execute(text("SHOW enable_seqscan")).scalar_one() == before

"""The journal: append-only, gapless, chained."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core.base.clock import FixedClock
from core.commands.execute import execute
from core.commands.house import House
from core.customers.commands import NoteConsent
from core.journal.chain import ALGORITHM, GENESIS, HASHED, JournalEntry, Series, record_hash, record_text
from core.migrations.versions import core_0001
from core.sales.basket import BasketLine
from tests.support.cast import CLAIRE, EMMA, WATCH_SERIAL, advisor, key, sale

ROW: dict[str, Any] = {
    "id": UUID(int=1),
    "series": "FR01:PAR1:T1:sale:EUR:2026",
    "number": 1,
    "label": "PAR1-T1-2026-000001",
    "kind": "sale",
    "at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    "business_date": date(2026, 11, 20),
    "zone": "Europe/Paris",
    "boutique_id": UUID(int=2),
    "customer_id": None,
    "actor": "cm",
    "region": "FR",
    "rules": "abc",
    "amount": 465000,
    "total": 465000,
    "content": '{"a":1}',
    "algorithm": ALGORITHM,
    "previous": GENESIS,
}


def lived_in(house: House) -> None:
    """A house with a row in every append-only table."""
    piece = sale(lines=(BasketLine(serial=WATCH_SERIAL),), paid="9800")
    execute(house, piece, advisor(house), key())
    consent = NoteConsent(CLAIRE, "news", "email", True, "Yes.", "boutique")
    execute(house, consent, advisor(house), key())
    with house.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO customer_merge (id, kept_id, merged_id, because, at, actor) "
                "SELECT a.id, a.id, b.id, 'the same person', a.created_at, 'cm' FROM customer a, customer b "
                "WHERE a.number = :kept AND b.number = :merged"
            ),
            {"kept": CLAIRE, "merged": EMMA},
        )


@pytest.mark.parametrize(("table", "columns"), core_0001.FROZEN)
def test_the_database_itself_refuses_to_change_or_delete_what_was_posted(
    house: House, table: str, columns: tuple[str, ...]
) -> None:
    lived_in(house)
    with house.engine.connect() as connection:
        frozen = columns or tuple(connection.execute(text(f'SELECT * FROM "{table}"')).keys())
        statements = [f'UPDATE "{table}" SET "{column}" = "{column}"' for column in frozen]
        statements.append(f'DELETE FROM "{table}"')
        if house.engine.dialect.name == "postgresql":
            statements.append(f'TRUNCATE "{table}" CASCADE')
        connection.rollback()
        for statement in statements:
            with pytest.raises(DBAPIError, match="is append-only: correct it with a new entry"):
                connection.execute(text(statement))
            connection.rollback()


@pytest.mark.parametrize("column", HASHED)
def test_the_hash_covers_every_column(column: str) -> None:
    other = {
        "id": UUID(int=9),
        "boutique_id": UUID(int=9),
        "customer_id": UUID(int=9),
        "number": 2,
        "amount": 465001,
        "total": 465001,
        "at": datetime(2026, 11, 20, 9, 0, 0, 1, tzinfo=UTC),
        "business_date": date(2026, 11, 21),
    }.get(column, f"{ROW[column]} ")
    assert record_hash(record_text(ROW)) != record_hash(record_text(ROW | {column: other}))


def test_every_column_is_hashed_but_the_hash_itself_and_the_seal_over_it() -> None:
    columns = {column.name for column in JournalEntry.__table__.columns}
    assert columns - set(HASHED) == {"hash", "seal", "seal_algorithm", "seal_key"}


def test_the_text_that_is_hashed_stays_the_same_from_version_to_version() -> None:
    # If this changes, ALGORITHM gets a new name: records of years ago must still verify.
    told = (
        '{"actor":"cm","algorithm":"sha256/vendome-1","amount":465000,"at":"2026-11-20T09:00:00+00:00",'
        '"boutique_id":"00000000-0000-0000-0000-000000000002","business_date":"2026-11-20","content":"{\\"a\\":1}",'
        '"customer_id":null,"id":"00000000-0000-0000-0000-000000000001","kind":"sale",'
        '"label":"PAR1-T1-2026-000001","number":1,"previous":"' + "0" * 64 + '","region":"FR","rules":"abc",'
        '"series":"FR01:PAR1:T1:sale:EUR:2026","total":465000,"zone":"Europe/Paris"}'
    ).encode()
    assert record_text(ROW) == told
    assert record_hash(told) == "0a722b1219f74eba7aec2380492e4a4ab865b4b690a264d579dbf79dfcdfae55"


def test_each_till_has_its_own_numbers_chain_and_perpetual_total(house: House) -> None:
    actor = advisor(house)
    numbers = [execute(house, sale(till=till), actor, key())["number"] for till in ("T1", "T2", "T1", "T1", "T2")]
    assert numbers == [
        "PAR1-T1-2026-000001",
        "PAR1-T2-2026-000001",
        "PAR1-T1-2026-000002",
        "PAR1-T1-2026-000003",
        "PAR1-T2-2026-000002",
    ]
    with house.engine.connect() as connection:
        totals = {row.code: row.total for row in connection.execute(select(Series.code, Series.total))}
        chain = connection.execute(
            select(JournalEntry.previous, JournalEntry.hash, JournalEntry.total)
            .where(JournalEntry.label.like("PAR1-T1-%"))
            .order_by(JournalEntry.number)
        ).all()
    assert totals == {"FR01:PAR1:T1:sale:EUR:2026": 3 * 465000, "FR01:PAR1:T2:sale:EUR:2026": 2 * 465000}
    assert [row.previous for row in chain] == [GENESIS, chain[0].hash, chain[1].hash]
    assert [row.total for row in chain] == [465000, 930000, 1395000]


def test_a_new_year_begins_a_new_series_and_a_late_night_still_belongs_to_the_old_one(sqlite_house: House) -> None:
    clock, actor = sqlite_house.clock, advisor(sqlite_house)
    assert isinstance(clock, FixedClock)
    clock.set(datetime(2027, 1, 1, 1, 30, tzinfo=UTC))  # 02:30 in Paris: the trading day of New Year's Eve
    assert execute(sqlite_house, sale(), actor, key())["number"] == "PAR1-T1-2026-000001"
    clock.set(datetime(2027, 1, 1, 10, 0, tzinfo=UTC))
    assert execute(sqlite_house, sale(), actor, key())["number"] == "PAR1-T1-2027-000001"


def test_a_record_holds_what_its_papers_say_as_plain_values(sqlite_house: House) -> None:
    execute(sqlite_house, sale(), advisor(sqlite_house), key())
    with sqlite_house.engine.connect() as connection:
        content = json.loads(connection.execute(select(JournalEntry.content)).scalar_one())
    assert content["totals"]["gross"] == "4650.00"
    assert content["client"]["names"]["fr"].endswith("La Tour")
    assert [line["amount"] for line in content["lines"]] == ["4200.00", "450.00"]

"""The large base of the benchmark, small: its rows are those that a boutique writes, and its clients are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from core.customers.search import find_customers
from core.database.access import Actor
from core.database.engine import reading
from core.database.scopes import scoped
from tests.benchmarks.search_base import build, clients

WHO = Actor("test", frozenset({"advisor"}))


def test_the_same_seed_gives_the_same_clients_in_ten_scripts() -> None:
    one, two = (list(clients(400, 7)) for _ in range(2))
    assert one == two
    assert len({rows["name_card"][0]["script"] for rows in one}) >= 10


@pytest.mark.slow
def test_clients_of_a_made_base_are_found_by_name_phone_and_mail(database_url: str, tmp_path: Path) -> None:
    engine = build(database_url, 600, 7, say=lambda _: None)
    sample = list(clients(600, 7))[:40]
    with reading(engine) as session:
        scoped(session, WHO)
        for rows in sample:
            number = rows["customer"][0]["number"]
            fields = rows["name_card"][0]["fields"]
            for query in (f"{fields['given']} {fields['surname']}", number, *(row["value"] for row in rows["contact"])):
                assert number in [hit.customer.number for hit in find_customers(session, query)], query
    with engine.connect() as connection:
        words = connection.execute(text("SELECT count(*) FROM name_word")).scalar_one()
    assert words == len({key for rows in clients(600, 7) for key in rows["name_key"][0]["keys"].split(" ")})
    engine.dispose()

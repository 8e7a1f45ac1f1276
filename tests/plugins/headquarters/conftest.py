"""A house in Paris, Zürich and Tokyo with six sales in two months, and the rates that go with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from core.base.clock import FixedClock
from core.catalogue.model import ExchangeRate
from core.commands.execute import execute
from core.commands.house import House
from core.database.engine import writing
from core.sales.basket import BasketLine
from tests.support.cast import BAG, FOUNDED, advisor, copied_house, key, leave, sale
from tests.support.postgres import Postgres

REGIONS = ("FR", "JP", "CH")

#: Units for one euro, chosen so that results can be checked by hand.
RATES = {
    "JPY": {
        "2026-10-29": "160",
        "2026-10-30": "168",
        "2026-11-02": "170",
        "2026-11-16": "174",
        "2026-11-20": "176",
        "2026-11-30": "180",
    },
    "CHF": {
        "2026-10-29": "0.96",
        "2026-10-30": "0.95",
        "2026-11-02": "0.94",
        "2026-11-20": "0.92",
        "2026-11-30": "0.90",
    },
}

#: One bag each: country and business day. The twenty-first of November is a Saturday, without a rate of its own.
SALES = (("FR", "2026-10-30"), ("JP", "2026-10-30"), ("JP", "2026-11-02"), ("CH", "2026-11-20"), ("JP", "2026-11-21"))
PRICES = {"FR": "4200.00", "CH": "4200.00", "JP": "672000"}


def publish(house: House, rates: dict[str, dict[str, str]], source: str = "ECB") -> None:
    """Put published rates into the books, as an import would."""
    rows = [
        {"source": source, "base": "EUR", "quote": quote, "on": date.fromisoformat(on), "rate": rate}
        for quote, days in rates.items()
        for on, rate in days.items()
    ]
    with writing(house.engine) as session:
        session.execute(insert(ExchangeRate.__table__), rows)
        session.commit()


def sell(house: House, country: str, on: str, **more: Any) -> dict[str, Any]:
    """Sell one bag at noon of a day."""
    clock = house.clock
    assert isinstance(clock, FixedClock)
    clock.set(datetime.fromisoformat(f"{on}T08:00:00+00:00"))
    fields = {"lines": (BasketLine(sku=BAG),), "paid": PRICES[country], "papers": (), **more}
    return dict(execute(house, sale(country, **fields), advisor(house, country), key()))


def consolidated(folder: Path, postgres: Postgres | None = None) -> House:
    """The house with its rates and sales."""
    house = copied_house(folder, postgres, REGIONS, ("headquarters",), FixedClock(FOUNDED))
    publish(house, RATES)
    for country, on in SALES:
        sell(house, country, on)
    clock = house.clock
    assert isinstance(clock, FixedClock)
    clock.set(datetime(2026, 12, 1, 9, tzinfo=UTC))
    return house


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """The house once on each database."""
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    house = consolidated(tmp_path, server)
    yield house
    leave(house, server)


@pytest.fixture
def sqlite_house(tmp_path: Path) -> Iterator[House]:
    """The house on SQLite, where the database makes no difference."""
    house = consolidated(tmp_path)
    yield house
    leave(house)

"""A till hands a country the client's fields that its law reads, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from core.base.errors import Refused
from core.commands.execute import execute
from core.commands.house import House
from core.commands.unit import Unit
from core.customers.commands import SetProfile
from core.customers.for_sales import facts_of_client
from core.customers.identity import client_of_number
from core.customers.model import Customer
from core.sales.basket import BasketLine
from core.sales.payment import Tender
from core.sales.sell import Sell
from tests.support.cast import BAG, GIULIA, TILLS, advisor, copied_house, key, leave


@pytest.fixture
def italian(tmp_path: Path) -> Iterator[House]:
    """A house in France and Italy where Giulia told much of herself."""
    house = copied_house(tmp_path, regions=("FR", "IT"))
    values = {"it.citizenship": "IT", "it.passport_country": "IT", "it.pec": "giulia@pec.example"}
    execute(house, SetProfile(GIULIA, values), house.actor("hq"), key())
    yield house
    leave(house)


def handed(house: House, region: str) -> Mapping[str, str]:
    """What a till of a country hands over of Giulia, where someone sells who may see nothing sensitive."""
    actor = replace(advisor(house, region), roles=frozenset({"advisor"}))
    assert not actor.may("customer.sensitive")
    with house.reading(actor) as session:
        unit = Unit(house, session, actor, key())
        customer = client_of_number(session, GIULIA)
        return facts_of_client(unit, house.suite.region(region), customer, unit.now.date())


def test_only_what_the_country_declares_is_handed_over_though_it_is_sensitive(italian: House) -> None:
    assert handed(italian, "IT") == {"citizenship": "IT"}


def test_another_country_is_handed_nothing(italian: House) -> None:
    assert handed(italian, "FR") == {}


def test_what_was_erased_is_not_known(italian: House) -> None:
    with italian.engine.begin() as connection:
        connection.execute(update(Customer.__table__).values(data_key=None))
    assert handed(italian, "IT") == {}


def test_the_till_refuses_an_italian_citizen_the_visitors_limit(italian: House) -> None:
    with italian.engine.begin() as connection:
        connection.execute(update(Customer.__table__).values(residence="US"))
    boutique, till, staff, currency = TILLS["IT"]
    lines = (BasketLine(sku=BAG), BasketLine(sku=BAG))
    cash = Sell(boutique, till, staff, lines, (Tender("cash", currency, "8400.00"),), customer=GIULIA)
    with pytest.raises(Refused, match=r"8400\.00 EUR in cash is >= 5000: forbidden"):
        execute(italian, cash, advisor(italian, "IT"), key())
    execute(italian, SetProfile(GIULIA, {"it.citizenship": "US"}), italian.actor("hq"), key())
    answer = execute(italian, cash, advisor(italian, "IT"), key())
    assert [finding["where"] for finding in answer["findings"]] == ["IT.cash.limit.non_resident"]

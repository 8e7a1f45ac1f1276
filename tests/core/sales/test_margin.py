"""A piece that the house bought: its cost and scheme travel from stock to record, and only its margin is taxed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from core.base.errors import Refused
from core.commands.execute import execute
from core.commands.house import House
from core.inventory.commands import Receive, ReceivedPiece
from core.journal.chain import JournalEntry
from core.sales.basket import BasketLine
from tests.reliability.state import faults
from tests.support.cast import BAG, STEEL, advisor, key, sale

PRE_OWNED = ReceivedPiece("M38-000777", cost="2000.00", cost_currency="EUR", margin_scheme="second_hand")


def receive(house: House, piece: ReceivedPiece) -> None:
    execute(house, Receive("PAR1", STEEL, pieces=(piece,)), house.actor("hq"), key())


def sell(house: House, *lines: BasketLine, paid: str = "9800.00") -> dict[str, Any]:
    """Sell it at the list price of 9 800.00; the record's content."""
    command = sale(lines=(BasketLine(serial=PRE_OWNED.serial), *lines), paid=paid)
    answer = execute(house, command, advisor(house), key())
    with house.engine.connect() as connection:
        asked = select(JournalEntry.content).where(JournalEntry.label == answer["number"])
        content: dict[str, Any] = json.loads(connection.execute(asked).scalar_one())
    return content


def test_only_the_margin_is_taxed_and_no_paper_can_say_it(house: House) -> None:
    receive(house, PRE_OWNED)
    content = sell(house)
    totals = {name: content["totals"][name] for name in ("net", "tax", "gross")}
    assert totals == {"net": "9800.00", "tax": "0.00", "gross": "9800.00"}
    (hidden,) = content["hidden_taxes"]
    assert (hidden["code"], hidden["tax"]) == ("margin", "1300.00")
    assert content["taxes"] == []
    assert "margin_second_hand" in [mention["code"] for mention in content["mentions"]]
    assert faults(house) == []


def test_what_the_house_paid_stands_nowhere_in_the_record(house: House) -> None:
    receive(house, replace(PRE_OWNED, cost="2345.67"))
    assert "2345.67" not in json.dumps(sell(house))


def test_a_new_bag_beside_it_is_taxed_as_ever(house: House) -> None:
    receive(house, PRE_OWNED)
    content = sell(house, BasketLine(sku=BAG), paid="14000.00")
    assert [(row["code"], row["tax"]) for row in content["taxes"]] == [("standard", "700.00")]
    assert [line["tax_code"] for line in content["lines"]] == ["", "standard"]


@pytest.mark.parametrize("currency", ["CHF", "JPY"])
def test_a_cost_in_another_currency_is_not_taken_for_one_in_the_sales(house: House, currency: str) -> None:
    receive(house, replace(PRE_OWNED, cost="2000", cost_currency=currency))
    with pytest.raises(Refused, match=r"what it cost in EUR is not known\. Enter the cost of the piece in EUR"):
        sell(house)


def test_a_piece_bought_outside_the_scheme_is_taxed_on_its_whole_price(house: House) -> None:
    receive(house, replace(PRE_OWNED, margin_scheme=""))
    content = sell(house)
    assert [row["code"] for row in content["taxes"]] == ["standard"]
    assert content["hidden_taxes"] == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"cost_currency": None}, "a cost goes with its currency"),
        ({"cost": None}, "a cost goes with its currency"),
        ({"cost": None, "cost_currency": None}, "cannot be taxed without the cost"),
        ({"margin_scheme": "secondhand"}, "'secondhand' is no margin scheme. Use one of second_hand"),
        ({"cost": "-1.00"}, "below zero"),
        ({"cost": "1.001"}, "1.001"),
        ({"cost_currency": "XXQ"}, "XXQ"),
    ],
)
def test_a_purchase_that_says_too_little_is_refused_when_it_comes_in(
    sqlite_house: House, change: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        receive(sqlite_house, replace(PRE_OWNED, **change))

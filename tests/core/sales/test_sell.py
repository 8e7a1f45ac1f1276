"""The sale: from a basket to a posted, taxed, paid and papered record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from core.base.errors import Forbidden, Refused
from core.catalogue.commands import SetPrice
from core.commands.execute import execute
from core.commands.house import House
from core.examination.enabling import EnableRegion
from core.journal.chain import JournalEntry
from core.journal.issued import Document
from core.sales.basket import LINE_LIMIT, BasketLine
from core.sales.payment import Tender
from tests.reliability.state import faults
from tests.support.cast import (
    BAG,
    CLAIRE,
    COAT,
    HANAKO,
    RING_SERIAL,
    SCARF,
    TILLS,
    WATCH_SERIAL,
    advisor,
    copied_house,
    key,
    leave,
    sale,
)


def content_of(house: House, number: str) -> dict[str, Any]:
    """The record of a sale by its printed number."""
    with house.engine.connect() as connection:
        asked = select(JournalEntry.content).where(JournalEntry.label == number)
        held: dict[str, Any] = json.loads(connection.execute(asked).scalar_one())
    return held


def test_a_bag_and_a_scarf_are_sold_to_the_cent(house: House) -> None:
    answer = execute(house, sale(), advisor(house), key())
    told = {name: answer[name] for name in ("number", "net", "tax", "gross", "payable", "change", "currency")}
    assert told == {
        "number": "PAR1-T1-2026-000001",
        "net": "3875.00",
        "tax": "775.00",
        "gross": "4650.00",
        "payable": "4650.00",
        "change": "0.00",
        "currency": "EUR",
    }
    assert faults(house) == []


def test_several_tenders_pay_and_the_change_is_in_cash(house: House) -> None:
    tenders = (Tender("card", "EUR", "4000"), Tender("cash", "EUR", "700"))
    answer = execute(house, replace(sale(), tenders=tenders), advisor(house), key())
    assert answer["change"] == "50.00"
    content = content_of(house, answer["number"])
    assert content["change"] == [{"currency": "EUR", "amount": "50.00"}]
    assert [t["kind"] for t in content["tenders"]] == ["card", "cash"]
    assert faults(house) == []


def test_a_discount_leaves_the_lines_summing_to_the_total(house: House) -> None:
    lines = (BasketLine(sku=SCARF, quantity=3, discount="0.01"), BasketLine(sku=BAG, discount="199.99"))
    answer = execute(house, sale(lines=lines, paid="5350.00"), advisor(house), key())
    content = content_of(house, answer["number"])
    for column in ("net", "tax", "gross"):
        assert sum(Decimal(line[column]) for line in content["lines"]) == Decimal(answer[column])
    assert [line["amount"] for line in content["lines"]] == ["1349.99", "4000.01"]


def test_a_price_beside_the_list_is_a_managers_decision(sqlite_house: House) -> None:
    command = sale(lines=(BasketLine(sku=BAG, price="3000"),), paid="3000")
    with pytest.raises(Forbidden):
        execute(sqlite_house, command, sqlite_house.actor("cm"), key())
    answer = execute(sqlite_house, command, sqlite_house.actor("hl"), key())
    assert answer["gross"] == "3000.00"


def test_the_newest_price_in_force_on_the_day_counts(sqlite_house: House) -> None:
    system = sqlite_house.actor("hq")
    for amount, since, until in (("4300", date(2026, 11, 20), None), ("9999", date(2026, 11, 21), None)):
        execute(sqlite_house, SetPrice(BAG, "FR", "EUR", amount, since, until), system, key())
    answer = execute(sqlite_house, sale(lines=(BasketLine(sku=BAG),), paid="4300"), advisor(sqlite_house), key())
    assert answer["gross"] == "4300.00"


def test_an_article_without_a_price_here_is_refused(tmp_path: Any) -> None:
    house = copied_house(tmp_path, regions=("FR", "IT"))
    system = house.actor("hq")
    for region in ("FR", "IT"):
        execute(house, SetPrice(COAT, region, "EUR", "1", date(2026, 1, 1), date(2026, 1, 31)), system, key())
    with pytest.raises(Refused, match=r"Line 1: NOC-CT-38 has no price in IT in EUR on 2026-11-20\. Import one"):
        execute(house, sale("IT", (BasketLine(sku=COAT),), paid="1"), advisor(house, "IT"), key())
    leave(house)


def test_a_certificate_is_issued_for_each_unique_piece_and_for_nothing_else(house: House) -> None:
    lines = (BasketLine(sku=BAG), BasketLine(serial=WATCH_SERIAL), BasketLine(serial=RING_SERIAL))
    command = sale(lines=lines, paid="20400", papers=("invoice", "receipt", "certificate"))
    answer = execute(house, command, advisor(house), key())
    with house.engine.connect() as connection:
        rows = connection.execute(select(Document.kind, Document.subject).order_by(Document.id)).all()
    assert [tuple(row) for row in rows] == [
        ("invoice", None),
        ("receipt", None),
        ("certificate", 2),
        ("certificate", 3),
    ]
    assert len(answer["documents"]) == 4


def test_papers_speak_the_clients_language_and_the_laws(sqlite_house: House) -> None:
    answer = execute(sqlite_house, sale(customer=HANAKO), advisor(sqlite_house), key())
    assert answer["languages"] == ["ja", "fr"]
    content = content_of(sqlite_house, answer["number"])
    assert content["client"]["names"]["ja"] == "山田 花子 様"
    assert "Yamada" in content["client"]["names"]["fr"]


def test_nobody_sells_where_the_country_is_not_enabled(sqlite_house: House) -> None:
    execute(sqlite_house, EnableRegion("FR", "FR01", False), sqlite_house.actor("it"), key())
    with pytest.raises(Refused, match=r"FR is not enabled for FR01\. Regional IT runs «vendome region enable fr"):
        execute(sqlite_house, sale(), replace(advisor(sqlite_house)), key())


def test_the_largest_basket_is_sold_and_a_larger_one_refused(sqlite_house: House) -> None:
    lines = tuple(BasketLine(sku=SCARF) for _ in range(LINE_LIMIT))
    answer = execute(sqlite_house, sale(lines=lines, paid="450000"), advisor(sqlite_house), key())
    assert answer["gross"] == "450000.00"
    with pytest.raises(Refused, match=r"at most 1000 fit one sale\. Split it"):
        execute(sqlite_house, sale(lines=(*lines, lines[0]), paid="450450"), advisor(sqlite_house), key())


def test_every_country_sells_and_its_record_verifies(tmp_path: Any) -> None:
    house = copied_house(tmp_path, regions=tuple(TILLS))
    numbers = {
        region: execute(house, sale(region, customer=CLAIRE), advisor(house, region), key())["number"]
        for region in TILLS
    }
    assert faults(house) == []
    assert numbers["SA"] == "RUH1-T1-00000001"
    assert numbers["JP"] == "TYO1-T1-2026-000001"
    leave(house)

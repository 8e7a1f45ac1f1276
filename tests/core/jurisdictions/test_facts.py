"""What a country is handed: all that is known, once, and nothing that it could change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import FrozenInstanceError, dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pytest

from core.jurisdictions.facts import AssessedSale, LineFacts, SaleFacts
from core.sales.taxation import tax_sale
from tests.support.abroad import Abroad, abroad, bag

__all__ = ["abroad"]

_PLAIN = (str, bytes, int, bool, Decimal, Fraction, date, type(None), Enum)

KEEPS = (
    "KEPT = []\n@hookimpl\ndef facts(self, assessed):\n    self.KEPT.append(assessed)\n    return frozenset()\n"
    "@hookimpl\ndef levies(self, line, sale, treatment):\n    self.KEPT.append(line.n)\n    return None"
)


def changeable(value: Any, path: str = "") -> Iterator[str]:
    """Where in a value something could be changed by whoever holds it."""
    if is_dataclass(value) and not isinstance(value, type):
        name = fields(value)[0].name
        try:
            setattr(value, name, getattr(value, name))
            yield path or "."
        except FrozenInstanceError:
            pass
        for field in fields(value):
            yield from changeable(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, MappingProxyType):
        for key, inner in value.items():
            yield from changeable(inner, f"{path}[{key}]")
    elif isinstance(value, tuple):
        for n, inner in enumerate(value):
            yield from changeable(inner, f"{path}[{n}]")
    elif not isinstance(value, _PLAIN):
        yield f"{path}: {type(value).__name__}"


def jewels(count: int = 2) -> SaleFacts:
    """A basket of rings with matter that somebody might want to change."""
    gold: Mapping[str, Any] = {"metals": [{"metal": "gold", "fineness": "750"}]}
    line = LineFacts(n=1, sku="ETO-RG", supply="jewellery", amount=Decimal("1200.00"), composition=gold)
    return replace(
        bag("XA"),
        lines=tuple(replace(line, n=n) for n in range(1, count + 1)),
        client={"status": "resident"},
        cash=Decimal("5000.00"),
        cashless={"card": Decimal("2000.00")},
    )


def handed(abroad: Abroad, sale: SaleFacts) -> tuple[AssessedSale, list[Any]]:
    """What a country was handed for a sale after its amounts, and all that it noted."""
    abroad.country("xa", KEEPS)
    suite = abroad.suite()
    tax_sale(suite, sale)
    notes: list[Any] = vars(type(suite.region("xa")))["KEPT"]
    (assessed,) = [note for note in notes if isinstance(note, AssessedSale)]
    return assessed, notes


def test_nothing_of_what_a_country_is_handed_can_be_changed(abroad: Abroad) -> None:
    assessed, _ = handed(abroad, jewels())
    assert list(changeable(assessed)) == []


def test_whatever_could_be_changed_would_be_found() -> None:
    @dataclass
    class Loose:
        amount: Decimal = Decimal(1)

    planted = MappingProxyType({"stones": (["diamond"],), "line": Loose()})
    assert list(changeable(planted)) == ["[stones][0]: list", "[line]"]


def test_what_the_till_keeps_of_its_own_facts_changes_none_that_were_handed_over() -> None:
    composition = {"metals": [{"metal": "gold"}]}
    line = LineFacts(n=1, sku="ETO-RG", supply="jewellery", amount=Decimal(1), composition=composition)
    composition["metals"][0]["metal"] = "steel"
    composition.clear()
    assert line.composition == {"metals": ({"metal": "gold"},)}


def test_a_country_is_handed_the_amounts_and_the_cash_that_pays(abroad: Abroad) -> None:
    assessed, _ = handed(abroad, jewels())
    assert (assessed.treatment.code, assessed.assessment.net, assessed.assessment.tax) == (
        "domestic",
        Decimal("2000.00"),
        Decimal("400.00"),
    )
    assert assessed.sale.cash == Decimal("400.00")  # of 5 000.00 handed over, 2 000.00 of 2 400.00 paid by card


def test_each_line_is_asked_for_its_levies_once_and_the_sale_for_its_facts_once(abroad: Abroad) -> None:
    _, notes = handed(abroad, jewels(3))
    assert [note for note in notes if not isinstance(note, AssessedSale)] == [1, 2, 3]
    assert len(notes) == 4


@pytest.mark.parametrize(("quantity", "amount", "unit"), [("2", "219.98", "109.99"), ("-1", "-5.00", "5.00")])
def test_the_price_of_one_follows_from_amount_and_quantity(quantity: str, amount: str, unit: str) -> None:
    line = LineFacts(n=1, sku="x", supply="silk", amount=Decimal(amount), quantity=Decimal(quantity))
    assert line.unit_price == Decimal(unit)

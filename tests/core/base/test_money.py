"""Exact money."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.errors import Refused
from core.base.money import (
    MINOR_LIMIT,
    ROUNDINGS,
    amount,
    amount_text,
    decimal_text,
    from_minor,
    minor_digits,
    money,
    rounded,
    step,
    to_minor,
)


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CHF", 2), ("SAR", 2)])
def test_a_currency_knows_its_decimals(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits
    assert step(currency) == Decimal(1).scaleb(-digits)


@pytest.mark.parametrize("currency", ["eur", "EURO", "", "XXZ", "€"])
def test_an_unknown_currency_is_refused(currency: str) -> None:
    with pytest.raises(Refused, match="is not an ISO 4217 currency code"):
        minor_digits(currency)


@pytest.mark.parametrize("text", ["0", "12.50", "-0.01", "9999999999999", "1250"])
def test_plain_decimals_are_read(text: str) -> None:
    assert decimal_text(text) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    ["", "NaN", "Infinity", "1e3", "1_000", "١٢", "１２", " 1", "1 ", "+1", "1,5", ".5", "5.", "--1", "1" * 14, "\n1"],
)
def test_what_decimal_itself_would_swallow_is_no_amount(text: str) -> None:
    with pytest.raises(Refused, match=r"is not an amount. Write digits and one decimal point"):
        decimal_text(text)


@given(st.integers(-(MINOR_LIMIT - 1), MINOR_LIMIT - 1), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_minor_units_and_amounts_are_the_same_thing(minor: int, currency: str) -> None:
    assert to_minor(amount(minor, currency), currency) == minor
    assert to_minor(from_minor(minor, currency).amount, currency) == minor
    text = amount_text(minor, currency)
    assert Decimal(text) == amount(minor, currency)
    assert len(text.partition(".")[2]) == minor_digits(currency)


@pytest.mark.parametrize(
    ("value", "currency", "reason"),
    [
        (Decimal("1.005"), "EUR", "more decimals than EUR knows"),
        (Decimal("0.5"), "JPY", "more decimals than JPY knows"),
        (Decimal("NaN"), "EUR", "finite number"),
        (Decimal("Infinity"), "EUR", "finite number"),
        (Decimal(MINOR_LIMIT), "JPY", "beyond what a document can carry"),
    ],
)
def test_what_is_no_whole_number_of_minor_units_is_refused(value: Decimal, currency: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        to_minor(value, currency)


def test_money_is_read_from_text_and_whole_units() -> None:
    assert money("12.50", "EUR") == money(Decimal("12.5"), "EUR") == from_minor(1250, "EUR")
    with pytest.raises(Refused):
        money("12.505", "EUR")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("half_up", {"2.345": "2.35", "-2.345": "-2.35", "2.344": "2.34"}),
        ("half_down", {"2.345": "2.34", "-2.345": "-2.34", "2.346": "2.35"}),
        ("half_even", {"2.345": "2.34", "2.355": "2.36"}),
        ("up", {"2.341": "2.35", "-2.341": "-2.35"}),
        ("down", {"2.349": "2.34", "-2.349": "-2.34"}),
        ("ceiling", {"2.341": "2.35", "-2.349": "-2.34"}),
        ("floor", {"2.349": "2.34", "-2.341": "-2.35"}),
    ],
)
def test_each_rounding_does_what_its_name_says(rule: str, expected: dict[str, str]) -> None:
    assert {text: f"{rounded(Decimal(text), 'EUR', rule):f}" for text in expected} == expected


@given(st.decimals("-1e9", "1e9", places=6), st.sampled_from(sorted(ROUNDINGS)), st.sampled_from(["0.01", "0.05", "1"]))
def test_a_rounding_moves_by_less_than_a_step_onto_a_whole_one(value: Decimal, rule: str, unit: str) -> None:
    near = ROUNDINGS[rule](value, Decimal(unit))
    assert abs(near - value) < Decimal(unit)
    assert near % Decimal(unit) == 0


def test_five_centimes_round_like_swiss_cash() -> None:
    expected = {"12.32": "12.30", "12.33": "12.35", "12.37": "12.35", "12.38": "12.40"}
    assert {text: f"{ROUNDINGS['half_up'](Decimal(text), Decimal('0.05')):f}" for text in expected} == expected

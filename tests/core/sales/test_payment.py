"""Paying: several means, several currencies, change and the rounding of cash."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from core.base.errors import Refused
from core.catalogue.model import ExchangeRate
from core.commands.house import House
from core.database.engine import writing
from core.sales.cash_rounding import Coin
from core.sales.payment import Tender, Tendered, Valued, exchange_rate, settle, value_tenders

ON = date(2026, 11, 20)
FIVE = Coin(Decimal("0.05"), "half_up", False)


def paid(**amounts: str) -> Tendered:
    """Tenders of those kinds in the sale's currency."""
    return Tendered(tuple(Valued(kind, "CHF", Decimal(text), None, Decimal(text)) for kind, text in amounts.items()))


@pytest.mark.parametrize(
    ("coin", "tendered", "gross", "payable", "change", "rounding"),
    [
        (None, paid(card="12.33"), "12.33", "12.33", "0", "0"),
        (None, paid(cash="20"), "12.33", "12.33", "7.67", "0"),
        (FIVE, paid(cash="20"), "12.33", "12.35", "7.65", "0.02"),
        (FIVE, paid(cash="20"), "12.32", "12.30", "7.70", "-0.02"),
        (FIVE, paid(card="12.33"), "12.33", "12.33", "0", "0"),
        (FIVE, paid(card="10", cash="5"), "12.33", "12.35", "2.65", "0.02"),
        (Coin(Decimal("0.05"), "half_up", True), paid(card="10", cash="5"), "12.33", "12.33", "2.67", "0"),
        (Coin(Decimal("0.05"), "half_up", True), paid(cash="15"), "12.33", "12.35", "2.65", "0.02"),
    ],
)
def test_a_total_is_settled(
    coin: Coin | None, tendered: Tendered, gross: str, payable: str, change: str, rounding: str
) -> None:
    settled = settle(coin, tendered, Decimal(gross), "CHF")
    assert (settled.payable, settled.change, settled.cash_rounding) == (
        Decimal(payable),
        Decimal(change),
        Decimal(rounding),
    )


def test_too_little_is_refused_with_what_is_missing() -> None:
    with pytest.raises(Refused, match=r"10 CHF is paid, 12\.33 CHF is due\. Add 2\.33 CHF"):
        settle(None, paid(card="10"), Decimal("12.33"), "CHF")


def test_change_is_given_for_cash_only() -> None:
    with pytest.raises(Refused, match=r"20 CHF by card or transfer is more than the 12\.33 CHF due\. Lower it"):
        settle(None, paid(card="20"), Decimal("12.33"), "CHF")


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from([None, FIVE]))
def test_what_is_paid_less_the_change_is_what_is_payable(gross: int, card: int, cash: int, coin: Coin | None) -> None:
    due = Decimal(gross) / 100
    both = paid(card=f"{Decimal(card) / 100}", cash=f"{Decimal(cash) / 100}")
    tendered = Tendered(tuple(tender for tender in both.tenders if tender.value))
    try:
        settled = settle(coin, tendered, due, "CHF")
    except Refused:
        return
    total = tendered.cash + tendered.others
    assert total - settled.change == settled.payable == due + settled.cash_rounding
    assert settled.change >= 0
    assert abs(settled.cash_rounding) <= (Decimal("0.05") if coin and cash else 0)


@pytest.fixture
def rates(sqlite_house: House) -> House:
    """A house that knows a few rates of the week."""
    rows = [
        ("ECB", "USD", date(2026, 11, 19), "1.1000"),
        ("ECB", "USD", date(2026, 11, 12), "1.0000"),
        ("ECB", "JPY", date(2026, 11, 19), "160.00"),
        ("ECB", "GBP", date(2026, 11, 1), "0.8500"),
    ]
    with writing(sqlite_house.engine) as session:
        for source, quote, on, rate in rows:
            row = {"source": source, "base": "EUR", "quote": quote, "on": on, "rate": rate}
            session.execute(insert(ExchangeRate.__table__), row)
        session.commit()
    return sqlite_house


def test_a_foreign_tender_is_worth_the_newest_rate_of_or_before_the_day(rates: House) -> None:
    with rates.reading(rates.actor("hq")) as session:
        assert exchange_rate(session, "USD", "EUR", ON) == Decimal("0.909091")
        assert exchange_rate(session, "USD", "EUR", date(2026, 11, 15)) == Decimal("1.000000")
        assert exchange_rate(session, "USD", "JPY", ON) == Decimal("145.454545")
        tender = value_tenders(session, [Tender("cash", "USD", "100")], "EUR", ON).tenders[0]
    assert (tender.rate, tender.value) == (Decimal("0.909091"), Decimal("90.91"))


@pytest.mark.parametrize(("currency", "last"), [("GBP", "the last is of 2026-11-01"), ("KWD", "there is none")])
def test_an_old_or_unknown_rate_is_not_used(rates: House, currency: str, last: str) -> None:
    with (
        rates.reading(rates.actor("hq")) as session,
        pytest.raises(Refused, match=rf"No recent exchange rate for {currency} on 2026-11-20: {last}"),
    ):
        value_tenders(session, [Tender("cash", currency, "100")], "EUR", ON)


@pytest.mark.parametrize(
    ("tender", "reason"),
    [
        (Tender("shells", "EUR", "1"), "'shells' is no means of payment. Use one of cash, card"),
        (Tender("cash", "EUR", "0"), "0 is not a payment"),
        (Tender("cash", "EUR", "-5"), "-5 is not a payment"),
        (Tender("cash", "EUR", "1.001"), "more decimals than EUR knows"),
        (Tender("cash", "EUR", "1e3"), "is not an amount"),
        (Tender("cash", "euro", "1"), "not an ISO 4217 currency code"),
    ],
)
def test_a_tender_that_is_none_is_refused(rates: House, tender: Tender, reason: str) -> None:
    with rates.reading(rates.actor("hq")) as session, pytest.raises(Refused, match=reason):
        value_tenders(session, [tender], "EUR", ON)

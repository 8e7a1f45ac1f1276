"""Paying: several means, several currencies, change and the rounding of cash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.base.errors import Refused
from core.base.money import EXACT, ROUNDINGS, decimal_text, rounded, to_minor
from core.catalogue.model import ExchangeRate
from core.sales.cash_rounding import Coin
from core.sales.model import TENDERS

#: Decimals kept of a rate between two currencies (the European Central Bank publishes five significant digits).
_RATE_STEP = Decimal("0.000001")
#: A published rate older than this is not used at a till, in days: long enough for every holiday.
RATE_AGE = 10


@dataclass(frozen=True, slots=True)
class Tender:
    """What was handed over: ``kind`` of core.sales.model.TENDERS, decimal text in its own currency."""

    kind: str
    currency: str
    amount: str


@dataclass(frozen=True, slots=True)
class Valued:
    """A tender with its worth in the sale's currency; ``rate`` None where the currencies are the same."""

    kind: str
    currency: str
    amount: Decimal
    rate: Decimal | None
    value: Decimal


@dataclass(frozen=True, slots=True)
class Tendered:
    """What the client hands over, each tender with its worth."""

    tenders: tuple[Valued, ...]

    @property
    def cash(self) -> Decimal:
        """The notes and coins, in the sale's currency."""
        return sum((t.value for t in self.tenders if t.kind == "cash"), Decimal(0))

    @property
    def others(self) -> Decimal:
        """Cards and transfers, in the sale's currency."""
        return sum(self.cashless.values(), Decimal(0))

    @property
    def cashless(self) -> dict[str, Decimal]:
        """Cards and transfers by kind, in the sale's currency."""
        kinds: dict[str, Decimal] = {}
        for tender in self.tenders:
            if tender.kind != "cash":
                kinds[tender.kind] = kinds.get(tender.kind, Decimal(0)) + tender.value
        return kinds


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a sale is paid: what is payable after the rounding of cash, and the change."""

    tenders: tuple[Valued, ...]
    cash_rounding: Decimal
    payable: Decimal
    change: Decimal


def value_tenders(session: Session, tenders: Sequence[Tender], currency: str, on: date) -> Tendered:
    """Put a worth on each tender, at the rate published on or before the day."""
    valued = []
    for n, tender in enumerate(tenders, 1):
        if tender.kind not in TENDERS:
            raise Refused(f"Tender {n}: {tender.kind!r} is no means of payment. Use one of {', '.join(TENDERS)}.")
        amount = decimal_text(tender.amount)
        to_minor(amount, tender.currency)
        if amount <= 0:
            raise Refused(f"Tender {n}: {amount} is not a payment. Give an amount above zero.")
        rate = None if tender.currency == currency else exchange_rate(session, tender.currency, currency, on)
        value = amount if rate is None else rounded(EXACT.multiply(amount, rate), currency, "half_up")
        valued.append(Valued(tender.kind, tender.currency, amount, rate, value))
    return Tendered(tuple(valued))


def exchange_rate(session: Session, base: str, quote: str, on: date) -> Decimal:
    """Units of ``quote`` for one ``base``, crossed over the euro, from the newest published rates that are recent
    enough."""
    legs = []
    for currency in (base, quote):
        if currency == "EUR":
            legs.append(Decimal(1))
            continue
        asked = select(ExchangeRate.rate, ExchangeRate.on).where(
            ExchangeRate.base == "EUR", ExchangeRate.quote == currency, ExchangeRate.on <= on
        )
        # The European Central Bank's rate where it publishes one; for other currencies whoever does.
        recent = asked.where(ExchangeRate.on >= on - timedelta(days=RATE_AGE))
        row = session.execute(
            recent.order_by((ExchangeRate.source == "ECB").desc(), ExchangeRate.on.desc()).limit(1)
        ).first()
        if row is None:
            older = session.execute(asked.order_by(ExchangeRate.on.desc()).limit(1)).first()
            last = f"the last is of {older.on}" if older else "there is none"
            raise Refused(
                f"No recent exchange rate for {currency} on {on}: {last}. "
                "Run «vendome import rates FILE» or take another tender."
            )
        legs.append(Decimal(row.rate))
    rate = ROUNDINGS["half_up"](EXACT.divide(legs[1], legs[0]), _RATE_STEP)
    if rate <= 0:
        raise Refused(f"The rate between {base} and {quote} is too small to use. Take another tender.")
    return rate


def settle(coin: Coin | None, tendered: Tendered, gross: Decimal, currency: str) -> Settlement:
    """Rounding of cash, shortage and change. The change is given in cash, in the sale's currency.

    ``coin``: what rounds cash at this place, or None.
    """
    cash, others = tendered.cash, tendered.others
    if not cash or (coin is not None and coin.wholly and others):
        coin = None
    payable = others + coin.rounded(gross - others) if coin and gross > others else gross
    paid = cash + others
    if paid < payable:
        raise Refused(f"{paid} {currency} is paid, {payable} {currency} is due. Add {payable - paid} {currency}.")
    change = paid - payable
    if change > cash:
        raise Refused(
            f"{others} {currency} by card or transfer is more than the {payable} {currency} due. "
            "Lower it to the amount due."
        )
    if coin and change % coin.value:
        # Foreign notes rarely come out even: the change is a whole number of coins, the rest is rounding.
        change = coin.rounded(change)
        payable = paid - change
    return Settlement(tendered.tenders, payable - gross, payable, change)

"""Published exchange rates and the four lenses through which a figure is seen.

Rates are units of a currency for one euro, as the European Central Bank publishes them. A lens says which published
rates stand behind a business date: that day's own, the mean of its month, the last of its month, or those of one
named period.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.base.errors import Refused
from core.base.money import minor_digits
from core.catalogue.model import ExchangeRate
from core.sales.payment import RATE_AGE

SOURCE = "ECB"
BASE = "EUR"
LENSES = ("transaction", "average", "closing", "constant")

#: A rate between two currencies, and a mean, carry this many significant digits, half up: as many as a spreadsheet
#: holds, so that anybody can do the sum again, and far more than a cent needs.
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)

#: Decimals to which amounts are counted on their way through a lens, and a context wide enough for them.
_DECIMALS = 40
_WIDE = Context(prec=100)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to ``last``, both in. ``name`` as it was asked for."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Used:
    """A rate behind a figure: one unit of ``currency`` is ``rate`` of the figure's own. ``behind``: the lens's
    period; ``published``: what was published for one euro, in words."""

    currency: str
    behind: str
    rate: Decimal
    published: str


@dataclass(frozen=True, slots=True)
class _Quote:
    """Units for one euro, and where the figure is from."""

    rate: Decimal
    origin: str


def period(text: str) -> Period:
    """Read a year ``2026``, a quarter ``2026-Q4``, a month ``2026-11`` or a day ``2026-11-21``."""
    parts = text.split("-")
    try:
        if (
            not text.isascii()
            or not all(part.isdecimal() or part in ("Q1", "Q2", "Q3", "Q4") for part in parts)
            or len(parts[0]) != 4
        ):
            raise ValueError
        year = int(parts[0])
        if len(parts) == 1:
            return Period(text, date(year, 1, 1), date(year, 12, 31))
        if len(parts) == 2 and parts[1].startswith("Q"):
            start = 3 * int(parts[1][1:]) - 2
            return Period(text, date(year, start, 1), _month_end(year, start + 2))
        if len(parts) == 2 and len(parts[1]) == 2:
            return Period(text, date(year, int(parts[1]), 1), _month_end(year, int(parts[1])))
        day = date.fromisoformat(text)
        return Period(text, day, day)
    except (ValueError, IndexError):
        raise Refused(
            f"{text!r} is no period. Write a year 2026, a quarter 2026-Q4, a month 2026-11 or a day 2026-11-21."
        ) from None


class RateBook:
    """The rates published in a stretch of time, by currency."""

    def __init__(
        self, published: Mapping[str, Sequence[tuple[date, Decimal]]], sources: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """``published``: for each currency its days in ascending order, units for one euro; ``sources``: who publishes
        them, where it is not the bank."""
        self._published = published
        self._sources = sources

    def _from(self, currency: str) -> str:
        source = self._sources.get(currency, SOURCE)
        return "" if source == SOURCE else f", {source}"

    def on(self, currency: str, day: date) -> _Quote:
        """The last published on or before the day. Refused when there is none, or only one too old to stand for it."""
        if currency == BASE:
            return _Quote(Decimal(1), "")
        published = self._published.get(currency, ())
        place = bisect_right(published, day, key=lambda entry: entry[0])
        if place == 0 or (day - published[place - 1][0]).days > RATE_AGE:
            raise Refused(
                f"No exchange rate for {currency} on {day} or the {RATE_AGE} days before. Load the missing "
                "days with «vendome import rates FILE»."
            )
        at, rate = published[place - 1]
        return _Quote(rate, f"{BASE}/{currency} {rate:f} of {at}{self._from(currency)}")

    def mean(self, currency: str, of: Period) -> _Quote:
        """The mean of the daily rates published in a period. Refused when none was."""
        if currency == BASE:
            return _Quote(Decimal(1), "")
        found = [rate for _, rate in self._within(currency, of)]
        mean = _FIFTEEN.divide(sum(found, Decimal(0)), Decimal(len(found)))
        origin = f"{BASE}/{currency} {mean:f}, mean of {len(found)} days in {of.name}{self._from(currency)}"
        return _Quote(mean, origin)

    def last(self, currency: str, of: Period) -> _Quote:
        """The last rate published in a period. Refused when none was."""
        if currency == BASE:
            return _Quote(Decimal(1), "")
        at, rate = self._within(currency, of)[-1]
        return _Quote(rate, f"{BASE}/{currency} {rate:f} of {at}{self._from(currency)}")

    def _within(self, currency: str, of: Period) -> list[tuple[date, Decimal]]:
        found = [entry for entry in self._published.get(currency, ()) if of.first <= entry[0] <= of.last]
        if not found:
            raise Refused(
                f"No exchange rate for {currency} was published in {of.name}. Load it with «vendome import rates FILE»."
            )
        return found


@dataclass(frozen=True, slots=True)
class Lens:
    """One of LENSES. ``constant_on``: the period whose rates hold for every day, for the constant lens only."""

    name: str
    constant_on: Period | None = None

    def __post_init__(self) -> None:
        if self.name not in LENSES:
            raise Refused(f"There is no lens {self.name!r}. Use one of {', '.join(LENSES)}.")
        if (self.name == "constant") != (self.constant_on is not None):
            raise Refused(
                "The constant lens needs the period of its rates, and only it: write --lens constant "
                "--constant-on 2025."
            )

    @property
    def grain(self) -> str | None:
        """The column of the facts on which the rate depends; None when it is one rate for all."""
        return {"transaction": "business_date", "average": "month", "closing": "month", "constant": None}[self.name]

    @property
    def short(self) -> str:
        """The lens in a word, for the head of a column."""
        return f"{self.name} {self.constant_on.name}" if self.constant_on else self.name

    @property
    def words(self) -> str:
        """The lens in words, for a heading."""
        return {
            "transaction": "rates of the business day",
            "average": "average rates of the month",
            "closing": "closing rates of the month",
            "constant": f"constant rates of {self.constant_on.name if self.constant_on else ''}",
        }[self.name]

    def rate(self, book: RateBook, source: str, target: str, behind: object) -> Used:
        """The rate from ``source`` to ``target`` for a value of the grain's column."""
        if source == target:
            return Used(source, "", Decimal(1), "")
        legs = [self._quote(book, currency, behind) for currency in (source, target)]
        cross = _FIFTEEN.divide(legs[1].rate, legs[0].rate)
        name = self.constant_on.name if self.constant_on else str(behind)
        return Used(source, name, cross, "; ".join(leg.origin for leg in legs if leg.origin))

    def _quote(self, book: RateBook, currency: str, behind: object) -> _Quote:
        if self.constant_on is not None:
            one_day = self.constant_on.first == self.constant_on.last
            return book.on(currency, self.constant_on.first) if one_day else book.mean(currency, self.constant_on)
        if isinstance(behind, date):
            return book.on(currency, behind)
        month = period(str(behind))
        return book.mean(currency, month) if self.name == "average" else book.last(currency, month)


def weight(currency: str, rate: Decimal) -> int:
    """What one minor unit of a currency is worth at a rate, as a whole number of 10⁻⁴⁰: adding such is exact and
    quick."""
    scaled = _WIDE.scaleb(rate, _DECIMALS - minor_digits(currency))
    if scaled != int(scaled):
        raise Refused(f"The rate {rate} of {currency} is too small to count with. Look at the published rates.")
    return int(scaled)


def weighed(count: int) -> Decimal:
    """The amount that a sum of weights stands for, not rounded."""
    return _WIDE.scaleb(Decimal(count), -_DECIMALS)


def load_rates(session: Session, currencies: set[str], first: date, last: date) -> RateBook:
    """The rates of these currencies from ``first`` (less the days that a rate may be old) to ``last``."""
    found: dict[str, dict[str, list[tuple[date, Decimal]]]] = {}
    asked = (
        select(ExchangeRate.quote, ExchangeRate.source, ExchangeRate.on, ExchangeRate.rate)
        .where(ExchangeRate.base == BASE, ExchangeRate.quote.in_(currencies))
        .where(ExchangeRate.on >= first - timedelta(days=RATE_AGE), ExchangeRate.on <= last)
        .order_by(ExchangeRate.on)
    )
    for row in session.execute(asked):
        days = found.setdefault(row.quote, {}).setdefault(row.source, [])
        days.append((row.on, _positive(row.rate, row.quote, row.on, row.source)))
    # The bank does not publish every currency (none of the Gulf's): another imported source then stands for it, alone.
    chosen = {quote: SOURCE if SOURCE in by_source else min(by_source) for quote, by_source in found.items()}
    return RateBook({quote: found[quote][source] for quote, source in chosen.items()}, chosen)


def _positive(text: str, currency: str, on: date, source: str) -> Decimal:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal(0)
    if not rate.is_finite() or rate <= 0:
        raise Refused(
            f"The {source} rate for {currency} of {on} is {text!r}, which is no rate. Load that day again with "
            "«vendome import rates FILE»."
        )
    return rate


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])

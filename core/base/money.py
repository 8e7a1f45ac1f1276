"""Exact money: reading, minor units and the few named roundings.

Amounts are ``moneyed.Money``; this file is the only one that rounds. Decimals per currency are ISO 4217 as shipped in
CLDR (JPY 0, EUR 2, KWD 3). py-moneyed's own ``round`` rounds half to even whatever the law says, so it is never used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from functools import cache
from types import MappingProxyType

from babel.core import get_global
from moneyed import Money, get_currency
from moneyed.classes import CurrencyDoesNotExist

from core.base.errors import Refused

#: Every monetary calculation runs in this context: 38 digits, and silence is never an answer.
EXACT = Context(prec=38, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow])

#: The largest amount a document may carry, in minor units: it must fit a signed 64-bit column with room to sum.
MINOR_LIMIT = 10**15

_AMOUNT = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,4})?", re.ASCII)


@cache
def minor_digits(currency: str) -> int:
    """Number of decimals of an ISO 4217 currency code: ``minor_digits("JPY") == 0``. Refused when unknown."""
    try:
        get_currency(currency)
    except CurrencyDoesNotExist:
        raise Refused(
            f"{currency!r} is not an ISO 4217 currency code. Write three capital letters, such as EUR."
        ) from None
    fractions = get_global("currency_fractions")
    digits: int = fractions.get(currency, fractions["DEFAULT"])[0]
    return digits


@cache
def step(currency: str) -> Decimal:
    """The smallest unit of a currency: ``step("EUR") == Decimal("0.01")``."""
    return Decimal(1).scaleb(-minor_digits(currency), EXACT)


def _rounding(mode: str) -> Callable[[Decimal, Decimal], Decimal]:
    def to_step(value: Decimal, unit: Decimal) -> Decimal:
        units = EXACT.divide(value, unit).to_integral_value(rounding=mode, context=EXACT)
        return EXACT.multiply(units, unit).quantize(unit, context=EXACT) if units else Decimal(0).quantize(unit)

    return to_step


#: Named roundings: name → f(value, step) → the nearest multiple of ``step``. "Half up" is away from zero, as tax law
#: means it, so a return mirrors its sale.
ROUNDINGS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = MappingProxyType(
    {
        "half_up": _rounding(ROUND_HALF_UP),
        "half_down": _rounding(ROUND_HALF_DOWN),
        "half_even": _rounding(ROUND_HALF_EVEN),
        "up": _rounding(ROUND_UP),
        "down": _rounding(ROUND_DOWN),
        "ceiling": _rounding(ROUND_CEILING),
        "floor": _rounding(ROUND_FLOOR),
    }
)


def rounded(value: Decimal, currency: str, rule: str) -> Decimal:
    """``value`` to the smallest unit of ``currency`` by the named ``rule``."""
    return ROUNDINGS[rule](value, step(currency))


def decimal_text(text: str) -> Decimal:
    """Read a plain ASCII decimal such as ``-12.50``.

    ``Decimal()`` itself would take NaN, ``1_000``, exponents and digits of other scripts; none of these is an amount.
    """
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text):
        shown = repr(text)[:40]
        raise Refused(f"{shown} is not an amount. Write digits and one decimal point, such as 1250.00.")
    return Decimal(text)


def money(amount: str | int | Decimal, currency: str) -> Money:
    """Money from text, whole units or an exact decimal; refused when finer than the currency's smallest unit."""
    value = decimal_text(amount) if isinstance(amount, str) else Decimal(amount)
    return from_minor(to_minor(value, currency), currency)


def to_minor(value: Decimal, currency: str) -> int:
    """Exact count of minor units: ``to_minor(Decimal("12.50"), "EUR") == 1250``. Refused when not exact."""
    if not value.is_finite():
        raise Refused("An amount must be a finite number. Correct the amount.")
    scaled = value.scaleb(minor_digits(currency), EXACT)
    whole = int(scaled)
    if scaled != whole:
        raise Refused(
            f"{value} {currency} has more decimals than {currency} knows ({minor_digits(currency)}). "
            "Give the amount in whole minor units."
        )
    if abs(whole) >= MINOR_LIMIT:
        raise Refused(f"{value} {currency} is beyond what a document can carry. Split it or correct the amount.")
    return whole


def from_minor(minor: int, currency: str) -> Money:
    """Money from a count of minor units."""
    return Money(amount(minor, currency), currency)


def amount(minor: int, currency: str) -> Decimal:
    """Decimal amount of ``minor`` units: ``amount(1250, "EUR") == Decimal("12.50")``."""
    return Decimal(minor).scaleb(-minor_digits(currency), EXACT)


def amount_text(minor: int, currency: str) -> str:
    """The canonical text of an amount, always with the currency's decimals: ``"12.50"``."""
    return f"{amount(minor, currency):f}"

"""How a document rounds its taxes: a value of the region's dated table, stored with the document."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from core.base.errors import Refused
from core.base.money import EXACT, ROUNDINGS, minor_digits

Scope = Literal["line", "rate", "sum_preserving"]
Basis = Literal["gross", "net"]

_UNIT = Decimal(1)
_BELOW_HALF, _HALF, _ABOVE_HALF = Decimal("0.25"), Decimal("0.5"), Decimal("0.75")


@dataclass(frozen=True, slots=True)
class Rounding:
    """When, how and from which end taxes are rounded.

    ``scope``: ``line`` rounds every levy of every line; ``rate`` once per rate and document; ``sum_preserving`` once
    for the tax of the whole document, then shares it out. ``rule`` is a name of ``core.base.money.ROUNDINGS``.
    ``basis`` matters only where the price contains the tax: ``gross`` rounds the tax and leaves the rest as net,
    ``net`` rounds the net and leaves the rest as tax. They differ by one minor unit on exact halves and with one-sided
    rules. ``digits`` is for taxes kept in coarser steps than the currency's (whole amounts in a currency of two
    decimals).
    """

    scope: Scope
    rule: str = "half_up"
    basis: Basis = "gross"
    digits: int | None = None

    def __post_init__(self) -> None:
        if self.scope not in get_args(Scope):
            raise Refused(f"Rounding scope {self.scope!r} is not known. Use one of {', '.join(get_args(Scope))}.")
        if self.rule not in ROUNDINGS:
            raise Refused(f"Rounding rule {self.rule!r} is not known. Use one of {', '.join(ROUNDINGS)}.")
        if self.basis not in get_args(Basis):
            raise Refused(f"Rounding basis {self.basis!r} is not known. Use one of {', '.join(get_args(Basis))}.")

    def grain(self, currency: str) -> int:
        """The step of a rounded tax in minor units: 1, or more where the law keeps fewer decimals."""
        if self.digits is None:
            return 1
        coarser = minor_digits(currency) - self.digits
        if coarser < 0:
            raise Refused(
                f"Taxes cannot have {self.digits} decimals in {currency}, which has {minor_digits(currency)}. "
                "Leave digits out, or give fewer."
            )
        return int(10**coarser)

    def whole(self, exact: Fraction | int, grain: int = 1) -> int:
        """``exact`` minor units as a whole multiple of ``grain``.

        A rounding rule looks at the integer part and at the side of the half, so it is given just these. A division to
        any number of digits could turn a fraction near the half into the half.
        """
        numerator, denominator = exact.numerator, exact.denominator * grain
        if numerator % denominator == 0:
            return numerator // denominator * grain
        units, rest = divmod(abs(numerator), denominator)
        twice = 2 * rest
        part = _BELOW_HALF if twice < denominator else _ABOVE_HALF if twice > denominator else _HALF
        value = EXACT.add(Decimal(units), part)
        return int(ROUNDINGS[self.rule](value.copy_negate() if numerator < 0 else value, _UNIT)) * grain

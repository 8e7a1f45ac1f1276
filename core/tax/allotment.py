"""Sharing a whole number of minor units so that the parts add up."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any


def allot(total: int, parts: Sequence[Fraction], ties: Sequence[Any], grain: int = 1) -> list[int]:
    """Share ``total`` over ``parts`` by largest remainder; the answer adds up to ``total``.

    ``total`` is a multiple of ``grain``, and so is every share; both are counted in it. ``total`` must lie within one
    grain of the sum of the parts. Every part is rounded for itself, half away from zero; the units that are then too
    many or missing are taken from or given to, one each, the parts that this rounding wronged most, then the larger
    ones, then by ``ties`` (comparable, distinct), so that the order of the parts is without effect. For parts of one
    sign this is the largest remainder. Negating everything negates the answer.
    """
    if len(parts) == 1:
        return [total]
    if grain != 1:
        return [share * grain for share in allot(total // grain, [part / grain for part in parts], ties)]
    shares = []
    for part in parts:
        units = (2 * abs(part.numerator) + part.denominator) // (2 * part.denominator)
        shares.append(-units if part.numerator < 0 else units)
    left = total - sum(shares)
    if left:
        sign = 1 if left > 0 else -1
        ranked = sorted(range(len(parts)), key=lambda i: (sign * (shares[i] - parts[i]), -abs(parts[i]), ties[i]))
        for i in ranked[: abs(left)]:
            shares[i] += sign
    return shares

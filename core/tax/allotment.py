"""Sharing a whole number of minor units so that the parts add up."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def allot(total: int, parts: Sequence[Fraction], ties: Sequence[object]) -> list[int]:
    """Share ``total`` over ``parts`` by largest remainder; the answer adds up to ``total``.

    ``total`` must lie within one unit of the sum of the parts. Every part gets its whole units; the units left over go,
    one each, to the largest remainders, then to the larger part, then by ``ties`` (comparable, distinct), so that the
    order of the parts is without effect. Parts are cut towards zero: negating everything negates the answer.
    """
    if len(parts) == 1:
        return [total]
    shares = []
    for part in parts:
        units = abs(part.numerator) // part.denominator
        shares.append(-units if part.numerator < 0 else units)
    left = total - sum(shares)
    if left:
        sign = 1 if left > 0 else -1
        ranked = sorted(
            range(len(parts)),
            key=lambda i: (-sign * (parts[i] - shares[i]), -abs(parts[i]), ties[i]),
        )
        for i in ranked[: abs(left)]:
            shares[i] += sign
    return shares

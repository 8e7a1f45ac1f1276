"""Sharing cents: everything adds up, nobody is off by a whole unit, and order and sign do not matter."""

from __future__ import annotations

import math
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from core.tax.allotment import allot

parts_of_any_sign = st.lists(st.fractions(-50, 50, max_denominator=30), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None)
@given(parts_of_any_sign, st.booleans())
def test_shares_add_up_mirror_and_stay_within_one_unit(parts: list[Fraction], up: bool) -> None:
    exact = sum(parts, Fraction(0))
    total = math.ceil(exact) if up else math.floor(exact)
    names = range(len(parts))
    shares = allot(total, parts, names)
    assert sum(shares) == total
    assert all(abs(share - part) < 1 for share, part in zip(shares, parts, strict=True))
    assert allot(-total, [-part for part in parts], names) == [-share for share in shares]
    assert allot(total, parts[::-1], names[::-1]) == shares[::-1]
    assert allot(total * 100, [part * 100 for part in parts], names, 100) == [share * 100 for share in shares]


def test_a_part_of_nothing_never_gets_a_unit() -> None:
    assert allot(1, [Fraction(0), Fraction(1, 10)], "ab") == [0, 1]
    assert allot(0, [Fraction(0), Fraction(9, 10)], "ab") == [0, 0]


def test_parts_that_cancel_keep_their_own_rounding() -> None:
    assert allot(0, [Fraction(2, 3), Fraction(-2, 3)], "ab") == [1, -1]

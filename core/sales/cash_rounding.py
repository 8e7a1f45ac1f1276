"""Coins: to what a cash total is rounded, where the law of the place says so.

``cash.toml`` holds ``rounding.<currency>`` or, for a place within the country, ``rounding.<place>.<currency>``:
``value`` the smallest coin, ``rule`` how. ``mode``: mandatory (or absent) is always applied; permissive and
safe_harbour leave it to the seller, and we keep to the exact amount. ``applies_to = "wholly_cash"``: only totals paid
in cash alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.base.money import ROUNDINGS
from core.jurisdictions.region import Region


@dataclass(frozen=True, slots=True)
class Coin:
    """The smallest coin and how totals are rounded to it."""

    value: Decimal
    rule: str
    wholly: bool

    def rounded(self, amount: Decimal) -> Decimal:
        """The nearest multiple of the coin."""
        return ROUNDINGS[self.rule](amount, self.value)


def coin(region: Region, currency: str, on: date, places: Sequence[str] = ()) -> Coin | None:
    """What rounds cash here, the narrowest place first; None where every amount can be paid."""
    table = region.table("cash")
    for key in (*(f"rounding.{place}.{currency}" for place in reversed(places)), f"rounding.{currency}"):
        entry = table.find(key, on)
        if entry is not None and entry.value and entry.more.get("mode", "mandatory") == "mandatory":
            rule, applies = str(entry.more.get("rule", "half_up")), entry.more.get("applies_to", "")
            return Coin(Decimal(entry.value), rule, applies == "wholly_cash")
    return None

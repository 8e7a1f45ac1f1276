"""Words for what pieces are made of and how they are paid: the codes of a sale → messages of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

METALS: Mapping[str, str] = MappingProxyType(
    {
        "gold": "Gold",
        "rose_gold": "Rose gold",
        "white_gold": "White gold",
        "yellow_gold": "Yellow gold",
        "platinum": "Platinum",
        "palladium": "Palladium",
        "silver": "Silver",
        "steel": "Steel",
        "titanium": "Titanium",
    }
)

STONES: Mapping[str, str] = MappingProxyType(
    {
        "diamond": "Diamonds",
        "sapphire": "Sapphires",
        "ruby": "Rubies",
        "emerald": "Emeralds",
        "pearl": "Pearls",
        "onyx": "Onyx",
        "mother_of_pearl": "Mother-of-pearl",
    }
)

TENDERS: Mapping[str, str] = MappingProxyType(
    {
        "card": "Card",
        "cash": "Cash",
        "house_card": "House card",
        "transfer": "Bank transfer",
        "voucher": "Credit voucher",
        "cheque": "Cheque",
    }
)

#: What a code on the paper is for.
CODES: Mapping[str, str] = MappingProxyType(
    {
        "verify": "Scan to verify this paper",
        "zatca": "Tax authority code",
        "fiscal": "Tax authority code",
        "pay": "Scan to pay",
    }
)

_ALL = {"metal": METALS, "stone": STONES, "tender": TENDERS, "code": CODES}


def word(group: str, code: str) -> str | None:
    """The catalogue's message for a code (``word("metal", "gold") == "Gold"``), or None for one it does not know."""
    return _ALL[group].get(code)


def messages() -> tuple[str, ...]:
    """Every message here, for the test of coverage."""
    return tuple(message for group in _ALL.values() for message in group.values())

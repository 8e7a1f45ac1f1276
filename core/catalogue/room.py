"""What this room brings: its commands, questions and tables."""

from __future__ import annotations

from core.catalogue.commands import DefineItem, SetPrice, define_item, set_price
from core.catalogue.model import ExchangeRate, Piece, Price, Reference, Variant
from core.commands.registry import Declaration

declaration = Declaration(
    "catalogue",
    commands={
        DefineItem: define_item,
        SetPrice: set_price,
    },
    tables=(
        Reference,
        Variant,
        Piece,
        Price,
        ExchangeRate,
    ),
)

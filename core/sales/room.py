"""What this room brings: its commands, questions and tables."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.sales.model import Sale, SaleLine, SaleTender
from core.sales.sell import Sell, sell

declaration = Declaration(
    "sales",
    commands={
        Sell: sell,
    },
    tables=(
        Sale,
        SaleLine,
        SaleTender,
    ),
)

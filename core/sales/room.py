"""What this room brings: its command, its records and tables."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.sales.model import Sale, SaleLine, SaleTender
from core.sales.record import RECORDS
from core.sales.sell import Sell, sell

declaration = Declaration(
    "sales",
    commands={Sell: sell},
    records=RECORDS,
    tables=(
        Sale,
        SaleLine,
        SaleTender,
    ),
)

"""What this room brings: its commands, questions and tables."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.inventory.commands import Receive, receive
from core.inventory.model import PiecePlace, PieceSold, StockLevel, StockMove
from core.inventory.questions import ShowItem, show_item

declaration = Declaration(
    "inventory",
    commands={
        Receive: receive,
    },
    questions={ShowItem: show_item},
    tables=(
        StockLevel,
        StockMove,
        PiecePlace,
        PieceSold,
    ),
)

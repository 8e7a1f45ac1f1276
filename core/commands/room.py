"""What this room brings: its commands, questions and tables."""

from __future__ import annotations

from core.commands.command import CommandRecord
from core.commands.registry import Declaration
from core.commands.sights import Sight

declaration = Declaration(
    "commands",
    tables=(
        CommandRecord,
        Sight,
    ),
)

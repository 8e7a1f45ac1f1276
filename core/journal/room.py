"""What this room brings: its commands, questions and tables."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.journal.chain import JournalEntry, Series
from core.journal.issued import Document
from core.journal.outbox import OutboxMessage

declaration = Declaration(
    "journal",
    tables=(
        Series,
        JournalEntry,
        Document,
        OutboxMessage,
    ),
)

"""What this room brings: its questions."""

from __future__ import annotations

from core.audit.questions import VerifyJournal, journal_verified
from core.commands.registry import Declaration

declaration = Declaration("audit", questions={VerifyJournal: journal_verified})

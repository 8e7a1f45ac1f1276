"""What this room brings: how kinds of paper are examined."""

from __future__ import annotations

from core.commands.registry import Declaration
from documents.examination import examine_kinds

declaration = Declaration("documents", examines_papers=examine_kinds)

"""What this room brings: its commands, questions and tables."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.papers.commands import FileDocument, IssueCopy, file_document, issue_copy

declaration = Declaration(
    "papers",
    commands={
        FileDocument: file_document,
        IssueCopy: issue_copy,
    },
)

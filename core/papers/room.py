"""What this room brings: its commands and questions."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.papers.commands import FileDocument, IssueCopy, file_document, issue_copy
from core.papers.questions import (
    ArchivedPapers,
    ListPapers,
    PapersByIdentity,
    PapersOf,
    archived_papers,
    list_papers,
    papers_by_identity,
    papers_of,
)
from core.papers.record import RECORDS

declaration = Declaration(
    "papers",
    commands={FileDocument: file_document, IssueCopy: issue_copy},
    records=RECORDS,
    questions={
        PapersOf: papers_of,
        PapersByIdentity: papers_by_identity,
        ListPapers: list_papers,
        ArchivedPapers: archived_papers,
    },
)

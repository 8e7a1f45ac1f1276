"""Which papers jobs draw, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.commands.jobs import About
from core.journal.chain import JournalEntry
from core.journal.issued import Document
from core.organisation.model import Boutique


def about_papers(session: Session, payloads: Mapping[UUID, Mapping[str, Any]]) -> dict[UUID, About]:
    """Kind and number of each paper, its boutique and client; of ``{"document": id}`` under the identity of the job."""
    papers = {job: UUID(str(payload["document"])) for job, payload in payloads.items()}
    wanted = (
        select(Document.id, Document.kind, JournalEntry.label, JournalEntry.customer_id, Boutique.code)
        .join(JournalEntry, JournalEntry.id == Document.entry_id)
        .join(Boutique, Boutique.id == JournalEntry.boutique_id)
        .where(Document.id.in_(papers.values()))
    )
    known = {
        row.id: About(f"the {row.kind.rpartition('.')[2]}", row.label, row.code, row.customer_id)
        for row in session.execute(wanted)
    }
    return {job: known.get(paper) or About(f"the paper {paper}") for job, paper in papers.items()}

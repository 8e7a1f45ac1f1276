"""Which paper a job draws, in words."""

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


def about_paper(session: Session, payload: Mapping[str, Any]) -> About:
    """Kind and number of the paper, its boutique and client; of ``{"document": id}``."""
    wanted = (
        select(Document.kind, JournalEntry.label, JournalEntry.customer_id, Boutique.code)
        .join(JournalEntry, JournalEntry.id == Document.entry_id)
        .join(Boutique, Boutique.id == JournalEntry.boutique_id)
        .where(Document.id == UUID(str(payload["document"])))
    )
    row = session.execute(wanted).one_or_none()
    if row is None:
        return About(f"the paper {payload['document']}")
    return About(f"the {row.kind.rpartition('.')[2]}", row.label, row.code, row.customer_id)

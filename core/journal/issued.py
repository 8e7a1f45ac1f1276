"""Which papers were issued: their journal record, languages, and the archived bytes by hash."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.base.errors import Refused
from core.database.engine import Base
from core.database.scopes import EVERYONE
from core.journal.chain import JournalEntry
from core.journal.paper import Paper, PaperRecord
from core.journal.record import Record, kind_of, read


class Document(Base):
    """A paper issued for a journal record. ``state``: pending until its page is filed; ``sha256`` names the archived
    bytes; ``subject``: number of the line for papers of one piece; ``duplicate``: a further copy, marked as one."""

    __tablename__ = "document"
    __scope__ = EVERYONE
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'filed', 'failed')", name="state"),
        CheckConstraint("(state = 'filed') = (sha256 IS NOT NULL)", name="filed_has_hash"),
        Index("ix_document_entry", "entry_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("journal_entry.id", deferrable=True, initially="DEFERRED"))
    kind: Mapped[str]
    languages: Mapped[list[str]]
    subject: Mapped[int | None]
    duplicate: Mapped[bool]
    state: Mapped[str]
    sha256: Mapped[str | None]
    size: Mapped[int | None]
    pages: Mapped[int | None]
    template: Mapped[str | None]
    created_at: Mapped[datetime]
    filed_at: Mapped[datetime | None]
    fault: Mapped[str]


def record_of(entry: JournalEntry, kinds: Mapping[str, type[Record]]) -> Record:
    """The record of a journal entry. ``kinds``: those that the house reads
    (:func:`core.commands.registry.records_of`)."""
    return read(entry.content, kind_of(kinds, entry.kind, entry.label), entry.label)


def paper_of(session: Session, document: Document, kinds: Mapping[str, type[Record]]) -> Paper:
    """What a document's page is drawn from. ``kinds``: of record that the house knows."""
    entry = session.get(JournalEntry, document.entry_id)
    if entry is None:
        raise Refused(f"Document {document.id} has no journal record. Run «vendome journal verify».")
    record = record_of(entry, kinds)
    if not isinstance(record, PaperRecord):
        raise Refused(f"{entry.label} is a {record.kind}, of which no page is drawn. Run «vendome journal verify».")
    original = entry.label if document.duplicate else None
    return Paper(
        document.kind, tuple(document.languages), entry.region, entry.label, record, document.subject, original
    )

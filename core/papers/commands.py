"""Filing a drawn page: its hash enters the journal, its bytes already lie in the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.base.clock import business_date
from core.base.errors import NotFound, Refused
from core.commands.command import Answer, Command
from core.commands.unit import Unit
from core.journal.chain import JournalEntry
from core.journal.issued import Document
from core.organisation.model import Boutique
from core.papers.record import Filing


@dataclass(frozen=True)
class FileDocument(Command):
    """Note that a document's page lies in the archive. The journal keeps ``sha256`` (64 hex digits), pages and
    template."""

    verb: ClassVar[str] = "document.file"
    document: str
    sha256: str
    size: int
    pages: int
    template: str


def file_document(unit: Unit, command: FileDocument) -> Answer:
    """Journal the filing in the boutique's own series of documents. A second filing of the same bytes changes
    nothing."""
    document = unit.session.get(Document, UUID(command.document))
    if document is None:
        raise NotFound(f"No document {command.document} is known.")
    if document.state == "filed":
        if document.sha256 != command.sha256:
            raise Refused(
                f"Document {document.id} is already filed with other bytes; it is never drawn again. "
                "Issue a copy instead."
            )
        return {"document": command.document, "sha256": command.sha256}
    entry = unit.session.get_one(JournalEntry, document.entry_id)
    boutique = unit.session.get_one(Boutique, entry.boutique_id)
    shop = unit.house.shop(boutique.code)
    table = Document.__table__
    unit.session.execute(
        update(table)
        .where(table.c.id == document.id)
        .values(
            state="filed",
            sha256=command.sha256,
            size=command.size,
            pages=command.pages,
            template=command.template,
            filed_at=unit.now,
            fault="",
        )
    )
    filing = Filing(
        document=command.document,
        of=entry.label,
        of_hash=entry.hash,
        paper=document.kind,
        languages=tuple(document.languages),
        subject=document.subject,
        duplicate=document.duplicate,
        sha256=command.sha256,
        size=command.size,
        pages=command.pages,
        template=command.template,
    )
    unit.post(
        shop,
        filing.kind,
        filing,
        entry_id=unit.new_id(),
        document_class="document",
        on=business_date(unit.now, shop.zone, shop.day_starts),
        customer_id=entry.customer_id,
    )
    return {"document": command.document, "sha256": command.sha256}


def issued_already(
    session: Session, entry: UUID, kind: str, languages: Sequence[str], subject: int | None
) -> str | None:
    """Identity of the original paper of a record that was issued in this kind and these languages, or None."""
    rows = session.execute(
        select(Document.id, Document.languages)
        .where(Document.entry_id == entry, Document.kind == kind, Document.duplicate.is_(False))
        .where(Document.subject.is_(None) if subject is None else Document.subject == subject)
        .order_by(Document.id)
    )
    return next((str(row.id) for row in rows if tuple(row.languages) == tuple(languages)), None)


def entry_of(session: Any, number: str) -> JournalEntry:
    """The record whose papers bear a number; NotFound otherwise."""
    found: JournalEntry | None = session.scalars(
        select(JournalEntry)
        .where(JournalEntry.label == number, JournalEntry.kind != "document.filed")
        .order_by(JournalEntry.at.desc())
        .limit(1)
    ).first()
    if found is None:
        raise NotFound(f"No paper bears the number {number!r}. Read it from the paper's head again.")
    return found

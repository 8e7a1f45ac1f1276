"""Asking for papers: those of one record, a page of all, the names of those archived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, select

from core.base.errors import NotFound
from core.commands.question import Page, Question, View
from core.customers.model import Customer
from core.journal.chain import JournalEntry
from core.journal.issued import Document
from core.papers.commands import entry_of

#: Papers of one page.
PAPERS = 200


@dataclass(frozen=True, slots=True)
class PaperIssued:
    """A paper issued. ``id``: its identity as text; ``number``: of the record, as printed; ``state``: pending, filed or
    failed; ``sha256``: name of the archived bytes, None until it is filed; ``fault``: why it could not be drawn."""

    id: str
    number: str
    kind: str
    languages: tuple[str, ...]
    subject: int | None
    duplicate: bool
    state: str
    sha256: str | None
    pages: int | None
    fault: str


@dataclass(frozen=True)
class PapersOf(Question[tuple[PaperIssued, ...]]):
    """The papers of the record with a printed number, to hand them over. ``kind``, ``languages``, ``line``: only those
    that fit, where named."""

    verb: ClassVar[str] = "document.read"
    personal: ClassVar[bool] = True
    purpose: ClassVar[str] = "handing over papers"
    number: str
    kind: str | None = None
    languages: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True)
class PapersByIdentity(Question[tuple[PaperIssued, ...]]):
    """Papers by their identities, as :meth:`core.commands.unit.Unit.issue` gave them, to hand them over."""

    verb: ClassVar[str] = "document.read"
    personal: ClassVar[bool] = True
    purpose: ClassVar[str] = "handing over papers"
    ids: tuple[str, ...]


@dataclass(frozen=True)
class ListPapers(Question[Page[PaperIssued]]):
    """A page of all papers in the order in which they were issued; ``state``: only these, where named; ``after``:
    identity of the last one already seen."""

    verb: ClassVar[str] = "document.read"
    state: str = ""
    after: str = ""
    limit: int = PAPERS


@dataclass(frozen=True)
class ArchivedPapers(Question[frozenset[str]]):
    """The names (SHA-256) of all papers that must lie in the archive."""

    verb: ClassVar[str] = "journal.read"


def papers_of(view: View, question: PapersOf) -> tuple[PaperIssued, ...]:
    """Those of the record, originals only. NotFound where no paper bears the number."""
    entry = entry_of(view.session, question.number)
    rows = _rows(view, Document.entry_id == entry.id, Document.duplicate.is_(False))
    return tuple(
        paper
        for paper in rows
        if (question.kind is None or paper.kind == question.kind)
        and (not question.languages or paper.languages == question.languages)
        and (question.line is None or paper.subject == question.line)
    )


def papers_by_identity(view: View, question: PapersByIdentity) -> tuple[PaperIssued, ...]:
    """In the order asked for. NotFound for an identity that no paper has."""
    found = {paper.id: paper for paper in _rows(view, Document.id.in_([UUID(each) for each in question.ids]))}
    missing = [each for each in question.ids if each not in found]
    if missing:
        raise NotFound(f"No document {missing[0]} is known.")
    return tuple(found[each] for each in question.ids)


def list_papers(view: View, question: ListPapers) -> Page[PaperIssued]:
    """One page; says nothing of the clients."""
    limit = max(1, min(question.limit, 1000))
    wanted: list[ColumnElement[bool]] = [Document.state == question.state] if question.state else []
    if question.after:
        wanted.append(Document.id > UUID(question.after))
    rows = view.session.execute(_ASKED.where(*wanted).limit(limit + 1)).all()
    papers = tuple(_paper(row) for row in rows[:limit])
    return Page(papers, papers[-1].id if len(rows) > limit else "")


def archived_papers(view: View, question: ArchivedPapers) -> frozenset[str]:
    """Read the names."""
    return frozenset(name for name in view.session.scalars(select(Document.sha256)) if name)


_ASKED = (
    select(
        Document.id,
        JournalEntry.label,
        Document.kind,
        Document.languages,
        Document.subject,
        Document.duplicate,
        Document.state,
        Document.sha256,
        Document.pages,
        Document.fault,
        Customer.number.label("customer"),
    )
    .join(JournalEntry, JournalEntry.id == Document.entry_id)
    .outerjoin(Customer, Customer.id == JournalEntry.customer_id)
    .order_by(Document.id)
)


def _rows(view: View, *wanted: ColumnElement[bool]) -> list[PaperIssued]:
    rows = view.session.execute(_ASKED.where(*wanted)).all()
    view.shows(*(row.customer for row in rows if row.customer))
    return [_paper(row) for row in rows]


def _paper(row: Any) -> PaperIssued:
    return PaperIssued(
        str(row.id),
        row.label,
        row.kind,
        tuple(row.languages),
        row.subject,
        row.duplicate,
        row.state,
        row.sha256,
        row.pages,
        row.fault,
    )

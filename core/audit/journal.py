"""``vendome journal verify``: the whole record re-read, re-hashed and compared; the first bad record of each series
named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from core.audit.sales import sales_agree
from core.base.errors import VendomeError
from core.base.findings import Finding
from core.base.text import canonical
from core.commands.house import House
from core.database.engine import reading
from core.journal.chain import ALGORITHM, GENESIS, JournalEntry, Series, record_hash, record_text
from core.journal.issued import Document
from core.journal.record import read
from core.jurisdictions.hooks import Seal
from core.organisation.model import LegalEntity
from core.papers.record import Filing

#: Records read at a time.
_PAGE = 2000
#: What reading raises where somebody wrote past the types of the table, as SQLite lets them.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError)


@dataclass
class Verdict:
    """What was read, and what is wrong. Sound when nothing is found."""

    series: int = 0
    records: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether everything agrees."""
        return not self.findings


def verify_journal(house: House, *, step: Callable[[int], None] = lambda n: None) -> Verdict:
    """Verify every series: numbers 1..n, the chain, each hash and seal, the perpetual total, the head; then that the
    tables of sales and documents say what the journal says. ``step`` is told how many records were read."""
    verdict = Verdict()
    with reading(house.engine) as session:
        entities = {row.id: row.code for row in session.execute(select(LegalEntity.id, LegalEntity.code))}
        codes = list(session.scalars(select(Series.code).order_by(Series.code)))
        for code in codes:
            verdict.series += 1
            verdict.findings.extend(_series(house, session, code, entities, verdict, step))
        for code in session.scalars(select(JournalEntry.series).where(JournalEntry.series.not_in(codes)).distinct()):
            verdict.findings.append(
                Finding("error", code, "The series has records but no head. Restore it from a backup.")
            )
        verdict.findings.extend(sales_agree(session))
        verdict.findings.extend(_documents(session))
    return verdict


def _series(
    house: House,
    session: Session,
    code: str,
    entities: Mapping[UUID, str],
    verdict: Verdict,
    step: Callable[[int], None],
) -> Iterator[Finding]:
    table = Series.__table__
    try:
        head = session.execute(select(table).where(table.c.code == code)).one()
        entity = entities[head.entity_id]
        # The code says whose series it is, of which papers and in which currency; see core.commands.unit.series_of.
        if (entity, head.document_class, head.currency) != (code.split(":")[0], *code.split(":")[-3:-1]):
            raise ValueError
    except _UNREADABLE:
        yield Finding("error", code, "The head of the series is not the one its code names. Restore it from a backup.")
        return
    secret = house.keys.secret(f"seal:{entity}")
    number, previous, total = 0, GENESIS, 0
    for row in _records(session, code, step):
        where = f"{code} no. {row['number']} ({row['label']})"
        verdict.records += 1
        if row["number"] != number + 1:
            yield Finding("error", where, f"No. {number + 1} is missing before it. Restore it from a backup.")
            return
        try:
            total += row["amount"]
            fault = _record(house, row, previous, total, secret)
        except _UNREADABLE:
            fault = "It cannot be read."
        if fault:
            yield Finding("error", where, f"{fault} Restore the record from a backup.")
            return
        number, previous = row["number"], row["hash"]
    if (head.next_number, head.head, head.total) != (number + 1, previous, total):
        yield Finding(
            "error",
            code,
            f"The head of the series does not fit its last record, no. {number}: "
            "records were cut off or the head changed. Restore it.",
        )


def _records(session: Session, code: str, step: Callable[[int], None]) -> Iterator[Mapping[str, Any]]:
    """The records of a series in order, a page at a time. One that cannot be read has a number and a label only."""
    table, last = JournalEntry.__table__, 0
    while True:
        following = table.c.series == code, table.c.number > last
        asked = select(table).where(*following).order_by(table.c.number).limit(_PAGE)
        try:
            rows: list[Mapping[str, Any]] = [row._asdict() for row in session.execute(asked)]
        except _UNREADABLE:
            named = select(table.c.number, table.c.label).where(*following).order_by(table.c.number).limit(_PAGE)
            rows = [_alone(session, code, row) for row in session.execute(named)]
        yield from rows
        step(len(rows))
        if len(rows) < _PAGE:
            return
        last = rows[-1]["number"]


def _alone(session: Session, code: str, named: Any) -> Mapping[str, Any]:
    table = JournalEntry.__table__
    try:
        asked = select(table).where(table.c.series == code, table.c.number == named.number)
        whole: Mapping[str, Any] = session.execute(asked).one()._asdict()
        return whole
    except _UNREADABLE:
        known: Mapping[str, Any] = named._asdict()
        return known


def _record(house: House, row: Any, previous: str, total: int, secret: bytes) -> str:
    if row["algorithm"] != ALGORITHM:
        return f"Its algorithm {row['algorithm']!r} is unknown."
    if row["previous"] != previous:
        return "It does not follow the record before it."
    text = record_text(row)
    if record_hash(text) != row["hash"]:
        return "Its content was changed: the hash does not fit."
    if row["total"] != total:
        return "Its perpetual total is wrong."
    try:
        if canonical(json.loads(row["content"])) != row["content"]:
            return "Its content is not in canonical form."
    except (ValueError, TypeError):
        return "Its content cannot be read."
    return _sealed(house, row, text, previous, secret)


def _sealed(house: House, row: Any, text: bytes, previous: str, secret: bytes) -> str:
    try:
        wanted = house.suite.answers(row["region"], "seal")
    except VendomeError:
        return ""  # the country is no longer installed: its seals wait, the hash chain was checked
    if not wanted:
        borne = row["seal"] or row["seal_algorithm"] or row["seal_key"]
        return "It bears a seal that its country does not give." if borne else ""
    if row["seal"] is None:
        return "Its country's seal is missing."
    seal = Seal(row["seal_algorithm"], row["seal_key"], row["seal"])
    holds = house.suite.ask(
        row["region"], lambda _, hook: hook.seal_holds(text=text, previous=previous, seal=seal, secret=secret)
    )
    return "" if holds else "Its country's seal does not fit."


#: What a filed document's row and its filing say alike: column of the table → field of the record.
_FILED = {
    "kind": "paper",
    "languages": "languages",
    "subject": "subject",
    "duplicate": "duplicate",
    "sha256": "sha256",
    "size": "size",
    "pages": "pages",
    "template": "template",
}


def _documents(session: Session) -> Iterator[Finding]:
    """Every filed document says what its filing says, and every filing has its document."""
    entries, known = JournalEntry.__table__, set()
    # Instants are compared as text: one that cannot even be read is no filing's.
    asked = select(entries.c.content, entries.c.label, type_coerce(entries.c.at, String).label("at"))
    asked = asked.where(entries.c.kind == "document.filed").execution_options(yield_per=_PAGE)
    for page in session.execute(asked).partitions():
        filings: dict[UUID, tuple[Filing, str]] = {}
        for row in page:
            try:
                filing = read(row.content, Filing, row.label)
                filings[UUID(filing.document)] = filing, str(row.at)
            except (VendomeError, *_UNREADABLE):
                continue  # the record itself was found changed above
        rows = dict(_filed_rows(session, list(filings)))
        for identity, filing_at in filings.items():
            if identity not in rows:
                text = "The journal says that it was filed, the table of documents does not. Restore a backup."
                yield Finding("error", f"document {identity}", text)
            elif wrong := _unlike(rows[identity], *filing_at):
                yield Finding("error", f"document {identity}", f"{wrong} Restore it from a backup.")
        known |= set(filings)
    for identity in session.scalars(select(Document.id).where(Document.state == "filed")):
        if identity not in known:
            text = "The journal does not say that it was filed. Restore it from a backup."
            yield Finding("error", f"document {identity}", text)


def _filed_rows(session: Session, ids: list[UUID]) -> Iterator[tuple[UUID, Any]]:
    """(identity, row) of the documents filed, each with the record it was drawn from; None for one that cannot be
    read."""
    table, entries = Document.__table__, JournalEntry.__table__
    columns = [table.c[name] for name in _FILED]
    asked = (
        select(table.c.id, *columns, type_coerce(table.c.filed_at, String).label("at"), entries.c.label, entries.c.hash)
        .outerjoin(entries, entries.c.id == table.c.entry_id)
        .where(table.c.id.in_(ids), table.c.state == "filed")
    )
    try:
        yield from [(row.id, row) for row in session.execute(asked)]
    except _UNREADABLE:
        # One unreadable row hides its page: look again, half by half.
        if len(ids) == 1:
            yield ids[0], None
            return
        middle = len(ids) // 2
        yield from _filed_rows(session, ids[:middle])
        yield from _filed_rows(session, ids[middle:])


def _unlike(row: Any, filing: Filing, at: str) -> str:
    """What a document's row says otherwise than its filing and the instant of it, "" where all is alike."""
    if row is None:
        return "It cannot be read."
    if (row.label, row.hash) != (filing.of, filing.of_hash):
        return "The record it was drawn from is not the one in the journal."
    if str(row.at) != at:
        return "Its filed_at is not the instant in the journal."
    for column, name in _FILED.items():
        found = getattr(row, column)
        if (tuple(found) if isinstance(found, list) else found) != getattr(filing, name):
            return f"Its {column} is not the one in the journal."
    return ""

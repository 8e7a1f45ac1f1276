"""``vendome journal verify``: the whole record re-read, re-hashed and compared; the first bad record of each series
named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db import reading
from core.errors import VendomeError
from core.finding import Finding
from core.hooks import Seal
from core.house import House
from core.journal import ALGORITHM, GENESIS, JournalEntry, Series, record_hash, record_text
from core.money import decimal_text, to_minor
from core.papertrail import Document
from core.sales import Sale, SaleLine, SaleTender
from core.stores import LegalEntity
from core.text import canonical

#: Records read at a time.
_PAGE = 2000


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
        secrets = {row.id: house.keys.secret(f"seal:{row.code}") for row in session.scalars(select(LegalEntity))}
        for series in session.scalars(select(Series).order_by(Series.code)).all():
            verdict.series += 1
            verdict.findings.extend(_series(house, session, series, secrets.get(series.entity_id, b""), verdict, step))
        known = select(Series.code)
        for code in session.scalars(select(JournalEntry.series).where(JournalEntry.series.not_in(known)).distinct()):
            verdict.findings.append(
                Finding("error", code, "The series has records but no head. Restore it from a backup.")
            )
        verdict.findings.extend(_sales(session))
        verdict.findings.extend(_documents(session))
    return verdict


def _series(
    house: House, session: Session, series: Series, secret: bytes, verdict: Verdict, step: Callable[[int], None]
) -> Iterator[Finding]:
    table = JournalEntry.__table__
    number, previous, total = 0, GENESIS, 0
    while True:
        rows = (
            session.execute(
                select(table)
                .where(table.c.series == series.code, table.c.number > number)
                .order_by(table.c.number)
                .limit(_PAGE)
            )
            .mappings()
            .all()
        )
        for row in rows:
            verdict.records += 1
            where = f"{series.code} no. {row['number']} ({row['label']})"
            if row["number"] != number + 1:
                yield Finding("error", where, f"No. {number + 1} is missing before it. Restore it from a backup.")
                return
            total += row["amount"]
            fault = _record(house, row, previous, total, secret)
            if fault:
                yield Finding("error", where, f"{fault} Restore the record from a backup.")
                return
            number, previous = row["number"], row["hash"]
        step(len(rows))
        if len(rows) < _PAGE:
            break
    if (series.next_number, series.head, series.total) != (number + 1, previous, total):
        yield Finding(
            "error",
            series.code,
            f"The head of the series does not fit its last record, no. {number}: "
            "records were cut off or the head changed. Restore it.",
        )


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
        return "It bears a seal that its country does not give." if row["seal"] else ""
    if row["seal"] is None:
        return "Its country's seal is missing."
    seal = Seal(row["seal_algorithm"], row["seal_key"], row["seal"])
    holds = house.suite.ask(
        row["region"], lambda _, hook: hook.seal_holds(text=text, previous=previous, seal=seal, secret=secret)
    )
    return "" if holds else "Its country's seal does not fit."


def _sales(session: Session) -> Iterator[Finding]:
    """The tables of sales are a projection of the journal: every column must say what the record says."""
    lines, tenders = SaleLine.__table__, SaleTender.__table__
    last = None
    while True:
        asked = (
            select(Sale, JournalEntry.content, JournalEntry.label)
            .join(JournalEntry, JournalEntry.id == Sale.entry_id)
            .order_by(Sale.id)
            .limit(_PAGE)
        )
        rows = session.execute(asked if last is None else asked.where(Sale.id > last)).all()
        if not rows:
            break
        ids = [row.Sale.id for row in rows]
        held: dict[Any, list[tuple[Any, ...]]] = {}
        paid: dict[Any, list[tuple[Any, ...]]] = {}
        for line in session.execute(select(lines).where(lines.c.sale_id.in_(ids)).order_by(lines.c.n)):
            held.setdefault(line.sale_id, []).append(
                (line.n, line.quantity, line.unit_price, line.discount, line.net, line.tax, line.gross)
            )
        for tender in session.execute(select(tenders).where(tenders.c.sale_id.in_(ids)).order_by(tenders.c.n)):
            paid.setdefault(tender.sale_id, []).append(
                (tender.kind, tender.currency, tender.amount, tender.rate, tender.value)
            )
        for row in rows:
            content = json.loads(row.content)
            if not _agrees(row.Sale, content, held.get(row.Sale.id, []), paid.get(row.Sale.id, [])):
                yield Finding(
                    "error",
                    f"sale {row.label}",
                    "The sales tables do not say what the journal says. "
                    "Rebuild them from the journal or restore a backup.",
                )
        last = ids[-1]
        session.expunge_all()
    posted = session.scalar(select(func.count()).select_from(JournalEntry).where(JournalEntry.kind == "sale"))
    booked = session.scalar(select(func.count()).select_from(Sale))
    if posted != booked:
        yield Finding("error", "sale", f"The journal holds {posted} sales, the tables {booked}. Restore a backup.")


def _agrees(sale: Sale, content: dict[str, Any], lines: list[tuple[Any, ...]], tenders: list[tuple[Any, ...]]) -> bool:
    currency = content["currency"]

    def minor(text: str, of: str = currency) -> int:
        return to_minor(decimal_text(text), of)

    totals = content["totals"]
    head = (sale.net, sale.tax, sale.gross, sale.payable, sale.currency, sale.business_date.isoformat(), sale.region)
    told = (
        minor(totals["net"]),
        minor(totals["tax"]),
        minor(totals["gross"]),
        minor(totals["payable"]),
        currency,
        content["business_date"],
        content["region"],
    )
    told_lines = [
        (
            row["n"],
            int(row["quantity"]),
            minor(row["unit_price"]),
            minor(row["discount"]),
            minor(row["net"]),
            minor(row["tax"]),
            minor(row["gross"]),
        )
        for row in content["lines"]
    ]
    told_tenders = [
        (t["kind"], t["currency"], minor(t["amount"], t["currency"]), t["rate"], minor(t["value"]))
        for t in content["tenders"]
    ]
    told_tenders += [
        ("change", c["currency"], -minor(c["amount"], c["currency"]), None, -minor(c["amount"], c["currency"]))
        for c in content["change"]
    ]
    return head == told and lines == told_lines and tenders == told_tenders


def _documents(session: Session) -> Iterator[Finding]:
    """Every filed document bears the hash that its filing record says."""
    filed: dict[str, str] = {}
    for content in session.scalars(select(JournalEntry.content).where(JournalEntry.kind == "document.filed")):
        told = json.loads(content)
        filed[told["document"]] = told["sha256"]
    for document in session.scalars(select(Document).where(Document.state == "filed")):
        if filed.pop(str(document.id), None) != document.sha256:
            yield Finding(
                "error", f"document {document.id}", "Its hash is not the one in the journal. Restore it from a backup."
            )
    for missing in filed:
        yield Finding(
            "error",
            f"document {missing}",
            "The journal says that it was filed, the table of documents does not. Restore a backup.",
        )

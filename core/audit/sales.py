"""The tables of sales are a projection of the journal: every column must say what the record says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, String, func, select, type_coerce
from sqlalchemy.orm import Session

from core.base.errors import VendomeError
from core.base.findings import Finding
from core.base.money import decimal_text, to_minor
from core.catalogue.model import Piece, Variant
from core.journal.chain import JournalEntry
from core.journal.record import read
from core.organisation.model import Staff, Till
from core.sales.model import Sale, SaleLine, SaleTender
from core.sales.record import SaleRecord

#: Sales read at a time.
_PAGE = 1000

_WAY_OUT = "Rebuild them from the journal or restore a backup."


def sales_agree(session: Session) -> Iterator[Finding]:
    """Compare every sale, line and tender with the record it was posted with; a finding for each that differs."""
    tills = {row.id: row.code for row in session.execute(select(Till.id, Till.code))}
    staff = {row.id: row.code for row in session.execute(select(Staff.id, Staff.code))}
    last: Any = None
    while True:
        following = select(Sale.id).order_by(Sale.id).limit(_PAGE)
        ids = _known(session, following if last is None else following.where(Sale.id > last))
        if ids is None:
            yield Finding("error", "sale", f"A sale's own id cannot be read. {_WAY_OUT}")
            break
        if not ids:
            break
        yield from _page(session, ids, tills, staff)
        last = ids[-1]
    yield from _without_sale(session)
    for table in (SaleLine.__table__, SaleTender.__table__):
        orphans = session.scalar(
            select(func.count()).select_from(table).where(~select(Sale.id).where(Sale.id == table.c.sale_id).exists())
        )
        if orphans:
            yield Finding("error", table.name, f"{orphans} rows belong to no sale. {_WAY_OUT}")


def _known(session: Session, asked: Any) -> list[UUID] | None:
    try:
        return list(session.scalars(asked))
    except (ValueError, TypeError):  # what somebody wrote past the types of SQLite
        return None


def _page(session: Session, ids: Sequence[UUID], tills: dict[UUID, str], staff: dict[UUID, str]) -> Iterator[Finding]:
    try:
        yield from _compared(session, ids, tills, staff)
    except (ValueError, TypeError, LookupError, VendomeError):
        if len(ids) == 1:
            yield Finding("error", f"sale {_label(session, ids[0])}", f"The sales tables cannot be read. {_WAY_OUT}")
            return
        # One unreadable row hides its page: look again, half by half.
        middle = len(ids) // 2
        yield from _page(session, ids[:middle], tills, staff)
        yield from _page(session, ids[middle:], tills, staff)


def _compared(session: Session, ids: Sequence[UUID], tills: dict[UUID, str], staff: dict[UUID, str]) -> list[Finding]:
    sales, entries = Sale.__table__, JournalEntry.__table__
    record = (
        entries.c.kind.label("entry_kind"),
        entries.c.at.label("entry_at"),
        entries.c.boutique_id.label("entry_boutique"),
        entries.c.customer_id.label("entry_customer"),
        entries.c.content,
        entries.c.label,
    )
    lines, tenders = _lines(session, ids), _tenders(session, ids)
    found = []
    rows = session.execute(
        select(sales, *record).outerjoin(entries, entries.c.id == sales.c.entry_id).where(sales.c.id.in_(ids))
    )
    for row in rows:
        if row.content is None:
            found.append(Finding("error", f"sale {row.id}", f"The journal has no record of it. {_WAY_OUT}"))
            continue
        try:
            same = _same(row, lines.get(row.id, []), tenders.get(row.id, []), tills, staff)
        except (ValueError, TypeError, LookupError, VendomeError):
            same = False
        if not same:
            found.append(
                Finding("error", f"sale {row.label}", f"The sales tables do not say what the journal says. {_WAY_OUT}")
            )
    return found


def _lines(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[tuple[Any, ...]]]:
    rows: dict[UUID, list[tuple[Any, ...]]] = {}
    table = SaleLine.__table__
    asked = (
        select(table, Variant.sku, Piece.serial)
        .outerjoin(Variant, Variant.id == table.c.variant_id)
        .outerjoin(Piece, Piece.id == table.c.piece_id)
        .where(table.c.sale_id.in_(ids))
        .order_by(table.c.n)
    )
    for line in session.execute(asked):
        rows.setdefault(line.sale_id, []).append(
            (
                line.n,
                line.sku,
                line.serial,
                line.piece_id is None,
                line.quantity,
                line.unit_price,
                line.discount,
                line.net,
                line.tax,
                line.gross,
            )
        )
    return rows


def _tenders(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[tuple[Any, ...]]]:
    rows: dict[UUID, list[tuple[Any, ...]]] = {}
    table = SaleTender.__table__
    for paid in session.execute(select(table).where(table.c.sale_id.in_(ids)).order_by(table.c.n)):
        rows.setdefault(paid.sale_id, []).append((paid.n, paid.kind, paid.currency, paid.amount, paid.rate, paid.value))
    return rows


def _same(
    row: Row[Any],
    lines: list[tuple[Any, ...]],
    tenders: list[tuple[Any, ...]],
    tills: dict[UUID, str],
    staff: dict[UUID, str],
) -> bool:
    record = read(row.content, SaleRecord, row.label)
    currency, totals = record.currency, record.totals

    def minor(text: str, of: str = currency) -> int:
        return to_minor(decimal_text(text), of)

    head = (
        row.kind == row.entry_kind == record.kind,
        (row.at, row.boutique_id, row.customer_id) == (row.entry_at, row.entry_boutique, row.entry_customer),
        (row.region, row.currency) == (record.region, currency),
        row.business_date.isoformat() == record.business_date,
        tills.get(row.till_id) == record.till,
        staff.get(row.staff_id) == (record.staff.code if record.staff else None),
        (row.net, row.tax, row.gross, row.payable)
        == (minor(totals.net), minor(totals.tax), minor(totals.gross), minor(totals.payable)),
    )
    recorded = [
        (
            line.n,
            line.sku,
            line.serial,
            line.serial is None,
            int(line.quantity),
            minor(line.unit_price),
            minor(line.discount),
            minor(line.net),
            minor(line.tax),
            minor(line.gross),
        )
        for line in record.lines
    ]
    paid = [(t.kind, t.currency, minor(t.amount, t.currency), t.rate, minor(t.value)) for t in record.tenders]
    paid += [("change", c.currency, -minor(c.amount, c.currency), None, -minor(c.amount)) for c in record.change]
    return all(head) and lines == recorded and tenders == [(n, *each) for n, each in enumerate(paid, 1)]


def _without_sale(session: Session) -> Iterator[Finding]:
    """Records of sales that the tables do not have."""
    missing = select(JournalEntry.label).where(
        JournalEntry.kind == "sale", ~select(Sale.id).where(Sale.entry_id == JournalEntry.id).exists()
    )
    for label in session.scalars(missing):
        yield Finding("error", f"sale {label}", f"The sales tables lack it. {_WAY_OUT}")


def _label(session: Session, sale: UUID) -> str:
    found = session.scalar(
        select(type_coerce(JournalEntry.label, String))
        .join(Sale, Sale.entry_id == JournalEntry.id)
        .where(Sale.id == sale)
    )
    return found or str(sale)

"""What the books say: series and their heads, posted sales, and the sums that the facts must equal. Only reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.base.errors import VendomeError
from core.journal.chain import ALGORITHM, GENESIS, JournalEntry, Series, record_hash, record_text
from core.journal.record import read
from core.organisation.model import LegalEntity
from core.sales.model import Sale
from core.sales.record import SALES, SaleRecord
from plugins.headquarters.facts import PostedSale
from plugins.headquarters.manifest import Mark

_ENTRY = JournalEntry.__table__


@dataclass(frozen=True, slots=True)
class Head:
    """A series as it stands: its last number, the code of its legal entity, its currency."""

    code: str
    entity: str
    currency: str
    last: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a series: numbers above ``after`` up to ``to``."""

    series: str
    after: int
    to: int


def heads(session: Session) -> list[Head]:
    """Every series, in order of code."""
    table, entity = Series.__table__, LegalEntity.__table__
    asked = select(table.c.code, entity.c.code.label("entity"), table.c.currency, table.c.next_number)
    rows = session.execute(asked.join(entity, entity.c.id == table.c.entity_id))
    # Sorted here, because databases sort text by their own rules.
    return sorted(
        (Head(row.code, row.entity, row.currency, row.next_number - 1) for row in rows), key=lambda head: head.code
    )


def check_same_history(session: Session, mark: Mark, head: Head | None, code: str) -> None:
    """Refused unless the journal still holds, unchanged, the record up to which the series was extracted."""
    found = session.scalar(select(_ENTRY.c.hash).where(_ENTRY.c.series == code, _ENTRY.c.number == mark.last))
    if head is None or head.last < mark.last or found != mark.head:
        raise VendomeError(
            f"The facts of {code} reach no. {mark.last}, and the journal no longer holds that record as it "
            "was: this database is "
            "another one, or an older copy. Restore the right one, or draw all facts again with «vendome hq "
            "extract --rebuild»."
        )


def hash_at(session: Session, code: str, number: int) -> str:
    """Hash of a record; of no. 0, the one before the first."""
    if number == 0:
        return GENESIS
    found: str | None = session.scalar(select(_ENTRY.c.hash).where(_ENTRY.c.series == code, _ENTRY.c.number == number))
    if found is None:
        raise VendomeError(
            f"{code} has no record no. {number} although its head is beyond it. Run «vendome journal verify»."
        )
    return found


def posted(session: Session, head: Head, span: Span, limit: int) -> list[PostedSale]:
    """The sales of a span in order of number, at most ``limit``, each one's hash checked against its content."""
    asked = (
        select(_ENTRY)
        .where(
            _ENTRY.c.series == span.series,
            _ENTRY.c.number > span.after,
            _ENTRY.c.number <= span.to,
            _ENTRY.c.kind.in_(SALES),
        )
        .order_by(_ENTRY.c.number)
        .limit(limit)
    )
    found = []
    for mapping in session.execute(asked).mappings():
        row: dict[str, Any] = {str(name): value for name, value in mapping.items()}
        if row["algorithm"] != ALGORITHM or record_hash(record_text(row)) != row["hash"]:
            raise VendomeError(
                f"{head.code} no. {row['number']} ({row['label']}) was changed after it was posted: its hash "
                "does not fit. "
                "Nothing was extracted from it. Run «vendome journal verify»."
            )
        found.append(
            PostedSale(
                head.code,
                head.entity,
                row["number"],
                row["label"],
                row["kind"],
                row["business_date"],
                row["amount"],
                read(row["content"], SaleRecord, row["label"]),
            )
        )
    return found


def booked(session: Session, spans: Sequence[Span]) -> dict[str, dict[str, int]]:
    """What the tables of sales say of these spans: by currency the count and net, tax, gross, payable in minor
    units."""
    sale = Sale.__table__
    names = ("net", "tax", "gross", "payable")
    total: dict[str, dict[str, int]] = {}
    for span in spans:
        asked = (
            select(
                sale.c.currency, func.count().label("sales"), *(func.sum(sale.c[name]).label(name) for name in names)
            )
            .join(_ENTRY, _ENTRY.c.id == sale.c.entry_id)
            .where(_ENTRY.c.series == span.series, _ENTRY.c.number > span.after, _ENTRY.c.number <= span.to)
            .group_by(sale.c.currency)
        )
        for row in session.execute(asked).mappings():
            mine = total.setdefault(row["currency"], dict.fromkeys(("sales", *names), 0))
            for name in mine:
                mine[name] += int(row[name])
    return total


def counted(session: Session, span: Span) -> tuple[int, int]:
    """What the journal counts in a span, in minor units: (by its sales, by the step of the perpetual total less all
    else)."""
    is_sale = _ENTRY.c.kind.in_(SALES)
    row = session.execute(
        select(
            func.coalesce(func.sum(case((is_sale, _ENTRY.c.amount), else_=0)), 0).label("sales"),
            func.coalesce(func.sum(case((is_sale, 0), else_=_ENTRY.c.amount)), 0).label("others"),
        ).where(_ENTRY.c.series == span.series, _ENTRY.c.number > span.after, _ENTRY.c.number <= span.to)
    ).one()
    ends = []
    for number in (span.after, span.to):
        total = select(_ENTRY.c.total).where(_ENTRY.c.series == span.series, _ENTRY.c.number == number)
        ends.append(int(session.scalar(total) or 0) if number else 0)
    return int(row.sales), ends[1] - ends[0] - int(row.others)


def all_sales(session: Session) -> int:
    """How many sales the tables hold, extracted or not."""
    return int(session.scalar(select(func.count()).select_from(Sale.__table__)) or 0)

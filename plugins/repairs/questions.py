"""Asking for repairs: what is in hand, what is late, and the whole story of one piece.

Days are counted to the business date of the repair's boutique.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from core.base.clock import business_date
from core.base.errors import NotFound
from core.base.money import amount_text
from core.catalogue.model import Piece, Reference, Variant
from core.commands.question import Question, View
from core.customers.identity import client_of_number, same_person
from core.customers.model import Customer
from core.journal.chain import JournalEntry
from core.jurisdictions.hooks import Service
from core.organisation.model import Boutique
from plugins.repairs.model import RepairCase, RepairEvent, RepairQuote
from plugins.repairs.stages import LAST


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair in one line. ``what``: reference and serial; ``days``: since reception, or until the return; ``late``:
    days past the promise, 0 when kept or none was given."""

    number: str
    what: str
    serial: str
    customer: str
    boutique: str
    stage: str
    received_on: date
    promised_on: date | None
    days: int
    late: int


@dataclass(frozen=True, slots=True)
class RepairStep:
    """One event of a repair. ``days``: since the step before."""

    n: int
    step: str
    stage: str
    at: datetime
    on: date
    days: int
    actor: str
    place: str
    holder: str
    note: str
    promised_on: date | None
    details: Mapping[str, Any]
    record: str


@dataclass(frozen=True, slots=True)
class QuoteShown:
    """A quote of a repair; amounts as decimal text."""

    n: int
    number: str
    gross: str
    currency: str
    covered: bool
    valid_until: date


@dataclass(frozen=True, slots=True)
class Story:
    """A repair with everything that happened."""

    repair: Repair
    wish: str
    events: tuple[RepairStep, ...]
    quotes: tuple[QuoteShown, ...]


_ROWS = (
    select(
        RepairCase.id,
        RepairCase.number,
        RepairCase.stage,
        RepairCase.wish,
        RepairCase.received_on,
        RepairCase.promised_on,
        Piece.serial,
        Reference.code.label("reference"),
        Customer.number.label("customer"),
        Boutique.code.label("boutique"),
    )
    .join(Piece, Piece.id == RepairCase.piece_id)
    .join(Variant, Variant.id == Piece.variant_id)
    .join(Reference, Reference.id == Variant.reference_id)
    .join(Customer, Customer.id == RepairCase.customer_id)
    .join(Boutique, Boutique.id == RepairCase.boutique_id)
    .order_by(RepairCase.received_on, RepairCase.number)
)


@dataclass(frozen=True)
class ListRepairs(Question[tuple[Repair, ...]]):
    """Repairs in hand, oldest first: of one boutique or client, if named (a client's under all their numbers);
    ``late``: only those past their promise; ``finished``: also those given back."""

    verb: ClassVar[str] = "repair.read"
    personal: ClassVar[bool] = True
    purpose: ClassVar[str] = "repairs in hand"
    boutique: str = ""
    customer: str = ""
    late: bool = False
    finished: bool = False


@dataclass(frozen=True)
class ShowRepair(Question[tuple[Story, ...]]):
    """The story of the repair with a number, or of every repair of the piece with a serial or EPC, oldest first."""

    verb: ClassVar[str] = "repair.read"
    personal: ClassVar[bool] = True
    purpose: ClassVar[str] = "serving a client"
    code: str


def list_repairs(view: View, question: ListRepairs) -> tuple[Repair, ...]:
    """NotFound for a client's number or a boutique that nobody has."""
    session = view.session
    wanted: list[ColumnElement[bool]] = [] if question.finished else [RepairCase.stage != LAST]
    if question.boutique:
        wanted.append(Boutique.code == view.house.shop(question.boutique).boutique)
    if question.customer:
        client = client_of_number(session, question.customer)
        wanted.append(RepairCase.customer_id.in_(same_person(session, client.id)))
    rows = list(session.execute(_ROWS.where(*wanted)))
    ends = _ends(session, [row.id for row in rows if row.stage == LAST])
    found = (_repair(row, ends.get(row.id) or _today(view, row.boutique)) for row in rows)
    repairs = tuple(repair for repair in found if repair.late or not question.late)
    view.shows(*(repair.customer for repair in repairs))
    return repairs


def show_repair(view: View, question: ShowRepair) -> tuple[Story, ...]:
    """NotFound for a code that no repair has."""
    code = question.code
    wanted = or_(RepairCase.number == code, Piece.serial == code, Piece.epc == code)
    rows = view.session.execute(_ROWS.where(wanted)).all()
    if not rows:
        raise NotFound(
            f"No repair has the number {code!r}, and no piece ever repaired that serial. "
            "List repairs with «vendome repair list»."
        )
    view.shows(*(row.customer for row in rows))
    return tuple(_story(view.session, row, _today(view, row.boutique)) for row in rows)


def _today(view: View, boutique: str) -> date:
    shop = view.house.shop(boutique)
    return business_date(view.now, shop.zone, shop.day_starts)


def in_progress(session: Session, customer_id: UUID) -> list[Service]:
    """A client's repairs that are not given back yet, for their card."""
    rows = session.execute(_ROWS.where(RepairCase.customer_id == customer_id, RepairCase.stage != LAST))
    return [
        Service(
            "repairs",
            row.number,
            f"{row.reference} {row.serial}",
            row.stage,
            row.received_on,
            row.promised_on,
            row.boutique,
        )
        for row in rows
    ]


def _ends(session: Session, ids: Sequence[UUID]) -> dict[UUID, date]:
    ended = select(RepairEvent.case_id, RepairEvent.on).where(RepairEvent.case_id.in_(ids), RepairEvent.stage == LAST)
    return {row.case_id: row.on for row in session.execute(ended)}


def _repair(row: Any, until: date) -> Repair:
    late = (until - row.promised_on).days if row.promised_on else 0
    if row.stage == "ready":
        late = 0  # it waits for its client, not the client for it
    return Repair(
        row.number,
        f"{row.reference} {row.serial}",
        row.serial,
        row.customer,
        row.boutique,
        row.stage,
        row.received_on,
        row.promised_on,
        (until - row.received_on).days,
        max(0, late),
    )


def _story(session: Session, row: Any, on: date) -> Story:
    labels = {e.id: e.label for e in _records(session, row.id)}
    events: list[RepairStep] = []
    before = row.received_on
    for e in session.scalars(select(RepairEvent).where(RepairEvent.case_id == row.id).order_by(RepairEvent.n)):
        events.append(
            RepairStep(
                e.n,
                e.step,
                e.stage,
                e.at,
                e.on,
                (e.on - before).days,
                e.actor,
                e.place,
                e.holder,
                e.note,
                e.promised_on,
                dict(e.details),
                labels.get(e.entry_id, "") if e.entry_id else "",
            )
        )
        before = e.on
    quotes = tuple(
        QuoteShown(
            q.n, labels.get(q.entry_id, ""), amount_text(q.gross, q.currency), q.currency, q.covered, q.valid_until
        )
        for q in session.scalars(select(RepairQuote).where(RepairQuote.case_id == row.id).order_by(RepairQuote.n))
    )
    until = events[-1].on if row.stage == LAST else on
    return Story(_repair(row, until), row.wish, tuple(events), quotes)


def _records(session: Session, case_id: UUID) -> Sequence[Any]:
    named = select(RepairEvent.entry_id).where(RepairEvent.case_id == case_id, RepairEvent.entry_id.is_not(None))
    return session.execute(select(JournalEntry.id, JournalEntry.label).where(JournalEntry.id.in_(named))).all()

"""Asking for orders: what is in hand, the oldest promise first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalogue.model import Piece
from core.commands.question import Question, View
from core.customers.model import Customer
from core.examination.engraving.model import Engraving
from core.jurisdictions.hooks import Service
from core.organisation.model import Boutique


@dataclass(frozen=True, slots=True)
class EngravingInHand:
    """One order that is not finished. ``order``: its number; ``customer``: the client's."""

    order: str
    serial: str
    customer: str
    boutique: str
    initials: str
    ordered_on: date
    ready_on: date


@dataclass(frozen=True)
class EngravingsInHand(Question[tuple[EngravingInHand, ...]]):
    """Orders in hand: of one boutique, if named."""

    verb: ClassVar[str] = "engraving.read"
    personal: ClassVar[bool] = True
    purpose: ClassVar[str] = "orders in hand"
    boutique: str = ""


_ROWS = (
    select(
        Engraving.number.label("order"),
        Piece.serial,
        Customer.number.label("customer"),
        Boutique.code.label("boutique"),
        Engraving.initials,
        Engraving.ordered_on,
        Engraving.ready_on,
    )
    .join(Piece, Piece.id == Engraving.piece_id)
    .join(Customer, Customer.id == Engraving.customer_id)
    .join(Boutique, Boutique.id == Engraving.boutique_id)
    .where(Engraving.finished_on.is_(None))
    .order_by(Engraving.ready_on, Engraving.number)
)


def engravings_in_hand(view: View, question: EngravingsInHand) -> tuple[EngravingInHand, ...]:
    """NotFound for a boutique that nobody has."""
    rows = _ROWS
    if question.boutique:
        rows = rows.where(Boutique.code == view.house.shop(question.boutique).boutique)
    found = tuple(EngravingInHand(*row) for row in view.session.execute(rows))
    view.shows(*(one.customer for one in found))
    return found


def in_progress(session: Session, customer_id: UUID) -> list[Service]:
    """A client's orders in hand, for their card."""
    return [
        Service("engraving", row.order, row.serial, "in hand", row.ordered_on, row.ready_on, row.boutique)
        for row in session.execute(_ROWS.where(Engraving.customer_id == customer_id))
    ]

"""Receiving stock in a boutique: by quantity, or piece by piece."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import insert, select

from core.base.errors import NotFound, Refused
from core.base.money import decimal_text, to_minor
from core.base.text import required_line
from core.catalogue.model import Piece, Variant
from core.commands.command import Answer, Command
from core.commands.unit import Unit
from core.inventory.model import PiecePlace
from core.inventory.stock import book_moves
from core.jurisdictions.facts import MARGIN_SCHEMES


@dataclass(frozen=True, slots=True)
class ReceivedPiece:
    """One unique piece that comes in: from the workshop, or bought.

    ``cost``: what the house paid for a piece it bought, decimal text in ``cost_currency``; ``margin_scheme``: of
    MARGIN_SCHEMES for one bought so that only its margin need be taxed (from a private person, say), else "".
    """

    serial: str
    epc: str | None = None
    made_on: str = ""
    made_in: str = ""
    composition: Mapping[str, Any] = field(default_factory=dict)
    cost: str | None = None
    cost_currency: str | None = None
    margin_scheme: str = ""


@dataclass(frozen=True)
class Receive(Command):
    """Receive stock in a boutique: a quantity, or unique pieces by serial."""

    verb: ClassVar[str] = "item.write"
    boutique: str
    sku: str
    quantity: int = 0
    pieces: tuple[ReceivedPiece, ...] = ()


def receive(unit: Unit, command: Receive) -> Answer:
    """Book stock in; pieces get their place."""
    shop = unit.house.shop(command.boutique)
    variant = unit.session.execute(select(Variant.id, Variant.unique).where(Variant.sku == command.sku)).one_or_none()
    if variant is None:
        raise NotFound(f"No article {command.sku!r} is known. Import it first.")
    if variant.unique != bool(command.pieces):
        raise Refused(
            f"{command.sku} is received "
            f"{'piece by piece, with serials' if variant.unique else 'by quantity'}. Correct the delivery."
        )
    if not command.pieces and not 1 <= command.quantity <= 100_000:
        raise Refused(f"Quantity {command.quantity} is not from 1 to 100000. Correct it.")
    moves = []
    for received in command.pieces:
        piece = unit.new_id()
        unit.session.execute(
            insert(Piece.__table__),
            {
                "id": piece,
                "variant_id": variant.id,
                "serial": required_line(received.serial, "serial", 60),
                "epc": received.epc,
                "composition": dict(received.composition),
                "made_on": received.made_on,
                "made_in": received.made_in,
                "turn": 1,
                **_purchase(received),
            },
        )
        unit.session.execute(
            insert(PiecePlace.__table__),
            {
                "id": unit.new_id(),
                "piece_id": piece,
                "holder_kind": "boutique",
                "holder": shop.boutique,
                "because": "received",
                "since_at": unit.now,
                "until_at": None,
            },
        )
        moves.append(_move(unit, shop.boutique_id, variant.id, piece, 1))
    if not command.pieces:
        moves.append(_move(unit, shop.boutique_id, variant.id, None, command.quantity))
    book_moves(unit.session, moves)
    return {"sku": command.sku, "received": len(command.pieces) or command.quantity}


def _purchase(received: ReceivedPiece) -> dict[str, Any]:
    """What the house paid, as columns."""
    if (received.cost is None) != (received.cost_currency is None):
        raise Refused(f"{received.serial}: a cost goes with its currency. Give cost and cost_currency, or neither.")
    if received.margin_scheme and received.margin_scheme not in MARGIN_SCHEMES:
        schemes = ", ".join(MARGIN_SCHEMES)
        raise Refused(f"{received.serial}: {received.margin_scheme!r} is no margin scheme. Use one of {schemes}.")
    if received.margin_scheme and received.cost is None:
        raise Refused(f"{received.serial}: a margin cannot be taxed without the cost. Give cost and cost_currency.")
    cost = None
    if received.cost is not None and received.cost_currency is not None:
        cost = to_minor(decimal_text(received.cost), received.cost_currency)
        if cost < 0:
            raise Refused(f"{received.serial}: the cost {received.cost} is below zero. Correct it.")
    return {"cost": cost, "cost_currency": received.cost_currency, "margin_scheme": received.margin_scheme or None}


def _move(unit: Unit, boutique: UUID, variant: UUID, piece: UUID | None, quantity: int) -> dict[str, Any]:
    return {
        "id": unit.new_id(),
        "at": unit.now,
        "boutique_id": boutique,
        "variant_id": variant,
        "piece_id": piece,
        "quantity": quantity,
        "reason": "received",
        "entry_id": None,
    }

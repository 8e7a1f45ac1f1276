"""Receiving stock in a boutique: by quantity, or piece by piece."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import insert, select

from core.base.errors import NotFound, Refused
from core.base.text import required_line
from core.catalogue.model import Piece, Variant
from core.commands.command import Answer, Command, handles
from core.commands.unit import Unit
from core.inventory.model import PiecePlace
from core.inventory.stock import book_moves


@dataclass(frozen=True, slots=True)
class NewPiece:
    """One unique piece that leaves the workshop."""

    serial: str
    epc: str | None = None
    made_on: str = ""
    made_in: str = ""
    composition: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Receive(Command):
    """Receive stock in a boutique: a quantity, or unique pieces by serial."""

    verb: ClassVar[str] = "item.write"
    boutique: str
    sku: str
    quantity: int = 0
    pieces: tuple[NewPiece, ...] = ()


@handles(Receive)
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
    for given in command.pieces:
        piece = unit.new_id()
        unit.session.execute(
            insert(Piece.__table__),
            {
                "id": piece,
                "variant_id": variant.id,
                "serial": required_line(given.serial, "serial", 60),
                "epc": given.epc,
                "composition": dict(given.composition),
                "made_on": given.made_on,
                "made_in": given.made_in,
                "turn": 1,
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

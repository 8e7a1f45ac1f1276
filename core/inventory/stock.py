"""Stock by quantity and by piece, and who holds each piece.

Moves are append-only; the level is their running sum. A unique piece has exactly one open place, by a partial unique
index; being sold once per ownership turn is a primary key.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.catalogue.model import Piece, Variant
from core.database.engine import put
from core.database.writes import write
from core.inventory.model import StockLevel, StockMove
from core.organisation.model import Boutique


def book_moves(session: Session, moves: Iterable[dict[str, Any]]) -> None:
    """Append moves and add them to the levels, in a fixed order so that two tills never wait for each other in a
    ring."""
    rows = sorted(moves, key=lambda row: (row["boutique_id"].int, row["variant_id"].int))
    if not rows:
        return
    put(session, StockMove, rows)
    sums: dict[tuple[UUID, UUID], int] = {}
    for row in rows:
        place = (row["boutique_id"], row["variant_id"])
        sums[place] = sums.get(place, 0) + row["quantity"]
    connection = session.connection()
    levels = [{"boutique_id": b, "variant_id": v, "quantity": q} for (b, v), q in sums.items()]
    write(connection, _adding(connection.dialect.name), levels)


@cache
def _adding(dialect: str) -> Any:
    table = StockLevel.__table__
    change = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    return change.on_conflict_do_update(
        index_elements=[table.c.boutique_id, table.c.variant_id],
        set_={"quantity": table.c.quantity + change.excluded.quantity},
    )


def stock_of(session: Session, sku: str) -> list[tuple[str, int]]:
    """(boutique code, quantity) of a variant, world-wide."""
    rows = session.execute(
        select(Boutique.code, StockLevel.quantity)
        .join(StockLevel, StockLevel.boutique_id == Boutique.id)
        .join(Variant, Variant.id == StockLevel.variant_id)
        .where(Variant.sku == sku)
        .order_by(Boutique.code)
    )
    return [(row.code, row.quantity) for row in rows]


def piece_by_any(session: Session, code: str) -> Piece | None:
    """A piece by its serial or EPC."""
    return session.scalars(select(Piece).where(or_(Piece.serial == code, Piece.epc == code))).one_or_none()

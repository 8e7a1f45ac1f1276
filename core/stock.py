"""Stock by quantity and by piece, and who holds each piece.

Moves are append-only; the level is their running sum. A unique piece has exactly one open place, by a partial unique
index; being sold once per ownership turn is a primary key.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, and_, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, put
from core.errors import Refused
from core.items import Piece, Variant
from core.stores import Boutique

#: Who may hold a piece. A piece is for sale only in a boutique.
HOLDERS = ("boutique", "customer", "workshop", "transit", "loan", "lost")


_OPEN = text("until_at IS NULL")


class StockLevel(Base):
    """How many of a variant a boutique has. May fall below zero: the till sells what lies on the counter, and HQ sees
    the doubt."""

    __tablename__ = "stock_level"
    boutique_id: Mapped[UUID] = mapped_column(ForeignKey("boutique.id"), primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), primary_key=True)
    quantity: Mapped[int]


class StockMove(Base):
    """One movement: ``quantity`` signed, seen from the boutique; ``entry_id``: the journal record that caused it."""

    __tablename__ = "stock_move"
    __table_args__ = (Index("ix_stock_move_piece", "piece_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    boutique_id: Mapped[UUID] = mapped_column(ForeignKey("boutique.id"))
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    piece_id: Mapped[UUID | None] = mapped_column(ForeignKey("piece.id"))
    quantity: Mapped[int]
    reason: Mapped[str]
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("journal_entry.id", deferrable=True, initially="DEFERRED"))


class PiecePlace(Base):
    """Custody of a piece: who holds it since when. The open one has no ``until_at``. ``holder``: code of the boutique,
    number of the client, name of the workshop."""

    __tablename__ = "piece_place"
    __table_args__ = (
        Index("uq_piece_place_open", "piece_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint(f"holder_kind IN {HOLDERS}", name="holder_kind"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    piece_id: Mapped[UUID] = mapped_column(ForeignKey("piece.id"))
    holder_kind: Mapped[str]
    holder: Mapped[str]
    because: Mapped[str]
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class PieceSold(Base):
    """A piece sold in one of its ownership turns: the key lets it happen once."""

    __tablename__ = "piece_sold"
    piece_id: Mapped[UUID] = mapped_column(ForeignKey("piece.id"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("journal_entry.id", deferrable=True, initially="DEFERRED"))


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
    connection.execute(_adding(connection.dialect.name), levels)


@cache
def _adding(dialect: str) -> Any:
    table = StockLevel.__table__
    change = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    change = change.on_conflict_do_update(
        index_elements=[table.c.boutique_id, table.c.variant_id],
        set_={"quantity": table.c.quantity + change.excluded.quantity},
    )
    # Asking something back is what makes one statement of several rows here.
    return change.returning(table.c.variant_id)


def hand_over(
    session: Session,
    *,
    piece_id: UUID,
    serial: str,
    from_kind: str,
    from_holder: str | None,
    to_kind: str,
    to_holder: str,
    because: str,
    at: datetime,
    new_id: UUID,
) -> None:
    """Pass custody of a piece on. Refused, saying who holds it since when, unless the giver holds it now.

    ``from_holder`` None: whoever of that kind.
    """
    table = PiecePlace.__table__
    where = and_(table.c.piece_id == piece_id, table.c.until_at.is_(None), table.c.holder_kind == from_kind)
    if from_holder is not None:
        where = and_(where, table.c.holder == from_holder)
    closed = session.execute(update(table).where(where).values(until_at=at))
    if closed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        raise Refused(
            f"{serial} cannot be handed over: {where_is(session, piece_id)}. "
            "Check the serial or bring the piece back first."
        )
    opened = {
        "id": new_id,
        "piece_id": piece_id,
        "holder_kind": to_kind,
        "holder": to_holder,
        "because": because,
        "since_at": at,
        "until_at": None,
    }
    put(session, PiecePlace, [opened])


def where_is(session: Session, piece_id: UUID) -> str:
    """A half-sentence: who holds a piece since when."""
    table = PiecePlace.__table__
    row = session.execute(select(table).where(table.c.piece_id == piece_id, table.c.until_at.is_(None))).one_or_none()
    if row is None:
        return "nobody has received it yet"
    who = {"customer": "a client", "boutique": f"boutique {row.holder}", "workshop": f"workshop {row.holder}"}.get(
        row.holder_kind, row.holder_kind
    )
    return f"{who} holds it since {row.since_at:%Y-%m-%d %H:%M} UTC ({row.because})"


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

"""Stock by quantity and by piece, and who holds each piece, in tables.

Moves are append-only; the level is their running sum. A unique piece has exactly one open place, by a partial unique
index; being sold once per ownership turn is a primary key.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.engine import Base
from core.database.scopes import EVERYONE

#: Who may hold a piece. A piece is for sale only in a boutique.
HOLDERS = ("boutique", "customer", "workshop", "transit", "loan", "lost")


_OPEN = text("until_at IS NULL")


class StockLevel(Base):
    """How many of a variant a boutique has. May fall below zero: the till sells what lies on the counter, and HQ sees
    the doubt."""

    __tablename__ = "stock_level"
    __scope__ = EVERYONE
    __table_args__ = (Index("ix_stock_level_variant", "variant_id"),)
    boutique_id: Mapped[UUID] = mapped_column(ForeignKey("boutique.id"), primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), primary_key=True)
    quantity: Mapped[int]


class StockMove(Base):
    """One movement: ``quantity`` signed, seen from the boutique; ``entry_id``: the journal record that caused it."""

    __tablename__ = "stock_move"
    __scope__ = EVERYONE
    __table_args__ = (Index("ix_stock_move_piece", "piece_id"), Index("ix_stock_move_entry", "entry_id"))
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
    __scope__ = EVERYONE
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
    __scope__ = EVERYONE
    __table_args__ = (Index("ix_piece_sold_entry", "entry_id"),)
    piece_id: Mapped[UUID] = mapped_column(ForeignKey("piece.id"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("journal_entry.id", deferrable=True, initially="DEFERRED"))

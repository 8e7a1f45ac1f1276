"""The table of what was ordered. It points to the core and nothing of the core points back, so the plugin can leave."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.engine import Base
from core.database.scopes import EVERYONE


class Engraving(Base):
    """One order. ``number``: what client and workshop see; ``ready_on``: the day promised; ``finished_on``: None while
    it is in hand; ``entry_id``: its journal record."""

    __tablename__ = "engraving"
    # It concerns whoever serves the client, in any country, like the client's purchases.
    __scope__ = EVERYONE
    __table_args__ = (
        CheckConstraint("ready_on >= ordered_on", name="ready_after_order"),
        Index("ix_engraving_boutique", "boutique_id", "finished_on"),
        Index("ix_engraving_piece", "piece_id"),
        Index("ix_engraving_customer", "customer_id"),
        Index("ix_engraving_entry", "entry_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    piece_id: Mapped[UUID] = mapped_column(ForeignKey("piece.id"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    boutique_id: Mapped[UUID] = mapped_column(ForeignKey("boutique.id"))
    initials: Mapped[str]
    ordered_on: Mapped[date]
    ready_on: Mapped[date]
    finished_on: Mapped[date | None]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("journal_entry.id", deferrable=True, initially="DEFERRED"))

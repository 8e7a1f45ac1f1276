"""Posted sales: what the journal says, in columns. Amounts in minor units of the sale's currency."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.engine import Base
from core.database.scopes import EVERYONE

#: Means of payment: cash, bank card, the house's own card, bank transfer.
TENDERS = ("cash", "card", "house_card", "transfer")


class Sale(Base):
    """A posted sale. ``payable``: gross plus the rounding of cash."""

    __tablename__ = "sale"
    __scope__ = EVERYONE
    __table_args__ = (
        CheckConstraint("net + tax = gross", name="identity"),
        CheckConstraint("kind IN ('sale', 'return')", name="kind"),
        Index("ix_sale_customer", "customer_id", "at"),
        Index("ix_sale_boutique_date", "boutique_id", "business_date"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(
        ForeignKey("journal_entry.id", deferrable=True, initially="DEFERRED"), unique=True
    )
    kind: Mapped[str]
    boutique_id: Mapped[UUID] = mapped_column(ForeignKey("boutique.id"))
    till_id: Mapped[UUID] = mapped_column(ForeignKey("till.id"))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"))
    region: Mapped[str]
    currency: Mapped[str]
    business_date: Mapped[date]
    at: Mapped[datetime]
    net: Mapped[int]
    tax: Mapped[int]
    gross: Mapped[int]
    payable: Mapped[int]


class SaleLine(Base):
    """A line. ``quantity``: whole pieces."""

    __tablename__ = "sale_line"
    __scope__ = EVERYONE
    __table_args__ = (CheckConstraint("net + tax = gross", name="identity"), Index("ix_sale_line_piece", "piece_id"))
    sale_id: Mapped[UUID] = mapped_column(ForeignKey("sale.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    piece_id: Mapped[UUID | None] = mapped_column(ForeignKey("piece.id"))
    quantity: Mapped[int]
    unit_price: Mapped[int]
    discount: Mapped[int]
    net: Mapped[int]
    tax: Mapped[int]
    gross: Mapped[int]


class SaleTender(Base):
    """A payment, or change given (negative). ``amount`` in minor units of its own currency; ``value`` in the sale's;
    ``rate``: units of the sale's currency for one of the tender's, as exact text, or None."""

    __tablename__ = "sale_tender"
    __scope__ = EVERYONE
    __table_args__ = (CheckConstraint(f"kind IN {(*TENDERS, 'change')}", name="kind"),)
    sale_id: Mapped[UUID] = mapped_column(ForeignKey("sale.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    currency: Mapped[str]
    amount: Mapped[int]
    rate: Mapped[str | None]
    value: Mapped[int]

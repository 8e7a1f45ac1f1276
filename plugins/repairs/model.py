"""Tables of repairs. They point to the core and nothing of the core points back, so the plugin can leave.

``repair_case`` carries the state of now; ``repair_event`` is append-only and says how it came to be so. Amounts are in
minor units of the quote's currency. A piece in repair concerns whoever serves its client, in any country, like the
client's purchases: every table is open to everyone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.engine import Base
from core.database.scopes import EVERYONE
from plugins.repairs.stages import STAGES, STEPS


class RepairCase(Base):
    """One piece in repair. ``number``: what client and workshop see, random; ``boutique_id``: where it was received and
    will be given back; ``language``: of its papers; ``wish``: what the client asked for; ``agreed``: number of the
    quote that the client accepted; ``steps``: how many events there are."""

    __tablename__ = "repair_case"
    __scope__ = EVERYONE
    __table_args__ = (
        CheckConstraint(f"stage IN {STAGES}", name="stage"),
        Index("ix_repair_case_customer", "customer_id"),
        Index("ix_repair_case_piece", "piece_id"),
        Index("ix_repair_case_boutique_stage", "boutique_id", "stage"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    piece_id: Mapped[UUID] = mapped_column(ForeignKey("piece.id"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    boutique_id: Mapped[UUID] = mapped_column(ForeignKey("boutique.id"))
    language: Mapped[str]
    wish: Mapped[str]
    received_on: Mapped[date]
    stage: Mapped[str]
    promised_on: Mapped[date | None]
    agreed: Mapped[int | None]
    steps: Mapped[int]


class RepairEvent(Base):
    """A step that was taken. ``place``: boutique; ``holder``: who has the piece since; ``promised_on``: the
    date promised with this step, if one was; ``details``: condition, photos, how the client answered; ``entry_id``: the
    journal record, for steps that have one."""

    __tablename__ = "repair_event"
    __scope__ = EVERYONE
    __table_args__ = (
        CheckConstraint(f"step IN {tuple(STEPS)}", name="step"),
        Index("ix_repair_event_entry", "entry_id"),
    )
    case_id: Mapped[UUID] = mapped_column(ForeignKey("repair_case.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str]
    stage: Mapped[str]
    at: Mapped[datetime]
    on: Mapped[date]
    actor: Mapped[str]
    place: Mapped[str]
    holder: Mapped[str]
    note: Mapped[str]
    promised_on: Mapped[date | None]
    details: Mapped[dict[str, Any]]
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("journal_entry.id", deferrable=True, initially="DEFERRED"))


class RepairQuote(Base):
    """A quote, as it stands in the journal. ``covered``: under guarantee, nothing to pay; ``supply``: the country's
    class of service."""

    __tablename__ = "repair_quote"
    __scope__ = EVERYONE
    __table_args__ = (
        UniqueConstraint("case_id", "n"),
        Index("ix_repair_quote_entry", "entry_id"),
        CheckConstraint("net + tax = gross", name="identity"),
        CheckConstraint("NOT covered OR gross = 0", name="covered_is_free"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("repair_case.id"))
    n: Mapped[int]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("journal_entry.id", deferrable=True, initially="DEFERRED"))
    supply: Mapped[str]
    covered: Mapped[bool]
    valid_until: Mapped[date]
    currency: Mapped[str]
    net: Mapped[int]
    tax: Mapped[int]
    gross: Mapped[int]


class RepairQuoteLine(Base):
    """A line of a quote: what will be done, by language, and its price as the country shows prices."""

    __tablename__ = "repair_quote_line"
    __scope__ = EVERYONE
    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)
    quote_id: Mapped[UUID] = mapped_column(ForeignKey("repair_quote.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    wording: Mapped[dict[str, str]]
    amount: Mapped[int]

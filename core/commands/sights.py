"""Who saw whose data: one row for each client that an answer showed. Append-only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.engine import Base
from core.database.scopes import who_may


class Sight(Base):
    """``actor`` saw data of client ``customer`` (their number) at an instant, by ``question``, for ``purpose``."""

    __tablename__ = "sight"
    __scope__ = who_may("sight.read")
    __table_args__ = (Index("ix_sight_customer", "customer", "at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    question: Mapped[str]
    customer: Mapped[str]
    purpose: Mapped[str]

"""Intentions for the world outside the transaction: pages to draw, messages to send.

The row is written with the change that causes it; a worker acts later, as often as it takes, with the row's id as its
own key.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.engine import Base
from core.database.scopes import EVERYONE

_OPEN = text("state = 'open'")


class OutboxMessage(Base):
    """One intention. ``state``: open, done or failed (a person must look)."""

    __tablename__ = "outbox"
    __scope__ = EVERYONE
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'failed')", name="state"),
        Index("ix_outbox_open", "topic", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    topic: Mapped[str]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str]
    attempts: Mapped[int]
    fault: Mapped[str]
    created_at: Mapped[datetime]

"""Intentions for the world outside the transaction: pages to draw, facts to extract, names to file.

The row is written with the change that causes it and is the truth about the work: who does it, how often it was tried,
why it failed. A worker acts later, as often as it takes, with the row's id as its own key (``core.commands.jobs``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.engine import Base
from core.database.scopes import EVERYONE

#: The few rows that still concern somebody. Every query that says this very text uses their index.
UNDONE = text("state <> 'done'")


class OutboxMessage(Base):
    """One intention; ``topic`` names the kind of job.

    ``state``: open, running (``worker`` has it until ``lease_until``, by the database's clock), done, or failed (a
    person must look). ``attempts``: begun so far; ``due_at``: not to be tried before, None = at once; ``last_at``: when
    the last attempt ended; ``rows_done`` of ``rows_total``: how far it is, None where it does not say; ``answer``: what
    the worker answered.
    """

    __tablename__ = "outbox"
    __scope__ = EVERYONE
    __table_args__ = (
        CheckConstraint("state IN ('open', 'running', 'done', 'failed')", name="state"),
        CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="leased"),
        Index("ix_outbox_undone", "state", "id", sqlite_where=UNDONE, postgresql_where=UNDONE),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    topic: Mapped[str]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str]
    attempts: Mapped[int]
    fault: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    rows_done: Mapped[int | None]
    rows_total: Mapped[int | None]
    answer: Mapped[dict[str, Any] | None]

"""Clients of a large import whose names are not filed yet: found by number, phone and e-mail, not by name."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.customers.model import NameUnfiled


def clients_unfiled(session: Session) -> int:
    """How many there are; always 0 on PostgreSQL, which files at once."""
    if session.get_bind().dialect.name != "sqlite":
        return 0
    return session.scalar(select(func.count()).select_from(NameUnfiled)) or 0

"""Insert a row or change the one with the same natural key."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from core.commands.unit import Unit


def upsert(unit: Unit, model: Any, key: str, values: dict[str, Any]) -> UUID:
    """Insert a row or change the one with the same natural key; its id."""
    table = model.__table__
    existing: UUID | None = unit.session.scalar(select(table.c.id).where(table.c[key] == values[key]))
    if existing is not None:
        unit.session.execute(update(table).where(table.c.id == existing).values(**values))
        return existing
    new = unit.new_id()
    unit.session.execute(insert(table), {"id": new, **values})
    return new

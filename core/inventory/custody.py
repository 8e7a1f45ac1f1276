"""Custody of a piece: passing it on, and who holds it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from core.base.errors import Refused
from core.database.engine import put
from core.inventory.model import PiecePlace


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

"""Who may do a job right now: its row is taken for a short time, which is made longer while the worker lives.

Each function is one short write in the caller's session. A lease runs by the database's own clock, one for all workers,
and not by the house's, which may stand still. Whoever lost a lease can write nothing about the job any more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, text, true, update
from sqlalchemy.orm import Session, aliased

from core.journal.outbox import UNDONE, OutboxMessage

#: Seconds for which a job is taken. It is renewed at a third of it, so a killed worker's job is free after this time.
LEASE = 15.0

_ROW = OutboxMessage.__table__


@dataclass(frozen=True, slots=True)
class Lease:
    """A job that ``worker`` has: ``attempts`` is the number of this attempt, and with the worker's name its proof."""

    id: UUID
    topic: str
    payload: Mapping[str, Any]
    attempts: int
    fault: str
    worker: str


def database_clock(session: Session) -> datetime:
    """What time it is for the database, the same for all who are connected to it."""
    if session.get_bind().dialect.name == "postgresql":
        at: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return at
    shown: str = session.execute(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")).scalar_one()
    return datetime.fromisoformat(shown).replace(tzinfo=UTC)


def free(at: datetime, now: datetime | None) -> ColumnElement[bool]:
    """Which rows nobody has at the instant ``at`` of the database. ``now``: of the house; rows due later are left out,
    None = they are not."""
    due = true() if now is None else or_(_ROW.c.due_at.is_(None), _ROW.c.due_at <= now)
    return and_(
        UNDONE,
        or_(and_(_ROW.c.state == "open", due), and_(_ROW.c.state == "running", _ROW.c.lease_until <= at)),
    )


def take(
    session: Session,
    worker: str,
    topics: Collection[str],
    alone: Collection[str],
    *,
    now: datetime | None,
    seconds: float,
    only: Collection[UUID] | None = None,
) -> Lease | None:
    """Take the oldest free job of these topics (of the ids in ``only``) for ``seconds``; None when there is none.

    A job of a topic in ``alone`` is taken only while no other of its topic runs.
    """
    at = database_clock(session)
    other = aliased(OutboxMessage)
    busy = select(other.id).where(
        other.topic == _ROW.c.topic, other.id != _ROW.c.id, other.state == "running", other.lease_until > at
    )
    wanted = select(_ROW.c.id).where(free(at, now), _ROW.c.topic.in_(topics))
    if only is not None:
        wanted = wanted.where(_ROW.c.id.in_(only))
    if alone:
        wanted = wanted.where(or_(_ROW.c.topic.not_in(alone), not_(busy.exists())))
    chosen = wanted.order_by(_ROW.c.id).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    row = session.execute(
        update(_ROW)
        .where(_ROW.c.id == chosen)
        .values(
            state="running",
            worker=worker,
            attempts=_ROW.c.attempts + 1,
            lease_until=at + timedelta(seconds=seconds),
        )
        .returning(_ROW.c.id, _ROW.c.topic, _ROW.c.payload, _ROW.c.attempts, _ROW.c.fault)
    ).one_or_none()
    if row is None:
        return None
    lease = Lease(row.id, row.topic, row.payload, row.attempts, row.fault, worker)
    if row.topic in alone and session.get_bind().dialect.name == "postgresql":
        # Two of the kind may have been taken at once: the second to come by here sees the first, and lets go.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(row.topic))))
        mine = select(_ROW.c.id).where(
            _ROW.c.topic == row.topic, _ROW.c.id != row.id, _ROW.c.state == "running", _ROW.c.lease_until > at
        )
        if session.execute(mine.limit(1)).one_or_none() is not None:
            session.rollback()
            return None
    return lease


def extend(session: Session, lease: Lease, *, seconds: float, progress: tuple[int, int] | None) -> bool:
    """Keep a job for ``seconds`` from now and note how far it is. False: it is no longer ours."""
    values: dict[str, Any] = {"lease_until": database_clock(session) + timedelta(seconds=seconds)}
    if progress is not None:
        values |= {"rows_done": progress[0], "rows_total": progress[1]}
    return _write(session, lease, values)


def settle(session: Session, lease: Lease, state: str, **values: Any) -> bool:
    """Let go of a job: ``state`` done, failed or open (again). False: it is no longer ours, and nothing was written."""
    return _write(session, lease, {"state": state, "lease_until": None, "worker": None, **values})


def _write(session: Session, lease: Lease, values: Mapping[str, Any]) -> bool:
    ours = (
        _ROW.c.id == lease.id,
        _ROW.c.state == "running",
        _ROW.c.worker == lease.worker,
        _ROW.c.attempts == lease.attempts,
    )
    written = session.execute(update(_ROW).where(*ours).values(**values).returning(_ROW.c.id))
    return written.one_or_none() is not None

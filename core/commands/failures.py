"""What could not be done, said to the next person who looks: which paper, why, the way out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.base.findings import Finding
from core.commands.jobs import About, Job
from core.commands.registry import jobs_of
from core.journal.outbox import UNDONE, OutboxMessage
from core.jurisdictions.suite import Suite

#: Failed jobs looked at, the newest first: a person who has more reads «vendome jobs list».
MOST = 50

_ROW = OutboxMessage.__table__
_FAILED = select(_ROW).where(UNDONE, _ROW.c.state == "failed").order_by(_ROW.c.id.desc()).limit(MOST)


def failures(
    session: Session,
    suite: Suite,
    *,
    customers: Collection[UUID] = (),
    boutique: str = "",
    but: Collection[UUID] = (),
) -> list[Finding]:
    """A finding for each job that failed for good and concerns one of these clients, or this boutique (by code);
    ``but``: of these jobs it was said already."""
    rows = [row for row in session.execute(_FAILED).all() if row.id not in but]
    if not rows:
        return []
    jobs, found = jobs_of(suite), []
    for row in rows:
        job = jobs.get(row.topic)
        if job is None or job.about is None:
            continue
        about = job.about(session, row.payload)
        if about.customer in customers or (boutique and about.boutique == boutique):
            found.append(Finding("warn", f"job.{row.topic}", sentence(row, job, about)))
    return found


def unfinished(session: Session, suite: Suite, ids: Collection[UUID]) -> list[Finding]:
    """A finding for each of these jobs that is not done."""
    rows = session.execute(select(_ROW).where(UNDONE, _ROW.c.id.in_(ids)).order_by(_ROW.c.id)).all()
    jobs = jobs_of(suite) if rows else {}
    return [
        Finding("warn", f"job.{row.topic}", sentence(row, job, job.subject(session, row.payload)))
        for row in rows
        if (job := jobs.get(row.topic)) is not None
    ]


def sentence(row: Any, job: Job, about: About) -> str:
    """What stands in the way of a job (a row of the outbox), and the way out."""
    said = f"{about}"
    said = said[:1].upper() + said[1:]
    if row.state == "failed":
        return f"{said} {job.failing}: {row.fault} Then «vendome jobs retry {row.id}» does it again."
    if row.state == "running":
        return f"{said}: a worker is at it. «vendome jobs list» shows how far it is."
    if row.fault:
        return f"{said} {job.failing} yet: {row.fault} «vendome work» tries again after {row.due_at:%Y-%m-%d %H:%M}Z."
    return f"{said} is not done yet. «vendome work» does it."

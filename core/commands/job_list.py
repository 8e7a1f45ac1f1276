"""What may be asked and done about jobs: the list, what failed, trying again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select, update

from core.base.errors import Forbidden, NotFound, Refused
from core.base.findings import Finding
from core.commands.command import Answer, Command
from core.commands.failures import failures, unfinished
from core.commands.jobs import About, Job, subjects
from core.commands.paging import MOST, Paged, last_seen, one_of, page
from core.commands.question import Page, Question, View
from core.commands.registry import jobs_of
from core.commands.unit import Unit
from core.database.access import Actor
from core.journal.outbox import STATES, UNDONE, OutboxMessage

#: Jobs looked through for one page at most: whose they are is known only when their kind was asked, and in a house of
#: many boutiques most are others'.
LOOKED_THROUGH = 2_000

_ROW = OutboxMessage.__table__


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job. ``kind``: its topic, ``title``: what that does, ``about``: this one; ``attempts`` of ``allowed`` (0
    where nobody knows the kind); ``due_at``: when it is tried next, None = at once or never; ``rows_done`` of
    ``rows_total``: how far it is; ``waits_for``: why nobody takes it, or ""."""

    id: UUID
    kind: str
    title: str
    about: str
    number: str
    boutique: str
    state: str
    attempts: int
    allowed: int
    created_at: datetime
    last_at: datetime | None
    due_at: datetime | None
    rows_done: int | None
    rows_total: int | None
    worker: str
    fault: str
    waits_for: str


@dataclass(frozen=True)
class JobList(Paged[JobRow]):
    """Jobs, the newest first. ``state``: open, running, done or failed; "" = all that are not done; ``after``: identity
    of a job."""

    verb: ClassVar[str] = "jobs.read"
    state: str = ""


@dataclass(frozen=True)
class JobFindings(Question[tuple[Finding, ...]]):
    """What a person at the till should know: why these ``jobs`` are not done, and what else failed for good in their
    ``boutique`` ("" = leave that out)."""

    verb: ClassVar[str] = "jobs.findings"
    jobs: tuple[UUID, ...] = ()
    boutique: str = ""


@dataclass(frozen=True)
class RetryJobs(Command):
    """Try again what failed for good. ``job``: its identity, or the last characters of it (6 at least); "" = all."""

    verb: ClassVar[str] = "jobs.retry"
    job: str = ""


def job_list(view: View, question: JobList) -> Page[JobRow]:
    """The rows, those about another boutique than the actor's passed over. A page with ``next`` may be short, or empty:
    so many jobs of others stand between."""
    state = one_of(question.state, STATES, "state")
    look = question.limit + 1 if view.actor.boutiques is None else MOST
    wanted = select(_ROW).order_by(_ROW.c.id.desc()).limit(look)
    if state != "done":
        wanted = wanted.where(UNDONE)
    if state:
        wanted = wanted.where(_ROW.c.state == state)
    last = last_seen(view.session, _ROW.c.id, question.after) if question.after else None
    jobs, found = jobs_of(view.house.suite), list[JobRow]()
    for _ in range(0, LOOKED_THROUGH, look):
        rows = view.session.execute(wanted if last is None else wanted.where(_ROW.c.id < last)).all()
        abouts = subjects(view.session, jobs, rows)
        mine = [row for row in rows if _sees(view.actor, abouts[row.id].boutique)]
        found += [_row(row, jobs.get(row.topic), abouts[row.id]) for row in mine]
        if len(found) > question.limit or len(rows) < look:
            return page(found, question.limit, lambda row: f"{row.id}")
        last = rows[-1].id
    return Page(tuple(found), f"{last}")


def job_findings(view: View, question: JobFindings) -> tuple[Finding, ...]:
    """Those asked for, then at most one line about the rest of the boutique."""
    own = unfinished(view.session, view.house.suite, question.jobs)
    if not question.boutique or not _sees(view.actor, question.boutique):
        return tuple(own)
    others = failures(view.session, view.house.suite, boutique=question.boutique, but=question.jobs)
    if len(others) > 1:
        more = f"{others[0].text} «vendome jobs list --state failed» shows {len(others) - 1} more."
        others = [Finding(others[0].level, others[0].where, more)]
    return (*own, *others)


def retry_jobs(unit: Unit, command: RetryJobs) -> Answer:
    """Open them again, as if they had never been tried. Answers with their identities."""
    rows = unit.session.execute(select(_ROW).where(UNDONE, _ROW.c.state == "failed").order_by(_ROW.c.id)).all()
    jobs = jobs_of(unit.house.suite)
    if command.job:
        if len(command.job) < 6:
            raise Refused(f"{command.job!r} may be many jobs. Give at least the last six characters of its identity.")
        rows = [row for row in rows if f"{row.id}".endswith(command.job.lower())]
        if not rows:
            raise NotFound(f"No failed job ends with {command.job!r}. «vendome jobs list --state failed» names them.")
        if len(rows) > 1:
            raise Refused(f"{len(rows)} failed jobs end with {command.job!r}. Give more of the identity.")
    abouts = subjects(unit.session, jobs, rows)
    mine = [row for row in rows if _sees(unit.actor, abouts[row.id].boutique)]
    if command.job and not mine:
        raise Forbidden(f"Job {command.job} is another boutique's, and {unit.actor.code} does not work there. Ask IT.")
    ids = [row.id for row in mine]
    again = {"state": "open", "attempts": 0, "fault": "", "due_at": None}
    unit.session.execute(update(_ROW).where(_ROW.c.id.in_(ids), _ROW.c.state == "failed").values(**again))
    return {"jobs": [f"{each}" for each in ids]}


def _sees(actor: Actor, boutique: str) -> bool:
    return actor.boutiques is None or not boutique or boutique in actor.boutiques


def _row(row: Any, job: Job | None, about: About) -> JobRow:
    return JobRow(
        row.id,
        row.topic,
        job.title if job else "",
        f"{about}",
        about.number,
        about.boutique,
        row.state,
        row.attempts,
        job.rule.attempts if job else 0,
        row.created_at,
        row.last_at,
        row.due_at,
        row.rows_done,
        row.rows_total,
        row.worker or "",
        row.fault,
        "" if job else "its plugin takes no part in this house («vendome plugin enable»)",
    )

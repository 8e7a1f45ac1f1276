"""What may be asked and done about jobs: the list, what failed, trying again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select, update

from core.base.errors import Forbidden, NotFound, Refused
from core.base.findings import Finding
from core.commands.command import Answer, Command
from core.commands.failures import failures, unfinished
from core.commands.jobs import About, Job
from core.commands.question import Page, Question, View
from core.commands.registry import jobs_of
from core.commands.unit import Unit
from core.database.access import Actor
from core.journal.outbox import UNDONE, OutboxMessage

STATES = ("open", "running", "failed", "done")
#: Rows of one page at most.
LIMIT = 200

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
class JobList(Question[Page[JobRow]]):
    """Jobs, the newest first. ``state``: one of :data:`STATES`; "" = all that are not done. ``after``: of the page
    before; ``limit``: rows of a page, 1 to 200."""

    verb: ClassVar[str] = "jobs.read"
    state: str = ""
    after: str = ""
    limit: int = 50


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
    """The rows, those about another boutique than the actor's left out."""
    if question.state and question.state not in STATES:
        raise Refused(f"There is no state {question.state!r}. Use {', '.join(STATES)}.")
    if not 1 <= question.limit <= LIMIT:
        raise Refused(f"A page has 1 to {LIMIT} rows, not {question.limit}. Correct the limit.")
    wanted = select(_ROW).order_by(_ROW.c.id.desc()).limit(question.limit + 1)
    if question.state != "done":
        wanted = wanted.where(UNDONE)
    if question.state:
        wanted = wanted.where(_ROW.c.state == question.state)
    if question.after:
        wanted = wanted.where(_ROW.c.id < _identity(question.after))
    rows = view.session.execute(wanted).all()
    shown, jobs = rows[: question.limit], jobs_of(view.house.suite)
    found = [_row(row, jobs.get(row.topic), _about(view.session, row, jobs)) for row in shown]
    following = f"{shown[-1].id}" if len(rows) > question.limit else ""
    return Page(tuple(row for row in found if _sees(view.actor, row.boutique)), following)


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
    mine = [row for row in rows if _sees(unit.actor, _about(unit.session, row, jobs).boutique)]
    if command.job and not mine:
        raise Forbidden(f"Job {command.job} is another boutique's, and {unit.actor.code} does not work there. Ask IT.")
    ids = [row.id for row in mine]
    again = {"state": "open", "attempts": 0, "fault": "", "due_at": None}
    unit.session.execute(update(_ROW).where(_ROW.c.id.in_(ids), _ROW.c.state == "failed").values(**again))
    return {"jobs": [f"{each}" for each in ids]}


def _identity(shown: str) -> UUID:
    try:
        return UUID(shown)
    except ValueError:
        raise Refused(f"{shown!r} is no page of this list. Take «next» of the page before.") from None


def _sees(actor: Actor, boutique: str) -> bool:
    return actor.boutiques is None or not boutique or boutique in actor.boutiques


def _about(session: Any, row: Any, jobs: Mapping[str, Job]) -> About:
    job = jobs.get(row.topic)
    return About(row.topic) if job is None else job.subject(session, row.payload)


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

"""Procrastinate as a worker of a house on PostgreSQL: it says which row of the outbox comes next, and when again.

Its task does what the local worker does: it takes the row, carries it out and settles it. So the retry rule, the
progress and the list of what failed are the outbox's own, and both sorts of workers may run at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision, exceptions
from procrastinate.jobs import Job, Status
from sqlalchemy import select

from core.commands.house import House
from core.commands.leases import LEASE
from core.commands.procrastinate_schema import QUEUE, TASK
from core.commands.worker import Worker
from core.database.engine import reading
from core.journal.outbox import OutboxMessage

#: Seconds between two looks for a job; the worst that a paper waits for a worker that is free.
POLL = 1.0
#: Seconds after which a worker that gives no sign of life counts as killed, and between two signs.
STALLED = LEASE
_HEARTBEAT = 5.0

_ROW = OutboxMessage.__table__


class _Later(Exception):
    """The row cannot be carried out now: ``seconds`` until it is looked at again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:g} s")
        self.seconds = seconds


class _Again(BaseRetryStrategy):
    """When Procrastinate looks at a row again: as the outbox says; soon, where the database was away."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        seconds = exception.seconds if isinstance(exception, _Later) else POLL
        return RetryDecision(retry_in={"seconds": max(1, int(seconds) + 1)})


async def work(house: House, *, forever: bool, lease: float = LEASE, stalled: float = STALLED) -> int:
    """Carry out jobs as Procrastinate hands them over; ends when nothing is due, or never. Returns how many attempts
    hang: the process had better end."""
    address = house.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    app = App(connector=PsycopgConnector(conninfo=address, min_size=1, max_size=4))
    # What a job said is in the outbox; Procrastinate's own log would call each wait an error.
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    with Worker(house, lease=lease) as worker:

        @app.task(name=TASK, queue=QUEUE, retry=_Again())
        def carry_out(job: str) -> None:
            _carry_out(house, worker, UUID(job))

        async with app.open_async(), _rescuing(app, stalled):
            running = asyncio.ensure_future(
                app.run_worker_async(
                    queues=[QUEUE],
                    wait=forever,
                    delete_jobs="always",
                    listen_notify=False,
                    fetch_job_polling_interval=POLL,
                    update_heartbeat_interval=min(_HEARTBEAT, stalled / 3),
                    stalled_worker_timeout=stalled,
                )
            )
            while not running.done() and not worker.abandoned:
                await asyncio.wait([running], timeout=POLL)
            if worker.abandoned:
                running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        return worker.abandoned


def _carry_out(house: House, worker: Worker, job: UUID) -> None:
    outcome = worker.next(only=(job,))
    if outcome is None or outcome.state in ("open", "lost"):
        seconds = _seconds_until_free(house, job)
        if seconds is not None:
            raise _Later(seconds)


def _seconds_until_free(house: House, job: UUID) -> float | None:
    """When to look at a row again: when it is due, or its lease ends; None when it is done or waits for a person."""
    with reading(house.engine) as session:
        row = session.execute(select(_ROW).where(_ROW.c.id == job)).one_or_none()
    if row is None or row.state in ("done", "failed"):
        return None
    if row.state == "running":
        return LEASE
    wait: timedelta = (row.due_at or house.clock.now()) - house.clock.now()
    # Due and yet not taken: its plugin takes no part, or another of its kind runs alone.
    return wait.total_seconds() if wait > timedelta() else 4 * LEASE


@contextlib.asynccontextmanager
async def _rescuing(app: App, stalled: float) -> AsyncIterator[None]:
    """Beside the worker: what a killed one had is handed out again."""

    async def rescue() -> None:
        while True:
            with contextlib.suppress(exceptions.ConnectorException):
                for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=stalled):
                    await _handed_out_again(app, job)
            await asyncio.sleep(stalled / 3)

    task = asyncio.ensure_future(rescue())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _handed_out_again(app: App, job: Job) -> None:
    try:
        await app.job_manager.retry_job(job)
    except exceptions.UniqueViolation:
        # A person had it tried again meanwhile, and that one stands in the queue.
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
    except exceptions.ConnectorException:
        pass  # another worker was quicker

"""The worker: takes jobs from the outbox and carries them out, once each however often they are delivered.

A job is taken for a short time (``core.commands.leases``), which is made longer while the worker lives; the next worker
takes what a killed one leaves. The work runs in a thread of its own, so that one that hangs is noticed and left.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
import traceback
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from core.base.errors import VendomeError
from core.commands.batches import commit_job
from core.commands.house import House
from core.commands.jobs import Job, Work
from core.commands.leases import LEASE, Lease, extend, settle, take
from core.commands.registry import jobs_of

#: Seconds between two looks at a job under way: how often its progress is written down at most.
_TICK = 1.0


class Unforeseen(VendomeError):
    """A worker stopped for a reason that nobody foresaw. Its text is not shown: it may quote a client."""

    kind = "unforeseen"


class Hanging(VendomeError):
    """A worker made no progress for as long as its kind has patience."""

    kind = "hanging"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt. ``state``: done, open (it is tried again, not before ``due_at``), failed (a person
    must look), or lost (another worker has the job)."""

    id: UUID
    topic: str
    state: str
    answer: Mapping[str, Any]
    fault: VendomeError | None = None
    due_at: datetime | None = None


class Worker:
    """Carries out jobs of a house, one at a time; use it as a context manager.

    What a kind needs, such as a process that draws, is opened for its first job and kept for the next. ``lease``:
    seconds for which a job is taken; ``heard``: hears of the topic, and of how many of how many, while one runs.
    """

    def __init__(
        self,
        house: House,
        *,
        lease: float = LEASE,
        heard: Callable[[str, int, int], None] = lambda topic, done, total: None,
    ) -> None:
        self.house, self._lease, self._heard = house, lease, heard
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self.jobs: dict[str, Job] = jobs_of(house.suite)
        self._alone = [topic for topic, job in self.jobs.items() if job.alone]
        self._ready: dict[str, tuple[AbstractContextManager[Work], Work]] = {}
        #: Attempts that hang and were left: a process that lives long is replaced when it has any.
        self.abandoned = 0

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._ready:
            self._ready.popitem()[1][0].__exit__(None, None, None)

    def next(
        self, *, only: Collection[UUID] | None = None, topics: Collection[str] | None = None, impatient: bool = False
    ) -> Outcome | None:
        """Take the oldest job that is due and carry it out; None when there is none.

        ``only``: one of these; ``topics``: one of these kinds; ``impatient``: also one that waits for its next attempt.
        """
        known = [topic for topic in self.jobs if topics is None or topic in topics]
        now = None if impatient else self.house.clock.now()
        lease = commit_job(
            self.house,
            lambda session: take(session, self.name, known, self._alone, now=now, seconds=self._lease, only=only),
        )
        return None if lease is None else self._carry_out(lease)

    def _carry_out(self, lease: Lease) -> Outcome:
        job = self.jobs[lease.topic]
        if lease.attempts > job.rule.attempts:
            reason = lease.fault or (
                f"Its worker stopped in the middle of it, {job.rule.attempts} times. Look at the machine's memory and "
                "at the log of the workers."
            )
            return self._ended(lease, job, Unforeseen(reason))
        try:
            answer, fault = self._watched(lease, job)
        except BaseException:  # such as Ctrl-C: the job goes back, and the attempt does not count
            commit_job(self.house, lambda session: settle(session, lease, "open", attempts=lease.attempts - 1))
            raise
        if fault is not None:
            return self._ended(lease, job, fault)
        now = self.house.clock.now()
        kept = commit_job(
            self.house,
            lambda session: settle(session, lease, "done", fault="", last_at=now, due_at=None, answer=dict(answer)),
        )
        return Outcome(lease.id, lease.topic, "done" if kept else "lost", answer)

    def _ended(self, lease: Lease, job: Job, fault: VendomeError) -> Outcome:
        """An attempt failed: say when the next one is, or that a person must look."""
        now = self.house.clock.now()
        wait = job.rule.wait(lease.attempts, fault)
        state, due_at = ("failed", None) if wait is None else ("open", now + wait)
        kept = commit_job(
            self.house,
            lambda session: settle(session, lease, state, fault=f"{fault}"[:2000], last_at=now, due_at=due_at),
        )
        return Outcome(lease.id, lease.topic, state if kept else "lost", {}, fault, due_at)

    def _watched(self, lease: Lease, job: Job) -> tuple[Mapping[str, Any], VendomeError | None]:
        """The answer or the fault of the work, which runs beside while its lease is kept."""
        ended: SimpleQueue[tuple[Mapping[str, Any], VendomeError | None]] = SimpleQueue()
        reached: list[tuple[int, int]] = []

        def progress_of(done: int, total: int) -> None:
            reached[:] = [(done, total)]

        def attempt() -> None:
            try:
                ended.put((self._work(lease.topic, job)(self.house, lease.payload, progress_of), None))
            except VendomeError as fault:
                ended.put(({}, fault))
            except BaseException as fault:  # whatever it is, the worker lives on and the job says so
                ended.put(({}, _unforeseen(fault)))

        threading.Thread(target=attempt, name=f"job {lease.topic}", daemon=True).start()
        renewed = moved = time.monotonic()
        while True:
            try:
                return ended.get(timeout=min(_TICK, self._lease / 3))
            except Empty:
                pass
            at, progress = time.monotonic(), reached.pop() if reached else None
            if progress is not None:
                self._heard(lease.topic, *progress)
                moved = at
            if at - moved > job.patience:
                self._ready.pop(lease.topic, None)  # it hangs in the work's hands: the next job gets another
                self.abandoned += 1
                return {}, Hanging(
                    f"It made no progress for {job.patience} s. Look at what it needs (network, disk, memory); the "
                    "attempt was left."
                )
            if (progress is not None or at - renewed >= self._lease / 3) and self._kept(lease, progress):
                renewed = at

    def _kept(self, lease: Lease, progress: tuple[int, int] | None) -> bool:
        try:
            commit_job(self.house, lambda session: extend(session, lease, seconds=self._lease, progress=progress))
        except (VendomeError, SQLAlchemyError):
            return False  # busy or away: there are two more turns before the lease ends
        return True

    def _work(self, topic: str, job: Job) -> Work:
        ready = self._ready.get(topic)
        if ready is None:
            opened = job.open(self.house)
            ready = self._ready[topic] = opened, opened.__enter__()
        return ready[1]


def _unforeseen(fault: BaseException) -> Unforeseen:
    """Kind and place of a fault, never its text."""
    frames = traceback.extract_tb(fault.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return Unforeseen(f"It stopped in an unforeseen way ({type(fault).__name__}{place}). Report it with this sentence.")

"""Workers that run: which engine, in this process or in several that are started again when they end."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

from rich.console import Console

from core.base.errors import Refused, VendomeError
from core.commands.foreground import run_open, what_is_due
from core.commands.house import House, stand_ready
from core.commands.leases import LEASE
from core.commands.worker import Worker

#: Seconds between two looks for a job.
POLL = 1.0
ENGINES = ("local", "procrastinate")
#: In the environment of a worker: the process that started it.
_SUPERVISOR = "VENDOME_SUPERVISOR"
#: Exit code of a worker that left an attempt hanging and had better be replaced (EX_TEMPFAIL).
REPLACE = 75


def engine_of(house: House, wished: str = "") -> str:
    """Which engine carries out jobs: the one wished for, else Procrastinate on PostgreSQL and the local one on SQLite.

    Refused for an engine that does not exist, or that this database cannot carry.
    """
    postgresql = house.engine.dialect.name == "postgresql"
    if wished not in ("", *ENGINES):
        raise Refused(f"There is no engine {wished!r}. Use {' or '.join(ENGINES)}.")
    if wished == "procrastinate" and not postgresql:
        raise Refused("Procrastinate needs PostgreSQL, and this house is on SQLite. Use --engine local.")
    if wished == "local" or not postgresql:
        return "local"
    from core.commands.procrastinate_schema import version  # Procrastinate is imported where it is used

    with house.engine.connect() as connection:
        if version(connection) is None:
            raise VendomeError("Procrastinate's tables are not there. Run «vendome init», which makes them.")
    return "procrastinate"


def run(house: House, engine: str, *, forever: bool, console: Console | None = None, lease: float = LEASE) -> int:
    """Carry out jobs in this process; returns its exit code. Ends when nothing is due, or ``forever`` on a signal."""
    _end_with_supervisor()
    if forever:
        stand_ready()
    if engine == "procrastinate":
        return _procrastinate(house, forever, lease)
    if not forever:
        run_open(house, console=console)
        return 0
    signal.signal(signal.SIGTERM, _leave)
    with Worker(house, lease=lease) as worker:
        while not worker.abandoned:
            try:
                # Looking first: taking a job takes the database of SQLite from the tills for a moment.
                while what_is_due(house) and worker.next() is not None and not worker.abandoned:
                    pass
            except VendomeError:
                pass  # busy or away; the next look is in a second
            time.sleep(POLL)
    return REPLACE


def _procrastinate(house: House, forever: bool, lease: float) -> int:
    from procrastinate.exceptions import ConnectorException

    from core.commands.procrastinate_worker import work

    while True:
        try:
            return REPLACE if asyncio.run(work(house, forever=forever, lease=lease, stalled=lease)) else 0
        except ConnectorException as fault:
            # The server is away, or took this worker for killed and gave its job to another: the rows know.
            if not forever:
                raise VendomeError(
                    "The database went away, or was so slow that another worker went on. Run «vendome jobs run» again."
                ) from fault
            time.sleep(POLL)


def supervise(house: House, engine: str, workers: int, *, forever: bool) -> int:
    """Run several worker processes; ``forever``: each is started again when it ends. Returns the worst exit code."""
    command = [sys.executable, "-P", "-m", "core.cli", "jobs", "run", "--engine", engine]
    command += ["--forever"] if forever else []
    ours = {**os.environ, _SUPERVISOR: str(os.getpid())}
    house.engine.dispose()
    signal.signal(signal.SIGTERM, _leave)
    children = [subprocess.Popen(command, env=ours) for _ in range(workers)]
    try:
        while forever:
            time.sleep(POLL)
            children = [subprocess.Popen(command, env=ours) if c.poll() is not None else c for c in children]
        return max(child.wait() for child in children)
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        for child in children:
            if child.poll() is None:
                os.kill(child.pid, signal.SIGTERM)
        for child in children:
            child.wait()


def _end_with_supervisor() -> None:
    """Let this process end in good order when the one that started it is gone, however that went: nobody would end it,
    and the next supervisor starts workers of its own."""
    supervisor = os.environ.get(_SUPERVISOR)
    if supervisor is None:
        return

    def watch() -> None:
        while str(os.getppid()) == supervisor:
            time.sleep(POLL)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="supervisor", daemon=True).start()


def _leave(number: int, frame: FrameType | None) -> None:
    """An orderly end: the job at hand goes back, and is begun anew elsewhere."""
    raise SystemExit(0)

"""Workers killed at random moments: each job has its effect exactly once, and none is left behind.

By hand::

    python -m tests.reliability.jobs --workers 4 --jobs 500 --kills 40 --engine procrastinate
    python -m tests.reliability.jobs --workers 4 --jobs 200 --kills 20 --engine local --db sqlite
    python -m tests.reliability.jobs --workers 4 --jobs 500 --kills 40 --engine mixed --papers 40

A worker is a process of its own, of the engine named, or of either in turn (mixed). Its jobs receive one scarf each
into the boutique's stock, so that a doubled effect is a move too many; with ``--papers`` real receipts are drawn,
archived and filed as well. Each beginning is noted in a file. The driver kills a worker with SIGKILL, again and again,
and starts another in its place; then it waits until nothing is open or running and looks at everything.

``--plant`` puts a fault in, and the run must then fail: ``no-lease`` (a job is taken by whoever looks), ``no-renewal``
(a lease ends although its worker lives), ``effect-apart`` (the effect has a key of its own each time), ``forgotten`` (a
killed worker's job is never free again).
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.base.clock import SystemClock
from core.commands import leases, room, running, worker
from core.commands.batches import commit_job
from core.commands.execute import execute
from core.commands.house import House
from core.commands.jobs import Job, Progress, RetryRule, Work
from core.commands.unit import Unit
from core.inventory.commands import Receive
from tests.reliability.state import faults
from tests.support.cast import SCARF, advisor, copied_house, key, reopened, sale
from tests.support.postgres import Postgres, private_postgres

TOPIC = "reliability.receive"
PLANTS = ("no-lease", "no-renewal", "effect-apart", "forgotten")
#: Seconds of a lease here, so that what a killed worker had is soon free.
LEASE = 2.0
#: Seconds without any job done after which the rest counts as left behind.
PATIENCE = 90


@dataclass
class Outcome:
    """What a run did and found. ``killed``: process → beginnings noted by the time it was killed."""

    kills: int = 0
    begun: int = 0
    done: int = 0
    retaken: int = 0
    killed: dict[int, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def leave_jobs(house: House, count: int) -> None:
    """Put them into the outbox, all in one transaction."""

    def send(session: Session) -> None:
        unit = Unit(house, session, house.system(), "jobs")
        # One in twenty goes on for longer than a lease, which must then be renewed.
        ids = [(unit.new_id(), n % 20 == 0) for n in range(count)]
        unit.send(TOPIC, {identity: {"job": f"{identity}", "long": long} for identity, long in ids})

    commit_job(house, send)


@contextmanager
def receiving(house: House) -> Iterator[Work]:
    """Gives the work: receive a scarf, once for each job; slow enough to be killed before, within and after."""
    chance = random.Random(os.getpid())

    def work(house: House, payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        with (house.folder / "begun").open("a") as notes:
            notes.write(f"{payload['job']} {os.getpid()}\n")
        time.sleep(chance.uniform(0, 0.04))
        progress(1, 2)
        effect = key() if os.environ.get("VENDOME_PLANT") == "effect-apart" else f"receive:{payload['job']}"
        execute(house, Receive("PAR1", SCARF, 1), house.actor("hq"), effect)
        time.sleep(LEASE * 1.5 if payload["long"] else chance.uniform(0, 0.04))
        return {}

    yield work


def declare() -> None:
    """Let the room of commands bring the job of this file as well."""
    job = Job("receive a scarf", "tests.reliability.jobs:receiving", RetryRule((0,) * 12))
    room.declaration = replace(room.declaration, jobs={**room.declaration.jobs, TOPIC: job})


def plant(name: str) -> None:
    """Put the fault ``name`` into this process."""
    if name == "no-lease":
        take = leases.take

        def for_whoever_looks(session: Any, *words: Any, seconds: float, **more: Any) -> Any:
            return take(session, *words, seconds=-1.0, **more)

        worker.take = for_whoever_looks  # type: ignore[attr-defined]  # the name that the worker calls
        worker.extend = lambda *words, **more: True  # type: ignore[attr-defined]  # the same
    elif name == "no-renewal":
        worker.extend = lambda *words, **more: True  # type: ignore[attr-defined]  # the name that the worker calls
    elif name == "forgotten":
        take = leases.take

        def for_good(session: Any, *words: Any, seconds: float, **more: Any) -> Any:
            return take(session, *words, seconds=86_400.0, **more)

        worker.take = for_good  # type: ignore[attr-defined]  # the name that the worker calls


def run(
    folder: Path,
    server: Postgres | None,
    *,
    engine: str,
    workers: int,
    jobs: int,
    papers: int,
    kills: int,
    seed: int,
    fault: str = "",
) -> Outcome:
    """Leave jobs, let workers carry them out and be killed, wait until nothing is left, and look."""
    chance, outcome = random.Random(seed), Outcome()
    patience = PATIENCE / 6 if fault else PATIENCE
    declare()
    os.environ["VENDOME_PLANT"] = fault
    house = copied_house(folder, server, clock=SystemClock())
    for n in range(papers):
        execute(house, sale(papers=("receipt",)), advisor(house), f"paper-{n}")
    leave_jobs(house, jobs)
    engines = {"mixed": ("procrastinate", "local")}.get(engine, (engine,))
    house.engine.dispose()
    crew = [_started(house, engines[n % len(engines)], fault) for n in range(workers)]
    last, moved, noted = -1, time.monotonic(), 0
    try:
        while True:
            time.sleep(chance.uniform(0.02, 0.3))
            left = _left(house)
            if left != last:
                last, moved = left, time.monotonic()
            if not left or time.monotonic() - moved > patience:
                break
            begun = _notes(house)
            if outcome.kills < kills and len(begun) > noted:
                # Mostly one that has just begun a job, else any: it may be starting, taking, or settling.
                noted, busy = len(begun), begun[-1][1]
                n = crew.index(busy) if busy in crew and chance.random() < 0.7 else chance.randrange(workers)
                os.kill(crew[n], signal.SIGKILL)
                os.waitpid(crew[n], 0)
                outcome.kills += 1
                outcome.killed[crew[n]] = len(_notes(house))
                crew[n] = _started(house, engines[n % len(engines)], fault)
    finally:
        for pid in crew:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    _look(house, outcome, jobs, papers)
    house.engine.dispose()
    return outcome


def _started(house: House, engine: str, fault: str) -> int:
    """A worker of its own process; forking spares each the second that the imports take."""
    house.engine.dispose()
    pid = os.fork()
    if pid:
        return pid
    try:
        plant(fault)
        # Where nobody reads them: what a killed worker said is no finding.
        with (house.folder / "said").open("a") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
        while True:
            running.run(reopened(house), engine, forever=True, lease=LEASE)
    except BaseException:  # the process must end here, whatever happened; the driver looks at why
        (house.folder / "trouble").write_text(traceback.format_exc())
    finally:
        os._exit(1)


def _begun_again_beside_a_living_worker(notes: list[tuple[str, int]], killed: Mapping[int, int]) -> int:
    """Beginnings after one whose process was not killed in between."""
    before: dict[str, int] = {}
    found = 0
    for n, (job, pid) in enumerate(notes):
        earlier = before.get(job)
        found += earlier is not None and killed.get(earlier, len(notes)) > n
        before[job] = pid
    return found


def _notes(house: House) -> list[tuple[str, int]]:
    """Each beginning of a job, and the process that began it."""
    file = house.folder / "begun"
    lines = file.read_text().splitlines() if file.exists() else []
    return [(job, int(pid)) for job, pid in (line.split() for line in lines)]


def _left(house: House) -> int:
    with house.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM outbox WHERE state <> 'done'")).scalar_one())


def _look(house: House, outcome: Outcome, jobs: int, papers: int) -> None:
    """One move for each job, one filing for each paper, no beginning that no kill explains, nothing left."""

    def count(query: str) -> int:
        with house.engine.connect() as connection:
            return int(connection.execute(text(query)).scalar_one())

    notes = _notes(house)
    outcome.begun, outcome.retaken = len(notes), len(notes) - len({job for job, _ in notes})
    outcome.done = count("SELECT count(*) FROM outbox WHERE state = 'done'")
    keys = "SELECT count(*) FROM command_record WHERE key LIKE 'receive:%'"
    # The house began with pieces and a thousand of each other article.
    moves = count("SELECT count(*) FROM stock_move WHERE reason = 'received' AND quantity = 1 AND piece_id IS NULL")
    for what, found, wanted in (
        ("jobs done", outcome.done, jobs + papers),
        ("scarves received", moves, jobs),
        ("keys of their effects", count(keys), jobs),
        ("papers filed", count("SELECT count(*) FROM journal_entry WHERE kind = 'document.filed'"), papers),
        ("papers in the archive", sum(path.is_file() for path in house.archive_folder.rglob("*")), papers),
    ):
        if found != wanted:
            outcome.faults.append(f"{what}: {found} instead of {wanted}")
    unexplained = _begun_again_beside_a_living_worker(notes, outcome.killed)
    if unexplained:
        outcome.faults.append(f"{unexplained} jobs were begun again although the worker that had them lived")
    if (house.folder / "trouble").exists():
        outcome.faults.append(f"a worker gave up by itself: {(house.folder / 'trouble').read_text()[:6000]}")
    outcome.faults += faults(house)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Kill workers at random moments and look for harm.")
    parser.add_argument("--engine", choices=("local", "procrastinate", "mixed"), default="procrastinate")
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=500)
    parser.add_argument("--papers", type=int, default=0)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--plant", choices=("", *PLANTS), default="")
    words = parser.parse_args()
    if words.db == "sqlite" and words.engine != "local":
        parser.error("SQLite has local workers only: say --engine local")
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="vendome-jobs-") as name,
        private_postgres() if words.db == "postgresql" else nullcontext() as server,
    ):
        outcome = run(
            Path(name),
            server,
            engine=words.engine,
            workers=words.workers,
            jobs=words.jobs,
            papers=words.papers,
            kills=words.kills,
            seed=words.seed,
            fault=words.plant,
        )
    print(
        f"seed={words.seed} db={words.db} engine={words.engine} plant={words.plant or '-'} workers={words.workers} "
        f"jobs={words.jobs} papers={words.papers} kills={outcome.kills} begun={outcome.begun} done={outcome.done} "
        f"retaken={outcome.retaken} faults={len(outcome.faults)} seconds={time.monotonic() - began:.1f}"
    )
    for fault in outcome.faults[:20]:
        print(f"  {fault}")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())

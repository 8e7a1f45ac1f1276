"""Sales killed at random moments: nothing acknowledged is lost, nothing doubled, no number missing.

By hand::

    python -m tests.reliability.crash --db sqlite --kills 50
    python -m tests.reliability.crash --db postgresql --kills 20

A till is a forked process that sells without pause. It notes each key before the sale, and after the answer once more,
on disk. The driver kills it with SIGKILL; on PostgreSQL every other round it kills the whole server. The next till
first repeats what was left unknown, with the same keys, as a real till would. SIGKILL does not empty the operating
system's cache, so this says nothing of power cuts, and ``synchronous=OFF`` would not show here;
``core.database.engine.check_durable`` refuses it when a house is founded.

``--plant`` puts a fault in, and the run must then fail: ``key-apart`` (the idempotency key in a transaction of its
own), ``number-apart`` (the number in one), ``ack-first`` (the answer before the commit).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from core.base.clock import SystemClock
from core.base.errors import VendomeError
from core.commands.execute import execute, rehearse
from core.commands.house import House
from core.inventory.commands import Receive, ReceivedPiece
from core.sales.basket import BasketLine
from core.sales.sell import Sell
from tests.reliability import plants
from tests.reliability.server import KillableServer, killable_server
from tests.reliability.state import counted, faults
from tests.support.cast import BAG, CLAIRE, COAT, SCARF, STEEL, advisor, found_house, sale

#: Unique pieces at hand; one in eight sales takes the next.
PIECES = 400
#: Seconds in which a first sale must be through.
PATIENCE = 30


@dataclass
class Outcome:
    """What a run did and found."""

    kills: int = 0
    server_kills: int = 0
    acknowledged: int = 0
    repeated: int = 0
    faults: list[str] = field(default_factory=list)


def basket(key: str) -> Sell:
    """The basket that a key stands for, always the same."""
    chance = random.Random(key)
    number = int(key.rpartition("-")[2])
    wares = {BAG: 4200, SCARF: 450, COAT: 12500}
    chosen = chance.sample(sorted(wares), chance.randint(1, 3))
    lines, due = [BasketLine(sku=sku) for sku in chosen], sum(wares[sku] for sku in chosen)
    if number % 8 == 0 and number // 8 < PIECES:
        lines.append(BasketLine(serial=f"CRASH-{number // 8:05d}"))
        due += 9800
    return sale(lines=tuple(lines), paid=str(due), customer=chance.choice((CLAIRE, None)), papers=("receipt",))


def till(house: House, notes: Path, ready: int, plant: str) -> None:
    """What the forked process does until it is killed or the server is gone."""
    house.engine.dispose(close=False)  # connections are not shared with the driver; the statements compiled so far are
    plants.plant(plant)
    actor = advisor(house)
    intended, done = read_notes(notes)
    unknown = [key for key in intended if key not in set(done)]
    following = (f"sale-{n}" for n in range(len(intended), 10**9))
    with (notes / "intended").open("a") as intents, (notes / "done").open("a") as acks:
        os.write(ready, b"x")
        for key in _both(unknown, following):
            if key not in unknown:
                _note(intents, key)
            if plant == "ack-first":
                _note(acks, key)
            execute(house, basket(key), actor, key)
            if plant != "ack-first":
                _note(acks, key)


def _both(unknown: list[str], following: Iterator[str]) -> Iterator[str]:
    yield from unknown
    yield from following


def _note(file: object, key: str) -> None:
    assert hasattr(file, "write")
    file.write(key + "\n")
    file.flush()  # type: ignore[attr-defined]  # a text file
    os.fsync(file.fileno())  # type: ignore[attr-defined]  # a text file


def read_notes(notes: Path) -> tuple[list[str], list[str]]:
    """Keys intended and keys acknowledged, whole lines only: a kill may cut the last one."""
    told = []
    for name in ("intended", "done"):
        path = notes / name
        whole = path.read_text().rpartition("\n")[0] if path.exists() else ""
        if path.exists():
            path.write_text(whole + "\n" if whole else "")
        told.append(whole.split("\n") if whole else [])
    return told[0], told[1]


def run(
    folder: Path, url: str, *, kills: int, seed: int, server: KillableServer | None = None, plant: str = ""
) -> Outcome:
    """Found a house, let tills sell and be killed ``kills`` times, then settle what is unknown and look at it."""
    chance, outcome = random.Random(seed), Outcome()
    house = found_house(folder, url, clock=SystemClock())
    pieces = tuple(ReceivedPiece(f"CRASH-{n:05d}") for n in range(PIECES))
    execute(house, Receive("PAR1", STEEL, pieces=pieces), house.actor("hq"), "crash:pieces")
    # What a process keeps of tables, names and formats is kept before the fork: the tills sell from their first moment.
    rehearse(house, basket("sale-0"), advisor(house))
    house.engine.dispose()
    notes = folder / "notes"
    notes.mkdir()
    pace = _until_the_first_sale(house, notes, plant)
    while outcome.kills < kills:
        intended, done = read_notes(notes)
        outcome.repeated += len(set(intended) - set(done))
        whole_server = server is not None and outcome.kills % 2 == 1
        with _forked(house, notes, plant) as pid:
            time.sleep(chance.uniform(0.05, 5) * pace)
            if whole_server and server is not None:
                server.kill()
                outcome.server_kills += 1
            os.kill(pid, signal.SIGKILL)
            ended = os.waitpid(pid, 0)[1]
        if whole_server and server is not None:
            server.start()
        elif os.WIFEXITED(ended):
            outcome.faults.append(f"a till gave up by itself: {(folder / 'trouble').read_text()[-400:]}")
            return outcome
        outcome.kills += 1
    settle(house, notes, outcome)
    return outcome


def _until_the_first_sale(house: House, notes: Path, plant: str) -> float:
    """Seconds until a new till has its first sale acknowledged: on a busy machine the kills come later, too."""
    began = time.perf_counter()
    with _forked(house, notes, plant) as pid:
        done = notes / "done"
        while not (done.exists() and done.stat().st_size) and time.perf_counter() - began < PATIENCE:
            time.sleep(0.002)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return time.perf_counter() - began


def settle(house: House, notes: Path, outcome: Outcome) -> None:
    """Repeat what is unknown, twice, with the same keys; then look at everything."""
    intended, done = read_notes(notes)
    actor = advisor(house)
    for key in [key for key in intended if key not in set(done)]:
        try:
            first = execute(house, basket(key), actor, key)
            again = execute(house, basket(key), actor, key)
        except (VendomeError, json.JSONDecodeError) as fault:
            outcome.faults.append(f"{key} cannot be repeated: {fault!r}")
            continue
        if first != again:
            outcome.faults.append(f"{key} got two answers")
    outcome.acknowledged = len(done)
    outcome.faults += faults(house, done)
    if counted(house.engine, "sale") != len(intended):
        outcome.faults.append(f"{len(intended)} sales were wanted, {counted(house.engine, 'sale')} are there")
    house.engine.dispose()


@contextmanager
def _forked(house: House, notes: Path, plant: str) -> Iterator[int]:
    """A till of its own process, ready to sell. Forking spares each the second that the imports take."""
    answer, ready = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            till(house, notes, ready, plant)
        except BaseException:  # the process must end here, whatever happened; the driver looks at why
            (house.folder / "trouble").write_text(traceback.format_exc())
        finally:
            os._exit(1)
    os.close(ready)
    try:
        if os.read(answer, 1) != b"x":
            os.waitpid(pid, 0)
            raise RuntimeError(f"The till did not start:\n{(house.folder / 'trouble').read_text()}")
        yield pid
    finally:
        os.close(answer)


def main() -> int:
    """The command line."""
    words = argparse.ArgumentParser(description="Kill sales at random moments and look for harm.")
    words.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    words.add_argument("--kills", type=int, default=50)
    words.add_argument("--seed", type=int, default=20261120)
    words.add_argument("--plant", choices=("", *plants.NAMES), default="")
    told = words.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vendome-crash-") as name:
        folder = Path(name)
        if told.db == "sqlite":
            outcome = run(
                folder, f"sqlite:///{folder / 'vendome.db'}", kills=told.kills, seed=told.seed, plant=told.plant
            )
        else:
            with killable_server() as server:
                outcome = run(
                    folder, server.create(), kills=told.kills, seed=told.seed, server=server, plant=told.plant
                )
    print(
        f"seed={told.seed} db={told.db} plant={told.plant or '-'} kills={outcome.kills} "
        f"server_kills={outcome.server_kills} acknowledged={outcome.acknowledged} "
        f"repeated={outcome.repeated} faults={len(outcome.faults)} "
        f"seconds={time.monotonic() - began:.1f}"
    )
    for fault in outcome.faults[:20]:
        print(f"  {fault}")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""Many tills at once: a unique piece is sold once, numbers run 1 to n whoever gives up.

By hand::

    python -m tests.reliability.crowd pieces --clients 32 --pieces 100
    python -m tests.reliability.crowd gapless --clients 32 --sales 10000 --abort 10

``--plant number-by-max`` reads the highest number instead of taking the series' row, and ``--plant no-lock`` leaves out
everything that keeps a piece from being sold twice; the run must then fail. Every client is a process.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text

from core.base.clock import SystemClock
from core.base.errors import Refused, Retry
from core.catalogue.commands import DefineItem, SetPrice
from core.commands.execute import execute, rehearse
from core.commands.house import House
from core.inventory.commands import Receive, ReceivedPiece
from core.sales import booking
from core.sales.basket import BasketLine
from tests.reliability import plants
from tests.reliability.state import counted, faults
from tests.support.cast import STEEL, advisor, found_house, sale
from tests.support.postgres import Postgres, private_postgres

#: A busy database may turn a whole command away; a person would press the button again this often.
PATIENCE = 20


def crowd(house: House, clients: int, work: Callable[[House, int], dict[str, Any]]) -> list[dict[str, Any]]:
    """Let forked clients do ``work(house, n)`` at the same time; what each counted."""
    folder = Path(tempfile.mkdtemp(dir=house.folder))
    gate, start = os.pipe()
    children = []
    for n in range(clients):
        pid = os.fork()
        if pid == 0:
            told: dict[str, Any] = {}
            try:
                os.close(start)
                house.engine.dispose(close=False)
                os.read(gate, 1)
                told = work(house, n)
            except BaseException:  # the process ends here, whatever happened
                told = {"trouble": traceback.format_exc()[-1500:]}
            finally:
                (folder / str(n)).write_text(json.dumps(told))
                os._exit(0)
        children.append(pid)
    os.close(gate)
    os.close(start)  # every client reads the end of the pipe at the same moment
    for pid in children:
        os.waitpid(pid, 0)
    counts: list[dict[str, Any]] = [json.loads((folder / str(n)).read_text()) for n in range(clients)]
    shutil.rmtree(folder)
    for each in counts:
        if "trouble" in each:
            raise RuntimeError(each["trouble"])
    return counts


def patiently(house: House, command: Any, key: str) -> tuple[str, int]:
    """Carry a command out as a person would: "sold", "refused" or "failed", and how often the database was busy."""
    actor = advisor(house)
    for busy in range(PATIENCE):
        try:
            execute(house, command, actor, key)
        except Retry:
            time.sleep(0.05)
        except Refused:
            return "refused", busy
        except plants.PlannedFailure:
            return "failed", busy
        else:
            return "sold", busy
    return "busy", PATIENCE


def pieces(house: House, clients: int, count: int, plant: str = "") -> tuple[dict[str, int], list[str]]:
    """Every client tries to sell every piece, all in the same order; counts and faults."""
    given = tuple(ReceivedPiece(f"RACE-{n:04d}") for n in range(count))
    execute(house, Receive("PAR1", STEEL, pieces=given), house.actor("hq"), "crowd:pieces")
    rehearse(house, sale(lines=(BasketLine(serial="RACE-0000"),), paid="9800"), advisor(house))
    if plant == "no-lock":
        _let_pieces_go(house)

    def work(mine: House, n: int) -> dict[str, Any]:
        tally = {"sold": 0, "refused": 0, "failed": 0, "busy": 0, "waits": 0}
        for piece in given:
            command = sale(lines=(BasketLine(serial=piece.serial),), paid="9800", customer=None, papers=("receipt",))
            verdict, waits = patiently(mine, command, f"{n}:{piece.serial}")
            tally[verdict] += 1
            tally["waits"] += waits
        return tally

    tally = _sum(crowd(house, clients, work))
    found = faults(house)
    if tally["sold"] != count:
        found.append(f"{count} pieces were sold {tally['sold']} times")
    if tally["sold"] != counted(house.engine, "sale"):
        found.append(f"{tally['sold']} sales were answered, {counted(house.engine, 'sale')} are there")
    if tally["busy"]:
        found.append(f"{tally['busy']} commands never got through")
    return tally, found


def _let_pieces_go(house: House) -> None:
    """The fault: nothing keeps a piece from being sold twice."""
    with house.engine.begin() as connection:
        for statement in ("ALTER TABLE piece_sold DROP CONSTRAINT pk_piece_sold", "DROP INDEX uq_piece_place_open"):
            connection.execute(text(statement))

    def careless(*_: Any, **__: Any) -> None:
        return None

    booking.hand_over = careless  # type: ignore[attr-defined]  # the name that core.sales.booking calls


def gapless(
    house: House, clients: int, sales: int, abort: int, seed: int, plant: str = ""
) -> tuple[dict[str, int], list[str]]:
    """Clients share two tills and sell; ``abort`` in a hundred fail after their number was taken."""
    system, share = house.actor("hq"), sales // clients
    # Wares of each client's own: what they share is the series, not the stock of one article.
    for n in range(clients):
        item = DefineItem(f"CROWD-{n}", f"CROWD-{n}", {"en": "Jardin 90 scarf"}, "silk")
        execute(house, item, system, f"crowd:item:{n}")
        execute(house, SetPrice(item.sku, "FR", "EUR", "450", date(2026, 1, 1)), system, f"crowd:price:{n}")
        execute(house, Receive("PAR1", item.sku, 10_000), system, f"crowd:stock:{n}")
    rehearse(house, sale(), advisor(house))
    plants.plant(plant)

    def work(mine: House, n: int) -> dict[str, Any]:
        plants.failing_after_number(random.Random(seed * 1000 + n), abort)
        tally = {"sold": 0, "refused": 0, "failed": 0, "busy": 0, "waits": 0, "slowest": 0}
        for k in range(share):
            began = time.monotonic()
            lines = (BasketLine(sku=f"CROWD-{n}"),)
            command = sale(lines=lines, paid="450", till=f"T{n % 2 + 1}", papers=("receipt",))
            verdict, waits = patiently(mine, command, f"{n}:{k}")
            tally["slowest"] = max(tally["slowest"], int((time.monotonic() - began) * 1000))
            tally[verdict] += 1
            tally["waits"] += waits
        return tally

    told = crowd(house, clients, work)
    tally = _sum(told) | {"slowest": max(each["slowest"] for each in told)}
    found = faults(house)
    if tally["sold"] != counted(house.engine, "sale"):
        found.append(f"{tally['sold']} sales were answered, {counted(house.engine, 'sale')} are there")
    if tally["refused"] or tally["busy"]:
        found.append(f"{tally['refused']} sales were refused, {tally['busy']} never got through")
    return tally, found


def _sum(told: list[dict[str, Any]]) -> dict[str, int]:
    return {name: sum(each[name] for each in told) for name in told[0]}


def main() -> int:
    """The command line."""
    words = argparse.ArgumentParser(description="Many tills at once, looking for harm.")
    words.add_argument("what", choices=("pieces", "gapless"))
    words.add_argument("--db", choices=("sqlite", "postgresql"), default="postgresql")
    words.add_argument("--clients", type=int, default=32)
    words.add_argument("--pieces", type=int, default=100)
    words.add_argument("--sales", type=int, default=10000)
    words.add_argument("--abort", type=int, default=10, help="one in so many fails after its number was taken")
    words.add_argument("--seed", type=int, default=20261120)
    words.add_argument("--plant", choices=("", "number-by-max", "no-lock"), default="")
    told = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="vendome-crowd-") as name:
        if told.db == "sqlite":
            return _run(told, Path(name), None)
        with private_postgres() as server:
            return _run(told, Path(name), server)


def _run(told: argparse.Namespace, folder: Path, server: Postgres | None) -> int:
    house = found_house(folder, server.create() if server else None, clock=SystemClock())
    began = time.monotonic()
    if told.what == "pieces":
        tally, found = pieces(house, told.clients, told.pieces, told.plant)
    else:
        tally, found = gapless(house, told.clients, told.sales, told.abort, told.seed, told.plant)
    seconds = time.monotonic() - began
    house.engine.dispose()
    figures = " ".join(f"{name}={count}" for name, count in tally.items())
    print(
        f"seed={told.seed} db={told.db} what={told.what} plant={told.plant or '-'} clients={told.clients} {figures} "
        f"faults={len(found)} seconds={seconds:.1f}"
    )
    for fault in found[:20]:
        print(f"  {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""How fast a sale is posted: 3 lines, tax, 2 tenders, change, stock, journal with seal, two papers in the outbox.

By hand::

    python -m tests.benchmarks.sale                  # everything, about two minutes
    python -m tests.benchmarks.sale --only sqlite --sales 200
    python -m tests.benchmarks.sale --profile        # where the time of one till goes

Each sale goes through ``House.execute`` with a key of its own and durable commits. The clients are processes on the
same machine as the server, each at its own till (its own series), and once all at one till. After each run as many
clients insert the same rows with the bare driver (``tests.benchmarks.bare``). Prints the machine, seed, sizes, rates,
median, 99th and 99.9th percentile, and each figure's ratio to its limit: on a quiet machine at least 200 a second with
one client and 260 with sixteen on PostgreSQL, 350 on SQLite; the 99th percentile at most 250 ms; on any machine at most
three times what the bare driver takes. No till stands still: with one client and 3,000 sales or more the 99.9th
percentile is at most three times the median. Ends with 1 where one is missed.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import platform
import pstats
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text

from core.base.clock import SystemClock
from core.catalogue.commands import DefineItem, SetPrice
from core.commands.execute import execute
from core.commands.house import House, stand_ready
from core.database.engine import check_durable
from core.inventory.commands import Receive
from core.sales.basket import BasketLine
from core.sales.payment import Tender
from core.sales.sell import Sell
from core.setup.organisation import DefineBoutique
from tests.benchmarks.bare import Bare
from tests.reliability.crowd import crowd
from tests.support.cast import CLAIRE, HANAKO, OLENA, advisor, found_house
from tests.support.postgres import private_postgres

#: What the house asks of itself: sales a second by database and clients, and the slowest of a hundred, in milliseconds.
RATES = {("sqlite", 1): 350, ("postgresql", 1): 200, ("postgresql", 16): 260}
P99 = 250
#: How many times as long as the bare driver a sale may take, and the slowest of a thousand as long as the median.
BARE = 3.0
STILL = 3.0
#: From how many sales of one client the slowest of a thousand says something.
ENOUGH = 3000
#: Articles in the catalogue from which baskets are drawn.
ARTICLES = 200


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement: times of single sales in seconds, and the whole."""

    database: str
    clients: int
    series: str
    seconds: float
    times: list[float]
    bare: float

    @property
    def rate(self) -> float:
        """Sales a second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which ``share`` of the sales were posted."""
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * share))] * 1000

    def line(self) -> tuple[str, bool]:
        """The figures in words, and whether the limits hold."""
        limit = RATES.get((self.database, self.clients)) if self.series == "own" else None
        told = (
            f"{self.database:<10} clients={self.clients:<2} series={self.series:<6} sales={len(self.times):<5} "
            f"rate={self.rate:6.1f}/s p50={self.percentile(0.5):6.1f} ms p99={self.percentile(0.99):6.1f} ms "
            f"p99.9={self.percentile(0.999):6.1f} ms bare={self.bare:6.1f}/s bare/rate={self.bare / self.rate:.2f}"
        )
        if limit is None:
            return told, True
        sound = self.rate >= limit and self.percentile(0.99) <= P99 and self.bare <= BARE * self.rate
        ratios = f"rate/limit={self.rate / limit:.2f} p99/limit={self.percentile(0.99) / P99:.2f}"
        if self.clients == 1 and len(self.times) >= ENOUGH:
            still = self.percentile(0.999) / self.percentile(0.5)
            sound &= still <= STILL
            ratios += f" p99.9/p50={still:.1f}"
        return f"{told} {ratios} {'ok' if sound else 'MISSED'}", sound


def prepare(folder: Path, url: str | None) -> House:
    """A French house with sixteen tills and a catalogue."""
    house = found_house(folder, url, clock=SystemClock())
    system, shop = house.actor("hq"), house.shop("PAR1")
    address = {language: tuple(lines) for language, lines in shop.address.items()}
    boutique = DefineBoutique(
        "PAR1",
        "FR01",
        "FR",
        shop.kind,
        shop.names,
        address,
        "fr",
        shop.zone,
        "EUR",
        tills=tuple(f"T{n}" for n in range(1, 17)),
    )
    execute(house, boutique, system, "bench:tills")
    house.forget()
    for n in range(ARTICLES):
        names = {"fr": f"Article {n}", "en": f"Article {n}"}
        supply = ("leather_goods", "silk", "jewellery")[n % 3]
        execute(house, DefineItem(f"BENCH-{n}", f"BENCH-{n}", names, supply), system, f"bench:item:{n}")
        execute(house, SetPrice(f"BENCH-{n}", "FR", "EUR", "250.00", date(2026, 1, 1)), system, f"bench:price:{n}")
        execute(house, Receive("PAR1", f"BENCH-{n}", 100_000), system, f"bench:stock:{n}")
    house.forget()
    faults = check_durable(house.engine)
    if faults:
        raise SystemExit(f"This database is not durable: {', '.join(faults)}.")
    return house


def basket(chance: random.Random, till: str) -> Sell:
    """Three lines, a card and cash, change."""
    lines = tuple(BasketLine(sku=f"BENCH-{n}") for n in chance.sample(range(ARTICLES), 3))
    tenders = (Tender("card", "EUR", "700.00"), Tender("cash", "EUR", "60.00"))
    client = chance.choice((CLAIRE, HANAKO, OLENA, None))
    return Sell("PAR1", till, "cm", lines, tenders, customer=client, papers=("invoice", "receipt"))


def timed(house: House, till: str, count: int, seed: str) -> list[float]:
    """Post ``count`` sales and measure each."""
    actor, chance, times = advisor(house), random.Random(seed), []
    for n in range(count):
        command, key = basket(chance, till), f"{seed}:{n}"
        began = time.perf_counter()
        execute(house, command, actor, key)
        times.append(time.perf_counter() - began)
    return times


def measure(house: House, clients: int, count: int, shared: bool, seed: int) -> Run:
    """``clients`` processes post ``count`` sales together, each warm before the clock starts; then the bare driver."""

    def work(mine: House, n: int) -> dict[str, Any]:
        till = "T1" if shared else f"T{n + 1}"
        timed(mine, till, 5, f"{seed}:{clients}:{shared}:{n}:warm")
        stand_ready()
        began = time.time()
        times = timed(mine, till, count // clients, f"{seed}:{clients}:{shared}:{n}")
        return {"began": began, "ended": time.time(), "times": times}

    told = crowd(house, clients, work)
    seconds = max(each["ended"] for each in told) - min(each["began"] for each in told)
    times = [one for each in told for one in each["times"]]
    bare = _bare_rate(house, clients, len(times))
    return Run(house.engine.dialect.name, clients, "shared" if shared else "own", seconds, times, bare)


def _bare_rate(house: House, clients: int, count: int) -> float:
    """Sales a second whose rows as many clients insert with the bare driver."""
    peer = Bare(house, count)

    def work(mine: House, n: int) -> dict[str, Any]:
        began = time.time()
        peer.insert(range(n, peer.sales, clients))
        return {"began": began, "ended": time.time()}

    times = crowd(house, clients, work)
    seconds: float = max(each["ended"] for each in times) - min(each["began"] for each in times)
    return peer.sales / seconds


def profile(house: House, count: int, seed: int) -> None:
    """Where the time of one till goes."""
    timed(house, "T1", 20, f"{seed}:warm")
    profiler = cProfile.Profile()
    profiler.enable()
    timed(house, "T1", count, f"{seed}:profile")
    profiler.disable()
    for order in ("tottime", "cumulative"):
        pstats.Stats(profiler).sort_stats(order).print_stats(45)


def main() -> int:
    """The command line."""
    words = argparse.ArgumentParser(description="How fast a sale is posted.")
    words.add_argument("--only", choices=("sqlite", "postgresql"), default=None)
    words.add_argument("--sales", type=int, default=800, help="sales of each measurement")
    words.add_argument("--seed", type=int, default=20261120)
    words.add_argument("--profile", action="store_true")
    told = words.parse_args()
    print(
        f"machine: {platform.platform()} {platform.machine()} cpus={os.cpu_count()} python={platform.python_version()} "
        f"load={os.getloadavg()[0]:.1f} seed={told.seed} sales={told.sales} articles={ARTICLES}"
    )
    sound = True
    with tempfile.TemporaryDirectory(prefix="vendome-bench-") as name:
        if told.only != "postgresql":
            house = prepare(Path(name) / "sqlite", None)
            plans = [(1, False), (4, False)]
            sound &= _all(house, told, plans)
        if told.only != "sqlite":
            with private_postgres() as server:
                house = prepare(Path(name) / "postgresql", server.create())
                with house.engine.connect() as connection:
                    print("server:", connection.execute(text("SELECT version()")).scalar_one().split(" on ")[0])
                sound &= _all(house, told, [(1, False), (16, False), (16, True)])
    return 0 if sound else 1


def _all(house: House, told: argparse.Namespace, plans: list[tuple[int, bool]]) -> bool:
    sound = True
    if told.profile:
        profile(house, told.sales, told.seed)
        plans = []
    for clients, shared in plans:
        line, holds = measure(house, clients, told.sales, shared, told.seed).line()
        print(line, flush=True)
        sound &= holds
    house.engine.dispose()
    return sound


if __name__ == "__main__":
    sys.exit(main())

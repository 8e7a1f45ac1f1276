"""Whether anything grows with the books: a sale, a card, a search and a day's totals, empty and after many sales.

By hand::

    python -m tests.benchmarks.growth --database sqlite --sales 0,10000,100000
    python -m tests.benchmarks.growth --database postgresql --sales 0,1000000

Two houses begin alike, with some hundred real sales and one filled day, so that a card is full and a day has its sales.
One of them is then filled with sound sales of earlier days: copies of real ones with new identities, numbers, days and
hashes, chained and sealed, whose articles, payments, stock and papers stand in their tables. At each size both do the
same in turns, so that a busy machine slows both: posting a sale, the card of a client who has bought all the while, a
search, and the totals of one boutique's day by means of payment and tax, which is what closing a day will ask. Ends
with 1 where a median is more than 1.15 times that of the house that stayed small, or where the journal does not verify.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update

from core.audit.journal import verify_journal
from core.commands.ask import ask
from core.commands.command import CommandRecord
from core.commands.execute import execute
from core.commands.house import House, stand_ready
from core.commands.unit import series_of
from core.customer_card.questions import ShowClient
from core.customers.search import find_customers
from core.database.engine import Base, put, reading, writing
from core.inventory.model import StockLevel, StockMove
from core.journal.chain import GENESIS, JournalEntry, Series, record_hash, record_text
from core.journal.issued import Document
from core.journal.outbox import OutboxMessage
from core.sales.model import Sale, SaleLine, SaleTender
from tests.benchmarks.sale import basket, prepare
from tests.support.cast import CLAIRE, advisor
from tests.support.postgres import private_postgres

#: How much longer the median may take than in the empty house.
LIMIT = 1.15
#: Sales before the first measurement, sales of a day that is filled, and how many are written together.
FIRST, DAY, TOGETHER = 300, 400, 2000
Times = list[float]

#: Till of the sales that are copied; the measured ones are of another.
COPIED = "T9"


@dataclass
class Chain:
    """The head of a series that is being filled."""

    number: int = 0
    head: str = GENESIS
    total: int = 0


class Filler:
    """Fills the books with copies of the sales that were posted at one till."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.shop, self.chance = house, house.shop("PAR1"), random.Random(seed)
        self.region = house.suite.region(self.shop.region)
        self.secret = house.keys.secret(f"seal:{self.shop.entity}")
        self.chains: dict[str, Chain] = {}
        self.ids = 0
        with reading(house.engine) as session:
            entries = [
                row
                for row in _rows(session, JournalEntry, JournalEntry.kind == "sale")
                if f'"till":"{COPIED}"' in row["content"]
            ]
            self.patterns = [self._pattern(session, entry) for entry in entries]
            for head in _rows(session, Series, Series.code == entries[-1]["series"]):
                self.chains[head["code"]] = Chain(head["next_number"] - 1, head["head"], head["total"])
        self.day = self.patterns[0][JournalEntry][0]["business_date"] - timedelta(days=1)

    @staticmethod
    def _pattern(session: Any, entry: dict[str, Any]) -> dict[type[Base], list[dict[str, Any]]]:
        (sale,) = _rows(session, Sale, Sale.entry_id == entry["id"])
        documents = _rows(session, Document, Document.entry_id == entry["id"])
        return {
            Sale: [sale],
            SaleLine: _rows(session, SaleLine, SaleLine.sale_id == sale["id"]),
            SaleTender: _rows(session, SaleTender, SaleTender.sale_id == sale["id"]),
            Document: documents,
            StockMove: _rows(session, StockMove, StockMove.entry_id == entry["id"]),
            JournalEntry: [entry],
        }

    def fill(self, count: int) -> None:
        """``count`` sales more, each day before the one filled last."""
        began, done = time.perf_counter(), 0
        while done < count:
            part = min(TOGETHER, count - done)
            rows: dict[type[Base], list[dict[str, Any]]] = {}
            for n in range(part):
                if (done + n) % DAY == 0:
                    self.day -= timedelta(days=1)
                for table, copies in self._copy().items():
                    rows.setdefault(table, []).extend(copies)
            self._write(rows)
            done += part
            if done % (TOGETHER * 10) == 0:
                print(f"  {done:,} sales filled, {done / (time.perf_counter() - began):,.0f}/s", flush=True)

    def _new_id(self) -> UUID:
        """Ordered as the house's own, and older than them."""
        self.ids += 1
        return UUID(int=0x01 << 120 | self.ids << 76 | 0x7 << 76 | 0x2 << 62 | self.chance.getrandbits(62))

    def _copy(self) -> dict[type[Base], list[dict[str, Any]]]:
        pattern = self.chance.choice(self.patterns)
        entry, sale = pattern[JournalEntry][0], pattern[Sale][0]
        entry_id, sale_id = self._new_id(), self._new_id()
        at = entry["at"] - (entry["business_date"] - self.day)
        key = str(entry_id)
        documents = [{**row, "id": self._new_id(), "entry_id": entry_id, "created_at": at} for row in pattern[Document]]
        return {
            CommandRecord: [
                {"actor": "cm", "key": key, "name": "Sell", "fingerprint": "0" * 64, "answer": "{}", "at": at}
            ],
            Sale: [{**sale, "id": sale_id, "entry_id": entry_id, "business_date": self.day, "at": at}],
            SaleLine: [{**row, "sale_id": sale_id} for row in pattern[SaleLine]],
            SaleTender: [{**row, "sale_id": sale_id} for row in pattern[SaleTender]],
            Document: documents,
            OutboxMessage: [
                {
                    "id": row["id"],
                    "topic": "document.render",
                    "payload": {"document": str(row["id"])},
                    "state": "done",
                    "attempts": 1,
                    "fault": "",
                    "created_at": at,
                }
                for row in documents
            ],
            StockMove: [{**row, "id": self._new_id(), "entry_id": entry_id, "at": at} for row in pattern[StockMove]],
            JournalEntry: [self._chained(entry, entry_id, at)],
        }

    def _chained(self, entry: Mapping[str, Any], entry_id: UUID, at: Any) -> dict[str, Any]:
        currency = self.shop.currency
        code, places = series_of(self.region, self.shop, "sale", self.day, COPIED, currency)
        chain = self.chains.setdefault(code, Chain())
        chain.number += 1
        chain.total += entry["amount"]
        was = f'"business_date":"{entry["business_date"].isoformat()}"'
        row = {
            **entry,
            "id": entry_id,
            "series": code,
            "number": chain.number,
            "label": str(places["pattern"]).format(**places, number=chain.number),
            "at": at,
            "business_date": self.day,
            "total": chain.total,
            "content": entry["content"].replace(was, f'"business_date":"{self.day.isoformat()}"'),
            "previous": chain.head,
        }
        told = record_text(row)
        # Asked directly: the thread that contains a country would take as long again.
        seal = self.region.seal(text=told, previous=chain.head, secret=self.secret)
        row |= {"hash": record_hash(told), "seal_algorithm": None, "seal_key": None, "seal": None}
        if seal is not None:
            row |= {"seal_algorithm": seal.algorithm, "seal_key": seal.key, "seal": seal.value}
        chain.head = row["hash"]
        return row

    def _write(self, rows: dict[type[Base], list[dict[str, Any]]]) -> None:
        with writing(self.house.engine) as session:
            for code, chain in self.chains.items():
                self._move_head(session, code, chain)
            for table, part in rows.items():
                put(session, table, part)
            sold: dict[UUID, int] = {}
            for move in rows[StockMove]:
                sold[move["variant_id"]] = sold.get(move["variant_id"], 0) + move["quantity"]
            level = StockLevel.__table__
            for variant, quantity in sold.items():
                mine = (level.c.boutique_id == self.shop.boutique_id) & (level.c.variant_id == variant)
                session.execute(update(level).where(mine).values(quantity=level.c.quantity + quantity))
            session.commit()

    def _move_head(self, session: Any, code: str, chain: Chain) -> None:
        table = Series.__table__
        values = {"next_number": chain.number + 1, "head": chain.head, "total": chain.total}
        if not session.execute(update(table).where(table.c.code == code).values(values)).rowcount:
            known = {"entity_id": self.shop.entity_id, "document_class": "sale", "currency": self.shop.currency}
            put(session, Series, [{"code": code, **known, **values}])


def _rows(session: Any, table: type[Base], rule: Any) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in session.execute(select(table.__table__).where(rule))]


def questions(house: House, closed: date, seed: str) -> Iterator[tuple[str, int, Callable[[int], object]]]:
    """What is measured: its name, how often, and the n-th time of it. ``closed``: the day whose totals are asked."""
    actor, chance = advisor(house), random.Random(seed)

    def sale(n: int) -> object:
        return execute(house, basket(chance, "T1"), actor, f"{seed}:{n}")

    def card(n: int) -> object:
        return ask(house, ShowClient(CLAIRE), actor)

    def search(n: int) -> object:
        with house.reading(actor) as session:
            return find_customers(session, ("claire", "山田", "hanako", "+81 90")[n % 4], keys=None, region="FR")

    def day(n: int) -> object:
        with house.reading(actor) as session:
            mine = (Sale.boutique_id == house.shop("PAR1").boutique_id, Sale.business_date == closed)
            paid = select(SaleTender.kind, SaleTender.currency, func.sum(SaleTender.amount)).join(
                Sale, Sale.id == SaleTender.sale_id
            )
            whole = select(func.count(), func.sum(Sale.net), func.sum(Sale.tax), func.sum(Sale.gross))
            by_kind = paid.where(*mine).group_by(SaleTender.kind, SaleTender.currency)
            return session.execute(by_kind).all(), session.execute(whole.where(*mine)).one()

    yield "sale", 400, sale
    yield "card", 100, card
    yield "search", 100, search
    yield "day", 60, day


def measured(small: tuple[House, date], large: tuple[House, date], seed: str) -> Iterator[tuple[str, Times, Times]]:
    """Each question, with the sorted milliseconds of both houses (each with its filled day)."""
    pair = zip(questions(*small, seed), questions(*large, seed), strict=True)
    for (name, times, in_small), (_, _, in_large) in pair:
        for n in range(10):
            in_small(-1 - n)
            in_large(-1 - n)
        taken: tuple[Times, Times] = ([], [])
        for n in range(times):
            for work, figures in zip((in_small, in_large), taken, strict=True):
                began = time.perf_counter()
                work(n)
                figures.append((time.perf_counter() - began) * 1000)
        yield name, sorted(taken[0]), sorted(taken[1])


def show(size: int, name: str, small: Times, large: Times) -> bool:
    """Print one figure; whether it is within the limit."""
    p50, p99 = (large[int(len(large) * share)] for share in (0.5, 0.99))
    ratio = p50 / small[len(small) // 2]
    print(
        f"{size:>9,} sales  {name:<7} p50={p50:7.2f} ms p99={p99:7.2f} ms  empty house p50="
        f"{small[len(small) // 2]:7.2f} ms  ratio={ratio:.2f} {'ok' if ratio <= LIMIT else 'MISSED'} "
        f"load={os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return ratio <= LIMIT


def begun(folder: Path, url: str | None, seed: int) -> tuple[House, Filler]:
    """A house with some hundred sales of its own and one filled day."""
    house = prepare(folder, url)
    actor, chance = advisor(house), random.Random(seed)
    for n in range(FIRST):
        execute(house, basket(chance, COPIED), actor, f"first:{n}")
    filler = Filler(house, seed)
    filler.fill(DAY)
    return house, filler


def main() -> int:
    """The command line."""
    words = argparse.ArgumentParser(description="Whether anything grows with the books.")
    words.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    words.add_argument("--sales", default="0,10000,100000", help="sizes, ascending, with commas between")
    words.add_argument("--seed", type=int, default=20261120)
    told = words.parse_args()
    sizes = [int(size) for size in told.sales.split(",")]
    print(
        f"machine: {platform.platform()} cpus={os.cpu_count()} python={platform.python_version()} "
        f"database={told.database} seed={told.seed} load={os.getloadavg()[0]:.1f}"
    )
    sound = True
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vendome-growth-")))
        urls: tuple[str | None, str | None] = (None, None)
        if told.database == "postgresql":
            server = stack.enter_context(private_postgres(settings={"shared_buffers": "512MB"}))
            urls = server.create(), server.create()
        small, of_small = begun(folder / "small", urls[0], told.seed)
        large, of_large = begun(folder / "large", urls[1], told.seed)
        days = of_small.day, of_large.day
        filled = 0
        stand_ready()
        for size in sizes:
            of_large.fill(size - filled)
            filled = size
            for house in (small, large):
                with house.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.execute(text("ANALYZE"))
            for name, in_small, in_large in measured((small, days[0]), (large, days[1]), f"{told.seed}:{size}"):
                sound &= show(size, name, in_small, in_large)
        began = time.perf_counter()
        verdict = verify_journal(large)
        print(f"journal: {verdict.records:,} records verified in {time.perf_counter() - began:.0f} s", flush=True)
        for finding in verdict.findings[:5]:
            print(f"  {finding.where}: {finding.text}")
        small.engine.dispose()
        large.engine.dispose()
    return 0 if sound and verdict.sound else 1


if __name__ == "__main__":
    sys.exit(main())

"""Turnover over half a million lines of sale: how long a question takes, by hand, outside the test run.

    python tests/benchmarks/hq_turnover.py [LINES]

Facts are generated straight into Parquet (two years, eight countries, five currencies), published rates into the
books. Each question includes checking the hash of every file, the engine, the rates and the exact translation. The
limit is 10 s.
"""

from __future__ import annotations

import os
import platform
import random
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import insert

from core.base.clock import FixedClock
from core.base.money import amount
from core.catalogue.model import SUPPLIES, ExchangeRate
from core.commands.ask import ask
from core.commands.house import House
from core.database.engine import writing
from plugins.headquarters import service
from plugins.headquarters.facts import AMOUNTS
from plugins.headquarters.manifest import Mark, followed_by
from plugins.headquarters.rates import Lens, period
from plugins.headquarters.turnover import AskTurnover
from tests.support.cast import copied_house

SEED = 20261121
LIMIT = 10
BATCH = 20_000
FIRST = date(2025, 1, 1)
DAYS = 730
SHOPS = {
    "FR": ("EUR", 6),
    "MC": ("EUR", 1),
    "IT": ("EUR", 4),
    "CH": ("CHF", 2),
    "JP": ("JPY", 8),
    "CN": ("CNY", 9),
    "SA": ("SAR", 3),
    "US": ("USD", 7),
}
LEVELS = {"CHF": "0.94", "JPY": "171", "CNY": "8.2", "SAR": "4.3", "USD": "1.16"}


def publish(house: House, chance: random.Random) -> None:
    """A rate for each working day."""
    rows = []
    for n in range(-12, DAYS):
        on = FIRST + timedelta(days=n)
        if on.weekday() < 5:
            for quote, level in LEVELS.items():
                rate = Decimal(level) * chance.randint(9700, 10300) / 10000
                rows.append({"source": "ECB", "base": "EUR", "quote": quote, "on": on, "rate": f"{rate:f}"})
    with writing(house.engine) as session:
        session.execute(insert(ExchangeRate.__table__), rows)
        session.commit()


def line(n: int, chance: random.Random) -> dict[str, Any]:
    """One line, in a sale of its own."""
    country = chance.choice(list(SHOPS))
    currency, shops = SHOPS[country]
    on = FIRST + timedelta(days=chance.randrange(DAYS))
    gross = chance.randrange(40_000, 4_000_000)
    minor = {"discount": 0, "net": gross * 5 // 6, "tax": gross - gross * 5 // 6, "gross": gross}
    boutique = f"{country}{chance.randint(1, shops)}"
    row: dict[str, Any] = {
        "series": f"{country}01:{boutique}",
        "number": n,
        "label": f"{boutique}-{n:06d}",
        "kind": "sale",
        "business_date": on,
        "year": f"{on.year}",
        "quarter": f"{on.year}-Q{(on.month + 2) // 3}",
        "month": f"{on:%Y-%m}",
        "entity": f"{country}01",
        "country": country,
        "boutique": boutique,
        "channel": "boutique",
        "treatment": "domestic",
        "currency": currency,
        "n": 1,
        "sku": f"SKU-{n % 900}",
        "reference": f"REF-{n % 300}",
        "supply": SUPPLIES[n % 10],
        "quantity": 1,
        "tax_code": "standard",
        "rate": amount(20, "EUR"),
    }
    for name in AMOUNTS["lines"]:
        row[name], row[f"{name}_minor"] = amount(minor[name], currency), minor[name]
    return row


def fill(house: House, lines: int, chance: random.Random) -> None:
    """Batches as an extract would have written them."""
    warehouse = service.warehouse_of(house)
    manifest = warehouse.manifest()
    for start in range(0, lines, BATCH):
        by_year: dict[str, list[dict[str, Any]]] = {}
        for n in range(start, min(start + BATCH, lines)):
            row = line(n + 1, chance)
            by_year.setdefault(row["year"], []).append(row)
        files = tuple(warehouse.write_facts(manifest, "lines", year, rows) for year, rows in sorted(by_year.items()))
        mark = Mark(1, start + BATCH, "0" * 64, "EUR", start + BATCH, 0)
        manifest = followed_by(manifest, at="", series={"generated": mark}, sums={}, files=files)
    warehouse.publish(manifest)


def main(lines: int) -> int:
    chance = random.Random(SEED)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, seed {SEED}, "
        f"{lines:,} lines"
    )
    with tempfile.TemporaryDirectory() as folder:
        house = copied_house(
            Path(folder), None, ("FR",), ("headquarters",), FixedClock(datetime(2027, 1, 2, tzinfo=UTC))
        )
        publish(house, chance)
        fill(house, lines, chance)
        size = sum(path.stat().st_size for path in (Path(folder) / "warehouse").rglob("*.parquet"))
        print(f"{size / 1e6:.1f} MB of Parquet")
        transaction, average = Lens("transaction"), Lens("average")
        questions = {
            "country, month; transaction": AskTurnover(("country", "month"), "EUR", transaction),
            "country, month; average, bridge": AskTurnover(("country", "month"), "EUR", average, transaction),
            "country, month; constant": AskTurnover(("country", "month"), "EUR", Lens("constant", period("2025"))),
            "boutique, month, reference; transaction": AskTurnover(
                ("boutique", "month", "reference"), "CHF", transaction
            ),
        }
        worst = 0.0
        for name, question in questions.items():
            started, busy = time.perf_counter(), time.process_time()
            answer = ask(house, question, house.actor("hq")).answer
            took, busy = time.perf_counter() - started, time.process_time() - busy
            worst = max(worst, took)
            print(
                f"{name:<42} {took:6.2f} s (processor {busy:5.2f})  {len(answer.rows):>7,} rows  total "
                f"{answer.total.amount:,} "
                f"{question.currency}"
            )
    print(f"worst {worst:.2f} s of {LIMIT} s allowed: ratio {worst / LIMIT:.2f}")
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000))

"""How long the tax kernel takes: ``python tests/benchmarks/tax_kernel.py``.

Three lines with one inclusive levy each, at prices drawn from a fixed seed: the assessment alone, and with its proof
told and turned into plain dicts. The budget of both is 150 µs for one document. Prints machine, seed and calls per
second.
"""

from __future__ import annotations

import os
import platform
import random
import sys
import timeit
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core.tax import Levy, Mode, Rounding, TaxLine, assess, prove

SEED = 38
CALLS = 2000
REPEATS = 7
BUDGET = 150e-6


def main() -> int:
    chance = random.Random(SEED)
    levy = Levy("standard", Decimal("0.20"), Mode.INCLUSIVE, "S", "XX", "Tax Act, art. 1", date(2014, 1, 1))
    lines = [TaxLine(str(i), Decimal(1), Decimal(chance.randrange(10**6)).scaleb(-2), (levy,)) for i in range(3)]
    rounding = Rounding("rate")

    def with_proof() -> None:
        prove(assess(lines, currency="EUR", rounding=rounding)).as_dict()

    def alone() -> None:
        assess(lines, currency="EUR", rounding=rounding)

    print(f"machine  {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    print(f"seed     {SEED}; best of {REPEATS} times {CALLS} calls")
    slow = False
    for name, call in (("alone", alone), ("proved", with_proof)):
        seconds = min(timeit.repeat(call, number=CALLS, repeat=REPEATS)) / CALLS
        slow |= seconds > BUDGET
        print(f"{name:8} {seconds * 1e6:7.1f} µs, {1 / seconds:9,.0f} calls/s (budget {BUDGET * 1e6:.0f} µs)")
    return int(slow)


if __name__ == "__main__":
    raise SystemExit(main())

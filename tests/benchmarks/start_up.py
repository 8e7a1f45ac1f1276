"""How fast Vendome starts: ``python tests/benchmarks/start_up.py``.

The help, a suite with forty-five more countries installed, which countries one sale imports, and questions to the demo
house (``./vendome demo`` makes it; without one they are left out). Each figure is the best of several fresh
interpreters, from their start to their end, beside its limit and as so many times the bare interpreter's start in the
same run; the processor time is what remains true on a busy machine.
"""

from __future__ import annotations

import os
import platform
import resource
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core.examination.scaffold import begin_country

ROOT = Path(__file__).resolve().parents[2]

#: Limits in seconds, on a machine with nothing else to do, and as so many times the start of a bare interpreter.
HELP_LIMIT = 0.3
HELP_TIMES = 6.0
QUESTION_TIMES = 14.0
CARDS_LIMIT = 0.5
COUNTRIES = 45
TIMES = 7

#: What is asked of the demo house.
QUESTIONS = (
    "customer find 山田 --as cm",
    "customer show C-SHANXUE --as cm",
    "item show M38-000117",
    "repair list",
    "region list",
    "region show jp",
    "journal verify",
    "plugin list",
    "hq report turnover --by country --currency EUR --lens transaction",
)

#: Reads every card that is announced, as `vendome region list` does, and says how many and which countries it imported.
READ_CARDS = """
import sys
from core.jurisdictions.suite import Suite
cards = Suite.installed().cards
print(len(cards), *sorted(name for name in sys.modules if name.startswith(("regions.", "regions_of_house."))))
"""

#: Taxes a watch in one country, and says which regions' code that needed.
TAX_ONE = """
import sys
from core.examination.cases import case_sale, region_cases
from core.jurisdictions.suite import Suite
from core.sales.taxation import tax_sale
suite = Suite.installed()
region = suite.region({code!r})
tax_sale(suite, case_sale(region, region_cases(region)[0]))
print(*sorted({{name.split(".")[1] for name in sys.modules if name.startswith("regions.")}}))
"""


def announce_countries(folder: Path, count: int = COUNTRIES) -> None:
    """Write ``count`` countries like the model below ``folder``, and the metadata of a package that announces them."""
    letters = string.ascii_lowercase
    codes = [f"x{letter}" for letter in letters] + [f"q{letter}" for letter in letters]
    lines = [begin_country(code, "Zembla", folder / "regions_of_house").entry_point for code in codes[:count]]
    info = folder / "house_countries-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: house-countries\nVersion: 1.0\n", "utf-8")
    announced = "\n".join(line.replace('"', "") for line in lines)
    (info / "entry_points.txt").write_text(f"[vendome.regions]\n{announced}\n", "utf-8")


def run(arguments: Sequence[str], path: Path | None = None, home: str = "no-house-here") -> tuple[float, float, str]:
    """A fresh interpreter: seconds from its start to its end, processor seconds, and what it printed."""
    entries = [str(ROOT), *([str(path)] if path else [])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(entries), "VENDOME_HOME": home}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=environment, check=True)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def best(
    arguments: Sequence[str], path: Path | None = None, times: int = TIMES, home: str = "no-house-here"
) -> tuple[float, float]:
    """The shortest time and the least processor time of several runs; the first fills the caches of the disk."""
    runs = [run(arguments, path, home) for _ in range(times + 1)][1:]
    return min(seconds for seconds, _, _ in runs), min(processor for _, processor, _ in runs)


def main() -> int:
    """Measure and print; 1 when a limit is passed."""
    slow = False
    load = f"load {os.getloadavg()[0]:.1f}"
    print(f"machine  {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, {load}")
    with tempfile.TemporaryDirectory() as held:
        crowded = Path(held)
        announce_countries(crowded)
        sale = ["-c", TAX_ONE.format(code="fr")]
        listing = ["-m", "core.cli", "region", "list"]
        measured: list[tuple[str, list[str], Path | None, float | None]] = [
            ("vendome --help", ["-m", "core.cli", "--help"], None, HELP_LIMIT),
            (f"every card, {COUNTRIES} countries more", ["-c", READ_CARDS], crowded, CARDS_LIMIT),
            ("every card, the suite's own", ["-c", READ_CARDS], None, None),
            (f"vendome region list, {COUNTRIES} more", listing, crowded, None),
            ("one French sale taxed", sale, None, None),
            ("Python alone", ["-c", "pass"], None, None),
        ]
        for name, arguments, path, limit in measured:
            seconds, processor = best(arguments, path)
            told = f"  limit {limit:.1f} s, {seconds / limit:.2f} of it" if limit else ""
            print(f"{name:<32} {seconds:6.3f} s, processor {processor:6.3f} s{told}", flush=True)
            slow |= limit is not None and seconds > limit
        bare = best(["-c", "pass"])[0]
        asked = [("--help", HELP_TIMES), *((words, QUESTION_TIMES) for words in QUESTIONS)]
        if not (ROOT / "demo-house").is_dir():
            print("no demo house here, so nothing is asked of it: ./vendome demo makes one")
            del asked[1:]
        for words, limit in asked:
            times = best(["-m", "core.cli", *words.split()], times=3, home=str(ROOT / "demo-house"))[0] / bare
            print(f"vendome {words:<68} {times:6.1f} times a bare start, limit {limit:.0f}", flush=True)
            slow |= times > limit
        print("countries imported by that sale:", run(sale)[2].strip())
    return int(slow)


if __name__ == "__main__":
    raise SystemExit(main())

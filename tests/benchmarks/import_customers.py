"""How long a million clients take to come in, and how much memory: at most 300 s and 256 MB on two cores.

The clients are invented: a seed, ten scripts in shares of a house that sells all over the world, two contacts and one
address each. Run ``python tests/benchmarks/import_customers.py --rows 100000`` (``--database postgresql`` for a private
PostgreSQL server). Prints the machine, the seed, rows a second, the memory of this process and its second one together,
and the ratio to the limits; ends with 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from core.house import House, open_house
from core.importing.run import Step, bring_in
from core.initialising import create_house

SECONDS, MEGABYTES, ROWS = 300, 256, 1_000_000

#: Script → share in percent, language, country, code of its phones.
SHARES = {
    "Latn": (46, "fr", "FR", "+336"), "Hans": (16, "zh-Hans", "CN", "+86138"), "Hant": (5, "zh-Hant", "TW", "+8869"),
    "Jpan": (12, "ja", "JP", "+8190"), "Kore": (7, "ko", "KR", "+8210"), "Arab": (6, "ar", "SA", "+9665"),
    "Cyrl": (3, "uk", "UA", "+38050"), "Thai": (2, "th", "TH", "+668"), "Grek": (1, "el", "GR", "+3069"), "Hebr": (2, "he", "IL", "+9725"),
}  # fmt: skip
_SYLLABLES = {
    "Latn": ("ma ri el an jo le ber to sa vi con du ra mi che ne lo gi fre de la tti ni son mann ski eau").split(),
    "Hans": list("雪明丽华伟芳娜秀英敏静磊强洋艳勇军杰涛超霞平刚桂兰梅玲红春建国文辉力"),
    "Hant": list("雪明麗華偉芳娜秀英敏靜磊強洋豔勇軍傑濤超霞平剛桂蘭梅玲紅春建國文輝力"),
    "Jpan": list("美咲花子太郎健一陽菜翔大樹結衣葵蓮真由直樹恵理香織優愛莉奈誠"),
    "Kore": list("민지서연하은도윤우진수빈현준예나영희정은경미선호재"),
    "Arab": "سار محم نور عبد خال فاط حمد يوس مري علي اء د ة ه الله ين".split(),
    "Cyrl": "ол ен ан на ва си ль ев ко ма ри ще пет ро тар ас юл ія".split(),
    "Thai": "ณัฐ ชา สม ศรี วร พร ชัย กาน ดา ปิ ยะ ธน ภัท รา".split(),
    "Grek": "νι κη μα ρι α γε ωρ γι πα δο που λος ου κων στα".split(),
    "Hebr": "נו עה דו ד יו סי מי רי ם שר ה אב רה כה ן לוי".split(),
}  # fmt: skip
_SURNAMES = {
    "Hans": list("单王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"),
    "Hant": list("單王李張劉陳楊趙黃周吳徐孫胡朱高林何郭馬羅梁宋鄭謝韓唐馮于董蕭程曹袁鄧許傅沈曾彭呂"),
    "Jpan": "山田 佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村 小林 加藤 吉田 佐々木 松本 井上 木村 清水 斎藤".split(),
    "Kore": list("김이박최정강조윤장임한오서신권황안송류홍"),
}  # fmt: skip
_KANA = "ア イ ウ エ オ カ キ ク ケ コ サ シ ス セ ソ タ チ ツ テ ト ナ ニ ヌ ネ ノ ハ ヒ ミ ム メ モ ヤ ユ ヨ ラ リ ル レ ロ".split()


def clients(rows: int, seed: int) -> Iterator[tuple[str, ...]]:
    """Invented clients, heading first."""
    rng = random.Random(seed)
    scripts = list(SHARES)
    weights = [share for share, *_ in SHARES.values()]
    names = {script: _pools(script, rng) for script in scripts}
    latin = names["Latn"]
    yield (
        "source_system", "source_id", "given", "surname", "native_given", "native_surname", "kana_given", "kana_family", "language",
        "residence", "birth_date", "email", "phone", "street_address", "city", "postal_code", "country",
    )  # fmt: skip
    for row in range(rows):
        script = rng.choices(scripts, weights)[0]
        _, language, country, dialled = SHARES[script]
        families, givens = names[script]
        family, given = _often(families, rng), _often(givens, rng)
        plain_family, plain_given = _often(latin[0], rng), _often(latin[1], rng)
        native = ("", "") if script == "Latn" else (given, family)
        own = (given, family) if script == "Latn" else (plain_given, plain_family) if rng.random() < 0.5 else ("", "")
        kana = ("".join(rng.choices(_KANA, k=3)), "".join(rng.choices(_KANA, k=4))) if script == "Jpan" else ("", "")
        yield (
            "crm", f"{row:09d}", *own, *native, *kana, language, country,
            f"{1940 + row % 65}-{1 + row % 12:02d}-{1 + row % 28:02d}", f"{plain_given}.{plain_family}{row}@example.com".lower(),
            f"{dialled}{rng.randrange(10**7):07d}", f"{1 + row % 200} rue de la Paix", "Paris", f"{rng.randrange(100_000):05d}", country,
        )  # fmt: skip


def _pools(script: str, rng: random.Random) -> tuple[list[str], list[str]]:
    """Surnames and given names: a few thousand of each in alphabets, so that a cache does not do all the work."""
    one = script in ("Hans", "Hant", "Jpan", "Kore")

    def made(least: int, most: int, count: int) -> list[str]:
        drawn = {"".join(rng.choices(_SYLLABLES[script], k=rng.randint(least, most))) for _ in range(count)}
        return sorted(name.capitalize() for name in drawn)

    givens = made(1 if one else 2, 2, 3_000) if one else made(2, 3, 2_000)
    return _SURNAMES.get(script) or made(2, 4, 6_000), givens


def _often(names: list[str], rng: random.Random) -> str:
    """A few names are frequent, most are rare."""
    return names[int(len(names) * rng.random() ** 2.5)]


class Memory(threading.Thread):
    """Watches the resident memory of this process and its children, together."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = self.own = 0
        self._ended = threading.Event()

    def run(self) -> None:
        me = psutil.Process()
        while not self._ended.wait(0.2):
            own = me.memory_info().rss
            total = own
            for child in me.children(recursive=True):
                try:
                    # The server of a PostgreSQL run is not ours; its memory is.
                    total += 0 if "postgres" in child.name() else child.memory_info().rss
                except psutil.Error:
                    continue
            self.peak, self.own = max(self.peak, total), max(self.own, own)

    def end(self) -> None:
        """Stop watching."""
        self._ended.set()
        self.join()


@contextmanager
def house_on(database: str, folder: Path) -> Iterator[House]:
    """A new house on SQLite or on a private PostgreSQL server."""
    if database == "sqlite":
        os.environ.pop("DATABASE_URL", None)
        yield create_house(folder, name="Maison Aurelle", synthetic=True)
        return
    from tests.support.postgres import private_postgres

    with private_postgres() as server:
        os.environ["DATABASE_URL"] = server.create()
        create_house(folder, name="Maison Aurelle", synthetic=True)
        yield open_house(folder)


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=ROWS)
    asked.add_argument("--seed", type=int, default=20261121)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = asked.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="vendome-import-"))
    try:
        return _measure(given.rows, given.seed, given.database, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _measure(rows: int, seed: int, database: str, scratch: Path) -> int:
    file = scratch / "clients.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(clients(rows, seed))
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")
    print(f"seed={seed} rows={rows} file={file.stat().st_size / 1e6:.0f} MB database={database}", flush=True)
    with house_on(database, scratch / "house") as house:
        memory, began, last = Memory(), time.perf_counter(), [0.0, 0]
        memory.start()

        def step(now: Step) -> None:
            spent = time.perf_counter() - began
            if now.rows - last[1] >= rows / 10:
                pace = (now.rows - last[1]) / max(spent - last[0], 0.001)
                print(f"  {now.rows:>9} rows  {spent:6.1f} s  {pace:6.0f}/s  {memory.peak / 1e6:.0f} MB", flush=True)
                last[:] = [spent, now.rows]

        outcome = bring_in(house, house.system(), "customers", file, progress=step)
        spent = time.perf_counter() - began
        memory.end()
        assert outcome.tally.new == rows, outcome
        again = time.perf_counter()
        second = bring_in(house, house.system(), "customers", file)
        print(f"again: {time.perf_counter() - again:.1f} s, {second.tally}")
        assert second.tally.unchanged == rows, second
    allowed = SECONDS * rows / ROWS
    print(f"landed {rows} in {spent:.1f} s = {rows / spent:.0f}/s; {spent / allowed:.2f} of {allowed:.0f} s")
    print(f"peak memory {memory.peak / 1e6:.0f} MB together ({memory.own / 1e6:.0f} MB here); {memory.peak / 1e6 / MEGABYTES:.2f} of {MEGABYTES} MB")
    return int(spent > allowed or memory.peak > MEGABYTES * 1e6)


if __name__ == "__main__":
    sys.exit(main())

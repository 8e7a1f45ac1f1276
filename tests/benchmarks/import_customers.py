"""How long a million clients take to come in, and how much memory: at most 300 s and 256 MB on two cores.

The clients are invented: a seed, ten scripts in shares of a house that sells all over the world, two contacts and one
address each; the command is run as a person runs it. ``python -m tests.benchmarks.import_customers --rows 100000``
(``--database postgresql`` for a private PostgreSQL server). Prints the machine, the seed, rows a second, memory and the
ratio to the limits; ends with 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil

VENDOME = [sys.executable, "-m", "core.cli"]
SECONDS, MEGABYTES, ROWS = 300, 256, 1_000_000

#: Script → share in percent, language, country, code of its phones.
SHARES = {
    "Latn": (46, "fr", "FR", "+336"),
    "Hans": (16, "zh-Hans", "CN", "+86138"),
    "Hant": (5, "zh-Hant", "TW", "+8869"),
    "Jpan": (12, "ja", "JP", "+8190"),
    "Kore": (7, "ko", "KR", "+8210"),
    "Arab": (6, "ar", "SA", "+9665"),
    "Cyrl": (3, "uk", "UA", "+38050"),
    "Thai": (2, "th", "TH", "+668"),
    "Grek": (1, "el", "GR", "+3069"),
    "Hebr": (2, "he", "IL", "+9725"),
}
#: What names are made of: syllables parted by spaces, else characters.
_MADE_OF = {
    "Latn": "ma ri el an jo le ber to sa vi con du ra mi che ne lo gi fre de la tti ni son mann ski eau",
    "Hans": "雪明丽华伟芳娜秀英敏静磊强洋艳勇军杰涛超霞平刚桂兰梅玲红春建国文辉力",
    "Hant": "雪明麗華偉芳娜秀英敏靜磊強洋豔勇軍傑濤超霞平剛桂蘭梅玲紅春建國文輝力",
    "Jpan": "美咲花子太郎健一陽菜翔大樹結衣葵蓮真由直樹恵理香織優愛莉奈誠",
    "Kore": "민지서연하은도윤우진수빈현준예나영희정은경미선호재",
    "Arab": "سار محم نور عبد خال فاط حمد يوس مري علي اء د ة ه الله ين",
    "Cyrl": "ол ен ан на ва си ль ев ко ма ри ще пет ро тар ас юл ія",
    "Thai": "ณัฐ ชา สม ศรี วร พร ชัย กาน ดา ปิ ยะ ธน ภัท รา",
    "Grek": "νι κη μα ρι α γε ωρ γι πα δο που λος ου κων στα",
    "Hebr": "נו עה דו ד יו סי מי רי ם שר ה אב רה כה ן לוי",
}
_SURNAMES = {
    "Hans": "单王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕",
    "Hant": "單王李張劉陳楊趙黃周吳徐孫胡朱高林何郭馬羅梁宋鄭謝韓唐馮于董蕭程曹袁鄧許傅沈曾彭呂",
    "Jpan": "山田 佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村 小林 加藤 吉田 佐々木 松本 井上 木村 清水 斎藤",
    "Kore": "김이박최정강조윤장임한오서신권황안송류홍",
}
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒミムメモヤユヨラリルレロ"


def _cut(text: str) -> list[str]:
    return text.split() if " " in text else list(text)


def clients(rows: int, seed: int) -> Iterator[tuple[str, ...]]:
    """Invented clients, heading first."""
    rng = random.Random(seed)
    scripts = list(SHARES)
    weights = [share for share, *_ in SHARES.values()]
    names = {script: _pools(script, rng) for script in scripts}
    latin = names["Latn"]
    kana_names = ["".join(rng.choices(_KANA, k=rng.randint(2, 4))) for _ in range(2_000)]
    yield (
        "source_system",
        "source_id",
        "given",
        "surname",
        "native_given",
        "native_surname",
        "kana_given",
        "kana_family",
        "language",
        "residence",
        "birth_date",
        "email",
        "phone",
        "street_address",
        "city",
        "postal_code",
        "country",
    )
    for row in range(rows):
        script = rng.choices(scripts, weights)[0]
        _, language, country, dialled = SHARES[script]
        families, givens = names[script]
        family, given = _often(families, rng), _often(givens, rng)
        plain_family, plain_given = _often(latin[0], rng), _often(latin[1], rng)
        native = ("", "") if script == "Latn" else (given, family)
        own = (given, family) if script == "Latn" else (plain_given, plain_family) if rng.random() < 0.5 else ("", "")
        kana = (_read(given, kana_names, rng), _read(family, kana_names, rng)) if script == "Jpan" else ("", "")
        yield (
            "crm",
            f"{row:09d}",
            *own,
            *native,
            *kana,
            language,
            country,
            f"{1940 + row % 65}-{1 + row % 12:02d}-{1 + row % 28:02d}",
            f"{plain_given}.{plain_family}{row}@example.com".lower(),
            f"{dialled}{rng.randrange(10**7):07d}",
            f"{1 + row % 200} rue de la Paix",
            "Paris",
            f"{rng.randrange(100_000):05d}",
            country,
        )


def _pools(script: str, rng: random.Random) -> tuple[list[str], list[str]]:
    """Surnames and given names: a few thousand of each in alphabets, so that a cache does not do all the work."""
    one = script in ("Hans", "Hant", "Jpan", "Kore")

    def made(least: int, most: int, count: int) -> list[str]:
        drawn = {"".join(rng.choices(_cut(_MADE_OF[script]), k=rng.randint(least, most))) for _ in range(count)}
        return sorted(name.capitalize() for name in drawn)

    givens = made(1 if one else 2, 2, 3_000) if one else made(2, 3, 2_000)
    return _cut(_SURNAMES[script]) if script in _SURNAMES else made(2, 4, 6_000), givens


def _often(names: list[str], rng: random.Random) -> str:
    """A few names are frequent, most are rare."""
    return names[int(len(names) * rng.random() ** 2.5)]


def _read(name: str, kana: list[str], rng: random.Random) -> str:
    """One of the three readings that a name has here, the first the most frequent."""
    return kana[(31 * sum(map(ord, name)) + min(rng.randrange(6), 2)) % len(kana)]


class Memory(threading.Thread):
    """Watches the resident memory of a process and its children, together."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(process)
        self.together = self.largest = 0
        self.spent = 0.0

    def run(self) -> None:
        try:
            while self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE:
                family = [self._process, *self._process.children(recursive=True)]
                sizes = [each.memory_info().rss for each in family]
                self.together, self.largest = max(self.together, sum(sizes)), max(self.largest, *sizes)
                used = [each.cpu_times() for each in family]
                self.spent = max(self.spent, sum(each.user + each.system for each in used))
                time.sleep(0.2)
        except psutil.Error:
            return


def house_on(database: str, folder: Path, stack: ExitStack) -> dict[str, str]:
    """Found a house on SQLite or on a private PostgreSQL server; the environment that leads there."""
    where = {**os.environ, "VENDOME_HOME": str(folder), "VENDOME_AS": ""}
    where.pop("DATABASE_URL", None)
    if database == "postgresql":
        from tests.support.postgres import private_postgres

        where["DATABASE_URL"] = stack.enter_context(private_postgres()).create()
    subprocess.run(
        [*VENDOME, "init", "--name", "Maison Aurelle", "--first", "hq=Camille Roy", "--synthetic"],
        env=where,
        check=True,
        capture_output=True,
    )
    return where


def brought_in(file: Path, where: dict[str, str]) -> tuple[dict[str, Any], float, Memory]:
    """Bring the file in as a person would; what the command answered, seconds, memory."""
    began = time.perf_counter()
    words = [*VENDOME, "import", "customers", str(file), "--json"]
    with subprocess.Popen(words, env=where, stdout=subprocess.PIPE, text=True) as process:
        memory = Memory(process.pid)
        memory.start()
        told, _ = process.communicate()
        memory.join()
    if process.returncode:
        raise SystemExit(f"the import ended with {process.returncode}: {told}")
    answer: dict[str, Any] = json.loads(told)
    return answer, time.perf_counter() - began, memory


def main() -> int:
    """Measure and judge."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=ROWS)
    asked.add_argument("--seed", type=int, default=20261121)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--again", action="store_true", help="bring the same file in a second time")
    given = asked.parse_args()
    with ExitStack() as stack:
        scratch = Path(tempfile.mkdtemp(prefix="vendome-import-"))
        stack.callback(shutil.rmtree, scratch, ignore_errors=True)
        file = scratch / "clients.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(clients(given.rows, given.seed))
        cores, version, load = os.cpu_count(), platform.python_version(), os.getloadavg()[0]
        print(
            f"machine: {platform.machine()}, {cores} cores, Python {version}, {given.database}, load before {load:.1f}"
        )
        print(f"seed={given.seed} rows={given.rows} file={file.stat().st_size / 1e6:.0f} MB", flush=True)
        where = house_on(given.database, scratch / "house", stack)
        answer, seconds, memory = brought_in(file, where)
        first = seconds
        if answer["new"] != given.rows:
            raise SystemExit(f"not all rows landed: {answer}")
        allowed = SECONDS * given.rows / ROWS
        here, both = memory.largest / 2**20, memory.together / 2**20
        print(
            f"landed in {seconds:.1f} s = {given.rows / seconds:.0f} rows/s: {seconds / allowed:.2f} of {allowed:.0f} s"
        )
        print(f"processor time {memory.spent:.1f} s in both processes, load after {os.getloadavg()[0]:.1f}")
        print(
            f"peak memory {here:.0f} MB in one process, {both:.0f} MB in both: {both / MEGABYTES:.2f} of {MEGABYTES} MB"
        )
        if given.again:
            answer, seconds, _ = brought_in(file, where)
            print(f"the same file again: {seconds:.1f} s, {answer['unchanged']} unchanged, {answer['changed']} changed")
            if answer["unchanged"] != given.rows:
                raise SystemExit(f"the same file changed something: {answer}")
    return int(first > allowed or both > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())

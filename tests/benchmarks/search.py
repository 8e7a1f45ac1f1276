"""How fast clients are found in a large base, and whether the right one is found across scripts.

``PYTHONPATH=. python tests/benchmarks/search.py [--database sqlite|postgresql] [--clients 1000000] [--queries 300]
[--recall] [--pairs TABLE] [--groups NAME...] [--missed] [--built URL] [--shared-buffers 4GB]``

Builds the base (``search_base.py``; progress bar), tells sizes on disk, then asks. Kinds of questions, each about a
client drawn from the base: ``exact`` the whole name as its card has it; ``prefix`` the beginning of the surname, alone
or beside the given name; ``fuzzy`` a name with a slip in one word; ``cross`` a name in Latin letters whose card is in
others; ``code`` name and postal code; ``phone``, ``email``, ``number``. ``--recall`` (``search_recall.py``) files
names known in two scripts among the base and seeks each in Latin letters, then the other way round; ``--pairs`` adds
real people (``people_pairs.py``). Limits and what was met are printed; the exit code is 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine

from core.customers.model import Customer
from core.database.engine import open_engine, reading
from core.names.transliteration import NameParts, readings
from tests.benchmarks.search_base import build, number_of, sizes
from tests.benchmarks.search_recall import chosen, found_at, recall
from tests.support.postgres import private_postgres

SEED = 20261121
#: Milliseconds at the 95th percentile.
LIMITS = {"exact": 30, "prefix": 30, "fuzzy": 100, "cross": 100, "code": 30, "phone": 10, "email": 10, "number": 10}


class Client:
    """What the questions are made from."""

    def __init__(self, engine: Engine, n: int) -> None:
        self.id = f"{n:024x}{0x5EA4C4:08x}"
        with reading(engine) as session:
            held = session.get_one(Customer, UUID(self.id))
            card = held.names[0]
            self.script, self.language = card.script, card.language
            self.family, self.given, kana = card.fields["surname"], card.fields["given"], card.kana or {}
            self.phones = [c.value for c in held.contacts if c.kind == "phone"]
            self.emails = [c.value for c in held.contacts if c.kind == "email"]
            self.codes = [a.postal_code for a in held.addresses]
        self.number = number_of(n)
        self.latin: tuple[str, str] = ("", "")
        if self.script != "Latn":
            parts = NameParts(self.family, self.given, kana=(kana["family"], kana["given"]) if kana else None)
            read = readings(parts, script=self.script, language=self.language)
            one, two = (next((r.text for r in read if r.part == part), "") for part in ("family", "given"))
            self.latin = one, two


def questions(client: Client, chance: random.Random) -> dict[str, str]:
    """One question of each kind that can be asked about a client."""
    native = " ".join(chance.sample([client.family, client.given], 2))
    if client.script in ("Hans", "Hant", "Jpan", "Kore"):
        native = chance.choice([client.family + client.given, f"{client.family} {client.given}"])
    latin = " ".join(chance.sample(client.latin, 2)) if all(client.latin) else ""
    asked = {"exact": native, "number": client.number}
    spelled = client.latin if all(client.latin) else (client.family, client.given)
    kept = chance.randint(3, 6)
    asked["prefix"] = spelled[0][:kept] if chance.random() < 0.4 else f"{spelled[1]} {spelled[0][:kept]}"
    asked["fuzzy"] = f"{slipped(spelled[0], chance)} {spelled[1]}"
    if latin:
        asked["cross"] = latin
    if client.codes:
        asked["code"] = f"{chance.choice([client.family, spelled[0]])} {client.codes[0]}"
    if client.phones:
        number = client.phones[0]
        spaced = f"00{number[1:3]} {number[3:6]} {number[6:]}"
        asked["phone"] = chance.choice([number, number[1:], f"0{number[3:]}", number[-7:], spaced])
    if client.emails:
        mail = client.emails[0]
        asked["email"] = chance.choice([mail, mail.upper(), mail.partition("@")[0] + "@"])
    return asked


def slipped(word: str, chance: random.Random) -> str:
    """A word with one slip of the finger."""
    at = chance.randrange(1, len(word)) if len(word) > 1 else 0
    other = chance.choice("abcdefghijklmnopqrstuvwxyz")
    ways = [word[:at] + word[at + 1 :], word[:at] + other + word[at:], word[:at] + other + word[at + 1 :]]
    if at + 1 < len(word):
        ways.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    return chance.choice(ways)


def ask_all(engine: Engine, count: int, queries: int) -> bool:
    """Ask, print, and say whether every limit was kept."""
    chance = random.Random(SEED)
    asked: dict[str, list[tuple[str, str]]] = {kind: [] for kind in LIMITS}
    while any(len(held) < queries for held in asked.values()):
        client = Client(engine, chance.randrange(count))
        for kind, query in questions(client, chance).items():
            if len(asked[kind]) < queries:
                asked[kind].append((query, client.id))
    for held in asked.values():
        for query, wanted in held[:30]:
            found_at(engine, query, wanted)
    # As a server at work does: what stays is not walked through in the middle of a question.
    gc.collect()
    gc.freeze()
    kept = True
    print(f"{'kind':8}{'p50':>8}{'p95':>8}{'p99':>8}{'worst':>8} ms{'limit':>7}{'in 20':>8}   the slowest")
    for kind, held in asked.items():
        answers = [(*found_at(engine, query, wanted), query) for query, wanted in held]
        times = sorted(took * 1000 for took, _place, _query in answers)
        p50, p95, p99 = (times[min(len(times) - 1, int(len(times) * q))] for q in (0.5, 0.95, 0.99))
        share = statistics.mean(place > 0 for _took, place, _query in answers)
        slow = max(answers)[2]
        kept &= p95 <= LIMITS[kind]
        print(f"{kind:8}{p50:8.1f}{p95:8.1f}{p99:8.1f}{times[-1]:8.1f}   {LIMITS[kind]:7}{share:8.1%}   {slow}")
    return kept


def warm(engine: Engine) -> None:
    """Read the database's files once, as a server at work has done: what is measured is not the disk."""
    where = Path(str(engine.url.query.get("host") or engine.url.database))
    for file in [where] if where.is_file() else where.glob("base/*/*"):
        if file.is_file():
            with file.open("rb") as held:
                while held.read(1 << 24):
                    pass


@contextmanager
def database(kind: str, folder: Path, shared_buffers: str | None) -> Iterator[str]:
    """An empty database of the kind, gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'search.db'}"
        return
    with private_postgres(settings={"shared_buffers": shared_buffers} if shared_buffers else None) as server:
        yield server.create()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--recall", action="store_true")
    parser.add_argument("--pairs", type=Path, help="with --recall: a table of people_pairs.py besides our own pairs")
    parser.add_argument("--groups", nargs="+", help="with --recall: only groups that begin so")
    parser.add_argument("--missed", action="store_true", help="with --recall: show what was not found")
    parser.add_argument("--shared-buffers", help="memory of the private PostgreSQL server (e.g. 4GB)")
    parser.add_argument("--built", help="URL of a base built before, of the same number of clients")
    options = parser.parse_args(arguments)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, seed {SEED}")
    with (
        tempfile.TemporaryDirectory() as folder,
        database(options.database, Path(folder), options.shared_buffers) as url,
    ):
        engine = open_engine(options.built) if options.built else build(url, options.clients, SEED)
        for name, size in sizes(engine):
            print(f"  {name:34}{size / 1e6:10,.0f} MB")
        warm(engine)
        kept = ask_all(engine, options.clients, options.queries)
        if options.recall:
            people = chosen(options.pairs, options.groups)
            for direction in ("latin", "native"):
                kept = recall(engine, people, direction, missed=options.missed) and kept
        engine.dispose()
    print("every limit kept" if kept else "a limit was missed")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

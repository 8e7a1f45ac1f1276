"""Whether a client is found by a name in another script than the card's: part of the search benchmark.

Two sets of names, neither used for tuning. ``readings_pairs.tsv`` (origin said there): parts of names of Wikidata, two
drawn to a whole name; they hold foreign names, translations and spellings of every European language, harder than any
client base. A table of ``people_pairs.py``: real people, as their country writes them.

Each name is filed in one script among the base and sought in the other, then the other way round. *At best*: where ten
clients and more answer every word by the same keys as the one meant (ten of 张伟), a search that knows no more than the
name can but draw lots; it is the share in the first ten of such a search that knew all spellings.
"""

from __future__ import annotations

import random
import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, delete, insert

from core.customers.model import Customer, NameCard, NameKey
from core.customers.rows import NewCustomer, NewName, customer_rows
from core.customers.search import find_customers
from core.customers.search.index import Group, candidates, keys_of, planned
from core.customers.search.keys import unspaced
from core.customers.search.query import ask
from core.database.access import Actor
from core.database.engine import Base, reading, writing
from core.database.scopes import scoped
from core.names.transliteration import script_of
from tests.benchmarks.search_base import number_of

SEED = 20261121
WHO = Actor("benchmark", frozenset({"advisor"}))
#: Whole names asked in each group, where there are so many.
_ASKED = 300
#: Share of names found among the first ten, by script.
LIMITS = {
    "Cyrl": 97,
    "Grek": 97,
    "Kore": 97,
    "Jpan-kana": 97,
    "faker-ja-kana": 97,
    "Hani": 95,
    "Hans": 95,
    "Hant": 95,
    "Arab": 90,
    "Hebr": 90,
    "Thai": 90,
}
#: Groups whose script runs family and given name together.
_RUN_TOGETHER = re.compile("(Hani|Hans|Hant|Kore)(-..)?|faker-ja")
_TONES = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
#: Equals counted at most.
_EQUALS = 1000


@dataclass(frozen=True)
class Person:
    """Family and given name as written and in Latin letters."""

    group: str
    language: str
    native: tuple[str, str]
    latin: tuple[str, str]


def found_at(engine: Engine, query: str, wanted: str) -> tuple[float, int]:
    """Seconds that a question took, and the place at which the client stood (0: not found)."""
    began = time.perf_counter()
    with reading(engine) as session:
        hits = find_customers(scoped(session, WHO), query)
        took = time.perf_counter() - began
        ids = [hit.customer.id.hex for hit in hits]
    return took, ids.index(wanted) + 1 if wanted in ids else 0


def equals(engine: Engine, query: str, wanted: str) -> int:
    """How many others answer the question as well as the client meant: they have every word as typed, or all the keys
    by which that client answers; 0 if it answers not every word.

    Who is asked for in signs (Han, kana, Hangul) and has other signs is somebody else: 汪丽 is no equal of Wang Li
    where 王丽 was typed.
    """
    with reading(engine) as session, planned(session):
        asked = ask(query)
        mine = keys_of(session, [UUID(hex=wanted)])[0].keys
        for way in (asked.words, *asked.wholes, *asked.splits):
            met = {key for word in way for key in word.strong & mine}
            if all(word.strong & mine for word in way) and len(met) >= len(way):
                same = candidates(session, [Group(frozenset({key})) for key in sorted(met)], _EQUALS)
                if any(unspaced(word.own) for word in way):
                    signs = any(map(unspaced, mine))
                    same = [one for one in same if any(map(unspaced, one.keys)) == signs]
                typed = candidates(session, [Group(frozenset({word.own})) for word in way], _EQUALS)
                return len({one.customer_id.hex for one in (*same, *typed)} - {wanted})
    return 0


def chosen(table: Path | None, groups: list[str] | None) -> dict[str, list[Person]]:
    """The people asked for, by group; the same for the same seed."""
    people: dict[str, list[Person]] = {}
    for one in (*_of_parts(), *(_of_table(table) if table else ())):
        if not groups or one.group.startswith(tuple(groups)):
            people.setdefault(one.group, []).append(one)
    return {
        group: held if len(held) <= _ASKED else random.Random(SEED).sample(held, _ASKED)
        for group, held in people.items()
    }


def _of_parts() -> Iterator[Person]:
    """Whole names of two held-out parts."""
    held: dict[str, list[tuple[str, list[str]]]] = {}
    for row in (Path(__file__).parent / "readings_pairs.tsv").read_text("utf-8").split("\n"):
        if row and not row.startswith("#"):
            family, name, spellings = row.split("\t")
            held.setdefault(family, []).append((name, spellings.split("|")))
    groups = {name: (held[name], held[name]) for name in held if not name.endswith(("family", "given", "pinyin"))}
    # Han against pinyin: of all spellings the one that is pinyin, known by its tone marks.
    marked = [(name, [one]) for name, all_ in held["Hani-pinyin"] for one in all_ if _TONES.search(one)][:300]
    groups["Hani"] = (marked, marked)
    groups["Kore"] = (held["Kore-family"], held["Kore-given"])
    groups["faker-ja"] = (held["faker-ja-family"], held["faker-ja-given"])
    for name, (families, givens) in sorted(groups.items()):
        chance = random.Random(f"{SEED} {name}")
        language = "ja" if name.startswith(("Jpan", "faker-ja")) else {"Kore": "ko", "Hani": "zh"}.get(name, "und")
        for _ in range(_ASKED):
            one, two = chance.choice(families), chance.choice(givens)
            if one[0] != two[0]:
                yield Person(name, language, (one[0], two[0]), (chance.choice(one[1]), chance.choice(two[1])))


def _of_table(table: Path) -> Iterator[Person]:
    for row in table.read_text("utf-8").split("\n"):
        if row and not row.startswith("#"):
            group, language, family, given, latin_family, latin_given = row.split("\t")
            yield Person(group, language, (family, given), (latin_family, latin_given))


def recall(engine: Engine, people: dict[str, list[Person]], direction: str, *, missed: bool = False) -> bool:
    """File one side of each pair, seek the other; print by group. ``direction``: ``latin`` seeks in Latin letters."""
    sought, told, rows = _filed(people, direction)
    with writing(engine) as session:
        for table, made in rows.items():
            session.execute(insert(table.__table__), made)
        session.commit()
    kept = True
    print(f"\nrecall, sought in {'Latin letters' if direction == 'latin' else 'the native script'}")
    print(f"{'group':14} names   in 10   in 20    MRR  at best  crowded  limit  p95 ms")
    for group, held in sought.items():
        answers = [found_at(engine, query, wanted) for query, wanted in held]
        places = [place for _took, place in answers]
        same = [equals(engine, query, wanted) for query, wanted in held]
        share = statistics.mean(0 < place <= 10 for place in places) * 100
        best = statistics.mean(min(1.0, 10 / (others + 1)) for others in same) * 100
        late = sorted(took for took, _place in answers)[int(len(answers) * 0.95)] * 1000
        for (text, mine), place, others in zip(held, places, same, strict=True):
            if missed and not 0 < place <= 10:
                print("    ", place, text, "|", told[mine], f"| {others} equals" if others else "")
        limit = next((value for name, value in LIMITS.items() if group.startswith(name)), None)
        limit = None if group == "Jpan-kanji" else limit
        kept &= limit is None or share >= limit
        print(
            f"{group:14}{len(held):6}{share:7.1f}%{statistics.mean(map(bool, places)):8.1%}"
            f"{statistics.mean(1 / place if place else 0 for place in places):7.3f}{best:8.1f}%"
            f"{sum(others > 9 for others in same):9}{f'{limit} %' if limit else '':>7}{late:8.1f}",
            flush=True,
        )
    with writing(engine) as session:
        for table, made in reversed(rows.items()):
            column = table.__table__.c["id" if table is Customer else "customer_id"]
            session.execute(delete(table.__table__).where(column.in_([row[column.name] for row in made])))
        session.commit()
    return kept


def _filed(
    people: dict[str, list[Person]], direction: str
) -> tuple[dict[str, list[tuple[str, str]]], dict[str, str], dict[type[Base], list[dict[str, object]]]]:
    """By group question and client; what each card says; the rows to write."""
    sought: dict[str, list[tuple[str, str]]] = {}
    told: dict[str, str] = {}
    rows: dict[type[Base], list[dict[str, object]]] = {Customer: [], NameCard: [], NameKey: []}
    for n, one in enumerate(each for held in people.values() for each in held):
        customer = UUID(int=(0xEC << 88) + n + (0 if direction == "latin" else 1 << 40))
        written, query = (one.native, one.latin) if direction == "latin" else (one.latin, one.native)
        fields = {"surname": written[0], "given": written[1]}
        script = script_of(" ".join(written))
        tongue = one.language if direction == "latin" else "und"
        made, _ = customer_rows(
            # A number that may stand before or behind any other: among equals the lot is fair.
            NewCustomer((NewName(fields, tongue, script),), "en", number=f"{number_of(n * 7919)}{n % 10}"),
            new_id=iter((customer, UUID(int=customer.int + (1 << 60)))).__next__,
            now=datetime(2026, 11, 21, tzinfo=UTC),
            first_boutique=None,
        )
        for table in rows:
            rows[table] += made[table.__tablename__]
        told[customer.hex] = " ".join(written)
        glue = "" if direction == "native" and _RUN_TOGETHER.fullmatch(one.group) else " "
        sought.setdefault(one.group, []).append((glue.join(query), customer.hex))
    return sought, told, rows

"""A large base of clients for the search benchmark: made from a seed, written to SQLite or PostgreSQL.

On PostgreSQL rows come by COPY without indexes, which are built afterwards and timed; on SQLite the index keeps itself
by its triggers, as it does in a shop.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection, Engine, text

from core.customers.search.keys import card_keys, postal_key
from core.database.engine import open_engine
from core.jurisdictions.suite import Suite
from core.names.transliteration import NameParts, readings
from core.setup.migrate import upgrade
from tests.benchmarks.search_names import People, peoples

BLOCK = 20_000
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_NOW = "2026-11-21 09:00:00"

COLUMNS = {
    "customer": "id, number, kind, language, wish, residence, source_system, source_id, created_at",
    "name_card": "id, customer_id, position, script, language, source, fields, kana",
    "name_key": "customer_id, keys",
    "contact": "id, customer_id, position, kind, value, normal, tail, confirmed",
    "address": "id, customer_id, position, country, language, postal_code, fields",
}
#: Built after the rows on PostgreSQL, each timed.
_LATER = ("ix_name_key_keys", "ix_contact_normal", "ix_contact_tail", "ix_contact_customer", "ix_address_customer")

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Part:
    """A surname or given name ready to be written: keys and the likeliest Latin spelling."""

    text: str
    kana: str
    latin: str
    keys: frozenset[str]
    latin_keys: frozenset[str]


class _Names:
    """Draws names of one people; what a name needs is worked out when it is first drawn."""

    def __init__(self, people: People, chance: random.Random) -> None:
        self.people, self._chance = people, chance
        self._families = list(accumulate(1 / (place + 1.6) ** people.steep for place in range(len(people.families))))
        self._givens = list(accumulate(1 / (place + 6) ** 0.8 for place in range(len(people.givens))))
        self._known: dict[tuple[str, str], Part] = {}

    def draw(self) -> tuple[Part, Part]:
        family = self._chance.choices(self.people.families, cum_weights=self._families)[0]
        given = self._chance.choices(self.people.givens, cum_weights=self._givens)[0]
        return self._part("surname", *family), self._part("given", *given)

    def _part(self, field: str, name: str, kana: str) -> Part:
        known = self._known.get((field, name))
        if known is None:
            people = self.people
            which = "family" if field == "surname" else "given"
            reading = {which: kana} if kana else None
            keys = card_keys({field: name}, reading, people.script, people.language)
            latin, latin_keys = "", frozenset[str]()
            if people.script != "Latn":
                side = (kana, "") if which == "family" else ("", kana)
                family, given = (name, "") if which == "family" else ("", name)
                parts = NameParts(family, given, kana=side if kana else None)
                read = readings(parts, script=people.script, language=people.language)
                latin = next((one.text for one in read if one.scheme != "skeleton"), "")
                latin_keys = card_keys({field: latin}, None, "Latn", "und") if latin else latin_keys
            known = self._known[field, name] = Part(name, kana, latin, keys, latin_keys)
        return known


def clients(count: int, seed: int) -> Iterator[dict[str, list[Row]]]:
    """The rows of one client after another, by table; the same for the same seed."""
    chance = random.Random(seed)
    drawn = [(_Names(people, chance), people.share) for people in peoples(seed)]
    turns = chance.choices([names for names, _ in drawn], [share for _, share in drawn], k=count)
    for n, names in enumerate(turns):
        people = names.people
        family, given = names.draw()
        customer, keys = f"{n:024x}{0x5EA4C4:08x}", {*family.keys, *given.keys}
        more = people.latin and family.latin and given.latin and chance.random() * 100 < people.latin
        own = (family.text, given.text, family.kana, given.kana)
        cards = [_card(customer, 0, people.script, people.language, *own)]
        if more:
            keys |= family.latin_keys | given.latin_keys
            cards.append(_card(customer, 1, "Latn", "und", family.latin, given.latin, "", ""))
        contacts: list[Row] = []
        lot = chance.random()
        if lot < 0.85:
            number = people.phone[0] + f"{chance.randrange(10 ** people.phone[1]):0{people.phone[1]}d}"
            contacts.append((f"{n:024x}{0xC0:08x}", customer, 0, "phone", f"+{number}", f"+{number}", number[::-1], 0))
        if lot > 0.25:
            mail = f"{given.latin or given.text}.{family.latin or family.text}{n % 9973}@example.com"
            mail = mail.replace(" ", "").casefold()
            contacts.append((f"{n:024x}{0xC1:08x}", customer, 1, "email", mail, mail, None, 0))
        addresses: list[Row] = []
        if lot < 0.8:
            code = f"{10000 + chance.randrange(6000)}"
            keys.add(postal_key(code))
            addresses.append((f"{n:024x}{0xAD:08x}", customer, 0, people.code, people.language, code, "{}"))
        yield {
            "customer": [(customer, number_of(n), "person", people.language, "", people.code, "", "", _NOW)],
            "name_card": cards,
            "name_key": [(customer, " ".join(keys))],
            "contact": contacts,
            "address": addresses,
        }


def number_of(n: int) -> str:
    """A client's number, scattered as the random ones are."""
    left, number = n * 7_368_787 % 30**8, ""
    for _ in range(8):
        left, place = divmod(left, 30)
        number += _ALPHABET[place]
    return f"C-{number}"


def _card(customer: str, position: int, script: str, language: str, family: str, given: str, kf: str, kg: str) -> Row:
    kana = f'{{"family": "{kf}", "given": "{kg}"}}' if kf or kg else None
    fields = f'{{"given": "{given}", "surname": "{family}"}}'
    return (f"{customer[:24]}{0xCA + position:08x}", customer, position, script, language, "given", fields, kana)


def build(url: str, count: int, seed: int, *, say: Callable[[str], None] = print) -> Engine:
    """An empty database at ``url`` filled with ``count`` clients, indexed and analysed; says what each step took."""
    engine = open_engine(url)
    upgrade(engine, Suite({}, {}))
    fill = _fill_sqlite if engine.dialect.name == "sqlite" else _fill_postgresql
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        task = progress.add_task(f"{count:,} clients, seed {seed}", total=count)
        began = time.perf_counter()
        with engine.connect().execution_options(vendome_writes=True) as connection:
            fill(connection, count, seed, lambda done: progress.update(task, completed=done), say)
        say(f"written and indexed in {time.perf_counter() - began:.0f} s")
    return engine


def _blocks(count: int, seed: int) -> Iterator[tuple[int, dict[str, list[Row]]]]:
    held: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    for n, rows in enumerate(clients(count, seed), start=1):
        for name, made in rows.items():
            held[name] += made
        if n % BLOCK == 0 or n == count:
            yield n, held
            held = {name: [] for name in COLUMNS}


def _fill_sqlite(
    connection: Connection, count: int, seed: int, tell: Callable[[int], None], say: Callable[[str], None]
) -> None:
    raw: Any = connection.connection.driver_connection
    for setting in ("synchronous=OFF", "cache_size=-1000000", "foreign_keys=OFF"):
        raw.execute(f"PRAGMA {setting}")
    for done, tables in _blocks(count, seed):
        raw.execute("BEGIN")
        for name, rows in tables.items():
            marks = ", ".join("?" * len(COLUMNS[name].split(",")))
            raw.executemany(f"INSERT INTO {name} ({COLUMNS[name]}) VALUES ({marks})", rows)
        raw.execute("COMMIT")
        tell(done)
    raw.execute("ANALYZE")


def _fill_postgresql(
    connection: Connection, count: int, seed: int, tell: Callable[[int], None], say: Callable[[str], None]
) -> None:
    raw: Any = connection.connection.driver_connection
    raw.autocommit = True
    with raw.cursor() as cursor:
        # The server is the benchmark's own: neither foreign keys nor the index's triggers while the rows come.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '1500MB'")
        wanted = "SELECT indexdef FROM pg_indexes WHERE indexname = %s"
        later = {name: cursor.execute(wanted, [name]).fetchone()[0] for name in _LATER}
        for name in later:
            cursor.execute(f"DROP INDEX {name}")
        words: set[str] = set()
        for done, tables in _blocks(count, seed):
            for name, rows in tables.items():
                with cursor.copy(f"COPY {name} ({COLUMNS[name]}) FROM STDIN") as copy:
                    copy.write("".join("\t".join(["\\N" if v is None else str(v) for v in row]) + "\n" for row in rows))
            for _customer, keys in tables["name_key"]:
                words.update(keys.split(" "))
            tell(done)
        with cursor.copy("COPY name_word (key) FROM STDIN") as copy:
            copy.write("".join(f"{word}\n" for word in sorted(words)))
        for name, statement in later.items():
            began = time.perf_counter()
            cursor.execute(statement)
            say(f"  {name} built in {time.perf_counter() - began:.0f} s")
        cursor.execute("SET session_replication_role = origin")
        began = time.perf_counter()
        cursor.execute("VACUUM (ANALYZE)")
        say(f"  vacuum and analyze in {time.perf_counter() - began:.0f} s")


def sizes(engine: Engine) -> list[tuple[str, int]]:
    """Bytes on disk by table and index, the largest first."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            size = connection.execute(text("PRAGMA page_size")).scalar_one()
            return [("the whole file", pages * size)]
        rows = connection.execute(
            text(
                "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relkind IN ('r', 'i') AND relnamespace = "
                "'public'::regnamespace AND pg_relation_size(oid) > 1000000 ORDER BY 2 DESC"
            )
        )
        return [(row[0], row[1]) for row in rows]

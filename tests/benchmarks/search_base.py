"""A large base of clients for the search benchmark: drawn from a seed, made ready and written as an import does it.

On PostgreSQL rows come by COPY without indexes, which are built afterwards and timed; on SQLite the index keeps itself
by its triggers, as it does in a shop.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from core.customers.commands import TABLES
from core.customers.rows import NewAddress, NewCustomer, NewName, customer_rows
from core.database.engine import open_engine
from core.importing import bulk
from core.importing.blocks import Block, Blocks
from core.importing.bulk import names_of
from core.jurisdictions.suite import Suite
from core.names.transliteration import NameParts, readings
from core.setup.migrate import upgrade
from tests.benchmarks.search_names import People, peoples

BLOCK = 20_000
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)

#: Built after the rows on PostgreSQL, each timed.
_LATER = ("ix_name_key_keys", "ix_contact_normal", "ix_contact_tail", "ix_contact_customer", "ix_address_customer")

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Part:
    """A surname or given name: as written, its kana, the likeliest Latin spelling."""

    text: str
    kana: str
    latin: str


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
            latin = ""
            if people.script != "Latn":
                side = (kana, "") if which == "family" else ("", kana)
                family, given = (name, "") if which == "family" else ("", name)
                parts = NameParts(family, given, kana=side if kana else None)
                read = readings(parts, script=people.script, language=people.language)
                latin = next((one.text for one in read if one.scheme != "skeleton"), "")
            known = self._known[field, name] = Part(name, kana, latin)
        return known


def clients(count: int, seed: int) -> Iterator[Rows]:
    """The rows of one client after another, by table, made ready as an import does; the same for the same seed."""
    chance = random.Random(seed)
    drawn = [(_Names(people, chance), people.share) for people in peoples(seed)]
    turns = chance.choices([names for names, _ in drawn], [share for _, share in drawn], k=count)
    for n, names in enumerate(turns):
        # The first identity that is asked for is the client's own.
        identities = (f"{n:024x}{0x5EA4C4 + place:08x}" for place in range(20))
        rows, _ = customer_rows(_client(n, names, chance), new_id=identities.__next__, now=_NOW, first_boutique=None)
        yield rows


def _client(n: int, names: _Names, chance: random.Random) -> NewCustomer:
    people = names.people
    family, given = names.draw()
    kana = {"family": family.kana, "given": given.kana} if family.kana or given.kana else None
    own = {"given": given.text, "surname": family.text}
    cards = [NewName(own, people.language, people.script, "given", kana)]
    if people.latin and family.latin and given.latin and chance.random() * 100 < people.latin:
        cards.append(NewName({"given": given.latin, "surname": family.latin}, "und", "Latn", "given"))
    contacts = []
    lot = chance.random()
    if lot < 0.85:
        number = people.phone[0] + f"{chance.randrange(10 ** people.phone[1]):0{people.phone[1]}d}"
        contacts.append(("phone", f"+{number}"))
    if lot > 0.25:
        mail = f"{given.latin or given.text}.{family.latin or family.text}{n % 9973}@example.com"
        contacts.append(("email", mail.replace(" ", "").casefold()))
    addresses = []
    if lot < 0.8:
        addresses.append(NewAddress(people.code, {}, f"{10000 + chance.randrange(6000)}", people.language))
    return NewCustomer(
        names=tuple(cards),
        language=people.language,
        residence=people.code,
        contacts=tuple(contacts),
        addresses=tuple(addresses),
        number=number_of(n),
    )


def number_of(n: int) -> str:
    """A client's number, scattered as the random ones are."""
    left, number = n * 7_368_787 % 30**8, ""
    for _ in range(8):
        left, place = divmod(left, 30)
        number += _ALPHABET[place]
    return f"C-{number}"


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


def _blocks(count: int, seed: int, dialect: str) -> Iterator[tuple[int, Mapping[str, Block], set[str]]]:
    """How many clients are ready, the rows of those since the last time, and the words under which these are found."""

    def begun() -> tuple[Blocks, set[str]]:
        return Blocks({name: names_of(table) for name, table in TABLES.items()}, dialect), set()

    blocks, words = begun()
    for n, rows in enumerate(clients(count, seed), start=1):
        blocks.add(rows)
        words.update(rows["name_key"][0]["keys"].split(" "))
        if n % BLOCK == 0 or n == count:
            yield n, blocks.done(), words
            blocks, words = begun()


def _write(connection: Connection, blocks: Mapping[str, Block]) -> None:
    with Session(connection) as session:
        for name, block in blocks.items():
            bulk.write(session, TABLES[name], [block])
        session.commit()


def _fill_sqlite(
    connection: Connection, count: int, seed: int, tell: Callable[[int], None], say: Callable[[str], None]
) -> None:
    raw: Any = connection.connection.driver_connection
    for setting in ("synchronous=OFF", "cache_size=-1000000", "foreign_keys=OFF"):
        raw.execute(f"PRAGMA {setting}")
    for done, blocks, _ in _blocks(count, seed, "sqlite"):
        _write(connection, blocks)
        tell(done)
    raw.execute("ANALYZE")


def _fill_postgresql(
    connection: Connection, count: int, seed: int, tell: Callable[[int], None], say: Callable[[str], None]
) -> None:
    connection = connection.execution_options(isolation_level="AUTOCOMMIT")
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor:
        # The server is the benchmark's own: neither foreign keys nor the index's triggers while the rows come.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '1500MB'")
        wanted = "SELECT indexdef FROM pg_indexes WHERE indexname = %s"
        later = {name: cursor.execute(wanted, [name]).fetchone()[0] for name in _LATER}
        for name in later:
            cursor.execute(f"DROP INDEX {name}")
        words: set[str] = set()
        for done, blocks, more in _blocks(count, seed, "postgresql"):
            _write(connection, blocks)
            words |= more
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

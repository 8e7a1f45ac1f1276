"""A client's row checked and made into the rows of the tables. Pure, so that a second process can do it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.base.errors import Refused
from core.base.text import LINE_LIMIT, line, note, payment_card_in
from core.customers.rows import NewAddress, NewCustomer, NewName, customer_rows, name_cards
from core.importing.blocks import Block, Blocks
from core.importing.days import day_of
from core.importing.formats.rows import Row
from core.importing.outcome import RowFinding, shown
from core.names.transliteration.parts import PART_LIMIT

#: Our column → field of a name card.
NAME_COLUMNS = {
    "title": "title",
    "given": "given",
    "given_informal": "given-informal",
    "given2": "given2",
    "surname": "surname",
    "surname_prefix": "surname-prefix",
    "surname2": "surname2",
    "generation": "generation",
    "credentials": "credentials",
}
NATIVE_COLUMNS = {"native_given": "given", "native_surname": "surname"}
KANA_COLUMNS = {"kana_given": "given", "kana_family": "family"}
_OF_NAMES = frozenset({*NAME_COLUMNS, *NATIVE_COLUMNS, *KANA_COLUMNS})
ADDRESS_COLUMNS = ("company_name", "street_address", "city", "city_area", "country_area")
#: Where a refusal of the core belongs, by the words it begins with.
_BLAMED = (("Residence", "residence"), ("Language", "language"), ("Country", "country"), ("A client is", "kind"))


@dataclass(frozen=True)
class Setting:
    """What is the same for all rows of a file: the cells' names, the default language, the instant, the database, its
    tables with their columns, and whether profile values follow."""

    columns: tuple[str, ...]
    headings: Mapping[str, str]
    language: str
    now: datetime
    dialect: str
    tables: Mapping[str, tuple[str, ...]]
    profiles: bool = False


@dataclass(frozen=True)
class Known:
    """What the base already knows of a row's client: ``id`` (32 hex digits) or "" when new, and the number to write."""

    id: str
    number: str
    boutique: UUID | None = None


#: A piece of work: the instant its identities begin with, later than any piece before it, and its rows.
Piece = tuple[datetime, list[tuple[Row, Known]]]


@dataclass
class Prepared:
    """Rows made ready. ``new``: blocks by table of ``count`` clients not held; ``added``: (row, client's id) of those,
    where profile values follow; ``existing``: (row, client's id, rows by table) of those to compare."""

    new: dict[str, list[Block]] = field(default_factory=dict)
    count: int = 0
    added: list[tuple[int, str]] = field(default_factory=list)
    existing: list[tuple[int, str, dict[str, list[dict[str, Any]]]]] = field(default_factory=list)
    findings: list[RowFinding] = field(default_factory=list)


class _Blamed(Exception):
    """A refusal with the column it belongs to."""

    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason


_setting: Setting


def begin(setting: Setting) -> None:
    """Keep what is the same for all rows of this process."""
    global _setting
    _setting = setting


def prepare(piece: Piece, setting: Setting | None = None) -> Prepared:
    """Check rows and make them ready; ``setting`` only where :func:`begin` was not called."""
    setting = setting or _setting
    instant, rows = piece
    prepared = Prepared()
    new = Blocks(setting.tables, setting.dialect)
    new_id = hex_ids(instant)
    for (number, cells), known in rows:
        record = {name: cell for name, cell in zip(setting.columns, cells, strict=True) if cell and not cell.isspace()}
        try:
            tables, doubts = _client(record, known, setting, new_id)
        except _Blamed as fault:
            value = shown(record.get(fault.column, ""))
            prepared.findings.append(
                RowFinding(number, setting.headings.get(fault.column, fault.column), value, fault.reason)
            )
            continue
        for column, text in doubts:
            value = shown(record.get(column, ""))
            prepared.findings.append(RowFinding(number, setting.headings.get(column, column), value, text, "noted"))
        if known.id:
            prepared.existing.append((number, known.id, tables))
            continue
        prepared.count += 1
        if setting.profiles:
            prepared.added.append((number, tables["customer"][0]["id"]))
        new.add(tables)
    prepared.new = {name: [block] for name, block in new.done().items()}
    return prepared


def hex_ids(now: datetime) -> Callable[[], str]:
    """New identities as 32 hex digits: UUID version 7 as :class:`core.base.clock.TimeOrderedIds` makes them, drawn in
    bulk.

    Each caller counts from a random place of the millisecond's sequence, and 62 bits are random: two processes do not
    meet.
    """
    stamp = int(now.timestamp() * 1000) << 12 | int.from_bytes(os.urandom(1))
    pool, at = b"", 0

    def new() -> str:
        nonlocal stamp, pool, at
        if at + 8 > len(pool):
            pool, at = os.urandom(8192), 0
        stamp += 1
        low = 0x8000000000000000 | int.from_bytes(pool[at : at + 8]) >> 2
        at += 8
        return f"{stamp >> 12:012x}7{stamp & 0xFFF:03x}{low:016x}"

    return new


def _client(
    record: Mapping[str, str], known: Known, setting: Setting, new_id: Callable[[], str]
) -> tuple[dict[str, list[dict[str, Any]]], list[tuple[str, str]]]:
    _sound(record)
    command = _command(record, known, setting)
    own_identity = iter((known.id,)) if known.id else iter(())
    try:
        # The first identity that is asked for is the client's own.
        rows, findings = customer_rows(
            command, new_id=lambda: next(own_identity, None) or new_id(), now=setting.now, first_boutique=known.boutique
        )
    except Refused as fault:
        blamed = next((column for begin, column in _BLAMED if str(fault).startswith(begin)), "")
        raise _Blamed(blamed, str(fault)) from None
    for row in rows["preference"]:
        row["source"] = "import"
    return rows, [(finding.where.rpartition(".")[2], finding.text) for finding in findings]


def _sound(record: Mapping[str, str]) -> None:
    """Refuse what no field may hold, naming the column. A row is first looked at as a whole, which is nearly always
    enough."""
    if "street_address" not in record or not payment_card_in(record["street_address"]):
        with suppress(Refused):
            line("".join(record.values()), "row", LINE_LIMIT)
            if max(map(len, record.values()), default=0) <= PART_LIMIT:
                return
    for column, text in record.items():
        try:
            if column == "street_address":
                note(text, column)
            else:
                line(text, column, PART_LIMIT if column in _OF_NAMES else LINE_LIMIT)
        except Refused as fault:
            raise _Blamed(column, str(fault)) from None


def _command(record: Mapping[str, str], known: Known, setting: Setting) -> NewCustomer:
    language = record.get("language", setting.language)
    residence = record.get("residence", "").upper() or None
    contacts = [(kind, record[kind]) for kind in ("email", "phone") if kind in record]
    preferences = []
    for column, value in record.items():
        family, _, rest = column.partition(":")
        if family == "contact":
            contacts.append((rest, value))
        elif family == "preference":
            preferences.append((rest, value))
    return NewCustomer(
        names=_names(record, language),
        language=language,
        kind=record.get("kind", "person"),
        wish=record.get("wish", ""),
        residence=residence,
        birth_date=_birth_date(record.get("birth_date")),
        contacts=tuple(contacts),
        addresses=_addresses(record, residence),
        preferences=tuple(preferences),
        source=(record.get("source_system", "") if "source_id" in record else "", record.get("source_id", "")),
        number=known.number,
    )


def _names(record: Mapping[str, str], language: str) -> tuple[NewName, ...]:
    cards = name_cards(
        {part: record[column] for column, part in NAME_COLUMNS.items() if column in record},
        {part: record[column] for column, part in NATIVE_COLUMNS.items() if column in record},
        {part: record[column] for column, part in KANA_COLUMNS.items() if column in record} or None,
        language=language,
        name_language=record.get("name_language", ""),
        native_language=record.get("native_language", ""),
        script=record.get("script", ""),
        source="import",
    )
    if not cards:
        raise _Blamed("given", "The row names nobody. Fill in a given name or a surname.")
    return cards


def _birth_date(text: str | None) -> date | None:
    if text is None:
        return None
    day = day_of(text)
    if day is None:
        raise _Blamed("birth_date", "This is no date. Write year, month and day, such as 1990-05-17.")
    return day


def _addresses(record: Mapping[str, str], residence: str | None) -> tuple[NewAddress, ...]:
    fields = {column: record[column] for column in ADDRESS_COLUMNS if column in record}
    postal_code = record.get("postal_code", "")
    if not fields and not postal_code:
        return ()
    country = record.get("country", residence or "").upper()
    if not country:
        raise _Blamed("country", "The address has no country. Fill in country or residence, such as FR.")
    return (NewAddress(country, fields, postal_code),)

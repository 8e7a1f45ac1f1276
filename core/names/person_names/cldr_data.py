"""The committed CLDR data, read once and only when a name is first formatted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, eq=False)
class Record:
    """How one locale (or several alike) writes names: its lists of orders, its defaults, its patterns.

    ``numbers`` holds, for each of the 42 cells, the numbers of its patterns; :func:`patterns` reads them.
    """

    given_first: frozenset[str]
    surname_first: frozenset[str]
    formality: str
    length: str
    native_space: str
    foreign_space: str
    initial: str
    initial_sequence: str
    numbers: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Data:
    """All of ``data.json``; records are made from their rows when a locale is first asked for."""

    version: str
    patterns: tuple[str, ...]
    rows: tuple[list[str], ...]
    locales: dict[str, int]
    parents: dict[str, str]
    aliases: dict[str, str]
    likely: dict[str, str]


@cache
def load() -> Data:
    """The data of every locale, still as rows."""
    raw = json.loads(Path(__file__).with_name("data.json").read_text("utf-8"))
    likely = raw["likely"].split(" ")
    return Data(
        version=raw["cldr"],
        patterns=tuple(raw["patterns"]),
        rows=tuple(raw["records"]),
        locales={locale: row for row, line in enumerate(raw["locales"]) for locale in line.split(" ")},
        parents=raw["parents"],
        aliases=raw["aliases"],
        likely=dict(zip(likely[::2], likely[1::2], strict=True)),
    )


@cache
def record(number: int) -> Record:
    """The record of a row number; row 0 is root."""
    given, surname, formality, length, native, foreign, initial, sequence, numbers = load().rows[number]
    return Record(
        given_first=frozenset(given.split(" ")),
        surname_first=frozenset(surname.split(" ")),
        formality=formality,
        length=length,
        native_space=native,
        foreign_space=foreign,
        initial=initial,
        initial_sequence=sequence,
        numbers=tuple(tuple(int(n) for n in slot.split("|")) for slot in numbers.split(" ")),
    )


_ORDERS = ("given-first", "surname-first")
_LENGTHS = ("long", "medium", "short")
_USAGES = ("referring", "addressing", "monogram")
_FORMALITIES = ("formal", "informal")


def patterns(of: Record, order: str, length: str, usage: str, formality: str) -> tuple[str, ...]:
    """The patterns of one cell, in the order in which ``generate.slots`` stored them."""
    if order == "sorting":
        slot = 36 + _LENGTHS.index(length) * 2
    else:
        slot = ((_ORDERS.index(order) * 3 + _LENGTHS.index(length)) * 3 + _USAGES.index(usage)) * 2
    every = load().patterns
    return tuple(every[number] for number in of.numbers[slot + _FORMALITIES.index(formality)])

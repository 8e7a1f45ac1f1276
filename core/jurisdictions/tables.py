"""Law as data: tables of values, each with the first day it holds and where it is written.

A table is a TOML file. Its leaves are lists of entries::

    [[rate.standard]]
    since  = 2019-10-01
    until  = 2027-03-31        # rare; otherwise the next entry's ``since`` ends it
    value  = 0.10
    source = "the act, its article, a link"

Every other key of an entry (``label``, ``category``, ``confidence`` …) is kept beside the value.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.base.errors import Refused
from core.base.text import canonical

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of the law: in force from ``since`` to ``until`` (both included; None = open), with its ``source``."""

    since: date
    value: Any
    source: str
    until: date | None = None
    more: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)

    def holds(self, on: date) -> bool:
        """Whether the entry is in force on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Table:
    """The dated entries of one file of one region: dotted key → entries in order of ``since``."""

    name: str
    owner: str
    entries: Mapping[str, tuple[Entry, ...]]

    def entry(self, key: str, on: date) -> Entry:
        """The entry in force on a day. Refused with the reason when there is none."""
        found = self.find(key, on)
        if found is not None:
            return found
        entries = self.entries.get(key)
        if not entries:
            raise Refused(f"{self.owner}.{self.name} has no {key}. Add it to {self.name}.toml, with its source.")
        if on < entries[0].since:
            raise Refused(
                f"{self.owner}.{key} has no value on {on}: its first is of {entries[0].since}. "
                "Add an earlier entry, with its source, or correct the date."
            )
        raise Refused(f"{self.owner}.{key} has no value on {on}. Add an entry, with its source, or correct the date.")

    def find(self, key: str, on: date) -> Entry | None:
        """Like :meth:`entry`, with None where the law says nothing."""
        for entry in reversed(self.entries.get(key, ())):
            if entry.holds(on):
                return entry
        return None

    def value(self, key: str, *, on: date) -> Any:
        """The value in force on a day. Refused when there is none."""
        return self.entry(key, on).value

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Dotted keys, optionally those below ``prefix``."""
        for key in self.entries:
            if not prefix or key == prefix or key.startswith(prefix + "."):
                yield key

    def overlaid(self, child: Table) -> Table:
        """This table with the keys of ``child`` put over it; a child's key replaces the whole list of entries."""
        return Table(self.name, child.owner, MappingProxyType({**self.entries, **child.entries}))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the content, stored with documents so that each can be replayed with the law it was made under."""
        plain = {
            key: [
                [e.since.isoformat(), e.until and e.until.isoformat(), plain_value(e.value), e.source] for e in entries
            ]
            for key, entries in self.entries.items()
        }
        return hashlib.sha256(canonical(plain).encode()).hexdigest()


def plain_value(value: Any) -> Any:
    """A TOML value as plain JSON: decimals and dates as text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(inner) for inner in value]
    return value


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file with decimals read exactly. Refused with file and reason when it is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refused(f"{path.parent.name}/{path.name} is not readable TOML: {fault}. Correct the file.") from None


def empty_table(name: str, owner: str) -> Table:
    """A table that says nothing."""
    return Table(name, owner, _NOTHING)


def load_table(path: Path, owner: str) -> Table:
    """Read one table; refused, naming key and reason, when an entry lacks its date, value or source."""
    name = path.stem
    entries: dict[str, tuple[Entry, ...]] = {}
    for key, rows in _leaves(read_toml(path), ""):
        entries[key] = _in_order([_entry(row, f"{owner}.{name}.{key}") for row in rows], f"{owner}.{name}.{key}")
    return Table(name, owner, MappingProxyType(entries))


def _leaves(tree: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    for key, branch in tree.items():
        dotted = f"{prefix}.{key}" if prefix else key
        if isinstance(branch, Mapping):
            yield from _leaves(branch, dotted)
        elif isinstance(branch, list) and branch and all(isinstance(row, Mapping) for row in branch):
            yield dotted, branch
        else:
            raise Refused(
                f"{dotted} stands in a dated table without a date. Write it as [[{dotted}]] with since and source."
            )


def _entry(row: Mapping[str, Any], where: str) -> Entry:
    since, until, source = row.get("since"), row.get("until"), row.get("source")
    if type(since) is not date:
        raise Refused(f"{where}: since is missing or no date. Write since = 2019-10-01.")
    if until is not None and (type(until) is not date or until < since):
        raise Refused(f"{where}: until {until!r} is no date after since {since}. Correct it or leave it out.")
    if not isinstance(source, str) or not source.strip():
        raise Refused(f"{where}: the entry of {since} names no source. Say where it is written.")
    if "value" not in row:
        raise Refused(f"{where}: the entry of {since} has no value. Add value = … .")
    more = {key: value for key, value in row.items() if key not in ("since", "until", "value", "source")}
    return Entry(since, row["value"], source, until, MappingProxyType(more))


def _in_order(rows: list[Entry], where: str) -> tuple[Entry, ...]:
    rows.sort(key=lambda entry: entry.since)
    for earlier, later in pairwise(rows):
        if earlier.since == later.since:
            raise Refused(f"{where} has two entries since {later.since}. Keep one.")
    return tuple(
        entry
        if entry.until is not None or position + 1 == len(rows)
        else Entry(
            entry.since,
            entry.value,
            entry.source,
            date.fromordinal(rows[position + 1].since.toordinal() - 1),
            entry.more,
        )
        for position, entry in enumerate(rows)
    )

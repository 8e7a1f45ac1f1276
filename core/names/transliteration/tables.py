"""The package's tables, each read once, when first asked for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"


def _rows(name: str) -> list[list[str]]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]


def letters(text: str) -> dict[str, str]:
    """A table written as one text, ``а a б b ь -``: letter, spelling, … with ``-`` for nothing."""
    cells = text.split()
    return {cells[place]: cells[place + 1].replace("-", "") for place in range(0, len(cells), 2)}


@cache
def characters(name: str) -> frozenset[str]:
    """A table that is a set of characters."""
    return frozenset(char for row in _rows(name) for char in row[0])


@cache
def readings_by_item(name: str) -> dict[str, tuple[str, ...]]:
    """A table grouped by reading, turned round: item → its readings, the customary one first.

    Items are separated by spaces, or are single characters where the table has none.
    """
    first: dict[str, list[str]] = {}
    other: dict[str, list[str]] = {}
    for row in _rows(name):
        for place, found in ((1, first), (2, other)):
            cell = row[place] if len(row) > place else ""
            for item in cell.split(" ") if name.startswith("kanji_") else cell:
                if item:
                    found.setdefault(item, []).append(row[0])
    return {item: (*first.get(item, ()), *other.get(item, ())) for item in {**first, **other}}


@cache
def spellings(name: str) -> dict[str, tuple[str, ...]]:
    """A table of our own: ``item[,item…]<TAB>spelling spelling …``, the most usual first."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows(name):
        for item in row[0].split(","):
            found[item] = (*found.get(item, ()), *row[1].split(" "))
    return found

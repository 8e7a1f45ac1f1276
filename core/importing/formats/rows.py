"""Rows of a file under the house's own column names, and what the caller says where a file does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.importing.outcome import RowFinding

Row = tuple[int, tuple[str, ...]]


Rows = Iterable[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller says where a file does not: ``source_system``; ``language`` of clients and of a foreign file's
    texts; ``supply`` of articles; ``region``, ``currency`` and ``since`` (a date as text) of prices; ``boutique`` of
    opening stock. "" = not said."""

    source_system: str = ""
    language: str = "en"
    supply: str = ""
    region: str = ""
    currency: str = ""
    since: str = ""
    boutique: str = ""


def fits(cells: list[str], width: int) -> bool:
    """Whether a row can be brought to the heading's width: blank cells beyond it go. Fewer cells mean a cut row."""
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return len(cells) == width


def misfit(number: int, cells: int, width: int) -> RowFinding:
    """The refusal of a row that does not have the heading's number of cells."""
    reason = f"The row has {cells} cells and the heading {width}. Was it cut off, or is a separator not in quotes?"
    return RowFinding(number, "", "", reason)

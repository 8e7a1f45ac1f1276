"""One sheet of a file, CSV or XLSX, as heading and rows of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.base.errors import Refused

#: Longest cell that is read at all, in characters; what a field may hold is decided later.
CELL_LIMIT = 100_000
#: Columns of the widest sheet.
WIDTH_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet being read: ``heading`` and ``rows`` of (row number as a spreadsheet counts, cells).

    ``size`` and ``position()`` are in the same unit (bytes of a CSV, rows of an XLSX) and tell how far the reading is.
    """

    heading: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]
    size: int
    position: Callable[[], int]


def heading_of(path: Path, cells: list[str]) -> tuple[str, ...]:
    """The heading as given, without blank columns at its end. Refused: empty, too wide, a name twice."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Refused(f"{path.name} has no heading. Its first row must name the columns.")
    if len(names) > WIDTH_LIMIT:
        raise Refused(
            f"{path.name} has {len(names)} columns; at most {WIDTH_LIMIT} are read. Remove what is not needed."
        )
    seen: set[str] = set()
    for name in names:
        if name and name in seen:
            raise Refused(f"{path.name} has the column {name!r} twice. Remove or rename one.")
        seen.add(name)
    return tuple(names)

"""Reading XLSX, behind a front door: what would unpack beyond bounds is refused before the workbook is opened.

A workbook's first sheet is held in memory while it is read; what is too large for that belongs into a CSV file.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from core.base.errors import Refused
from core.importing.files.sheet import CELL_LIMIT, Sheet, heading_of

#: Bounds of an archive: entries, declared bytes in all, and how much smaller it may be packed.
ENTRIES, UNPACKED, RATIO = 1_000, 200_000_000, 100
#: Cells between the first and the farthest filled one: the library holds all of them, empty ones too.
CELLS = 5_000_000

_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_PIECE = 1 << 20

_Value = str | int | float | bool | date | datetime | time | timedelta | None


@contextmanager
def xlsx_sheet(path: Path) -> Iterator[Sheet]:
    """Read the first sheet of a workbook. Refused: an archive beyond the bounds, damaged, or without a sheet."""
    _front_door(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            if not book.sheet_names:
                raise Refused(f"{path.name} has no sheet. Put the rows on its first sheet.")
            sheet = book.get_sheet_by_index(0)
            at = 0

            def rows() -> Iterator[tuple[int, list[str]]]:
                nonlocal at
                for at, cells in enumerate(sheet.iter_rows(), start=1):
                    texts = [_text(cell) for cell in cells]
                    if any(texts):
                        yield at, texts

            found = rows()
            first = next(found, None)
            if first is None:
                raise Refused(f"{path.name} is empty. The first row of its first sheet must name the columns.")
            heading = heading_of(path, first[1])
            yield Sheet(heading, found, max(sheet.total_height, 1), lambda: at)
    except CalamineError as fault:
        raise Refused(
            f"{path.name} cannot be read as a workbook ({fault}). Save it again as .xlsx, or as CSV."
        ) from None


def _front_door(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > ENTRIES or unpacked > UNPACKED or unpacked > RATIO * max(path.stat().st_size, 1):
                raise Refused(
                    f"{path.name} unpacks to {unpacked} bytes in {len(entries)} parts; at most {UNPACKED} bytes, "
                    f"{ENTRIES} parts and {RATIO} times its size are opened. Save the rows as CSV."
                )
            if not any(entry.filename.startswith("xl/") for entry in entries):
                raise Refused(f"{path.name} is an archive, but no workbook. Save it as .xlsx or CSV.")
            for entry in entries:
                _unpack(path, archive, entry)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as fault:
        raise Refused(f"{path.name} is damaged ({fault}). Save it again as .xlsx, or as CSV.") from None


def _unpack(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read an entry through once: a size it lied about fails its check sum, and a sheet's extent is seen.

    Two filled cells at the ends of a sheet would make the library ask for seventeen thousand million cells.
    """
    is_sheet = entry.filename.startswith("xl/worksheets/")
    width = height = 0
    tail = b""
    with archive.open(entry) as part:
        while piece := part.read(_PIECE):
            if not is_sheet:
                continue
            for letters, row in _CELL.findall(tail + piece):
                width, height = max(width, _column(letters)), max(height, int(row))
            tail = piece[-200:]
    if width * height > CELLS:
        raise Refused(
            f"{path.name} spans {height} rows by {width} columns, beyond {CELLS} cells. Save the rows as CSV."
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(cell: _Value) -> str:
    """A typed cell as the text that a CSV file would hold."""
    if isinstance(cell, str):
        return cell[: CELL_LIMIT + 1]
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        # The shortest decimal that is the same double: what the person typed, as long as it had at most 15 digits.
        exact = Decimal(repr(cell))
        return f"{int(exact)}" if exact == exact.to_integral_value() else f"{exact:f}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)

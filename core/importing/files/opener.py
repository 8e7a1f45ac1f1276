"""Opening a file of any kind that is read."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from core.base.errors import Refused
from core.importing.files.csv_sheet import csv_sheet
from core.importing.files.sheet import Sheet
from core.importing.files.xlsx_sheet import xlsx_sheet


def open_sheet(path: Path) -> AbstractContextManager[Sheet]:
    """Open a file for reading. Refused when it is missing, empty, or not what its first bytes say."""
    if not path.is_file():
        raise Refused(f"{path} is not a file. Give the path of a CSV or XLSX file.")
    with path.open("rb") as file:
        first = file.read(8)
    if first.startswith(b"PK\x03\x04"):
        return xlsx_sheet(path)
    if first.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(f"{path.name} is an old or a protected workbook. Save it as .xlsx without a password, or as CSV.")
    return csv_sheet(path)

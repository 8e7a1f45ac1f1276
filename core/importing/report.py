"""The report of an import as CSV: row, column, value, reason, verdict. Safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.base.errors import Refused
from core.importing.outcome import RowFinding

#: A cell that begins so is taken for a formula by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


#: Where findings go, one by one.
Report = Callable[[RowFinding], None]


def safe_cell(text: str) -> str:
    """The text as a cell that no spreadsheet runs as a formula: an apostrophe goes before what might be one."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text


@contextmanager
def report_to(path: Path | None) -> Iterator[Report]:
    """A report written as it comes, so that a killed import leaves one too; ``None``: none is written.

    UTF-8 with a byte-order mark, because Excel reads it so. Refused when the file cannot be written.
    """
    if path is None:
        yield lambda finding: None
        return
    try:
        file = path.open("w", encoding="utf-8-sig", newline="")
    except OSError as fault:
        raise Refused(f"The report {path} cannot be written ({fault.strerror}). Give another path.") from fault
    with file:
        writer = csv.writer(file)
        writer.writerow(("row", "column", "value", "reason", "verdict"))

        def note(finding: RowFinding) -> None:
            cells = (finding.column, finding.value, finding.reason, finding.verdict)
            writer.writerow((finding.row, *map(safe_cell, cells)))

        yield note

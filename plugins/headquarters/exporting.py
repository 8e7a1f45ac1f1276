"""Answers as files: CSV, XLSX, a picture. A text is never taken for a formula; an amount is never a text."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.base.errors import Refused, VendomeError
from plugins.headquarters.sheet import Cell, Sheet

#: What makes a spreadsheet take a text for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(path: Path, sheet: Sheet) -> None:
    """The rows with their headings: UTF-8 with a byte order mark, so that Excel reads every script, commas, decimal
    points."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([_text(column.name) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    _put(path, buffer.getvalue().encode("utf-8-sig"))


def write_xlsx(path: Path, sheets: Sequence[tuple[str, Sheet]], created_at: datetime) -> None:
    """One worksheet per (name, sheet): heading, rows, sums, notes. ``created_at`` is kept as the date of the file."""
    import xlsxwriter

    buffer = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, safe)
    book.set_properties({"title": sheets[0][1].title, "created": created_at.replace(tzinfo=None)})
    for name, sheet in sheets:
        _write_worksheet(book, book.add_worksheet(name), sheet)
    book.close()
    _put(path, buffer.getvalue())


def write_svg(path: Path, picture: str) -> None:
    """A picture as it is."""
    _put(path, picture.encode())


def _write_worksheet(book: Any, page: Any, sheet: Sheet) -> None:
    title, head = (
        book.add_format({"bold": True, "font_size": 14}),
        {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    )
    page.write_string(0, 0, sheet.title, title)
    page.freeze_panes(3, 0)
    for x, column in enumerate(sheet.columns):
        page.write_string(2, x, column.name, book.add_format({**head, "align": "right" if column.figures else "left"}))
        longest = max((len(_shown(row[x])) for row in sheet.rows), default=0)
        page.set_column(x, x, min(max(longest + 2, min(len(column.name) + 1, 18), 8), 60))
    sums = len(sheet.rows) - sheet.last
    formats: dict[tuple[int | None, bool, bool], Any] = {}
    for y, row in enumerate(sheet.rows):
        for x, cell in enumerate(row):
            digits = _decimals(cell)
            key = (digits, y >= sums, y == sums)
            if key not in formats:
                formats[key] = book.add_format(_look(digits, bold=y >= sums, ruled=y == sums))
            _write_cell(page, y + 3, x, cell, formats[key])
    for y, text in enumerate(sheet.notes, len(sheet.rows) + 4):
        page.write_string(y, 0, text)


def _decimals(cell: Cell) -> int | None:
    """Decimals of an amount; None for what is none."""
    if not isinstance(cell, Decimal):
        return None
    exponent = cell.as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent


def _look(digits: int | None, *, bold: bool, ruled: bool) -> dict[str, Any]:
    look: dict[str, Any] = {"bold": bold, "top": 1 if ruled else 0}
    if digits is not None:
        look["num_format"] = "#,##0" + ("." + "0" * digits if digits > 0 else "")
    return look


def _write_cell(page: Any, y: int, x: int, cell: Cell, look: Any) -> None:
    if cell is None:
        page.write_blank(y, x, None, look)
    elif isinstance(cell, str):
        page.write_string(y, x, cell, look)
    else:
        page.write_number(y, x, cell, look)


def _shown(cell: Cell) -> str:
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int | Decimal) else cell


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return _text(cell)
    return "" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _put(path: Path, content: bytes) -> None:
    """The file whole or not at all; one of the same name is replaced."""
    if path.is_dir() or not path.parent.is_dir():
        raise Refused(f"{path} cannot be written: its folder does not exist, or it is one. Give the path of a file.")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise VendomeError(f"{path} cannot be written: {fault.strerror}. Give another path, or free space.") from None

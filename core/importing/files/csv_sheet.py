"""Reading CSV: UTF-8 or UTF-16, separated by comma, semicolon or tab, however large.

The text is decoded piece by piece, so memory stays flat and a byte that does not fit is named by its place.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from core.base.errors import Refused
from core.importing.files.sheet import CELL_LIMIT, Sheet, heading_of

_PIECE = 1 << 16
#: Longest line held while its end is looked for, in characters.
_LINE_LIMIT = 4_000_000
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@contextmanager
def csv_sheet(path: Path) -> Iterator[Sheet]:
    """Read a CSV file. Refused, also while rows are taken: another encoding, a quotation mark never closed, a cell
    beyond the limit."""
    with path.open("rb") as file:
        encoding, start = _encoding(file)
        lines = _lines(path, file, encoding, start)
        first = next(lines, None)
        if first is None or not first.strip():
            raise Refused(f"{path.name} is empty. Its first row must name the columns.")
        csv.field_size_limit(CELL_LIMIT)
        records = _records(path, _chained(first, lines), _separator(first))
        _, cells = next(records)
        yield Sheet(heading_of(path, cells), records, max(path.stat().st_size, 1), file.tell)


def _encoding(file: BinaryIO) -> tuple[str, int]:
    begin = file.read(4)
    for bom, name in _BOMS:
        if begin.startswith(bom):
            file.seek(len(bom))
            return name, len(bom)
    file.seek(0)
    return "utf-8", 0


def _lines(path: Path, file: BinaryIO, encoding: str, start: int) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset, pending = start, ""
    while True:
        piece = file.read(_PIECE)
        undecoded = len(decoder.getstate()[0])
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as fault:
            raise Refused(
                f"{path.name} is not {encoding.upper()}: byte {offset - undecoded + fault.start} does not fit. "
                "Save it again as CSV UTF-8."
            ) from None
        offset += len(piece)
        pending += text
        if len(pending) > _LINE_LIMIT and "\n" not in pending:
            raise Refused(
                f"{path.name} has a line of more than {_LINE_LIMIT} characters. Is it a CSV file? Save it again."
            )
        ready, found, pending = pending.rpartition("\n")
        if found:
            # csv wants each line with its end, to keep line feeds inside quotation marks.
            yield from (line + "\n" for line in ready.split("\n"))
        if not piece:
            if pending:
                yield pending
            return


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _separator(heading: str) -> str:
    """The separator that occurs most often in the heading outside quotation marks."""
    bare = "".join(heading.split('"')[::2])
    return max((",", ";", "\t"), key=bare.count)


def _records(path: Path, lines: Iterator[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as fault:
            raise Refused(
                f"{path.name}, row {number}: {_reason(str(fault))} "
                "Correct the row; the rows before it are not concerned."
            ) from None
        if cells is None:
            return
        if cells:
            yield number, cells


def _reason(fault: str) -> str:
    if "field limit" in fault:
        return f"a cell has more than {CELL_LIMIT} characters, or a quotation mark is never closed."
    if "unexpected end" in fault:
        return "the file ends inside quotation marks: it was cut off, or a quotation mark is never closed."
    return "a quotation mark stands where a separator must be; inside a cell it is written twice."

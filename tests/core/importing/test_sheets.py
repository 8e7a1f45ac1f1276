"""Reading CSV and XLSX, whatever their bytes."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from core.base.errors import Refused
from core.importing.files.opener import open_sheet
from core.importing.seen import Seen


def read(path: Path) -> list[tuple[str, ...]]:
    with open_sheet(path) as sheet:
        return [sheet.heading, *(tuple(cells) for _, cells in sheet.rows)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_usual_encoding_and_separator_gives_the_same_rows(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f'given{separator}surname\r\n花子{separator}"山田{separator} 𠮷"\r\n'.encode(encoding))
    assert read(path) == [("given", "surname"), ("花子", f"山田{separator} 𠮷")]


def test_line_feeds_inside_quotation_marks_stay_and_rows_keep_their_count(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('sku,note\nA,"one\ntwo"\n\nB,x\n', encoding="utf-8")
    with open_sheet(path) as sheet:
        assert list(sheet.rows) == [(2, ["A", "one\ntwo"]), (4, ["B", "x"])]


def test_another_encoding_is_named_by_its_first_byte_even_far_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    good = b"given\n" + b"Claire\n" * 30_000
    path.write_bytes(good + "Müller\n".encode("latin-1"))
    with pytest.raises(Refused, match=f"byte {len(good) + 1} does not fit"):
        read(path)


def test_utf16_cut_in_half_is_named_by_its_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("given\nClaire\n".encode("utf-16")[:-1])
    with pytest.raises(Refused, match="byte 26 does not fit"):
        read(path)


def test_half_a_character_in_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"given\n\xed\xa0\x80\n")
    with pytest.raises(Refused, match="byte 6 does not fit"):
        read(path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        (" , ,\n1,2,3\n", "has no heading"),
        ("sku,amount,sku\n", "the column 'sku' twice"),
        ('sku,note\nA,"never closed\nB,x\n', "ends inside quotation marks"),
        ('sku,note\nA,"wrong" end\n', "row 2: a quotation mark"),
        ("sku\n" + "x" * 100_001 + "\n", "row 2: a cell has more than 100000 characters"),
        ("sku\n" + "x" * 10_000_000 + "\n", "more than"),
        (",".join(f"c{n}" for n in range(600)) + "\n", "at most 500"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=reason):
        read(path)


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_gives_the_texts_that_a_csv_would(tmp_path: Path) -> None:
    cells: list[list[object]] = [
        ["sku", "amount", "since", "unique", "note"],
        ["AUR-25-BK", 4200, date(2026, 1, 31), True, "=1+1"],
        ["JAR-90-IV", 450.5, datetime(2026, 2, 1, 12, 30), False, "山田"],
        [None, None, None, None, None],
        ["X", 0.1, None, None, "last"],
    ]
    path = workbook(tmp_path / "a.xlsx", cells)
    with open_sheet(path) as sheet:
        rows = list(sheet.rows)
    assert rows[0][:1] == (2,)
    assert rows[0][1][:4] == ["AUR-25-BK", "4200", "2026-01-31", "yes"]
    assert rows[1] == (3, ["JAR-90-IV", "450.5", "2026-02-01 12:30:00", "no", "山田"])
    assert rows[2] == (5, ["X", "0.1", "", "", "last"])


def test_rows_of_a_workbook_that_begins_lower_are_counted_as_the_spreadsheet_counts(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [[None], [None], ["sku"], ["A"]])
    with open_sheet(path) as sheet:
        assert (sheet.heading, list(sheet.rows)) == (("sku",), [(4, ["A"])])


def _zipped(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_workbook_that_unpacks_beyond_bounds_is_not_opened(tmp_path: Path) -> None:
    bomb = _zipped(tmp_path / "bomb.xlsx", {"xl/worksheets/sheet1.xml": b"0" * 20_000_000})
    with pytest.raises(Refused, match="unpacks to 20000000 bytes"):
        read(bomb)
    many = _zipped(tmp_path / "many.xlsx", {f"xl/{n}": b"" for n in range(1_001)})
    with pytest.raises(Refused, match="in 1001 parts"):
        read(many)


def test_two_cells_at_the_ends_of_a_sheet_do_not_fill_the_memory(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "sku"
    book.active["XFD1048576"] = "far"
    path = tmp_path / "far.xlsx"
    book.save(path)
    with pytest.raises(Refused, match="spans 1048576 rows by 16384 columns"):
        read(path)


def test_a_part_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["sku"], ["A"]])
    whole = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    at = whole.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24
    assert int.from_bytes(whole[at : at + 4], "little") == size
    whole[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(whole)
    with pytest.raises(Refused, match="is damaged"):
        read(path)


@pytest.mark.parametrize(
    ("begin", "reason"),
    [(b"PK\x03\x04cut off", "is damaged"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "protected workbook")],
)
def test_what_is_no_workbook_says_so(tmp_path: Path, begin: bytes, reason: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(begin)
    with pytest.raises(Refused, match=reason):
        read(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is not a file"):
        read(tmp_path / "nowhere.csv")


def test_rows_seen_before_are_told_with_their_number_however_many_there_are() -> None:
    seen = Seen()
    assert all(seen.first(f"crm {n}", n) is None for n in range(20_000))
    assert [seen.first(f"crm {n}", 0) for n in (0, 7, 19_999)] == [0, 7, 19_999]

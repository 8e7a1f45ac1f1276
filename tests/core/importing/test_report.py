"""The report file, the command line, and the documented columns."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from core.base.errors import Refused
from core.cli import main
from core.commands.house import House
from core.importing import columns
from core.importing.outcome import RowFinding, shown
from core.importing.report import report_to, safe_cell
from tests.core.importing.conftest import Write

README = Path(columns.__file__).with_name("README.md")
HEADING = "source_id,given,surname,email"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", " =", "＝", "＋", "－", "＠", "\r="])
def test_no_cell_of_a_report_is_a_formula(begin: str) -> None:
    assert safe_cell(f"{begin}cmd|' /C calc'!A0").startswith("'")


def test_a_report_opened_again_holds_the_values_as_text(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    with report_to(path) as note:
        note(RowFinding(7, "given", shown('=1+1\x00"\ud800,' + "x" * 500), "Because. Correct it."))
    with path.open(encoding="utf-8-sig", newline="") as file:
        heading, row = csv.reader(file)
    assert heading == ["row", "column", "value", "reason", "verdict"]
    assert row[:2] == ["7", "given"]
    assert row[2].startswith("'=1+1\\x00\"\\ud800,xxx")
    assert len(row[2]) < 80
    book = Workbook()
    assert book.active is not None
    book.active.append(row)
    book.save(tmp_path / "report.xlsx")
    cell = load_workbook(tmp_path / "report.xlsx").worksheets[0].cell(1, 3)
    assert cell.data_type == "s"


def test_a_report_that_cannot_be_written_is_refused_before_anything_lands(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be written"), report_to(tmp_path / "no" / "folder.csv"):
        pass


@pytest.fixture
def at_home(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The command line works in this house."""
    monkeypatch.setenv("VENDOME_HOME", str(sqlite_house.folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("VENDOME_AS", raising=False)
    return sqlite_house


def test_the_command_tells_counts_and_findings_as_one_json_document(
    at_home: House, written: Write, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = written(HEADING, "1,Emma,Johnson,emma@example.com", "2,,,nobody@example.com")
    report = tmp_path / "report.csv"
    assert main(["import", "customers", str(path), "--json", "--report", str(report)]) == 1
    document = json.loads(capsys.readouterr().out)
    assert {name: document[name] for name in ("new", "refused", "unchanged", "landed")} == {
        "new": 1,
        "refused": 1,
        "unchanged": 0,
        "landed": True,
    }
    assert document["findings"][0]["row"] == 3
    assert "names nobody" in report.read_text(encoding="utf-8-sig")


def test_the_command_shows_a_person_what_happened_and_what_to_do(
    at_home: House, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(HEADING, "1,Emma,Johnson,emma@example.com", "2,,,nobody@example.com")
    assert main(["import", "customers", str(path), "--all-or-nothing"]) == 1
    output = " ".join(capsys.readouterr().out.split())
    assert "Nothing was written, because rows are refused." in output
    assert main(["import", "customers", str(path), "--dry-run"]) == 1
    assert "this was a rehearsal" in " ".join(capsys.readouterr().out.split())
    good = written(HEADING, "1,Emma,Johnson,emma@example.com")
    assert main(["import", "customers", str(good)]) == 0


@pytest.mark.parametrize("kind", ["customers", "items", "prices", "rates"])
def test_a_file_that_is_no_table_is_refused_in_one_sentence(
    at_home: House, written: Write, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    assert main(["import", kind, str(written("shoe,size", "a,b"))]) == 2
    message = capsys.readouterr().err
    assert "lacks the column" in message
    assert "Traceback" not in message


@pytest.mark.parametrize("kind", sorted(columns.OWN))
def test_the_readme_documents_exactly_the_columns_that_are_read(kind: str) -> None:
    section = README.read_text(encoding="utf-8").split(f"## {kind.capitalize()}\n")[1].split("\n## ")[0]
    documented = dict(re.findall(r"^\| `([^`]+)` \| (.+?) \|$", section, re.MULTILINE))
    own = columns.OWN[kind]
    assert documented == {**own.named, **{f"{family}…": what for family, what in own.families.items()}}

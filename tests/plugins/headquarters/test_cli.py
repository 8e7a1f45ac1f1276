"""The command line of headquarters: words, files for a spreadsheet, refusals; the README does what it says."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import plugins.headquarters
from core.base.clock import SystemClock
from core.cli import main
from core.commands.house import House
from plugins.headquarters import service
from plugins.headquarters.exporting import write_csv, write_xlsx
from plugins.headquarters.facts import TABLES
from plugins.headquarters.rates import LENSES
from plugins.headquarters.sheet import Column, Sheet
from plugins.headquarters.turnover import DIMENSIONS

README = Path(plugins.headquarters.__file__).parent / "README.md"


@pytest.fixture
def at(sqlite_house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> House:
    """The house as the command line finds it."""
    monkeypatch.setenv("VENDOME_HOME", str(sqlite_house.folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("VENDOME_AS", raising=False)
    monkeypatch.chdir(tmp_path)
    return sqlite_house


def run(line: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit code, output and errors of a line such as ``hq extract``, without the line that says who acts."""
    code = main(line.split())
    said = capsys.readouterr()
    return code, said.out, re.sub(r"^as \w+ \(.*\n+", "", said.err)


def test_every_example_of_the_readme_runs(at: House, capsys: pytest.CaptureFixture[str]) -> None:
    block = re.search(r"```console\n(.*?)```", README.read_text("utf-8"), re.S)
    assert block is not None
    lines = block[1].splitlines()
    assert len(lines) >= 9
    for line in lines:
        code, out, err = run(line.removeprefix("vendome "), capsys)
        assert (code, err) == (0, ""), line
        assert out


def test_the_readme_names_every_cut_lens_and_table() -> None:
    named = re.findall(r"^\| `(\w+)` \|", README.read_text("utf-8"), re.M)
    assert named == [*TABLES, *LENSES, *DIMENSIONS]
    for name, columns in TABLES.items():
        row = re.search(rf"^\| `{name}` \|.*", README.read_text("utf-8"), re.M)
        assert row is not None
        own = row[0].rstrip("| ").rpartition("|")[2].strip().split(", ")
        assert set(own) <= set(columns)
        assert {c for c in columns if not c.endswith("_minor")} - set(own) <= set(TABLES["lines"]) & set(
            TABLES["taxes"]
        )


def test_the_answer_as_json_holds_decimal_texts_that_add_up(at: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run("hq extract --json", capsys)[1])["sales"] == 5
    line = "hq report turnover --by country,month --gross --lens closing --bridge transaction --json"
    answer = json.loads(run(line, capsys)[1])
    rows = [*answer["rows"], answer["rounding"]]
    assert answer["total"]["amount"] == "20333.33"
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal(answer["total"]["amount"])
    assert sum(map(Decimal, answer["bridge"]["effects"].values())) == Decimal(answer["total"]["difference"])
    assert answer["rows"][0]["country"] == "CH"
    assert answer["source"]["sales"] == 5
    assert {rate["currency"] for rate in answer["rates"]["closing"]} == {"CHF", "JPY"}


def test_a_person_reads_figures_rates_and_source(at: House, capsys: pytest.CaptureFixture[str]) -> None:
    run("hq extract", capsys)
    out = run("hq report turnover --by country --gross --lens closing --bridge transaction", capsys)[1]
    for words in ("20,333.33", "effect of JPY", "EUR/JPY 180 of 2026-11-30", "Source: 5 sales in 3 series"):
        assert words in out
    assert "3,952.94" in run("hq receipts --country jp --during 2026-11 --gross", capsys)[1]


def test_a_script_gets_the_exit_code_and_a_person_one_sentence(at: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("hq report turnover", capsys)[0::2] == (
        1,
        "No facts have been extracted yet. Run «vendome hq extract» first.\n",
    )
    run("hq extract", capsys)
    code, _, err = run("hq report turnover --as cm", capsys)
    assert code == 4
    assert "report.read" in err
    code, _, err = run("hq report turnover --by country --csv no/such/folder.csv", capsys)
    assert code == 2
    assert "folder does not exist" in err
    assert "No country 'XX' is installed" in run("hq receipts --country XX", capsys)[2]
    assert "No country 'XX' is installed" in run("hq report turnover --country JP --country xx", capsys)[2]
    assert run("hq report turnover --during 2026 --from 2026-01-01", capsys)[2].startswith("Give either a period or")
    assert run("hq report turnover --lens average --constant-on 2026", capsys)[2].startswith(
        "--constant-on is only for"
    )
    next((at.folder / "warehouse").rglob("*.parquet")).unlink()
    code, out, _ = run("hq verify", capsys)
    assert code == 1
    assert "the file is missing" in out


def test_the_workbook_has_figures_bridge_rates_and_source_and_not_one_formula(
    at: House, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run("hq extract", capsys)
    line = "hq report turnover --by country,month --gross --lens closing --bridge transaction --xlsx"
    assert run(f"{line} {tmp_path}/t.xlsx", capsys)[0] == 0
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["figures", "bridge", "rates", "source"]
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    figures = book["figures"]
    assert [cell.value for cell in figures[3]] == [
        "country",
        "month",
        "quantity",
        "EUR closing",
        "EUR transaction",
        "difference",
    ]
    assert [cell.value for cell in figures[4]] == ["CH", "2026-11", 1, 4666.67, 4565.22, 101.45]
    assert figures["D4"].number_format == "#,##0.00"
    assert [figures.cell(9, 4).value, figures.cell(9, 1).value] == [20333.33, "total"]
    assert book["rates"]["E4"].value == "EUR/CHF 0.90 of 2026-11-30"


def test_csv_is_read_by_excel_in_every_script(at: House, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run("hq extract", capsys)
    run(f"hq report turnover --by country --gross --csv {tmp_path}/t.csv", capsys)
    raw = (tmp_path / "t.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfcountry,quantity,EUR transaction\r\n")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert rows[-1] == ["total", "5", "20536.34"]


HOSTILE = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "山田 花子", "محمد", 'a"b,c']


def test_a_hostile_text_is_no_formula_in_csv_or_xlsx(tmp_path: Path) -> None:
    rows: Any = tuple((text, Decimal("-1.50"), 3) for text in HOSTILE)
    sheet = Sheet("=1+1", (Column("=x"), Column("amount", 2, True), Column("n", figures=True)), rows)
    write_csv(tmp_path / "h.csv", sheet)
    with (tmp_path / "h.csv").open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.reader(file))
    assert [row[0] for row in read] == ["'=x", *(f"'{t}" if t[0] in "=+-@\t\r\n" else t for t in HOSTILE)]
    assert {row[1] for row in read[1:]} == {"-1.50"}
    write_xlsx(tmp_path / "h.xlsx", [("page", sheet)], SystemClock().now())
    page = openpyxl.load_workbook(tmp_path / "h.xlsx")["page"]
    kinds = {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}
    assert [page.cell(y, 1).value for y in (4, 5, 11)] == [HOSTILE[0], HOSTILE[1], HOSTILE[7]]
    assert page["B4"].value == -1.5


def test_amounts_of_every_number_of_decimals_have_their_own_look(tmp_path: Path) -> None:
    rows: Any = ((Decimal("744000"),), (Decimal("1.250"),))
    write_xlsx(tmp_path / "d.xlsx", [("page", Sheet("", (Column("a"),), rows))], SystemClock().now())
    page = openpyxl.load_workbook(tmp_path / "d.xlsx")["page"]
    assert [page["A4"].number_format, page["A5"].number_format] == ["#,##0", "#,##0.000"]


def test_nothing_heavy_is_imported_to_list_the_words_or_to_open_a_house(at: House) -> None:
    code = (
        "import sys\nfrom core.cli import main\nfrom core.commands.house import open_house\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "open_house()\nimport plugins.headquarters.cli\n"
        "print([n for n in ('ibis', 'duckdb', 'pyarrow', 'pandas', 'xlsxwriter') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=README.parents[2]
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert service.warehouse_of(at).folder.exists() is False


def test_a_queued_extract_is_one_job_that_any_worker_does(at: House, capsys: pytest.CaptureFixture[str]) -> None:
    first = json.loads(run("hq extract --queue --json", capsys)[1])
    assert json.loads(run("hq extract --queue --json", capsys)[1]) == first
    code, out, _ = run("work --json", capsys)
    assert (code, [set(each) for each in json.loads(out)]) == (0, [{"sales", "batches", "total_sales"}])
    code, _, err = run("hq extract --queue --rebuild", capsys)
    assert (code, "without --queue" in err) == (2, True)

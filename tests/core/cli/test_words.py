"""The command line as a person and a script meet it: real words, a real house, one clear sentence when it says no."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from core.cli import main
from core.commands.house import House
from core.database.engine import reading
from tests.support.cast import CLAIRE, FOUNDED, SCARF, WATCH_SERIAL, found_house

GOOD = f"""
boutique = "PAR1"
till = "T1"
staff = "cm"
customer = "{CLAIRE}"

[[line]]
serial = "{WATCH_SERIAL}"

[[line]]
sku = "{SCARF}"

[[tender]]
kind = "card"
currency = "EUR"
amount = "10250.00"
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A French house in a folder of its own, its clock standing where it was founded."""
    house = found_house(tmp_path / "house")
    monkeypatch.setenv("VENDOME_HOME", str(house.folder))
    monkeypatch.setenv("VENDOME_NOW", FOUNDED.isoformat())
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("VENDOME_AS", raising=False)
    return house


def basket(folder: Path, content: str = GOOD) -> str:
    path = folder / "basket.toml"
    path.write_text(content, encoding="utf-8")
    return str(path)


def counted(house: House) -> tuple[int, ...]:
    """Rows that a sale writes, and the numbers given so far."""
    with reading(house.engine) as session:
        tables = ("sale", "sale_line", "sale_tender", "journal_entry", "stock_move", "document", "outbox")
        counts = [int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()) for table in tables]
        numbers = session.execute(text("SELECT coalesce(sum(next_number), 0) FROM series")).scalar_one()
        return (*counts, int(numbers))


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_basket_is_sold_and_its_papers_are_archived(
    shop: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sell", basket(tmp_path), "--as", "cm", "--json"]) == 0
    answer = said(capsys)
    assert (answer["gross"], answer["tax"], answer["currency"]) == ("10250.00", "1708.33", "EUR")
    assert sorted(paper["kind"] for paper in answer["papers"]) == ["certificate", "invoice", "receipt"]
    assert all(Path(paper["file"]).read_bytes().startswith(b"%PDF-") for paper in answer["papers"])
    assert main(["journal", "verify", "--json"]) == 0
    assert said(capsys)["sound"] is True
    assert main(["document", "verify"]) == 0


def test_the_same_key_sells_once(shop: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sell", basket(tmp_path), "--as", "cm", "--no-papers", "--key", "till-7-0001", "--json"]
    assert main(words) == 0
    first = capsys.readouterr().out
    after = counted(shop)
    assert main(words) == 0
    assert capsys.readouterr().out == first
    assert counted(shop) == after


def test_a_dry_run_prices_and_writes_nothing(shop: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = counted(shop)
    assert main(["sell", basket(tmp_path), "--as", "cm", "--dry-run", "--json"]) == 0
    assert said(capsys)["payable"] == "10250.00"
    assert counted(shop) == before


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ('boutique = "PAR1"', 'boutique = "PAR9"', "does not work for boutique PAR9"),
        ('till = "T1"', 'till = "T9"', "has no till 'T9'"),
        ('staff = "cm"', 'staff = "nobody"', "No staff member 'nobody' is known"),
        (CLAIRE, "C-NOBODY", "No client has the number 'C-NOBODY'"),
        (WATCH_SERIAL, "M38-999999", "no piece has the serial 'M38-999999'"),
        (f'sku = "{SCARF}"', 'sku = "JAR-00"', "no article 'JAR-00' is known"),
        (f'sku = "{SCARF}"', f'sku = "{SCARF}"\nquantity = 0', "quantity 0 is not a whole number"),
        (f'sku = "{SCARF}"', f'sku = "{SCARF}"\ndiscount = "451.00"', "must leave an amount of at least zero"),
        (f'sku = "{SCARF}"', f'sku = "{SCARF}"\nprice = "1_000"', "is not an amount"),
        (f'sku = "{SCARF}"', f'sku = "{SCARF}"\ncolour = "blue"', "'colour' is not known"),
        ('amount = "10250.00"', 'amount = "10249.99"', "Add 0.01 EUR"),
        ('amount = "10250.00"', 'amount = "10250.001"', "more decimals than EUR knows"),
        ('amount = "10250.00"', 'amount = "NaN"', "is not an amount"),
        ('amount = "10250.00"', 'amount = "10251.00"', "Lower it to the amount due"),
        ('currency = "EUR"', 'currency = "XXQ"', "is not an ISO 4217 currency code"),
        ('currency = "EUR"', 'currency = "USD"', "No recent exchange rate for USD"),
        ('kind = "card"', 'kind = "cheque"', "is no means of payment"),
        ('kind = "card"', 'kind = "cash"', "forbidden"),
        ("[[line]]", "[[lines]]", "'lines' is not known"),
        ('boutique = "PAR1"', "boutique = ", "is not readable TOML"),
    ],
)
def test_a_bad_basket_gets_one_sentence_and_leaves_nothing(
    shop: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str, right: str, words: str
) -> None:
    before = counted(shop)
    assert wrong in GOOD
    assert main(["sell", basket(tmp_path, GOOD.replace(wrong, right)), "--as", "cm"]) != 0
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told
    assert counted(shop) == before


def test_a_sentence_reaches_scripts_as_json(shop: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sell", str(tmp_path / "none.toml"), "--json"]) == 2
    assert said(capsys)["error"]["kind"] == "refused"


def test_an_advisor_sells_only_in_her_own_boutique(
    shop: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sell", basket(tmp_path), "--as", "it"]) == 4
    assert "may not «sell»" in capsys.readouterr().err


def test_a_piece_is_found_by_its_serial_and_says_who_holds_it(
    shop: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["item", "show", WATCH_SERIAL, "--json"]) == 0
    assert "boutique PAR1 holds it" in said(capsys)["piece"]["where"]
    assert main(["sell", basket(tmp_path), "--as", "cm", "--no-papers"]) == 0
    capsys.readouterr()
    assert main(["item", "show", WATCH_SERIAL]) == 0
    assert "client holds it" in capsys.readouterr().out


def test_a_reprint_gives_the_stored_bytes_and_another_language_is_a_new_paper(
    shop: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sell", basket(tmp_path), "--as", "cm", "--json"]) == 0
    sold = said(capsys)
    invoice = next(paper for paper in sold["papers"] if paper["kind"] == "invoice")
    assert main(["document", "reprint", sold["number"], "--kind", "invoice", "--json"]) == 0
    (again,) = said(capsys)
    assert again["sha256"] == invoice["sha256"]
    words = ["document", "print", sold["number"], "--kind", "invoice", "--language", "ja+fr", "--as", "cm", "--json"]
    assert main([*words, "--out", str(tmp_path / "out")]) == 0
    (japanese,) = said(capsys)
    assert japanese["sha256"] != invoice["sha256"]
    assert Path(japanese["file"]).parent == tmp_path / "out"
    assert main(["document", "verify"]) == 0


def test_a_duplicate_is_a_paper_of_its_own_and_says_so(
    shop: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sell", basket(tmp_path), "--as", "cm", "--json"]) == 0
    sold = said(capsys)
    words = ["document", "print", sold["number"], "--kind", "receipt", "--duplicate", "--as", "cm", "--json"]
    assert main(words) == 0
    (copy,) = said(capsys)
    assert copy["sha256"] not in {paper["sha256"] for paper in sold["papers"]}
    assert "DUPLICATA" in PdfReader(copy["file"]).pages[0].extract_text()
    assert main(["document", "reprint", sold["number"], "--kind", "receipt", "--json"]) == 0
    assert [paper["sha256"] for paper in said(capsys)] == [
        paper["sha256"] for paper in sold["papers"] if paper["kind"] == "receipt"
    ]


def test_a_changed_paper_is_named(shop: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sell", basket(tmp_path), "--as", "cm", "--json"]) == 0
    path = Path(said(capsys)["papers"][0]["file"])
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(held)
    assert main(["document", "verify"]) == 1
    assert path.name in capsys.readouterr().out


def test_the_clock_of_a_real_house_cannot_be_set(
    shop: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VENDOME_HOME", str(tmp_path / "real"))
    monkeypatch.delenv("VENDOME_NOW")
    assert main(["init", "--name", "Maison Aurelle"]) == 0
    monkeypatch.setenv("VENDOME_NOW", FOUNDED.isoformat())
    assert main(["journal", "verify"]) == 2
    assert "synthetic houses only" in capsys.readouterr().err


def test_a_real_house_begins_with_somebody_who_then_acts(
    shop: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VENDOME_HOME", str(tmp_path / "real"))
    monkeypatch.delenv("VENDOME_NOW")
    clients = tmp_path / "clients.csv"
    clients.write_text("source_id,given,surname,language\n7,Claire,Martin,fr\n", "utf-8")
    assert main(["init", "--name", "Maison Aurelle"]) == 0
    assert "Nobody works here yet" in capsys.readouterr().out
    assert main(["import", "customers", str(clients)]) == 2
    assert "vendome init --first" in capsys.readouterr().err
    assert main(["init", "--first", "Camille Roy"]) == 2
    assert main(["init", "--first", "hq=Camille Roy"]) == 0
    assert main(["import", "customers", str(clients)]) == 2, "in a real house nobody acts without a name"
    assert main(["import", "customers", str(clients), "--as", "hq"]) == 0
    assert main(["customer", "find", "martin", "--as", "hq"]) == 0
    assert "Claire Martin" in capsys.readouterr().out
    assert main(["init", "--first", "it=Somebody Else"]) == 2
    assert "The house has staff" in capsys.readouterr().err


def test_no_house_is_said_plainly(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VENDOME_HOME", str(tmp_path / "nowhere"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(["journal", "verify"]) == 1
    assert "Run «vendome init»" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["nonsense"], ["sell"], ["sell", "x.toml", "--nonsense"]])
def test_a_wrong_word_points_to_the_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "--help" in capsys.readouterr().err


def test_help_imports_no_country_no_plugin_and_no_database() -> None:
    code = (
        "import sys; from core.cli import main; main(['--help']); "
        "heavy = [m for m in sys.modules if m.split('.')[0] in ('sqlalchemy', 'weasyprint', 'icu', 'duckdb')"
        " or m.startswith(('regions.', 'plugins.'))]; sys.exit(', '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for word in ("sell", "customer", "region", "document", "repair", "hq", "demo"):
        assert f"  {word} " in done.stdout

"""``vendome region`` as regional IT meets it: in words and in JSON, with a house and without."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.audit.journal import verify_journal
from core.base.errors import Refused
from core.cli import main
from core.cli.context import console
from core.commands.execute import execute
from core.commands.foreground import run_open
from core.commands.house import House, open_house
from core.database.engine import reading
from core.journal.chain import JournalEntry
from core.organisation.model import RegionEnabling
from tests.support.abroad import Abroad, abroad
from tests.support.cast import FOUNDED, advisor, copied_house, key, sale

__all__ = ["abroad"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house in France and Japan, where the command line finds it."""
    house = copied_house(tmp_path / "house", regions=("FR", "JP"))
    monkeypatch.setenv("VENDOME_HOME", str(house.folder))
    monkeypatch.setenv("VENDOME_NOW", FOUNDED.isoformat())
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("VENDOME_AS", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    yield house
    house.engine.dispose()


@pytest.fixture
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENDOME_HOME", str(tmp_path / "nobody"))
    monkeypatch.delenv("VENDOME_NOW", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def zembla(abroad: Abroad) -> Abroad:
    """The model, installed as a house's own country ZZ."""
    abroad.country("zz")
    info = abroad.root / "house_countries-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: house-countries\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[vendome.regions]\nzz = {abroad.modules['zz']}:plugin\n", "utf-8")
    return abroad


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def enabled(house: House) -> list[tuple[str, bool, int]]:
    """Region, whether it is enabled, cases held: every row."""
    with reading(house.engine) as session:
        rows = session.execute(select(RegionEnabling.region, RegionEnabling.enabled, RegionEnabling.cases))
        return sorted((row.region, row.enabled, row.cases) for row in rows)


def test_the_list_says_for_whom_each_country_is_enabled(home: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["region", "list", "--json"]) == 0
    rows = {row["code"]: row for row in told(capsys)}
    assert [held["entity"] for held in rows["FR"]["enabled_for"]] == ["FR01"]
    assert rows["FR"]["enabled_for"][0]["files_changed"] is False
    assert rows["CN"]["enabled_for"] == []
    assert rows["MC"]["inherits"] == ["FR"]


def test_without_a_house_the_list_shows_what_is_installed(no_home: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["region", "list"]) == 0
    shown = capsys.readouterr().out
    assert "Japan" in shown
    assert "No house is open here, so nothing is said of enabling." in shown


def test_the_list_says_when_files_changed_since_the_examination(
    home: House, zembla: Abroad, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["region", "enable", "zz", "--entity", "FR01"]) == 0
    assert main(["region", "list"]) == 0
    assert "*" not in capsys.readouterr().out
    tax = zembla.folder / "zz" / "tax.toml"
    tax.write_text(tax.read_text("utf-8") + "\n# read through\n", "utf-8")
    assert main(["region", "list"]) == 0
    shown = capsys.readouterr().out
    assert "FR01*" in shown
    assert "* ZZ: files changed since they were examined." in shown
    assert "vendome region enable zz --entity FR01" in " ".join(shown.split())
    assert main(["region", "enable", "zz", "--entity", "FR01"]) == 0
    capsys.readouterr()
    assert main(["region", "list", "--json"]) == 0
    (row,) = (row for row in told(capsys) if row["code"] == "ZZ")
    assert [held["files_changed"] for held in row["enabled_for"]] == [False]


def test_a_country_whose_card_is_broken_is_listed_with_its_fault(
    home: House, zembla: Abroad, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "width", 120)  # a table folds its cells in a narrow terminal
    (zembla.folder / "zz" / "region.toml").write_text("code =", "utf-8")
    assert main(["region", "list"]) == 0
    shown = capsys.readouterr().out
    assert "(cannot be read)" in shown
    assert "ZZ: zz/region.toml is not readable TOML" in shown
    assert "Japan" in shown


def test_a_country_that_was_uninstalled_is_still_listed_where_it_was_enabled(
    home: House, zembla: Abroad, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["region", "enable", "zz", "--entity", "FR01"]) == 0
    (zembla.root / "house_countries-1.0.dist-info" / "entry_points.txt").unlink()
    capsys.readouterr()
    assert main(["region", "list", "--json"]) == 0
    (row,) = (row for row in told(capsys) if row["code"] == "ZZ")
    assert "No region ZZ is installed" in row["fault"]
    assert main(["region", "disable", "zz", "--entity", "FR01"]) == 0


def test_a_card_shows_taxes_of_today_and_what_the_country_answers_itself(
    home: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "width", 100)
    assert main(["region", "show", "jp", "--json"]) == 0
    data = told(capsys)
    assert {"name": "standard", "rate": "0.10"}.items() <= data["rates"][0].items()
    assert data["answers"] == ["facts", "refusals", "check_profile"]
    assert main(["region", "show", "jp"]) == 0
    shown = capsys.readouterr().out
    assert "10 %" in shown
    assert "0.10" not in shown
    assert all(len(line.rstrip()) <= 100 for line in shown.splitlines())


def test_a_check_that_passes_says_how_many_cases_held(no_home: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["region", "check", "fr"]) == 0
    assert capsys.readouterr().out.startswith("FR passed: ")
    assert main(["region", "check", "fr", "--json"]) == 0
    data = told(capsys)
    assert data["passed"] is True
    assert data["cases"] >= 40
    assert len(data["fingerprint"]) == 64


def test_a_check_that_fails_shows_every_error_and_ends_with_one(
    no_home: None, zembla: Abroad, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = zembla.folder / "zz" / "cases.toml"
    cases.write_text(cases.read_text("utf-8").replace("491.67", "500.00"), "utf-8")
    assert main(["region", "check", "zz"]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("ZZ did not pass: 2 errors to put right before it can be enabled.")
    assert main(["region", "check", "zz", "--json"]) == 1
    data = told(capsys)
    errors = [row["text"] for row in data["findings"] if row["level"] == "error"]
    assert [text.partition(" (")[0] for text in errors] == ["A bag", "A bag and a book on one invoice"]
    assert all("491.67, the case says 500.00" in text for text in errors)


def test_enabling_twice_is_the_same_as_once_and_is_per_legal_entity(
    home: House, zembla: Abroad, capsys: pytest.CaptureFixture[str]
) -> None:
    before = enabled(home)
    for _ in range(2):
        assert main(["region", "enable", "zz", "--entity", "FR01"]) == 0
        assert capsys.readouterr().out == "ZZ is enabled for FR01: 8 cases held.\n"
        assert enabled(home) == sorted([*before, ("ZZ", True, 8)])
    assert main(["region", "enable", "zz", "--entity", "JP01"]) == 0
    assert enabled(home) == sorted([*before, ("ZZ", True, 8), ("ZZ", True, 8)])


def test_enabling_keeps_the_fingerprint_of_what_was_examined(
    home: House, zembla: Abroad, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["region", "enable", "zz", "--entity", "FR01", "--json"]) == 0
    answer = told(capsys)
    with reading(home.engine) as session:
        held = session.scalars(select(RegionEnabling.fingerprint).where(RegionEnabling.region == "ZZ")).one()
    assert answer["fingerprint"] == held
    assert answer["cases"] == 8


def test_a_country_that_does_not_pass_cannot_be_enabled(
    home: House, zembla: Abroad, capsys: pytest.CaptureFixture[str]
) -> None:
    before = enabled(home)
    (zembla.folder / "zz" / "privacy.toml").unlink()
    assert main(["region", "enable", "zz", "--entity", "FR01"]) == Refused.exit_code
    shown = capsys.readouterr().out
    assert "ZZ did not pass: 1 error to put right before it can be enabled." in shown
    assert "retention.invoice" in shown
    assert enabled(home) == before


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        (["enable", "qq", "--entity", "FR01"], 3, "No region QQ is installed. Installed are: CH, CN, FR"),
        (["enable", "fr", "--entity", "XX99"], 3, "No legal entity 'XX99' is known. Define it first."),
        (["disable", "qq", "--entity", "FR01"], 3, "QQ was never enabled for FR01. Enabled there: FR."),
        (["disable", "fr", "--entity", "XX99"], 3, "FR was never enabled for XX99. Enabled there: none."),
        (["enable", "fr", "--entity", "FR01", "--as", "cm"], 4, "cm may not"),
        (["check", "qq"], 3, "No region QQ is installed."),
        (["show", "qq"], 3, "No region QQ is installed."),
        (["diff", "qq"], 3, "No region QQ is installed."),
        (
            ["new", "portugal", "--name", "Portugal"],
            2,
            "'portugal' is no ISO 3166-1 code. Write two letters, such as pt.",
        ),
        (["new", "pt"], 2, "Missing option '--name'"),
        (["enable", "fr"], 2, "Missing option '--entity'"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    home: House, capsys: pytest.CaptureFixture[str], words: list[str], exit_code: int, said: str
) -> None:
    assert main(["region", *words]) == exit_code
    out = capsys.readouterr()
    assert said in out.err
    assert "Traceback" not in out.err


def test_a_refusal_is_json_too(home: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["region", "enable", "qq", "--entity", "FR01", "--json"]) == 3
    assert told(capsys)["error"]["kind"] == "not_found"


def test_after_disabling_old_sales_are_printed_and_verified_and_new_ones_refused(
    home: House, capsys: pytest.CaptureFixture[str]
) -> None:
    sold = execute(home, sale(papers=("receipt",)), advisor(home), key())
    assert main(["region", "disable", "fr", "--entity", "FR01"]) == 0
    assert "what was written stays readable" in capsys.readouterr().out
    house = open_house(home.folder, clock=home.clock)
    with pytest.raises(Refused, match=r"FR is not enabled for FR01\..*vendome region enable fr --entity FR01"):
        execute(house, sale(), house.actor("cm"), key())
    (paper,) = run_open(house).answers
    assert [paper["document"]] == sold["documents"]
    assert Path(paper["file"]).read_bytes().startswith(b"%PDF-")
    verdict = verify_journal(house)
    assert (verdict.sound, verdict.findings) == (True, [])
    with reading(house.engine) as session:
        assert sold["number"] in session.scalars(select(JournalEntry.label)).all()
    assert main(["region", "enable", "fr", "--entity", "FR01"]) == 0
    again = open_house(home.folder, clock=home.clock)
    assert execute(again, sale(), again.actor("cm"), key())["number"] > sold["number"]


def test_disabling_one_country_leaves_the_others_selling(home: House) -> None:
    assert main(["region", "disable", "fr", "--entity", "FR01"]) == 0
    house = open_house(home.folder, clock=home.clock)
    assert execute(house, sale("JP", customer=None), advisor(house, "JP"), key())["currency"] == "JPY"


def test_disabling_twice_is_the_same_as_once(home: House) -> None:
    for _ in range(2):
        assert main(["region", "disable", "jp", "--entity", "JP01"]) == 0
        assert [row[:2] for row in enabled(home)] == [("FR", True), ("JP", False)]


def test_a_country_that_changes_nothing_is_said_to(
    home: House, zembla: Abroad, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["region", "diff", "zz"]) == 0
    assert capsys.readouterr().out.startswith("ZZ changes nothing in CH, CN, FR, IT, JP, MC, SA, US.")


def test_a_country_that_disturbs_others_is_named_with_what_differs(
    home: House, zembla: Abroad, capsys: pytest.CaptureFixture[str]
) -> None:
    path = zembla.folder / "zz" / "plugin.py"
    path.write_text(path.read_text("utf-8") + "\nRegion.rate_labels = lambda *_: {'en': 'GST'}\n", "utf-8")
    assert main(["region", "diff", "zz", "--json"]) == 1
    data = told(capsys)
    assert {row["where"] for row in data["differences"]} == {f"{code}.decisions" for code in data["compared"]}


def test_a_new_country_is_made_and_the_next_steps_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_home: None, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests").mkdir()
    assert main(["region", "new", "pt", "--name", "Portugal", "--into", "regions_of_house"]) == 0
    shown = capsys.readouterr().out
    assert "regions_of_house/pt is made, with tests/regions_of_house/pt/test_pt.py." in shown
    assert 'pt = "regions_of_house.pt.plugin:plugin"' in shown
    assert main(["region", "new", "es", "--name", "Spain", "--into", "regions_of_house", "--json"]) == 0
    assert told(capsys)["entry_point"] == 'es = "regions_of_house.es.plugin:plugin"'
    assert main(["region", "new", "pt", "--name", "Portugal", "--into", "regions_of_house"]) == 2
    assert "regions_of_house/pt exists already" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["list", "show", "check", "enable", "disable", "diff", "new"])
def test_every_word_gives_an_example(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["region", word, "--help"]) == 0
    assert f"Example: vendome region {word}" in capsys.readouterr().out

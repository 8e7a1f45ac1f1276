"""What could not be drawn, as the people of a house meet it: at the till, on a print, in the list, at the doctor's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from core.base.errors import Refused
from core.cli import context, main
from core.commands.house import House
from core.journal.paper import Paper
from core.setup.doctor import jobs_of_house
from documents.render import Rendered
from documents.worker import RenderWorker
from tests.support.cast import FOUNDED, SCARF

BASKET = f"""
boutique = "PAR1"
till = "T1"
staff = "cm"
papers = ["receipt"]

[[line]]
sku = "{SCARF}"

[[tender]]
kind = "card"
currency = "EUR"
amount = "450.00"
"""
REASON = "The letter 𖿠 is in no font of this machine. Install one that has it."


@pytest.fixture
def shop(sqlite_house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> House:
    """The house as the command line finds it, with a basket in the current folder."""
    monkeypatch.setenv("VENDOME_HOME", str(sqlite_house.folder))
    monkeypatch.setenv("VENDOME_NOW", FOUNDED.isoformat())
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("VENDOME_AS", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("basket.toml").write_text(BASKET, encoding="utf-8")
    return sqlite_house


@pytest.fixture
def no_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is refused."""

    def refused(worker: RenderWorker, paper: Paper) -> Rendered:
        raise Refused(REASON)

    monkeypatch.setattr(RenderWorker, "__enter__", lambda worker: worker)
    monkeypatch.setattr(RenderWorker, "render", refused)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any, str]:
    """Exit code, the JSON said, and the complaint."""
    capsys.readouterr()
    code = main([*words, "--json"])
    said = capsys.readouterr()
    return code, json.loads(said.out), said.err


def test_a_paper_that_cannot_be_drawn_stops_no_sale_and_is_said_until_it_is_put_right(
    shop: House, no_font: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, sold, _ = run(capsys, "sell", "basket.toml")
    (finding,) = sold["findings"]
    assert (code, sold["papers"]) == (0, [])
    assert finding["text"].startswith(
        f"The receipt of {sold['number']} could not be drawn: {REASON} Then «vendome jobs"
    )
    code, _, complaint = run(capsys, "document", "print", sold["number"])
    assert (code, REASON in complaint, "vendome jobs retry" in complaint) == (1, True, True)
    code, following, _ = run(capsys, "sell", "basket.toml", "--no-papers")
    assert [each["text"] for each in following["findings"]] == [finding["text"]]
    check = jobs_of_house(shop)
    assert (check.ok, check.detail) == (False, f"1 failed for good. the receipt of {sold['number']}: {REASON}")
    code, listed, _ = run(capsys, "jobs", "list", "--state", "failed")
    (job,) = listed["jobs"]
    assert (job["number"], job["boutique"], job["attempts"], job["fault"]) == (sold["number"], "PAR1", 1, REASON)
    monkeypatch.undo()
    monkeypatch.setenv("VENDOME_HOME", str(shop.folder))
    monkeypatch.setenv("VENDOME_NOW", FOUNDED.isoformat())
    assert run(capsys, "jobs", "retry", job["id"][-8:])[1] == {"jobs": [job["id"]]}
    code, done, _ = run(capsys, "work")
    assert sorted(each["number"] for each in done) == sorted([sold["number"], following["number"]])
    assert run(capsys, "jobs", "list")[1] == {"jobs": [], "next": ""}
    assert jobs_of_house(shop).ok


def test_the_list_for_people_names_job_paper_attempts_and_the_way_out(
    shop: House, no_font: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "console", Console(width=200, highlight=False))
    assert main(["jobs", "list"]) == 0
    assert "Nothing waits." in capsys.readouterr().out
    assert main(["sell", "basket.toml"]) == 0
    assert main(["jobs", "list"]) == 0
    shown = capsys.readouterr().out
    missing = [word for word in ("the receipt of PAR1-T1", "failed", "1/5", "vendome jobs retry") if word not in shown]
    assert missing == [], shown


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("jobs", "retry"), 2, "or say --all"),
        (("jobs", "retry", "12345678"), 3, "No failed job ends with"),
        (("jobs", "list", "--state", "late"), 2, "There is no state 'late'"),
        (("jobs", "list", "--as", "cm"), 4, "may not «jobs.read»"),
        (("jobs", "run", "--engine", "procrastinate"), 2, "needs PostgreSQL"),
    ],
)
def test_a_wrong_word_about_jobs_says_what_to_do(
    shop: House, words: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(list(words)) == code
    assert said in capsys.readouterr().err

"""``vendome customer`` as an advisor and a manager meet it: found, doubted, merged, taken apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.cli import main
from core.house import House
from core.registering import NameGiven, RegisterCustomer
from tests.support.cast import CLAIRE, FOUNDED, SHAN_XUE, copied_house, key

TWIN = "C-TWN22222"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A French house where the command line finds it, with Shan Xue kept twice."""
    house = copied_house(tmp_path / "house")
    monkeypatch.setenv("VENDOME_HOME", str(house.folder))
    monkeypatch.setenv("VENDOME_NOW", FOUNDED.isoformat())
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("VENDOME_AS", raising=False)
    monkeypatch.setenv("COLUMNS", "140")
    name = NameGiven({"given": "Xue", "surname": "Shan"}, "en")
    twin = RegisterCustomer((name,), "en", number=TWIN, contacts=(("phone", "+86 13800138000"),))
    house.execute(twin, house.system(), key())
    yield house
    house.engine.dispose()


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["customer", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_find_shows_the_native_name_the_reading_why_and_one_thing_to_ask(
    home: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["customer", "find", "單雪"]) == 0
    shown = capsys.readouterr().out
    assert all(text in shown for text in ("单雪", "Xue Shan", "name", SHAN_XUE))
    assert main(["customer", "find", "claire 75007"]) == 0
    assert "name; postal code" in capsys.readouterr().out
    assert main(["customer", "find", "hanako yamda"]) == 0
    assert "No e-mail is known. May we ask for it?" in capsys.readouterr().out


def test_nobody_found_is_said_with_a_way_out(home: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["customer", "find", "qqqqzzzz"]) == 0
    assert "Try another spelling" in capsys.readouterr().out
    assert main(["customer", "find", " "]) == 2


def test_the_card_ends_with_one_thing_to_ask(home: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "show", SHAN_XUE)["to_ask"]["where"] == "customer.email"
    assert told(capsys, "show", CLAIRE)["to_ask"] is None


def test_duplicates_are_explained_merged_and_taken_apart(home: House, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = told(capsys, "duplicates", SHAN_XUE)
    assert found["number"] == TWIN
    assert sum(each["weight"] for each in found["reasons"]) == found["weight"]
    assert main(["customer", "duplicates", SHAN_XUE]) == 0
    assert "phone +35" in capsys.readouterr().out
    assert told(capsys, "merge", SHAN_XUE, TWIN, "--because", "same phone, asked") == {"kept": SHAN_XUE, "merged": TWIN}
    assert [each["number"] for each in told(capsys, "find", TWIN)] == [SHAN_XUE]
    assert told(capsys, "unmerge", TWIN) == {"kept": SHAN_XUE, "merged": TWIN}
    assert [each["number"] for each in told(capsys, "find", TWIN)] == [TWIN]


def test_an_advisor_may_not_merge(home: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["customer", "merge", SHAN_XUE, TWIN, "--because", "same", "--as", "cm"]) == 4
    assert "may not" in capsys.readouterr().err

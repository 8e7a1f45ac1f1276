"""``vendome customer`` as an advisor and a manager meet it: found, doubted, merged, taken apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.cli import main
from core.commands.execute import execute
from core.commands.house import House
from core.customers.commands import NewName, RegisterCustomer
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
    name = NewName({"given": "Xue", "surname": "Shan"}, "en")
    twin = RegisterCustomer((name,), "en", number=TWIN, contacts=(("phone", "+86 13800138000"),))
    execute(house, twin, house.actor("hq"), key())
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


def test_a_client_is_added_by_hand_and_found_by_any_reading(home: House, capsys: pytest.CaptureFixture[str]) -> None:
    added = told(
        capsys,
        "add",
        "--native-given",
        "明",
        "--native-surname",
        "髙橋",
        "--kana-given",
        "アキラ",
        "--kana-family",
        "タカハシ",
        "--given",
        "Akira",
        "--surname",
        "Takahashi",
        "--language",
        "ja",
        "--residence",
        "JP",
        "--born",
        "1990-05-17",
        "--email",
        "akira@example.com",
        "--phone",
        "+81 90-1111-2222",
        "--contact",
        "line=akira",
        "--preference",
        "ring size=54",
        "--wish",
        "sir",
        "--as",
        "cm",
    )
    assert added["findings"] == []
    for sought in ("髙橋", "高橋 明", "たかはし", "takahashi akira", "+81 90 1111 2222", "akira@example.com"):
        assert added["number"] in [hit["number"] for hit in told(capsys, "find", sought)], sought
    card = told(capsys, "show", added["number"])
    assert [(n["script"], n["language"], n["fields"], n["kana"]) for n in card["names"]] == [
        ("Jpan", "ja", {"given": "明", "surname": "髙橋"}, {"given": "アキラ", "family": "タカハシ"}),
        ("Latn", "en", {"given": "Akira", "surname": "Takahashi"}, None),
    ]
    assert (card["language"], card["residence"], card["first_boutique"]) == ("ja", "JP", "PAR1")
    assert [(c["kind"], c["value"]) for c in card["contacts"]] == [
        ("email", "akira@example.com"),
        ("phone", "+81 90-1111-2222"),
        ("line", "akira"),
    ]
    assert [(p["topic"], p["value"]) for p in card["preferences"]] == [("ring size", "54")]


def test_a_prefix_is_a_part_of_the_surname(home: House, capsys: pytest.CaptureFixture[str]) -> None:
    added = told(capsys, "add", "--given", "Anne", "--surname", "La Tour", "--surname-prefix", "de", "--language", "fr")
    (name,) = told(capsys, "show", added["number"])["names"]
    assert name["fields"] == {
        "given": "Anne",
        "surname": "de La Tour",
        "surname-prefix": "de",
        "surname-core": "La Tour",
    }


def test_adding_rehearses_repeats_and_doubts(home: House, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("add", "--given", "Clаire", "--surname", "Martin", "--email", "claire@example.com")
    rehearsed = told(capsys, *words, "--dry-run")
    assert rehearsed["number"] is None
    texts = " ".join(finding["text"] for finding in rehearsed["findings"])
    assert "mixes letters" in texts
    assert f"{CLAIRE} has the same email" in texts
    assert told(capsys, "find", "Martin") == []
    one = told(capsys, *words, "--key", "k")
    assert told(capsys, *words, "--key", "k") == one
    assert [hit["number"] for hit in told(capsys, "find", "Martin")] == [one["number"]]
    assert main(["customer", *words, "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "nothing was written" in shown
    assert "mixes letters" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add",), "at least one name"),
        (("add", "--given", "  "), "name is empty"),
        (("add", "--given", "Ada", "--language", "french"), "no BCP 47 tag"),
        (("add", "--given", "Ada", "--born", "17/05/1990"), "no day"),
        (("add", "--given", "Ada", "--contact", "wechat"), "Write it like wechat=xue88"),
        (("add", "--given", "Ada", "--boutique", "PAR7"), "PAR7"),
        (("add", "--given", "Ada", "--residence", "France"), "no ISO 3166-1 code"),
        (("set", CLAIRE, "fr.siret"), "Write it like"),
        (("set", CLAIRE, "fr.siret=1", "fr.siret=2"), "given twice"),
        (("set", CLAIRE, "zz.nothing=1"), "No profile field"),
        (("set", "C-NOBODY22", "fr.siret=1"), "No client has the number"),
    ],
)
def test_what_cannot_be_added_or_set_is_refused_in_a_sentence(
    home: House, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert main(["customer", *words]) in (2, 3)
    assert said in capsys.readouterr().err


def test_fields_of_a_country_are_set_doubted_and_cleared(home: House, capsys: pytest.CaptureFixture[str]) -> None:
    rehearsed = told(capsys, "set", CLAIRE, "fr.siret=123", "--dry-run")
    assert rehearsed["findings"][0]["where"] == "fr.siret"
    assert told(capsys, "show", CLAIRE)["profile"]["fr.siret"]["value"] == ""
    assert told(capsys, "set", CLAIRE, "fr.siret=73282932000074")["findings"] == []
    assert told(capsys, "show", CLAIRE)["profile"]["fr.siret"]["value"] == "73282932000074"
    told(capsys, "set", CLAIRE, "fr.siret=")
    assert told(capsys, "show", CLAIRE)["profile"]["fr.siret"]["value"] == ""


def test_after_a_merge_words_lead_to_the_client_kept(home: House, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "set", TWIN, "fr.siret=73282932000074")
    told(capsys, "merge", SHAN_XUE, TWIN, "--because", "same phone, asked")
    assert main(["customer", "show", TWIN]) == 0
    shown = capsys.readouterr().out
    assert f"{TWIN} was merged into {SHAN_XUE}" in shown
    assert f"also kept as {TWIN}" in shown
    assert "under" in shown
    assert told(capsys, "show", TWIN)["number"] == SHAN_XUE
    assert told(capsys, "show", SHAN_XUE)["profile"]["fr.siret"]["under"] == TWIN
    assert main(["customer", "set", SHAN_XUE, "fr.siret="]) == 2
    assert "take the merge back" in capsys.readouterr().err
    answer = told(capsys, "set", TWIN, "fr.siret=40303265045000")
    assert answer["number"] == SHAN_XUE
    assert TWIN in answer["findings"][0]["text"]
    assert told(capsys, "show", TWIN)["profile"]["fr.siret"]["value"] == "40303265045000"

"""What machine and database get wrong is one sentence with a way out, never a traceback, and shows no secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.cli import main
from tests.support.cast import CLAIRE, copied_house, leave

SECRET = "s3cret"
ADDRESSES = (
    f"postgresql//bob:{SECRET}@h/x",
    f"postgresql://bob:{SECRET}@h:abc/x",
    f"postgresql://bob:a@{SECRET}@127.0.0.1:1/x",
    f"postgresql://bob:{SECRET}@127.0.0.1:1/x",
    f"mysql://bob:{SECRET}@h/x",
)
WORDS = (["init", "--name", "Maison", "--first", "hq=Camille Roy"], ["customer", "find", "claire"], ["doctor"])


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("words", WORDS, ids=lambda words: words[0])
def test_an_address_that_leads_nowhere_is_said_without_its_password(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    words: list[str],
) -> None:
    monkeypatch.setenv("VENDOME_HOME", str(tmp_path / "house"))
    monkeypatch.setenv("DATABASE_URL", address)
    assert main(list(words)) not in (0, None)
    page = "".join(capsys.readouterr())
    assert SECRET not in page
    assert "Traceback" not in page
    assert len(page.splitlines()) < 30


@pytest.mark.parametrize("words", WORDS[:2], ids=lambda words: words[0])
def test_a_house_that_is_a_file_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    (tmp_path / "house").write_text("no folder", "utf-8")
    monkeypatch.setenv("VENDOME_HOME", str(tmp_path / "house"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(list(words)) not in (0, None)
    assert str(tmp_path / "house") in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["customer", "show", "--json"], "number"),
        (["customer", "shew", "--json"], "shew"),
        (["document", "list", "--limit", "abc", "--json"], "limit"),
        (["jobs", "list", "--colour", "red", "--json"], "colour"),
    ],
)
def test_what_the_command_line_refuses_is_one_json_document_too(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(words) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["kind"] == "usage"
    assert said in error["message"].casefold()
    assert error["message"].endswith("Run the same words with --help.")


def test_an_empty_key_is_none_and_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    house = copied_house(tmp_path / "house")
    leave(house)
    [database] = house.folder.glob("*.db")
    monkeypatch.setenv("VENDOME_HOME", str(house.folder))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database}")
    assert main(["customer", "set", CLAIRE, "fr.siret=73282932000074", "--key", "", "--as", "cm"]) == 2
    assert "The key is empty" in capsys.readouterr().err

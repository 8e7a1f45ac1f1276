"""What a word says of itself stands on the screen as it was written, at the width of a common terminal."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest

import core.cli.words
from core.cli.context import grid, show
from core.cli.words import command, words

WIDTH = 80


def commands(word: str) -> Iterator[tuple[list[str], Any]]:
    """Every command under a word, with what one types after it."""

    def below(typed: list[str], found: Any) -> Iterator[tuple[list[str], Any]]:
        yield typed, found
        for name, each in getattr(found, "commands", {}).items():
            yield from below([*typed, name], each)

    return below([], command(word))


def shown(word: str, typed: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The help as a terminal of :data:`WIDTH` columns shows it."""
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    command(word)(args=[*typed, "--help"], prog_name=f"vendome {word}", standalone_mode=False)
    return capsys.readouterr().out


def lost(found: Any, page: str) -> list[str]:
    """What somebody wrote for the help and nobody can read there: an example's line, a sentence, an option's name."""
    unframed = re.sub(r"[│╭╮╰╯─]", " ", page)
    flowed = " ".join(unframed.split())
    text = inspect.cleandoc(inspect.getdoc(found.callback) or "") if found.callback else ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    examples = False
    faults = []
    for line in lines:
        examples = examples or line.startswith("Example")
        # An example is copied from the screen: each of its lines stands there whole.
        where = unframed if examples else flowed
        if line not in where:
            faults.append(line)
    names = [name for parameter in found.params if parameter.param_type_name == "option" for name in parameter.opts]
    return faults + [name for name in names if name not in flowed]


@pytest.mark.parametrize("word", sorted(words()))
def test_help_shows_all_that_was_written_for_it(
    word: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = {" ".join(typed): lost(found, shown(word, typed, capsys, monkeypatch)) for typed, found in commands(word)}
    assert {typed: each for typed, each in faults.items() if each} == {}


def test_a_help_read_as_markup_turns_the_proof_red(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.cli.words, "_escaped", lambda text: text)
    page = shown("sell", [], capsys, monkeypatch)
    assert any("[[line]]" in line for line in lost(command("sell"), page))


def test_what_is_shown_is_data_and_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    sentence = "Grant the verb under [grants] in plugin.toml, [bold]loudly[/bold] :bag:."
    show({}, as_json=False, table=lambda: grid("[red]", ("where", "[dim]"), [("gifting", sentence)]))
    page = " ".join(capsys.readouterr().out.split())
    assert [text for text in ("[red]", "[dim]", "[bold]loudly[/bold] :bag:.") if text not in page] == []


def test_a_path_to_open_stays_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    path = "/house/archive/03/" + "034c8ec8" * 12
    show({}, as_json=False, table=lambda: f"invoice (zh-Hans+fr): {path}")
    assert path in capsys.readouterr().out

"""The README's examples run as written, and its tables say what the code does."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

import plugins.repairs.cli as words
from core.cli import main
from core.jurisdictions.suite import read_plugin_card
from plugins.repairs.stages import STEPS
from tests.plugins.repairs.conftest import Desk

FOLDER = Path(words.__file__).parent
README = (FOLDER / "README.md").read_text("utf-8")
#: The number that the README gives to its repair; a real one is random.
NUMBER = "R-7K3MXQ4B"


def examples() -> Iterator[tuple[str, list[str]]]:
    """Each command of the console blocks, with the lines that follow it."""
    for block in re.findall(r"```console\n(.*?)```", README, re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *lines = part.strip().splitlines()
            yield command, lines


def flat(text: str) -> str:
    """Text without the spaces that line up a table."""
    return re.sub(r"\s+", " ", text)


def test_every_example_runs_and_says_what_the_readme_says(
    paris: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(words, "open_cli", lambda: paris.house)
    number, ran = "", 0
    for command, expected in examples():
        program, *arguments = shlex.split(command)
        assert program == "vendome"
        code = main([argument.replace(NUMBER, number) for argument in arguments])
        out, err = capsys.readouterr()
        assert code == 0, f"{command}: {err}"
        number = number or re.findall(r"R-[0-9A-Z]{8}", out)[0]
        said, at = flat(out.replace(number, NUMBER)), 0
        for line in expected:
            at = said.find(line, at)
            assert at >= 0, f"{command}: «{line}» is not in\n{out}"
        ran += 1
    assert ran >= 9


def test_an_error_is_one_sentence_and_json_holds_it(
    paris: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(words, "open_cli", lambda: paris.house)
    number = paris.receive()
    assert main(["repair", "quote", number, "--line", "fr:Polissage"]) == 2
    assert "has no amount" in capsys.readouterr().err
    assert main(["repair", "quote", number, "--line", "fr:Polissage=10,50"]) == 2
    assert "is not an amount" in capsys.readouterr().err
    assert main(["repair", "return", number, "--json"]) == 2
    assert '"kind":"refused"' in capsys.readouterr().out
    assert main(["repair", "send", number, "--workshop", "Atelier", "--promised", "soon"]) == 2
    assert "Write it like 2026-12-04" in capsys.readouterr().err
    assert main(["repair", "quote", number, "--line", "fr:Contrôle", "--covered", "--no-papers"]) == 0


def test_a_house_without_repairs_is_told_how_to_get_them(
    paris: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    paris.house.suite = paris.house.suite.enabling(())
    monkeypatch.setattr(words, "open_cli", lambda: paris.house)
    assert main(["repair", "done", "R-1"]) == 2
    assert "vendome plugin enable repairs" in capsys.readouterr().err
    assert main(["repair", "list", "--json"]) == 0
    assert capsys.readouterr().out == "[]\n"


def test_the_table_of_steps_names_everybody_who_may() -> None:
    card = read_plugin_card(FOLDER)
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| [^|]+ \| ([^|]+) \|", README.split("## One repair")[0], re.M)
    told: dict[str, set[str]] = {}
    for steps, who in rows:
        told |= {step: set(re.findall(r"\w+", who.split(", who ")[0])) for step in re.findall(r"\w+", steps)}
    assert set(told) == set(STEPS)
    for step, roles in told.items():
        verb = "answer" if step in ("accept", "decline") else step
        assert roles == card.grants[f"repair.{verb}"]


def test_the_readme_names_every_key_that_the_code_reads() -> None:
    code = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.py"))
    for key in set(re.findall(r'table\("repairs"\)\.(?:value|find)\("([\w.]+)"', code)):
        assert f"`{key}`" in README
    assert read_plugin_card(FOLDER).tables == {"repairs": ("supply.repair",)}

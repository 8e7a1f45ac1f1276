"""The README of the tax kernel says what the kernel does."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import core.tax
from core.tax import Mode

README = Path(core.tax.__file__).parent / "README.md"


def test_every_example_of_the_readme_runs_and_gives_what_it_says() -> None:
    failed, tried = doctest.testfile(str(README), module_relative=False)
    assert tried >= 20
    assert failed == 0


def test_the_readme_shows_every_mode_with_an_example() -> None:
    text = README.read_text("utf-8")
    assert set(re.findall(r"^\*\*([a-z]+)\*\*:", text, re.M)) == {mode.value for mode in Mode}
    for mode in Mode:
        assert f"Mode.{mode.name}" in text

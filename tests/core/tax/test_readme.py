"""The README of the tax kernel shows all that the kernel does; its examples run with those of the other rooms."""

from __future__ import annotations

import re
from pathlib import Path

import core.tax
from core.tax import Mode

README = Path(core.tax.__file__).parent / "README.md"


def test_the_readme_shows_every_mode_with_an_example() -> None:
    text = README.read_text("utf-8")
    assert set(re.findall(r"^\*\*([a-z]+)\*\*:", text, re.M)) == {mode.value for mode in Mode}
    for mode in Mode:
        assert f"Mode.{mode.name}" in text

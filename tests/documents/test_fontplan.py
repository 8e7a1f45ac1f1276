"""What is written by a program is what the program writes today."""

from __future__ import annotations

import subprocess

import pytest

from documents import fontplan, ornament
from documents.glyphs import planned_families
from documents.kinds import FONTS, Kinds


def test_the_font_plan_on_disk_is_the_plan_of_the_code() -> None:
    assert FONTS.read_text("utf-8") == fontplan.css()


@pytest.mark.parametrize("name", list(ornament.pictures()))
def test_the_ornaments_on_disk_are_those_of_the_code(name: str) -> None:
    assert (Kinds()["certificate"].folder / name).read_text("utf-8") == ornament.pictures()[name]


def test_every_planned_family_is_installed_here() -> None:
    listing = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout
    installed = {family.strip() for line in listing.splitlines() for family in line.split(",")}
    assert planned_families() - installed == set()

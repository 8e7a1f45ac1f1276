"""The room's README is true: its example runs, its pieces and functions are there."""

from __future__ import annotations

import re
from pathlib import Path

from documents.catalogue import Catalogue
from documents.kinds import HOUSE
from documents.voice import Voice
from tests.support.papers import curious

README = (Path(__file__).parents[2] / "documents" / "README.md").read_text("utf-8")


def test_the_example_of_the_readme_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})


def test_every_function_a_template_may_call_is_in_the_readme() -> None:
    voice = Voice(curious("invoice"), Catalogue())
    named = set(re.findall(r"`([a-z0-9_]+)[(`]", README))
    assert set(voice.functions()) - named == set()


def test_every_piece_of_the_house_that_the_readme_names_exists() -> None:
    macros = set(re.findall(r"{% macro ([a-z0-9]+)\(", (HOUSE / "macros.html").read_text("utf-8")))
    (pieces,) = re.findall(r"Pieces: (.*?)\.\n", README, re.DOTALL)
    named = set(re.findall(r"`([a-z]+)[(`]", pieces))
    assert named <= macros
    assert len(named) > 8

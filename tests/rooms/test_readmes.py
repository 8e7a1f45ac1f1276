"""The pages of the rooms: their examples run, the files that they name are there, and so is every stable name."""

from __future__ import annotations

import doctest
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = ROOT / "core"
PAGES = sorted(CORE.rglob("README.md"))

#: A file of Python in backticks, beside the page, below it, or with its folder: `money.py`, `database/access.py`.
_NAMED = re.compile(r"`([a-z0-9_/]+\.py)`")


def shown(page: Path) -> str:
    return page.parent.relative_to(CORE).as_posix() if page.is_relative_to(CORE) else page.parent.name


def missing(page: Path, root: Path) -> list[str]:
    """Names on a page that are no file: neither beside it or below, nor in the core, nor from the project's folder."""
    places = (page.parent, root / "core", root)
    below = {path.name for path in page.parent.rglob("*.py")} | {path.name for path in (root / "tests").rglob("*.py")}
    return [
        name
        for name in _NAMED.findall(page.read_text("utf-8"))
        if not any((place / name).exists() for place in places) and name not in below
    ]


def broken_examples(page: Path) -> int:
    """How many examples of a page give something else than it says."""
    return doctest.testfile(str(page), module_relative=False, report=False).failed


def stable_names(page: str) -> Iterator[tuple[str, str]]:
    """(module, name) of the table under "What stays stable"."""
    section = page.partition("## What stays stable\n")[2].partition("\n## ")[0]
    for module, names in re.findall(r"^\| `(core[\w.]*)` \| (.+) \|$", section, re.M):
        yield from ((module, name) for name in re.findall(r"`(\w+)`", names))


def gone(page: str) -> list[str]:
    """Stable names that cannot be imported."""
    names = stable_names(page)
    return [f"{module}.{name}" for module, name in names if not hasattr(importlib.import_module(module), name)]


@pytest.mark.parametrize("page", [page for page in PAGES if ">>>" in page.read_text("utf-8")], ids=shown)
def test_every_example_of_a_room_runs_and_gives_what_it_says(page: Path) -> None:
    assert broken_examples(page) == 0


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    assert missing(page, ROOT) == []


def test_an_example_that_lies_and_a_file_that_is_gone_are_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "core" / "till" / "README.md"
    page.parent.mkdir(parents=True)
    (page.parent / "drawer.py").touch()
    page.write_text("`drawer.py`, `till/drawer.py`, `gone.py`\n\n>>> 1 + 1\n3\n", "utf-8")
    assert missing(page, tmp_path) == ["gone.py"]
    assert broken_examples(page) == 1
    assert "Expected" in capsys.readouterr().out


def test_what_is_said_to_be_stable_can_be_imported() -> None:
    page = (ROOT / "plugins" / "README.md").read_text("utf-8")
    assert len(list(stable_names(page))) > 25
    assert gone(page) == []


def test_a_stable_name_that_is_gone_is_found() -> None:
    page = "## What stays stable\n\n| `core.base.errors` | `Refused`, `Regretted` |\n"
    assert gone(page) == ["core.base.errors.Regretted"]

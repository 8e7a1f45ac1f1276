"""Starting is quick and imports only what is asked for. The figures themselves: tests/benchmarks/start_up.py."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from core.jurisdictions.suite import Suite
from tests.benchmarks.start_up import (
    CARDS_LIMIT,
    COUNTRIES,
    HELP_LIMIT,
    READ_CARDS,
    TAX_ONE,
    announce_countries,
    best,
    run,
)


@pytest.mark.parametrize("code", ["fr", "jp", "ch"])
def test_a_sale_imports_its_own_country_and_no_other(code: str) -> None:
    assert run(["-c", TAX_ONE.format(code=code)])[2].split() == [code]


def test_an_heir_imports_its_parent_and_no_other() -> None:
    assert run(["-c", TAX_ONE.format(code="mc")])[2].split() == ["fr", "mc"]


def test_forty_five_countries_more_are_listed_without_importing_one(tmp_path: Path) -> None:
    announce_countries(tmp_path)
    count, *imported = run(["-c", READ_CARDS], tmp_path)[2].split()
    assert int(count) == COUNTRIES + len(Suite.installed().regions)
    assert imported == []


def test_the_help_imports_neither_database_nor_country() -> None:
    said = "import sys\nfrom core.cli import main\nmain(['--help'])\nprint('imported', *sys.modules)"
    words = run(["-c", said])[2].rpartition("imported")[2].split()
    assert "core.cli.words" in words
    assert [
        name for name in words if name.startswith(("sqlalchemy", "regions.", "plugins.", "core.jurisdictions.region"))
    ] == []
    # Each of these takes longer than the interpreter's own start.
    assert {"typer", "click", "rich", "importlib.metadata", "ast", "inspect"}.isdisjoint(words)


def test_only_the_process_that_draws_loads_the_layout_engine() -> None:
    said = "import sys, documents.cli, documents.filing, documents.room\nprint('imported', *sys.modules)"
    words = run(["-c", said])[2].rpartition("imported")[2].split()
    assert "documents.worker" in words
    assert [name for name in words if name.startswith(("weasyprint", "fontTools"))] == []


def test_a_region_word_imports_no_country_to_list_them(tmp_path: Path) -> None:
    said = "import sys\nfrom core.cli import main\nmain(['region', 'list', '--json'])\nprint('imported', *sys.modules)"
    words = run(["-c", said])[2].rpartition("imported")[2].split()
    assert "core.cli.region_" in words
    assert [name for name in words if name.startswith("regions.")] == []


@pytest.mark.slow
def test_the_help_and_all_cards_are_there_within_their_limits_of_processor_time(tmp_path: Path) -> None:
    """Processor time, since the machine may be busy; about a third of the limits where they were written."""
    announce_countries(tmp_path)
    assert best(["-m", "core.cli", "--help"], times=3)[1] < HELP_LIMIT
    assert best(["-c", READ_CARDS], tmp_path, times=3)[1] < CARDS_LIMIT


def test_the_interpreter_of_the_measurements_is_this_one() -> None:
    assert run(["-c", "import sys; print(sys.version)"])[2].strip() == sys.version

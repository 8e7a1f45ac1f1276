"""Many tills at once, in small; the full numbers are run by hand (see ``crowd.py``)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def crowd(*words: str) -> tuple[int, dict[str, int], str]:
    """Exit code, the figures and the whole text of a run of the driver."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.crowd", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    figures = {name: int(value) for name, value in re.findall(r"(\w+)=(\d+)(?= |$)", done.stdout.split("\n")[0])}
    return done.returncode, figures, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_unique_piece_is_sold_once_however_many_tills_try(database: str) -> None:
    code, figures, told = crowd("pieces", "--db", database, "--clients", "8", "--pieces", "12")
    assert (code, figures["sold"], figures["refused"], figures["faults"]) == (0, 12, 8 * 12 - 12, 0), told


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_numbers_run_without_gap_although_one_sale_in_ten_gives_up_after_taking_its_number(database: str) -> None:
    code, figures, told = crowd("gapless", "--db", database, "--clients", "6", "--sales", "120")
    assert (code, figures["faults"], figures["sold"] + figures["failed"]) == (0, 0, 120), told
    assert figures["failed"] > 0, told


@pytest.mark.slow
@pytest.mark.postgres
def test_a_piece_that_nothing_protects_is_sold_twice_and_the_run_says_so() -> None:
    code, _, told = crowd("pieces", "--clients", "4", "--pieces", "6", "--plant", "no-lock")
    assert code == 1, told
    assert "6 pieces were sold 24 times" in told


@pytest.mark.slow
@pytest.mark.postgres
def test_a_number_read_instead_of_taken_turns_the_run_red() -> None:
    code, _, told = crowd("gapless", "--clients", "6", "--sales", "120", "--plant", "number-by-max")
    assert code == 1, told
    assert "sales were refused" in told or "numbers are not 1 to n" in told

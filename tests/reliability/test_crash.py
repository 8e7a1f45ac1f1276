"""Sales killed at random moments. Each run is a process of its own, because it forks its tills."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def crash(database: str, kills: int, plant: str = "") -> tuple[int, dict[str, int], str]:
    """Exit code, the figures and the whole text of a run of the driver."""
    words = ("--db", database, "--kills", str(kills), "--plant", plant)
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.crash", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    figures = {name: int(value) for name, value in re.findall(r"(\w+)=(\d+)(?= |$)", done.stdout.split("\n")[0])}
    return done.returncode, figures, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("database", "kills"), [("sqlite", 50), pytest.param("postgresql", 20, marks=pytest.mark.postgres)]
)
def test_kills_at_random_lose_nothing_double_nothing_and_leave_no_gap(database: str, kills: int) -> None:
    code, figures, told = crash(database, kills)
    assert (code, figures["kills"], figures["faults"]) == (0, kills, 0), told
    # The run has seen what it is about: sales acknowledged, and sales whose answer was lost.
    assert figures["acknowledged"] > kills, told
    assert figures["repeated"] > kills // 4, told
    assert figures["server_kills"] == (kills // 2 if database == "postgresql" else 0), told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("key-apart", "JSONDecodeError"),
        ("number-apart", "series whose numbers are not 1 to n"),
        ("ack-first", "acknowledged and lost"),
    ],
)
def test_a_planted_fault_turns_the_run_red(fault: str, named: str) -> None:
    code, figures, told = crash("sqlite", 25, fault)
    assert code == 1, told
    assert figures["faults"] > 0
    assert named in told

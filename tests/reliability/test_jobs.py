"""Workers killed at random, in small; the full numbers are run by hand (see ``jobs.py``)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def jobs(*words: str) -> tuple[int, dict[str, int], str]:
    """Exit code, the figures and the whole text of a run of the driver."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.jobs", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    figures = {name: int(value) for name, value in re.findall(r"(\w+)=(\d+)(?= |$)", done.stdout.split("\n")[0])}
    return done.returncode, figures, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("engine", "database"),
    [
        ("local", "sqlite"),
        pytest.param("mixed", "postgresql", marks=pytest.mark.postgres),
        pytest.param("procrastinate", "postgresql", marks=pytest.mark.postgres),
    ],
)
def test_workers_killed_at_random_do_each_job_once(engine: str, database: str) -> None:
    words = ("--engine", engine, "--db", database, "--workers", "3", "--jobs", "50", "--papers", "3", "--kills", "8")
    code, figures, told = jobs(*words)
    assert (code, figures["faults"], figures["done"], figures["kills"]) == (0, 0, 53, 8), told
    # The run has seen what it is about: jobs whose worker was killed in the middle, taken by another.
    assert figures["retaken"] > 0, told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("no-lease", "jobs were begun again"),
        ("no-renewal", "jobs were begun again"),
        ("effect-apart", "scarves received"),
    ],
)
def test_a_planted_fault_turns_the_run_red(fault: str, named: str) -> None:
    words = ("--engine", "local", "--db", "sqlite", "--workers", "3", "--jobs", "50", "--kills", "6", "--plant", fault)
    code, figures, told = jobs(*words)
    assert code == 1, told
    assert figures["faults"] > 0, told
    assert named in told

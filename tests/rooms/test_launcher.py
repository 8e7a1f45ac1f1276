"""The launcher: sets up once, recovers from anything, and then stands aside. pip is a stand-in that keeps a diary."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Does what the launcher asks of a Python, but pip only writes down what it was asked for.
STAND_IN = """#!/bin/sh
case "$*" in
    "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    *"import pip"*) ;;
    *"-m pip install"*) echo "$*" >>"$DIARY"; sleep "${PIP_SECONDS:-0}"; exit "${PIP_CODE:-0}" ;;
    *"-m core.cli"*) shift 3; printf 'cli:'; printf ' <%s>' "$@"; pwd ;;
    *"import os, sys; print"*) readlink -f "$0" ;;
    *) exec "$REAL_PYTHON" "$@" ;;
esac
"""


class House:
    """A copy of the launcher with a small lock, and the stand-in as the only Python on the path."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "bin").mkdir(parents=True)
        (root / "lock").mkdir()
        for name in ("build.txt", "run.txt", "test.txt"):
            (root / "lock" / name).write_text("", "utf-8")
        (root / "pyproject.toml").write_text("", "utf-8")
        shutil.copy(ROOT / "vendome", root / "vendome")
        # The newest version that the launcher looks for, so that this one is found before any other.
        stand_in = root / "bin" / "python3.14"
        stand_in.write_text(STAND_IN, "utf-8")
        stand_in.chmod(0o755)
        self.diary = root / "diary"

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """The launcher, started."""
        path = f"{self.root / 'bin'}:{os.environ['PATH']}"
        kept = {key: value for key, value in os.environ.items() if key != "PYTHON"}
        return subprocess.Popen(
            [self.root / "vendome", *words],
            cwd=self.root,
            env=kept | {"PATH": path, "DIARY": str(self.diary), "REAL_PYTHON": sys.executable} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **environment: str) -> tuple[int, str, str]:
        """Its exit code, output and messages."""
        process = self.start(*words, **environment)
        output, messages = process.communicate(timeout=60)
        return process.returncode, output, messages

    def installs(self) -> int:
        """How often pip was asked to install the locked libraries."""
        return self.diary.read_text("utf-8").count("--require-hashes -r") // 2 if self.diary.exists() else 0

    def await_install(self) -> None:
        """Return once pip has been asked for something."""
        limit = time.monotonic() + 30
        while not self.diary.exists() and time.monotonic() < limit:
            time.sleep(0.01)
        assert self.diary.exists()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "a house")


def test_the_words_reach_the_command_as_they_were_given(house: House) -> None:
    code, output, _ = house.run("document", "two words", "*")
    assert (code, output.splitlines()[0].split(" /")[0]) == (0, f"cli: <document> <two words> <*>{house.root}")


def test_the_second_run_sets_nothing_up_and_says_nothing(house: House) -> None:
    assert "ready." in house.run("demo")[2]
    assert house.installs() == 1
    assert house.run("demo")[2] == ""
    assert house.installs() == 1


def test_everything_is_installed_with_hashes(house: House) -> None:
    house.run("demo")
    lines = house.diary.read_text("utf-8").splitlines()
    assert [("--require-hashes" in line) or ("--no-deps --no-index" in line) for line in lines] == [True] * 3


@pytest.mark.parametrize("changed", ["lock/run.txt", "pyproject.toml"])
def test_a_changed_lock_is_installed(house: House, changed: str) -> None:
    house.run("demo")
    (house.root / changed).write_text("# changed\n", "utf-8")
    house.run("demo")
    assert house.installs() == 2


def test_a_moved_folder_is_registered_anew(house: House) -> None:
    house.run("demo")
    moved = house.root.with_name("another place")
    house.root.rename(moved)
    house.root, house.diary = moved, moved / "diary"
    house.run("demo")
    assert house.installs() == 2


def test_a_failed_set_up_says_why_and_is_begun_again(house: House) -> None:
    code, output, messages = house.run("demo", PIP_CODE="3")
    assert (code, output) == (1, "")
    assert "failed (code 3)" in messages
    assert house.run("demo")[:2] == (0, f"cli: <demo>{house.root}\n")


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_set_up_cut_short_is_thrown_away_and_begun_again(house: House, blow: signal.Signals) -> None:
    first = house.start("demo", PIP_SECONDS="2")
    house.await_install()
    (house.root / ".venv" / "half-written").touch()
    first.send_signal(blow)
    first.communicate(timeout=60)
    assert first.returncode != 0
    code, output, _ = house.run("demo")
    assert (code, output) == (0, f"cli: <demo>{house.root}\n")
    assert not (house.root / ".venv" / "half-written").exists()


def test_two_launchers_at_once_set_up_once(house: House) -> None:
    first = house.start("demo", PIP_SECONDS="0.3")
    house.await_install()
    second = house.start("demo", PIP_SECONDS="0.3")
    ends = [process.communicate(timeout=60) for process in (first, second)]
    assert [output for output, _ in ends] == [f"cli: <demo>{house.root}\n"] * 2
    assert "waiting for it" in ends[1][1]
    assert house.installs() == 1


def test_another_python_makes_another_environment(house: House) -> None:
    house.run("demo")
    other = house.root / "bin" / "other"
    shutil.copy(house.root / "bin" / "python3.14", other)
    (house.root / ".venv" / "from-the-first").touch()
    # The stand-in copies itself into .venv, so a copy never is the interpreter that was asked for.
    house.run("demo", PYTHON=str(other))
    assert not (house.root / ".venv" / "from-the-first").exists()


def test_a_python_that_is_none_is_refused_by_name(house: House) -> None:
    code, _, messages = house.run("demo", PYTHON="/nowhere/python")
    assert code == 1
    assert "PYTHON=/nowhere/python is not a Python 3.11 to 3.14" in messages

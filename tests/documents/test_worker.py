"""The rendering process: warm, confined, replaced when it fails."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.base.errors import Refused
from documents.kinds import Kinds
from documents.preview import preview
from documents.render import render
from documents.worker import RenderFailed, RenderWorker
from tests.support.papers import changed, curious, values_of

KINDS = Kinds()
RECEIPT = preview(KINDS["receipt"], ["fr"])


@pytest.fixture(scope="module")
def worker() -> Iterator[RenderWorker]:
    with RenderWorker(KINDS) as running:
        yield running


def test_the_worker_prints_the_very_bytes_that_we_would(worker: RenderWorker) -> None:
    assert worker.render(RECEIPT) == render(RECEIPT, kinds=KINDS)
    assert worker.started == 1


def test_a_refusal_comes_back_as_a_refusal_and_the_child_lives_on(worker: RenderWorker) -> None:
    before, ring = worker.pid, values_of(RECEIPT)["lines"][1]
    with pytest.raises(Refused, match="no line 9"):
        worker.render(preview(KINDS["certificate"], ["fr"], subject=9))
    with pytest.raises(Refused, match="half a character"):
        worker.render(changed(RECEIPT, till="\ud800"))
    with pytest.raises(Refused, match="No kind"):
        worker.render(dataclasses.replace(RECEIPT, kind="poster"))
    with pytest.raises(Refused, match="float"):
        worker.render(changed(RECEIPT, lines=[{**ring, "piece": {**ring["piece"], "metals": [{"grams": 12.4}]}}]))
    assert worker.pid == before


def test_a_child_that_dies_is_replaced(worker: RenderWorker) -> None:
    assert worker._child is not None
    os.kill(worker._child.pid, signal.SIGKILL)
    worker._child.wait(10)
    assert worker.render(RECEIPT).pages == 1


def test_several_threads_take_turns(worker: RenderWorker) -> None:
    hashes: list[str] = []
    threads = [threading.Thread(target=lambda: hashes.append(worker.render(RECEIPT).sha256)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hashes) == 4
    assert len(set(hashes)) == 1


def test_a_child_that_dies_in_the_middle_is_told_clearly(worker: RenderWorker) -> None:
    lines = [{**values_of(RECEIPT)["lines"][0], "n": n} for n in range(2_000)]
    long = changed(RECEIPT, lines=lines)
    assert worker.pid is not None
    killer = threading.Timer(0.3, os.kill, (worker.pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(RenderFailed, match="stopped"):
        worker.render(long)
    killer.join()
    assert worker.render(RECEIPT).pages == 1


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_printed() -> None:
    lines = [{**values_of(RECEIPT)["lines"][0], "n": n} for n in range(3_000)]
    with RenderWorker(KINDS) as worker:
        worker._timeout = 0.5
        with pytest.raises(RenderFailed, match="longer than"):
            worker.render(changed(RECEIPT, lines=lines))
        assert worker.pid is None
        worker._timeout = 60
        assert worker.render(RECEIPT).pages == 1
        assert worker.started == 2


def test_a_child_is_replaced_after_its_share_of_pages_and_none_is_left_behind() -> None:
    with RenderWorker(KINDS, recycle_after=1) as worker:
        first = worker.pid
        worker.render(RECEIPT)
        worker.render(RECEIPT)
        assert worker.started == 2
    assert first is not None
    assert not Path(f"/proc/{first}").exists()


def curious_kind(folder: Path, body: str) -> Kinds:
    """A kind whose template is ``body``."""
    folder.mkdir()
    (folder / "page.css").write_text("")
    (folder / "page.html").write_text('{% extends "house/layout.html" %}{% block page %}' + body + "{% endblock %}")
    return Kinds({"curious": folder})


def test_memory_beyond_the_ceiling_is_a_clear_failure(tmp_path: Path) -> None:
    kinds = curious_kind(tmp_path / "k", "{% set x = record.note * 1500000000 %}{{ x|length }}")
    with RenderWorker(kinds, memory=1 << 30) as worker, pytest.raises(RenderFailed, match="memory"):
        worker.render(curious("curious", "ab"))


def test_a_confined_process_reaches_no_network_and_starts_no_program() -> None:
    acts = [
        "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "import os; os.execv('/bin/true', ['true'])",
    ]
    tries = "\n".join(f"try:\n    {act}\nexcept PermissionError: print('no')" for act in acts)
    code = f"from documents.worker import _confine; _confine(1 << 31)\n{tries}"
    root = Path(__file__).parents[2]
    child = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=root, check=False
    )
    assert child.stdout.split() == ["no"] * len(acts), child.stderr

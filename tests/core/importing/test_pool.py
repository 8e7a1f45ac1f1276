"""The second process of an import ends with the first, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest


@pytest.mark.parametrize("watched", [True, False])
def test_the_second_process_ends_when_the_first_is_killed(watched: bool) -> None:
    """Unwatched, the planted fault, it lives on."""
    begin, arguments = ("pool.second_process", "(print, ())") if watched else ("print", "()")
    code = f"""
import multiprocessing, os, time
from concurrent.futures import ProcessPoolExecutor
from core.importing import pool
if __name__ == "__main__":
    workers = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), {begin}, {arguments})
    print("second", workers.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as first:
        assert first.stdout is not None
        announcement = next(line for line in first.stdout if line.startswith("second"))
        second = psutil.Process(int(announcement.split()[1]))
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        ended = False
        for _ in range(100 if watched else 10):
            ended = ended or not second.is_running() or second.status() == psutil.STATUS_ZOMBIE
            time.sleep(0 if ended else 0.1)
        assert ended is watched
        if not ended:
            second.kill()

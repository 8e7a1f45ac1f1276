"""A worker ends when the process that started it is gone, however that went."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

WORKER = """
import time
from core.commands.running import _end_with_supervisor
_end_with_supervisor()
print("ready", flush=True)
time.sleep(60)
"""
SUPERVISOR = """
import os, subprocess, sys
from core.commands.running import _SUPERVISOR
ours = {**os.environ, _SUPERVISOR: str(os.getpid())}
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], env=ours, stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
child.wait()
"""


def alive(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_worker_ends_with_a_supervisor_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", SUPERVISOR, WORKER], stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        worker = int(supervisor.stdout.readline())
        assert alive(worker)
        supervisor.kill()
    ends = time.monotonic() + 20
    while alive(worker) and time.monotonic() < ends:
        time.sleep(0.1)
    try:
        assert not alive(worker)
    finally:
        if alive(worker):
            os.kill(worker, signal.SIGKILL)

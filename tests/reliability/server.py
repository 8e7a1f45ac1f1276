"""A PostgreSQL server that can be killed outright and started again on the same data."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from sqlalchemy.engine import make_url

from tests.support import postgres
from tests.support.postgres import Postgres


class KillableServer(Postgres):
    """Durable, on a socket of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = postgres._launch(folder, fsync=True)
        url = postgres._url(folder)
        postgres._await_answer(url, self._process, folder)
        super().__init__(url)
        #: How long the last start took, in seconds.
        self.started_in = 0.0

    def kill(self) -> None:
        """SIGKILL to the server and each of its processes: nobody tidies up."""
        whole = psutil.Process(self._process.pid)
        family = [whole, *whole.children(recursive=True)]
        for process in family:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        self._process.wait(10)
        psutil.wait_procs(family, timeout=10)

    def start(self) -> None:
        """Start again; returns when it has recovered and answers."""
        began = time.monotonic()
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._process.args,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=postgres._end_with_parent,
                **postgres._user(),
            )
        postgres._await_answer(str(make_url(self.url)), self._process, self._folder)
        self.started_in = time.monotonic() - began

    def end(self) -> None:
        """An orderly end."""
        postgres._end(self._process)


@contextmanager
def killable_server() -> Iterator[KillableServer]:
    """A server for as long as the block lasts."""
    with postgres._folder() as folder:
        server = KillableServer(folder)
        try:
            yield server
        finally:
            server.end()

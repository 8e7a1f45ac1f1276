"""Where the costly part of an import runs: in a second process, or here when the file is small."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


def second_process(prepare: Callable[..., None], given: tuple[Any, ...]) -> None:
    """First thing in the second process. Ctrl-C reaches both; the first one decides and ends the other."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Rows make no cycles, and each search for them would walk all dictionaries of readings.
    gc.set_threshold(100_000, 50, 100)
    prepare(*given)


class Inline(Executor):
    """Runs at once, here."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done

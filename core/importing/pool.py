"""Where the costly part of an import runs: in a second process, or here when the file is small."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from multiprocessing import parent_process
from typing import Any


def second_process(prepare: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """First thing in the second process. Ctrl-C reaches both; the first one decides and ends the other."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_first, daemon=True).start()
    # Rows make no cycles, and each search for them would walk all dictionaries of readings.
    gc.set_threshold(100_000, 50, 100)
    prepare(*arguments)


def _end_with_the_first() -> None:
    """Whoever is killed cannot end the other; left alone, it would wait for work for ever."""
    first = parent_process()
    if first is not None:
        first.join()
        os._exit(1)


class Inline(Executor):
    """Runs at once, here."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done

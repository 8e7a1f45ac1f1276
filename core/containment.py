"""Running what a country wrote so that nothing of it reaches further: no exception, no exit, no hang."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from core.errors import RegionFault, VendomeError

Answer = TypeVar("Answer")

#: Work of one name that may be running without anyone waiting for it; beyond it, no more is begun.
ABANDONED_LIMIT = 4

_AFTERMATH = "Nothing was written; other countries are not affected."

_abandoned: Counter[str] = Counter()
_counting = threading.Lock()


def contained(who: str, what: str, work: Callable[[], Answer], *, patience: float, remedy: str) -> Answer:
    """The answer of ``work``, within ``patience`` seconds; a :class:`VendomeError` of its own passes through.

    ``who`` ("Region FR") and ``what`` ("was asked") name it in the :class:`RegionFault` that an exception, an exit or a
    hang becomes; ``remedy`` is the way out. Python cannot end a thread: work that hangs is abandoned, not stopped, and
    does not keep the process from ending. While too much of ``who`` is abandoned, it is not begun again.
    """
    with _counting:
        if _abandoned[who] >= ABANDONED_LIMIT:
            raise RegionFault(f"{who} still hangs on {ABANDONED_LIMIT} earlier questions. {_AFTERMATH} {remedy}")
    held: list[Answer] = []
    faults: list[BaseException] = []
    done = threading.Event()
    left = False

    def run() -> None:
        try:
            held.append(work())
        except BaseException as fault:  # the one place that catches everything, SystemExit included
            faults.append(fault)
        finally:
            with _counting:
                done.set()
                if left:
                    _abandoned[who] -= 1

    # A thread of its own, and a daemon: the executors of the standard library are waited for when the process ends.
    threading.Thread(target=run, name=who, daemon=True).start()
    done.wait(patience)
    with _counting:
        if not done.is_set():
            left = True
            _abandoned[who] += 1
    if left:
        raise RegionFault(f"{who} {what} and gave no answer within {patience:g} s. {_AFTERMATH} {remedy}")
    if held:
        return held[0]
    fault = faults[0]
    if isinstance(fault, VendomeError):
        raise fault
    raise RegionFault(f"{who} {what} and failed: {described(fault)}. {_AFTERMATH} {remedy}") from fault


def described(fault: BaseException) -> str:
    """Name and text of any exception, on one line, even of one whose text cannot be made."""
    try:
        text = " ".join(str(fault).split())
    except Exception:
        text = "its message cannot be read"
    return f"{type(fault).__name__}: {text:.300}" if text else type(fault).__name__

"""Running what a country wrote so that nothing of it reaches further: no exception, no exit, no hang."""

from __future__ import annotations

import contextvars
import os
import queue
import threading
from collections import Counter
from collections.abc import Callable
from typing import TypeVar, cast

from core.base.errors import RegionFault, VendomeError

Answer = TypeVar("Answer")

#: Work of one name that may be running without anyone waiting for it; beyond it, no more is begun.
ABANDONED_LIMIT = 4

_AFTERMATH = "Nothing was written; nobody else is affected."

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
    thinker: _Thinker | None = getattr(_mine, "thinker", None)
    if thinker is None:
        thinker = _mine.thinker = _Thinker()
    try:
        answer, fault = thinker.ask(who, work, patience)
    except queue.Empty:
        _mine.thinker = None  # it is left to its fate; the next question gets another
        raise RegionFault(f"{who} {what} and gave no answer within {patience:g} s. {_AFTERMATH} {remedy}") from None
    if fault is None:
        return cast(Answer, answer)
    if isinstance(fault, VendomeError):
        raise fault
    raise RegionFault(f"{who} {what} and failed: {described(fault)}. {_AFTERMATH} {remedy}") from fault


class _Question:
    """One piece of work on its way to a thinker and back. ``left``: nobody waits for it any more."""

    def __init__(self, who: str, work: Callable[[], object]) -> None:
        self.who, self.work, self.left = who, work, False
        self.outcome: queue.SimpleQueue[tuple[object, BaseException | None]] = queue.SimpleQueue()


class _Thinker:
    """A thread that answers one question at a time for one other thread, and is kept for the next: starting one per
    question cost a busy till a third of its time. A daemon, so that a hang does not keep the process from ending."""

    def __init__(self) -> None:
        self._asked: queue.SimpleQueue[_Question | None] = queue.SimpleQueue()
        threading.Thread(target=_think, args=(self._asked,), name="region", daemon=True).start()

    def ask(self, who: str, work: Callable[[], object], patience: float) -> tuple[object, BaseException | None]:
        """The answer or the fault of ``work``. Raises queue.Empty when it takes too long; it is then abandoned."""
        question = _Question(who, work)
        self._asked.put(question)
        try:
            return question.outcome.get(timeout=patience)
        except queue.Empty:
            with _counting:
                if question.outcome.empty():
                    question.left = True
                    _abandoned[who] += 1
                    raise
            return question.outcome.get()

    def __del__(self) -> None:
        self._asked.put(None)


_mine = threading.local()


def _after_fork() -> None:
    """A forked process has none of its parent's threads: it begins with none of ours, and owes nobody an answer."""
    global _mine, _counting
    _mine, _counting = threading.local(), threading.Lock()
    _abandoned.clear()


os.register_at_fork(after_in_child=_after_fork)


def _think(asked: queue.SimpleQueue[_Question | None]) -> None:
    while (question := asked.get()) is not None:
        answer: object = None
        fault: BaseException | None = None
        try:
            # A context of its own each time: what a country does to decimals or other context stays there.
            answer = contextvars.Context().run(question.work)
        except BaseException as raised:  # the one place that catches everything, SystemExit included
            fault = raised
        with _counting:
            if question.left:
                _abandoned[question.who] -= 1
                return
            question.outcome.put((answer, fault))
        del question, answer, fault


def described(fault: BaseException) -> str:
    """Name and text of any exception, on one line, even of one whose text cannot be made."""
    try:
        text = " ".join(str(fault).split())
    except Exception:
        text = "its message cannot be read"
    return f"{type(fault).__name__}: {text:.300}" if text else type(fault).__name__

"""Work that somebody else wrote, held at arm's length."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from decimal import getcontext
from multiprocessing import get_context
from uuid import uuid4

import pytest

from core.base.errors import NotFound, RegionFault
from core.jurisdictions.sandbox import ABANDONED_LIMIT, contained


@pytest.fixture
def who() -> str:
    """A name that no other test has used: what is abandoned is counted by name."""
    return f"Region {uuid4().hex[:6]}"


def test_an_answer_comes_back_even_when_it_is_nothing(who: str) -> None:
    assert contained(who, "was asked", lambda: None, patience=5, remedy="Ask.") is None
    assert contained(who, "was asked", lambda: 38, patience=5, remedy="Ask.") == 38


def test_a_fault_names_who_what_why_and_the_way_out(who: str) -> None:
    def work() -> None:
        raise KeyError("totals")

    with pytest.raises(RegionFault) as refused:
        contained(who, "was asked", work, patience=5, remedy="Ask regional IT.")
    aftermath = "Nothing was written; nobody else is affected. Ask regional IT."
    assert str(refused.value) == f"{who} was asked and failed: KeyError: 'totals'. {aftermath}"


def test_a_sentence_meant_for_people_passes_unchanged(who: str) -> None:
    said = NotFound("No such field. Look again.")

    def work() -> None:
        raise said

    with pytest.raises(NotFound) as refused:
        contained(who, "was asked", work, patience=5, remedy="")
    assert refused.value is said


def test_what_hangs_too_often_is_not_begun_again_until_it_ends(who: str) -> None:
    let_go = threading.Event()
    begun: list[int] = []

    def work() -> None:
        begun.append(1)
        let_go.wait(30)

    for _ in range(ABANDONED_LIMIT):
        with pytest.raises(RegionFault, match=r"gave no answer within 0\.05 s"):
            contained(who, "was asked", work, patience=0.05, remedy="")
    started = time.monotonic()
    with pytest.raises(RegionFault, match=f"still hangs on {ABANDONED_LIMIT} earlier questions"):
        contained(who, "was asked", work, patience=30, remedy="")
    assert time.monotonic() - started < 5
    assert len(begun) == ABANDONED_LIMIT
    assert contained(f"{who} beside", "was asked", lambda: True, patience=5, remedy="") is True
    let_go.set()
    deadline = time.monotonic() + 5
    while True:
        try:
            assert contained(who, "was asked", lambda: True, patience=5, remedy="") is True
            return
        except RegionFault:
            assert time.monotonic() < deadline, "what has ended still counts as hanging"
            time.sleep(0.05)


def test_what_one_country_does_to_its_context_does_not_reach_the_next(who: str) -> None:
    def spoil() -> int:
        getcontext().prec = 2
        return getcontext().prec

    before = getcontext().prec
    assert contained(who, "was asked", spoil, patience=5, remedy="") == 2
    assert contained(who, "was asked", lambda: getcontext().prec, patience=5, remedy="") == before
    assert getcontext().prec == before


def test_work_that_hangs_does_not_keep_the_process_from_ending() -> None:
    code = (
        "import time\nfrom core.jurisdictions.sandbox import contained\nfrom core.base.errors import RegionFault\n"
        "try:\n    contained('Region XB', 'was asked', lambda: time.sleep(600), patience=0.1, remedy='')\n"
        "except RegionFault as fault:\n    print(fault.exit_code)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "7"


def test_a_forked_process_is_answered_too(who: str) -> None:
    assert contained(who, "was asked", lambda: 1, patience=5, remedy="") == 1
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        assert pool.submit(_asked_again, who).result(timeout=30) == 2


def _asked_again(who: str) -> int:
    return contained(who, "was asked", lambda: 2, patience=5, remedy="")

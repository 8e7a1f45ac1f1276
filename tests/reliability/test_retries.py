"""Answers that get lost on the way and are asked for again: as many effects as commands."""

from __future__ import annotations

import random
import threading
from typing import Any

import pytest

from core.base.errors import Refused
from core.commands import execute as commands
from core.commands.execute import execute, rehearse
from core.commands.house import House
from tests.reliability import plants
from tests.reliability.state import counted, faults
from tests.support.cast import advisor, reopened, sale

COMMANDS = 60


def sell_over_a_bad_line(house: House, chance: random.Random) -> tuple[int, list[str]]:
    """``COMMANDS`` sales; 30 % of the answers are lost and asked for again, 20 % of the commands arrive twice. Returns
    how many times something was sent, and what differed."""
    actor, sent, wrong = advisor(house), 0, []
    for n in range(COMMANDS):
        answers = []
        while True:
            answers.append(execute(house, sale(), actor, f"line:{n}"))
            sent += 1
            if chance.random() < 0.2:
                answers.append(execute(house, sale(), actor, f"line:{n}"))
                sent += 1
            if chance.random() >= 0.3:
                break
        if any(answer != answers[0] for answer in answers):
            wrong.append(f"line:{n} got several answers")
    return sent, wrong


def test_thirty_in_a_hundred_answers_lost_and_asked_again_have_one_effect_each(house: House) -> None:
    sent, wrong = sell_over_a_bad_line(house, random.Random(2))
    assert sent > COMMANDS * 1.4
    assert wrong == []
    assert counted(house.engine, "sale") == COMMANDS
    assert faults(house, [f"line:{n}" for n in range(COMMANDS)]) == []


def test_a_unit_of_work_that_forgets_its_keys_turns_the_proof_red(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "_once", plants.without_record)
    sent, wrong = sell_over_a_bad_line(sqlite_house, random.Random(2))
    assert wrong != []
    assert counted(sqlite_house.engine, "sale") == sent
    assert faults(sqlite_house, ["line:0"]) != []


def test_the_same_key_with_other_content_is_refused(house: House) -> None:
    actor = advisor(house)
    execute(house, sale(), actor, "one key")
    with pytest.raises(Refused, match=r"'one key' was used for another command\. Use a fresh key"):
        execute(house, sale(customer=None), actor, "one key")
    assert counted(house.engine, "sale") == 1


def test_the_same_key_of_somebody_else_is_a_key_of_its_own(house: House) -> None:
    execute(house, sale(), house.actor("cm"), "one key")
    second = execute(house, sale(), house.actor("hl"), "one key")
    assert second["number"] == "PAR1-T1-2026-000002"


def test_the_answer_survives_the_process(house: House) -> None:
    actor = advisor(house)
    first = execute(house, sale(), actor, "one key")
    assert execute(reopened(house), sale(), actor, "one key") == first


def test_twins_at_the_same_moment_have_one_effect_and_one_answer(house: House) -> None:
    actor = advisor(house)
    rehearse(house, sale(), actor)
    for n in range(8):
        answers: list[Any] = []
        gate = threading.Barrier(3)

        def send(key: str, answers: list[Any] = answers, gate: threading.Barrier = gate) -> None:
            gate.wait()
            answers.append(execute(house, sale(), actor, key))

        twins = [threading.Thread(target=send, args=(f"twin:{n}",)) for _ in range(3)]
        for twin in twins:
            twin.start()
        for twin in twins:
            twin.join()
        assert len(answers) == 3
        assert answers[0] == answers[1] == answers[2]
    assert counted(house.engine, "sale") == 8
    assert faults(house) == []


def test_a_refused_command_does_not_use_up_its_key(house: House) -> None:
    actor = advisor(house)
    with pytest.raises(Refused, match="is due"):
        execute(house, sale(paid="10"), actor, "one key")
    assert execute(house, sale(), actor, "one key")["number"] == "PAR1-T1-2026-000001"


@pytest.mark.parametrize("key", ["", "x" * 201, "a\x00b", "a\nb"])
def test_a_key_that_is_no_key_is_refused(sqlite_house: House, key: str) -> None:
    with pytest.raises(Refused, match="1 to 200 printable characters"):
        execute(sqlite_house, sale(), advisor(sqlite_house), key)

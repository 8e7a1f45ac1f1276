"""The table of stages, and that code, tables and migration agree with it."""

from __future__ import annotations

import inspect
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint

from core.base.errors import Refused
from core.commands.command import Command
from core.jurisdictions.suite import read_plugin_card
from plugins.repairs import cli, service
from plugins.repairs.migrations import repairs_0001
from plugins.repairs.model import RepairCase
from plugins.repairs.questions import ListRepairs
from plugins.repairs.service import AnswerQuote, FinishRepair, QuoteRepair, ReceiveRepair, ReturnRepair, SendRepair
from plugins.repairs.stages import LAST, STAGES, STEPS, after, possible

#: Which command takes which steps.
COMMANDS: dict[type[Command], set[str]] = {
    ReceiveRepair: {"receive"},
    SendRepair: {"send"},
    QuoteRepair: {"quote"},
    AnswerQuote: {"accept", "decline"},
    FinishRepair: {"done"},
    ReturnRepair: {"return"},
}


def test_every_stage_is_reached_from_the_reception_and_leads_to_the_return() -> None:
    reached: set[str] = set()
    waiting = [""]
    while waiting:
        stage = waiting.pop()
        onward = {STEPS[step][stage] for step in possible(stage)} - reached
        reached |= onward
        waiting.extend(onward)
    assert reached == set(STAGES)
    leading = {LAST}
    for _ in STAGES:
        leading |= {before for moves in STEPS.values() for before, stage in moves.items() if stage in leading}
    assert leading - {""} == set(STAGES)


def test_nothing_follows_the_last_stage() -> None:
    assert [stage for stage in STAGES if not possible(stage)] == [LAST]


@pytest.mark.parametrize(("step", "stage"), sorted(product(STEPS, STAGES)))
def test_a_step_is_taken_or_refused_with_the_way_out(step: str, stage: str) -> None:
    if stage in STEPS[step]:
        assert after(step, stage, "R-TEST") == STEPS[step][stage]
        return
    with pytest.raises(Refused) as said:
        after(step, stage, "R-TEST")
    told = str(said.value)
    assert told.startswith(f"Repair R-TEST is {stage.replace('_', ' ')}")
    for way in possible(stage):
        assert f"«vendome repair {way} R-TEST»" in told
    assert possible(stage) or "Receive the piece anew" in told


def test_commands_take_exactly_the_steps_of_the_table() -> None:
    defined = {
        held
        for held in vars(service).values()
        if inspect.isclass(held) and issubclass(held, Command) and held.__module__ == service.__name__
    }
    assert defined == set(COMMANDS)
    assert set().union(*COMMANDS.values()) == set(STEPS)


def test_every_step_is_a_word_of_the_command_line() -> None:
    words = {c.name or c.callback.__name__ for c in cli.app.registered_commands if c.callback}
    assert words == set(STEPS) | {"show", "list"}


def test_every_verb_is_granted_to_somebody() -> None:
    card = read_plugin_card(Path(service.__file__).parent)
    assert {command.verb for command in COMMANDS} | {ListRepairs.verb} == set(card.grants)
    assert all(card.grants.values())


def test_the_database_knows_the_stages_and_steps_of_the_table() -> None:
    told = inspect.getsource(repairs_0001)
    assert f'"stage IN {STAGES}"' in told
    assert f'"step IN {tuple(STEPS)}"' in told
    tables = RepairCase.metadata.tables
    held = [*tables["repair_case"].constraints, *tables["repair_event"].constraints]
    checks = {str(check.sqltext) for check in held if isinstance(check, CheckConstraint)}
    assert checks == {f"stage IN {STAGES}", f"step IN {tuple(STEPS)}"}

"""Nothing takes part that is not declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

from core.base.errors import Refused
from core.commands.ask import ask
from core.commands.house import House
from core.commands.jobs import Job
from core.commands.question import Question
from core.commands.registry import answerer_of, declarations, handler_of, jobs_of, records_of
from core.database.access import FOUNDER, ROLES, SYSTEM
from core.database.engine import Base
from core.jurisdictions.suite import Suite
from plugins.repairs.questions import ListRepairs
from plugins.repairs.service import ReceiveRepair
from tests.support.cast import sqlite_house

__all__ = ["sqlite_house"]

EVERYTHING = Suite.installed(Suite.installed().plugins)
GRANTED = {
    verb: roles
    for granted in (House.grants.func(type("Unopened", (), {"suite": EVERYTHING})),)  # type: ignore[attr-defined]  # a house that is not open has grants, too
    for verb, roles in granted.items()
}
_PLAIN = (str, int, bool, Decimal, date, datetime, UUID, bytes, type(None))


@dataclass(frozen=True)
class Orphan(Question[int]):
    """A question that nobody declares."""

    verb: ClassVar[str] = "item.read"


def plain(kind: Any) -> bool:
    """Whether a type holds plain values only: no row of a table, nothing that can be changed."""
    if kind is Any or isinstance(kind, TypeVar):
        return True  # JSON values, and the values that a page is of
    origin = get_origin(kind)
    if origin is Literal:
        return True
    if origin in (Union, UnionType, tuple, frozenset, Mapping):
        return all(plain(part) for part in get_args(kind) if part is not ...)
    target = origin or kind
    if isinstance(target, type) and is_dataclass(target):
        frozen: bool = target.__dataclass_params__.frozen  # type: ignore[attr-defined]  # every dataclass has them
        hints = get_type_hints(target)
        return frozen and all(plain(hints[field.name]) for field in fields(target)) and all(map(plain, get_args(kind)))
    return isinstance(target, type) and issubclass(target, _PLAIN)


def asked() -> list[type[Question[Any]]]:
    """Every kind of question of core and plugins."""
    return [kind for declared in declarations(EVERYTHING) for kind in declared.questions]


@pytest.mark.parametrize("kind", asked(), ids=lambda kind: kind.__name__)
def test_an_answer_is_plain_frozen_values(kind: type[Question[Any]]) -> None:
    [answer] = [get_args(base)[0] for base in vars(kind)["__orig_bases__"] if get_origin(base) is Question]
    hints = get_type_hints(type("Holder", (), {"__annotations__": {"answer": answer}, "__module__": kind.__module__}))
    assert plain(hints["answer"]), f"{kind.__name__} answers with {answer}"


def test_a_row_of_a_table_or_a_list_is_no_plain_value() -> None:
    class Row(Base):
        __abstract__ = True

    assert not plain(Row)
    assert not plain(tuple[Row, ...])
    assert not plain(list[str])
    assert plain(tuple[str, ...])


@pytest.mark.parametrize("kind", asked(), ids=lambda kind: kind.__name__)
def test_every_question_and_command_is_granted_to_somebody(kind: type[Question[Any]]) -> None:
    assert GRANTED.get(kind.verb), f"«{kind.verb}» is granted to nobody"
    assert not kind.personal or kind.purpose, "what shows data of clients says why"


def test_every_command_is_granted_to_somebody() -> None:
    verbs = {kind.verb for declared in declarations(EVERYTHING) for kind in declared.commands}
    assert sorted(verb for verb in verbs if not GRANTED.get(verb)) == []


def test_the_software_itself_has_no_right_of_a_person() -> None:
    shared = {verb for verb, roles in GRANTED.items() if SYSTEM in roles and roles != {SYSTEM}}
    assert shared == {"jobs.read"}, "its own work is all that it may look at"
    assert SYSTEM not in ROLES
    assert FOUNDER not in ROLES


def test_every_table_is_declared_by_its_room_once() -> None:
    declared = [table for each in declarations(EVERYTHING) for table in each.tables]
    mapped = {
        mapper.class_
        for mapper in Base.registry.mappers
        if mapper.class_.__module__.startswith(("core.", "plugins.", "documents."))
    }
    assert len(declared) == len(set(declared))
    assert {table.__name__ for table in mapped} == {table.__name__ for table in declared}


def test_a_question_that_nobody_declares_is_refused(sqlite_house: House) -> None:
    with pytest.raises(Refused, match="Nobody answers Orphan"):
        ask(sqlite_house, Orphan(), sqlite_house.actor("cm"))


def test_a_plugin_cannot_grant_a_verb_of_the_core(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    card = sqlite_house.suite.plugin_card("repairs")
    greedy = replace(card, grants={**card.grants, "customer.sensitive": frozenset({"advisor"})})
    monkeypatch.setattr(Suite, "plugin_card", lambda suite, name: greedy)
    sqlite_house.forget()
    assert sqlite_house.grants["customer.sensitive"] == {"manager", "hq"}
    assert sqlite_house.grants["repair.quote"] == {"advisor", "manager", "workshop"}


def test_a_plugin_takes_over_no_record_and_no_job_of_the_core(monkeypatch: pytest.MonkeyPatch) -> None:
    suite = Suite.installed(("repairs",))
    core, job = records_of(suite)["sale"], jobs_of(suite)["document.render"]
    plugin = suite.plugin("repairs")
    mine = records_of(suite)["repairs.quote"]
    stolen = Job("nothing", "core.base.text:plain")
    greedy = replace(
        plugin.declaration,
        records={"sale": mine, "repairs.quote": mine},
        jobs={"document.render": stolen, "own": stolen},
    )
    monkeypatch.setattr(plugin, "declaration", greedy)
    assert (records_of(suite)["sale"], records_of(suite)["repairs.quote"]) == (core, mine)
    assert (jobs_of(suite)["document.render"], jobs_of(suite)["own"]) == (job, stolen)


def test_what_a_plugin_wrote_is_answered_when_it_takes_part_no_longer(sqlite_house: House) -> None:
    suite = sqlite_house.suite
    assert "repairs" not in suite.enabled
    assert callable(answerer_of(suite, ListRepairs))
    with pytest.raises(Refused, match="Plugin repairs does not take part"):
        handler_of(suite, ReceiveRepair)

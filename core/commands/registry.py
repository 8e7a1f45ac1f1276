"""What takes part: the commands, questions, jobs and tables that a room of the core or a function plugin declares.

Nothing takes part by being imported. A room says what it brings in its ``room.py`` (``declaration = Declaration(…)``),
a plugin in the attribute ``declaration`` of its plugin object; a command or question that nobody declares is refused,
and so is one of a plugin that is not enabled. A declaration is loaded when something of it is asked for, not before.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.base.errors import Refused
from core.commands.command import Command, Handler
from core.commands.jobs import Job
from core.commands.question import Answerer, Question
from core.database.engine import Base
from core.jurisdictions.suite import Suite

_NONE: Mapping[Any, Any] = MappingProxyType({})
_CORE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Declaration:
    """What one room or plugin brings. ``commands``: each with the one function that carries it out; ``questions``:
    each with the one that answers it; ``jobs``: kinds of work outside the transaction, by topic; ``tables``: its
    tables, each of which declares its scope."""

    name: str
    commands: Mapping[type[Command], Handler] = field(default_factory=lambda: _NONE)
    questions: Mapping[type[Question[Any]], Answerer] = field(default_factory=lambda: _NONE)
    jobs: Mapping[str, Job] = field(default_factory=lambda: _NONE)
    tables: tuple[type[Base], ...] = ()


def handler_of(suite: Suite, kind: type[Command]) -> Handler:
    """Who carries out a kind of command. Refused when nobody that takes part declares it."""
    declared = _of(suite, kind)
    handler = declared.commands.get(kind) if declared else None
    if handler is None:
        raise Refused(_nobody(kind, "carries out"))
    return handler


def answerer_of(suite: Suite, kind: type[Question[Any]]) -> Answerer:
    """Who answers a kind of question. Refused when nobody that takes part declares it."""
    declared = _of(suite, kind)
    answerer = declared.questions.get(kind) if declared else None
    if answerer is None:
        raise Refused(_nobody(kind, "answers"))
    return answerer


def jobs_of(suite: Suite) -> dict[str, Job]:
    """Every kind of job that anybody who takes part declares, by topic."""
    return {topic: job for declared in declarations(suite) for topic, job in declared.jobs.items()}


def declarations(suite: Suite) -> Iterator[Declaration]:
    """Everything that takes part in a house: the core's rooms in order of name, the papers, the enabled plugins."""
    rooms = [f"core.{path.parent.name}" for path in sorted(_CORE.glob("*/room.py"))]
    found = [*map(_room, [*rooms, "documents"]), *(_of_plugin(suite, name) for name in sorted(suite.enabled))]
    yield from (declared for declared in found if declared is not None)


def _of(suite: Suite, kind: type) -> Declaration | None:
    """The declaration of the room or plugin in whose package a class stands."""
    top, _, rest = kind.__module__.partition(".")
    if top == "core":
        return _room(f"core.{rest.partition('.')[0]}")
    if top == "documents":
        return _room("documents")
    for name in suite.enabled:
        if kind.__module__.startswith(suite.plugins[name].rpartition(".")[0] + "."):
            return _of_plugin(suite, name)
    return None


def _room(package: str) -> Declaration | None:
    try:
        declared: Declaration = importlib.import_module(f"{package}.room").declaration
    except ModuleNotFoundError as fault:
        if fault.name != f"{package}.room":
            raise
        return None
    return declared


def _of_plugin(suite: Suite, name: str) -> Declaration | None:
    declared: Declaration | None = getattr(suite.plugin(name), "declaration", None)
    return declared


def _nobody(kind: type, does: str) -> str:
    return (
        f"Nobody {does} {kind.__name__}. Is its plugin enabled («vendome plugin list»)? A room declares its commands "
        "and questions in room.py, a plugin in the declaration of its plugin object."
    )

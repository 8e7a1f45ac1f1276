"""What takes part: the commands, questions, jobs and tables that a room of the core or a function plugin declares.

Nothing takes part by being imported. A room says what it brings in its ``room.py`` (``declaration = Declaration(…)``),
a plugin in the attribute ``declaration`` of its plugin object; a command or question that nobody declares is refused,
and so is a command of a plugin that is not enabled. A declaration is loaded when something of it is asked for.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args, get_origin

from sqlalchemy.exc import IntegrityError, OperationalError

from core.base.errors import Refused, RegionFault, VendomeError
from core.base.findings import Finding
from core.commands.command import Command, Handler
from core.commands.jobs import Job
from core.commands.paging import Paged
from core.commands.question import Answerer, Question
from core.database.engine import Base
from core.journal.record import Record
from core.jurisdictions.sandbox import described
from core.jurisdictions.suite import Suite

_NONE: Mapping[Any, Any] = MappingProxyType({})
_CORE = Path(__file__).parents[1]

#: Kinds of paper (name → folder) → what is wrong with them.
PaperExaminer = Callable[[Mapping[str, Path]], Iterable[Finding]]


@dataclass(frozen=True)
class Declaration:
    """What one room or plugin brings. ``commands``: each with the one function that carries it out; ``questions``:
    each with the one that answers it; ``records``: what it posts, the journal's kind → the class now written;
    ``jobs``: kinds of work outside the transaction, by topic; ``tables``: its tables, each of which declares its
    scope; ``examines_papers``: says what is wrong with folders of kinds of paper."""

    name: str
    commands: Mapping[type[Command], Handler] = field(default_factory=lambda: _NONE)
    questions: Mapping[type[Question[Any]], Answerer] = field(default_factory=lambda: _NONE)
    records: Mapping[str, type[Record]] = field(default_factory=lambda: _NONE)
    jobs: Mapping[str, Job] = field(default_factory=lambda: _NONE)
    tables: tuple[type[Base], ...] = ()
    examines_papers: PaperExaminer | None = None


def handler_of(suite: Suite, kind: type[Command]) -> Handler:
    """Who carries out a kind of command. Refused when nobody that takes part declares it."""
    declared = _of(suite, kind, suite.enabled)
    handler = declared.commands.get(kind) if declared else None
    if handler is None:
        raise Refused(_nobody(suite, kind, "carries out"))
    return handler


def answerer_of(suite: Suite, kind: type[Question[Any]]) -> Answerer:
    """Who answers a kind of question. Refused when nobody declares it.

    A plugin that takes part no longer still answers: what it wrote stays readable.
    """
    declared = _of(suite, kind, suite.plugins)
    answerer = declared.questions.get(kind) if declared else None
    if answerer is None:
        raise Refused(_nobody(suite, kind, "answers"))
    return answerer


def records_of(suite: Suite) -> Mapping[str, type[Record]]:
    """Every kind of journal record with the class that reads it; a kind of the core is nobody else's to read. A plugin
    that takes part no longer still reads what it posted; one that cannot be loaded reads nothing."""
    kinds: dict[str, type[Record]] = {}
    for declared in declarations(suite):
        kinds = {**declared.records, **kinds}
    for name in sorted(set(suite.plugins) - suite.enabled):
        with suppress(VendomeError):
            absent = declared_by(suite, name)
            kinds = {**(absent.records if absent else {}), **kinds}
    return MappingProxyType(kinds)


def jobs_of(suite: Suite) -> dict[str, Job]:
    """Every kind of job that anybody who takes part declares, by topic; one of the core is nobody else's to do."""
    kinds: dict[str, Job] = {}
    for declared in declarations(suite):
        kinds = {**declared.jobs, **kinds}
    return kinds


def declarations(suite: Suite) -> Iterator[Declaration]:
    """Everything that takes part in a house: the core's rooms in order of name, the papers, the enabled plugins.

    A plugin whose declaration cannot be made is left out; ``suite.faults`` names it.
    """
    found = [_room(package) for package in _rooms()]
    for name in sorted(suite.enabled):
        try:
            found.append(declared_by(suite, name))
        except VendomeError as fault:
            suite.faults[name] = str(fault)
    yield from (declared for declared in found if declared is not None)


@cache
def _rooms() -> tuple[str, ...]:
    """The packages of the core's rooms that bring anything, then the papers."""
    return (*(f"core.{path.parent.name}" for path in sorted(_CORE.glob("*/room.py"))), "documents")


def paper_examiners(suite: Suite) -> tuple[PaperExaminer, ...]:
    """Who examines the kinds of paper of a plugin."""
    return tuple(one.examines_papers for one in declarations(suite) if one.examines_papers is not None)


def _of(suite: Suite, kind: type, plugins: Collection[str]) -> Declaration | None:
    """The declaration of the room, or of one of these plugins, in whose package a class stands."""
    top, _, rest = kind.__module__.partition(".")
    if top == "core":
        return _room(f"core.{rest.partition('.')[0]}")
    if top == "documents":
        return _room("documents")
    name = _plugin_of(suite, kind)
    return declared_by(suite, name) if name in plugins else None


def _plugin_of(suite: Suite, kind: type) -> str:
    """The installed plugin in whose package a class stands, or ""."""
    packages = {name: module.rpartition(".")[0] + "." for name, module in suite.plugins.items()}
    return next((name for name, package in packages.items() if kind.__module__.startswith(package)), "")


def _room(package: str) -> Declaration | None:
    try:
        declared: Declaration = importlib.import_module(f"{package}.room").declaration
    except ModuleNotFoundError as fault:
        if fault.name != f"{package}.room":
            raise
        return None
    return declared


def declared_by(suite: Suite, name: str) -> Declaration | None:
    """What an installed plugin declares, enabled or not; None when nothing. RegionFault when it cannot be made."""
    plugin = suite.plugin(name)
    try:
        declared: Declaration | None = getattr(plugin, "declaration", None)
    except VendomeError:
        raise
    except Exception as fault:
        raise RegionFault(
            f"Plugin {name}: its declaration cannot be made: {described(fault)}. Correct it, or run "
            f"«vendome plugin disable {name}»."
        ) from fault
    return declared


@contextmanager
def blamed(suite: Suite, kind: type) -> Iterator[None]:
    """While a command or question of a plugin is carried out: what its code raises is said as its fault, with the way
    out. What the house itself says, or the database, and what the core raises, stays as it is."""
    try:
        yield
    except (VendomeError, IntegrityError, OperationalError):
        raise
    except Exception as fault:
        name = _plugin_of(suite, kind)
        if not name:
            raise
        raise RegionFault(f"{_failed(name, kind)} failed: {described(fault)}. {_aftermath(name)}") from fault


def check_answer(suite: Suite, kind: type[Question[Any]], answer: object) -> None:
    """RegionFault where a plugin answers its question with another type of value than it promises."""
    name = _plugin_of(suite, kind)
    promised: Any = next((get_args(base)[0] for base in getattr(kind, "__orig_bases__", ()) if get_args(base)), None)
    promised = get_origin(promised) or promised
    if name and isinstance(promised, type) and not issubclass(kind, Paged) and not isinstance(answer, promised):
        wrong = f"answered {type(answer).__name__}, not {promised.__name__}"
        raise RegionFault(f"{_failed(name, kind)} {wrong}. {_aftermath(name)}")


def _failed(name: str, kind: type) -> str:
    return f"Plugin {name}: {kind.__name__}"


def _aftermath(name: str) -> str:
    return f"Nothing was written. Correct the plugin, or run «vendome plugin disable {name}»."


def require_plugin(suite: Suite, name: str) -> None:
    """Refused unless a function plugin takes part."""
    if name not in suite.enabled:
        raise Refused(_absent(name))


def _absent(name: str) -> str:
    return f"Plugin {name} does not take part in this house. Regional IT runs «vendome plugin enable {name}»."


def _nobody(suite: Suite, kind: type, does: str) -> str:
    name = _plugin_of(suite, kind)
    if name and name not in suite.enabled:
        return _absent(name)
    return (
        f"Nobody {does} {kind.__name__}. A room declares its commands and questions in room.py, a plugin in the "
        "declaration of its plugin object: add it there."
    )

"""Whether what is asked, answered or commanded is a plain, frozen value: nothing that a caller could change, no row."""

from __future__ import annotations

import sys
import typing
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from core.commands.question import Question

_PLAIN = (str, int, bool, Decimal, date, datetime, time, UUID, NoneType)
_HOLDERS = (tuple, frozenset, Mapping, Union, UnionType)


def unplain(kind: type) -> Iterator[str]:
    """What is not plain of a command or a question, its answer included: one sentence each, with the way out."""
    seen: set[type] = set()
    for what, fault in _of_class(kind, kind.__name__, seen):
        yield f"{what} {fault}"
    for base in getattr(kind, "__orig_bases__", ()):
        if get_origin(base) is Question:
            for what, fault in _of(_resolved(get_args(base)[0], kind.__module__), "its answer", seen):
                yield f"{what} {fault}"


def _resolved(hint: Any, module: str) -> Any:
    """A hint as Python reads it in a module, where it is written as text."""
    written = type("Written", (), {"__annotations__": {"answer": hint}})
    return get_type_hints(written, vars(sys.modules[module]))["answer"]


def _of_class(kind: type, what: str, seen: set[type]) -> Iterator[tuple[str, str]]:
    if kind in seen:
        return
    seen.add(kind)
    parameters: Any = getattr(kind, "__dataclass_params__", None)
    if parameters is None or not parameters.frozen:
        yield what, f"is or holds {kind.__name__}, which can be changed. Make it @dataclass(frozen=True)."
        return
    hints = get_type_hints(kind)
    for field in fields(kind):
        yield from _of(hints[field.name], f"{kind.__name__}.{field.name}", seen)


def _of(hint: Any, what: str, seen: set[type]) -> Iterator[tuple[str, str]]:
    origin = get_origin(hint)
    if hint is Any or hint is Ellipsis or origin is Literal or hint in _PLAIN or isinstance(hint, typing.TypeVar):
        return
    if origin in _HOLDERS:
        for part in get_args(hint):
            yield from _of(part, what, seen)
    elif origin is typing.Annotated:
        yield from _of(get_args(hint)[0], what, seen)
    elif is_dataclass(origin or hint):
        yield from _of_class(origin or hint, what, seen)
        for part in get_args(hint):
            yield from _of(part, what, seen)
    else:
        name = getattr(origin or hint, "__name__", str(hint))
        instead = {"list": "tuple", "dict": "Mapping", "set": "frozenset"}.get(
            name, "a frozen dataclass of plain values"
        )
        yield what, f"holds {name}, which can be changed. Use {instead}."

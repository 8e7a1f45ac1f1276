"""Between the core and a country: questions go out as copies, answers come in when of the promised kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, get_args

import pluggy

from core.base.errors import RegionFault
from core.base.findings import Finding, Level
from core.jurisdictions.hooks import Code, LineFacts, SaleFacts, Seal, Treatment
from core.tax import Levy, Rounding

_LEVELS = get_args(Level)


def _texts(*values: object) -> bool:
    return all(type(value) is str for value in values)


def _treatment(held: Any) -> bool:
    return type(held) is Treatment and _texts(held.code, held.because) and bool(held.code)


def _levies(held: Any) -> bool:
    return type(held) is tuple and all(type(e) is Levy and type(e.rate) is Decimal and e.rate.is_finite() for e in held)


def _facts(held: Any) -> bool:
    return isinstance(held, frozenset) and _texts(*held)


def _findings(held: Any) -> bool:
    return isinstance(held, (tuple, list)) and all(
        type(f) is Finding and f.level in _LEVELS and _texts(f.where, f.text) for f in held
    )


def _codes(held: Any) -> bool:
    return isinstance(held, (tuple, list)) and all(
        type(c) is Code and _texts(c.symbology, c.purpose, c.payload) and bool(c.payload) for c in held
    )


def _seal(held: Any) -> bool:
    return type(held) is Seal and _texts(held.algorithm, held.key, held.value)


#: Question to a country → whether one answer is of the kind that ``core.jurisdictions.hooks`` promises.
ACCEPTABLE: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        "tax_treatment": _treatment,
        "levies": _levies,
        "tax_rounding": lambda held: type(held) is Rounding,
        "facts": _facts,
        "refusals": _findings,
        "codes": _codes,
        "seal": _seal,
        "seal_holds": lambda held: type(held) is bool,
        "check_profile": _findings,
    }
)


class Asking:
    """Stands before pluggy's relay for the length of one question to ``who`` and has its shape.

    What is told is a copy or frozen, so that a country cannot change the sale under way; what it answers is looked at
    before anyone uses it, and :class:`RegionFault` names question and answer when it will not do.
    """

    def __init__(self, who: str, relay: pluggy.HookRelay) -> None:
        self._who = who
        self._relay = relay
        self._given: dict[int, tuple[object, object]] = {}

    def __getattr__(self, question: str) -> Callable[..., Any]:
        caller = getattr(self._relay, question)
        first = bool(caller.spec and caller.spec.opts.get("firstresult"))

        def put(**told: Any) -> Any:
            answer = caller(**{name: self._copy(value) for name, value in told.items()})
            # Where the first answer counts there is one or none; elsewhere a list of all that were given.
            for one in answer if not first else () if answer is None else (answer,):
                self._look_at(question, one)
            return answer

        setattr(self, question, put)
        return put

    def _look_at(self, question: str, answer: Any) -> None:
        accepts = ACCEPTABLE.get(question)
        if accepts is not None and not accepts(answer):
            raise RegionFault(
                f"{self._who} answered {question} with {_shown(answer)}, which is not of the promised kind "
                "(core/jurisdictions/hooks.py). Nothing was written. Ask regional IT to correct its plugin."
            )

    def _copy(self, value: Any) -> Any:
        if not isinstance(value, (Mapping, SaleFacts, LineFacts)):
            return value
        kept = self._given.get(id(value))
        # The original is kept beside its copy: while it lives, no other object has its id.
        if kept is None:
            kept = self._given[id(value)] = (value, _copied(value))
        return kept[1]


def _copied(value: Any) -> Any:
    if isinstance(value, SaleFacts):
        return replace(value, lines=tuple(map(_copied, value.lines)))
    if isinstance(value, LineFacts):
        return replace(value, composition=_frozen(value.composition))
    if isinstance(value, Mapping):
        return {key: _copied(held) for key, held in value.items()}
    return [_copied(held) for held in value] if isinstance(value, list) else value


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return MappingProxyType({key: _frozen(held) for key, held in value.items()})
    return tuple(_frozen(held) for held in value) if isinstance(value, (list, tuple)) else value


def _shown(answer: object) -> str:
    try:
        return f"{answer!r:.80}"
    except Exception:
        return f"a {type(answer).__name__}"

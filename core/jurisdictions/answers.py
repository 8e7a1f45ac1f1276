"""Between the core and a country: questions go out as copies, answers come in when of the promised kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

import pluggy

from core.base.errors import RegionFault
from core.base.findings import Finding, Level
from core.jurisdictions.facts import AssessedSale, Treatment
from core.jurisdictions.hooks import Code, Seal, Service
from core.tax import Levy, Rounding

_LEVELS = get_args(Level)

#: The most levies that may lie on one line, and the highest rate; more is a plugin gone wild.
LEVY_LIMIT = 12
_RATE_LIMIT = 2


def _texts(*values: object) -> bool:
    return all(type(value) is str for value in values)


def _treatment(answer: Any) -> bool:
    return type(answer) is Treatment and _texts(answer.code, answer.because) and bool(answer.code)


def _levies(answer: Any) -> bool:
    return type(answer) is tuple and len(answer) <= LEVY_LIMIT and all(map(_levy, answer))


def _levy(one: Any) -> bool:
    rate = one.rate if type(one) is Levy else None
    return type(rate) is Decimal and rate.is_finite() and 0 <= rate <= _RATE_LIMIT


def _facts(answer: Any) -> bool:
    return isinstance(answer, frozenset) and _texts(*answer)


def _findings(answer: Any) -> bool:
    return isinstance(answer, (tuple, list)) and all(
        type(f) is Finding and f.level in _LEVELS and _texts(f.where, f.text) for f in answer
    )


def _codes(answer: Any) -> bool:
    return isinstance(answer, (tuple, list)) and all(
        type(c) is Code and _texts(c.symbology, c.purpose, c.payload) and bool(c.payload) for c in answer
    )


def _seal(answer: Any) -> bool:
    return type(answer) is Seal and _texts(answer.algorithm, answer.key, answer.value)


#: Question to a country → whether one answer is of the kind that ``core.jurisdictions.hooks`` promises.
ACCEPTABLE: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        "tax_treatment": _treatment,
        "levies": _levies,
        "tax_rounding": lambda answer: type(answer) is Rounding,
        "facts": _facts,
        "refusals": _findings,
        "codes": _codes,
        "seal": _seal,
        "seal_holds": lambda answer: type(answer) is bool,
        "check_profile": _findings,
    }
)

#: The same for questions to function plugins.
ACCEPTABLE_OF_FUNCTIONS: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        "document_kinds": lambda answer: (
            isinstance(answer, Mapping)
            and all(type(kind) is str and isinstance(folder, Path) for kind, folder in answer.items())
        ),
        "services_in_progress": lambda answer: (
            isinstance(answer, (tuple, list)) and all(type(service) is Service for service in answer)
        ),
    }
)


class Asking:
    """Stands before pluggy's relay for the length of one question to ``who`` and has its shape.

    What a country is handed is frozen or a copy, so that it cannot change the sale under way; what it answers is looked
    at before anyone uses it, and :class:`RegionFault` names question and answer when it will not do.
    """

    def __init__(self, who: str, relay: pluggy.HookRelay) -> None:
        self._who = who
        self._relay = relay

    def __getattr__(self, question: str) -> Callable[..., Any]:
        caller = getattr(self._relay, question)
        first = bool(caller.spec and caller.spec.opts.get("firstresult"))

        def put(**known: Any) -> Any:
            answer = caller(**{name: _unchangeable(value) for name, value in known.items()})
            # Where the first answer counts there is one or none; elsewhere a list of all answers.
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


def _unchangeable(value: Any) -> Any:
    """The value where it is frozen by its own making, else what may be changed without a trace."""
    if isinstance(value, AssessedSale):
        # The workings of a proof are the only part of an assessment that could be changed.
        return replace(value, assessment=replace(value.assessment, units=(), untaxed=()))
    return _copied(value)


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _shown(answer: object) -> str:
    try:
        return f"{answer!r:.80}"
    except Exception:
        return f"a {type(answer).__name__}"

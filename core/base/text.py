"""What people typed: kept code point for code point, or refused; never silently changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.base.errors import Refused

#: Longest single-line text the house keeps in a field, in code points.
LINE_LIMIT = 512
#: Longest note.
NOTE_LIMIT = 20_000

_LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]*")
_NOTE = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]*")
_SUSPECT = re.compile(r"[\x7f-\x9f\ud800-\udfff\ufffe\uffff]|\\u00")
_CARD = re.compile(r"(?<![0-9])(?:[0-9][ -]?){12,18}[0-9](?![0-9])", re.ASCII)


def line(text: object, what: str, limit: int = LINE_LIMIT) -> str:
    """One line of text as given. Refused: control characters, lone surrogates, NUL, too long.

    ``what`` names the field in the refusal.
    """
    if not isinstance(text, str):
        raise Refused(f"{what} must be text, not {type(text).__name__}. Give it as text.")
    if len(text) > limit:
        raise Refused(f"{what} has {len(text)} characters; at most {limit} are kept. Shorten it.")
    if not _LINE.fullmatch(text):
        raise Refused(f"{what} holds a control character or half a character. Type it again without it.")
    return text


def note(text: object, what: str) -> str:
    """Several lines of text as given; line feeds and tabs are welcome, other controls are not."""
    if not isinstance(text, str):
        raise Refused(f"{what} must be text, not {type(text).__name__}. Give it as text.")
    if len(text) > NOTE_LIMIT:
        raise Refused(f"{what} has {len(text)} characters; at most {NOTE_LIMIT} are kept. Shorten it.")
    if not _NOTE.fullmatch(text):
        raise Refused(f"{what} holds a control character or half a character. Type it again without it.")
    if payment_card_in(text):
        raise Refused(f"{what} looks as if it holds a payment card's number, which must not be kept. Remove it.")
    return text


def required_line(text: object, what: str, limit: int = LINE_LIMIT) -> str:
    """Like :func:`line`, and not blank."""
    kept = line(text, what, limit)
    if not kept.strip():
        raise Refused(f"{what} is empty. Fill it in.")
    return kept


def personal_line(text: object, what: str, limit: int = LINE_LIMIT) -> str:
    """One line about a client: like :func:`line`, and no payment card's number, which must not be kept (PCI DSS 3.2.1,
    requirement 3)."""
    kept = line(text, what, limit)
    if len(kept) >= 13 and payment_card_in(kept):
        raise Refused(f"{what} looks as if it holds a payment card's number, which must not be kept. Remove it.")
    return kept


def payment_card_in(text: str) -> bool:
    """Whether the text holds 13 to 19 digits that pass the Luhn check (ISO/IEC 7812-1), as a card number would."""
    for found in _CARD.finditer(text):
        digits = [int(c) for c in found.group() if c.isdigit()]
        total = sum(d if i % 2 == 0 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(reversed(digits)))
        if total % 10 == 0:
            return True
    return False


def keepable(value: Any, text: str) -> None:
    """Refuse plain values one of whose texts no field could keep: controls, half characters, beyond any note's length.

    ``text`` is their canonical form, looked at first because it is quick; the refusal names the field.
    """
    if len(text) > NOTE_LIMIT or _SUSPECT.search(text):
        for name, inner in value.items():
            _keepable(inner, str(name))


def _keepable(value: Any, what: str) -> None:
    if isinstance(value, str):
        if len(value) > NOTE_LIMIT:
            raise Refused(f"{what} has {len(value)} characters; at most {NOTE_LIMIT} are kept. Shorten it.")
        if not _NOTE.fullmatch(value):
            raise Refused(f"{what} holds a control character or half a character. Type it again without it.")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            _keepable(name, what)
            _keepable(inner, what)
    elif isinstance(value, list):
        for inner in value:
            _keepable(inner, what)


def canonical(value: Any) -> str:
    """The one text of a plain JSON value: sorted keys, no spaces, no floats, characters as they are.

    For strings, integers, booleans, null, lists and maps with ASCII keys this is RFC 8785. Floats are refused because
    they have no one text.
    """
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


#: What most of a content is: it holds nothing further, and is looked at no closer.
_LEAVES = frozenset({str, int, bool, type(None)})


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("canonical content holds a float; write the amount as decimal text")
    if isinstance(value, dict):
        parts: Iterable[Any] = value.values()
    elif isinstance(value, list | tuple):
        parts = value
    else:
        return
    for part in parts:
        if type(part) not in _LEAVES:
            _refuse_floats(part)


def plain(value: Any) -> Any:
    """A value as plain JSON: records as maps, decimals, dates and identities as text, sets in order."""
    if type(value) in _LEAVES:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(plain(v) for v in value)
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value

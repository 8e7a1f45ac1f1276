"""The gate at the end of a render: every character drawn, each from a font of the plan.

WeasyPrint logs a character that no font has, but says nothing when one is drawn from a font nobody chose (a private-use
character taken from a symbol font, for one). So the fonts really used are examined, with what was drawn from each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Protocol

from core.base.errors import Refused
from documents.kinds import FONTS


class UsedFont(Protocol):
    """What is read of a font that WeasyPrint embedded."""

    family: str
    to_unicode: dict[int, str]
    missing: dict[int, int]


@cache
def planned_families() -> frozenset[str]:
    """Every family that the font plan names."""
    return frozenset(re.findall(r'"([^"]+)"', FONTS.read_text("utf-8")))


def examine(fonts: Iterable[UsedFont], values: Mapping[str, Any], allowed: Iterable[str] = ()) -> tuple[str, ...]:
    """Families used, sorted. Refused when a character has no glyph or came from outside the plan.

    ``values``: to name the field that holds the character; ``allowed``: families a kind brings on top of the plan.
    """
    planned = planned_families() | frozenset(allowed)
    families = set()
    for font in fonts:
        families.add(font.family)
        for point in font.missing:
            _refuse(chr(point), "has no glyph in any font of the plan", values)
        for text in font.to_unicode.values():
            if font.family not in planned and text:
                _refuse(text[0], f"would be drawn from {font.family!r}, which is not in the font plan", values)
            for character in text:
                if unicodedata.category(character) in ("Co", "Cn", "Cs"):
                    _refuse(character, "is private or unassigned, so nobody knows its shape", values)
        if font.family not in planned:
            raise Refused(
                f"The font {font.family!r} is not in the plan. Install the Noto fonts, or add it to the plan."
            )
    return tuple(sorted(families))


def _refuse(character: str, reason: str, values: Mapping[str, Any]) -> None:
    name = unicodedata.name(character, "unnamed")
    field = next(_holders(character, values, ""), "the page's own words")
    raise Refused(
        f"The character {character!r} (U+{ord(character):04X} {name}) in {field} {reason}. "
        "Correct the text, or install a font that has it and add it to documents/fonts.css."
    )


def _holders(character: str, value: Any, path: str) -> Iterator[str]:
    if isinstance(value, str):
        if character in value:
            yield path
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _holders(character, inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for n, inner in enumerate(value):
            yield from _holders(character, inner, f"{path}[{n}]")

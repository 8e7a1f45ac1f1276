"""A whole name typed in signs that are read: family and given name, each with its readings in one language.

A reading of the family name in Mandarin goes with one of the given name in Mandarin. Sought pair by pair, the client
whose card has it in Latin letters is not lost among all whom any mixture of readings would fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.customers.search.keys import KEY_LIMIT, unspaced
from core.names.transliteration import fold, kanji, korean, mandarin, script_of
from core.names.transliteration.keys import native_fold
from core.names.transliteration.parts import Part
from core.names.transliteration.readings import spellings

#: Languages in which a script is read, the likeliest first. Old forms are written in Japan and Korea too.
_LANGUAGES = {
    "Hans": ("zh", "yue"),
    "Hant": ("zh", "yue", "ja", "ko"),
    "Hani": ("zh", "yue", "ja", "ko"),
    "Jpan": ("ja",),
    "Kore": ("ko",),
    "Hira": ("ja",),
    "Kana": ("ja",),
}
#: Longest whole name in signs, and readings of a part that are sought.
_LONGEST, _READINGS = 8, 12


@dataclass(frozen=True, slots=True)
class Whole:
    """``family``, ``given``: folded as typed; ``families``, ``givens``: their readings, the likeliest first."""

    family: str
    given: str
    families: tuple[str, ...]
    givens: tuple[str, ...]


def wholes(typed: Sequence[str]) -> tuple[Whole, ...]:
    """The ways to read one word as a whole name, or two words as family and given name in either order."""
    if not typed or len(typed) > 2 or not all(unspaced(native_fold(word)) for word in typed):
        return ()
    text = "".join(typed)
    if not 2 <= len(text) <= _LONGEST:
        return ()
    languages = _LANGUAGES.get(script_of(text), ())
    if len(languages) > 2 and _japanese(_parted(text, "ja") if len(typed) == 1 else typed):
        languages = ("ja", *(each for each in languages if each != "ja"))
    found: dict[Whole, None] = {}
    for language in languages:
        pairs = [_parted(text, language)] if len(typed) == 1 else [(typed[0], typed[1]), (typed[1], typed[0])]
        for family, given in pairs:
            if family and given and (language != "ja" or len(languages) == 1 or kanji.known_family(family)):
                ways = _read(family, "family", language), _read(given, "given", language)
                if all(ways):
                    found[Whole(native_fold(family), native_fold(given), *ways)] = None
    return tuple(found)


def _japanese(parts: Sequence[str]) -> bool:
    """Whether a surname of several characters is Japanese: those of China that long are few and known."""
    return any(len(part) > 1 and kanji.known_family(part) and not mandarin.compound_surname(part) for part in parts)


def _parted(text: str, language: str) -> tuple[str, str]:
    if language == "ja":
        return kanji.split(text)
    if language == "ko" and script_of(text) == "Kore":
        return korean.split(text)
    cut = 2 if len(text) > 2 and mandarin.compound_surname(text[:2]) else 1
    # A given name of three characters is none of China or Korea.
    return (text[:cut], text[cut:]) if len(text) - cut <= 2 else ("", "")


def _read(text: str, part: Part, language: str) -> tuple[str, ...]:
    found = spellings(text, part, script=script_of(text), language="zh" if language == "yue" else language)
    # Mandarin and Cantonese are read together, and told apart by the scheme.
    kept = [each for each in found if (each.scheme == "hk-government") == (language == "yue")]
    keys = ("".join(fold(each.words).split())[:KEY_LIMIT] for each in kept)
    return tuple(dict.fromkeys(key for key in keys if key))[:_READINGS]

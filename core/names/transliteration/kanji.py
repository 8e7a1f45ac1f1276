"""Japanese names in kanji: readings they may have. Nobody but the bearer knows which one is right."""

from __future__ import annotations

from functools import cache

from core.names.transliteration.han import one_form
from core.names.transliteration.tables import readings_by_item, spellings

#: Guesses kept for one part of a name.
_KEPT = 6


@cache
def _names(table: str) -> dict[str, tuple[str, ...]]:
    # 澤 and 沢, 邊 and 辺 are one surname in two hands: the table is asked in one form.
    merged: dict[str, tuple[str, ...]] = {}
    for name, found in readings_by_item(table).items():
        plain = one_form(name)
        merged[plain] = tuple(dict.fromkeys((*merged.get(plain, ()), *found)))
    return merged


@cache
def _pieces(table: str) -> dict[str, tuple[str, ...]]:
    return {one_form(kanji): found for kanji, found in spellings(table).items()}


def family_readings(family: str) -> list[str]:
    """Readings in hiragana of a surname in kanji, the most usual first; empty if it is not a known one."""
    plain = one_form(family)
    return list(_names("kanji_family.tsv").get(plain, ())[:_KEPT]) or _composed(plain, "pieces_family.tsv")


def known_family(family: str) -> bool:
    """Whether a surname in kanji is in the table of surnames."""
    return one_form(family) in _names("kanji_family.tsv")


def given_readings(given: str) -> list[str]:
    """Readings in hiragana of a given name in kanji (and kana), the most usual first."""
    plain = one_form(given)
    known = list(_names("kanji_given.tsv").get(plain, ()))
    return list(dict.fromkeys([*known, *_composed(plain, "pieces_given.tsv")]))[:_KEPT]


def split(full: str) -> tuple[str, str]:
    """A full name written without a space as (family, given): the longest known surname that leaves a given name."""
    plain = one_form(full)
    for length in range(min(len(full) - 1, 4), 0, -1):
        if plain[:length] in _names("kanji_family.tsv"):
            return full[:length], full[length:]
    cut = 2 if len(full) > 2 else 1
    return full[:cut], full[cut:]


def _composed(plain: str, table: str) -> list[str]:
    """Readings put together from those of the characters; at most a few, because each further one is less likely."""
    ways = [""]
    for char in plain:
        found = (char,) if "ぁ" <= char <= "ヺ" else _pieces(table).get(char, ())
        ways = [way + each for way in ways for each in found[:4]][: 2 * _KEPT]
    return [way for way in ways if way][:_KEPT]

"""Chinese names read in Cantonese: Jyutping, and the spellings of Hong Kong identity cards."""

from __future__ import annotations

import re

from core.names.transliteration.tables import readings_by_item, spellings

_PARTS = re.compile(r"(ng(?=[aeiou])|gw|kw|[bpmfdtnlgkhwzcsj]?)(.+)")
_INITIALS = {
    "b": ("p",),
    "d": ("t",),
    "g": ("k",),
    "gw": ("kw",),
    "z": ("ch", "ts"),
    "c": ("ch", "ts"),
    "s": ("s", "sh"),
    "j": ("y",),
}
_FINALS = {
    "aa": ("a", "ah"),
    "aai": ("ai",),
    "aau": ("au",),
    "aam": ("am",),
    "aan": ("an",),
    "aang": ("ang",),
    "aap": ("ap",),
    "aat": ("at",),
    "aak": ("ak",),
    "am": ("am", "um"),
    "an": ("an", "un"),
    "ap": ("ap", "up"),
    "at": ("at", "ut"),
    "ai": ("ai",),
    "ei": ("ei", "i", "ee"),
    "ou": ("o", "ou"),
    "o": ("o", "or"),
    "oe": ("eu",),
    "oeng": ("eung",),
    "oek": ("euk",),
    "eoi": ("ui",),
    "eon": ("un",),
    "eot": ("ut",),
    "yu": ("u", "ue", "yu"),
    "yun": ("uen", "un"),
    "yut": ("uet", "ut"),
    "un": ("un", "oon"),
    "u": ("u", "oo"),
    "i": ("i", "ee"),
    "ui": ("ui", "oi"),
}
#: Syllables that identity cards write otherwise than their parts.
_WHOLE = {
    "zi": ("chi", "tsz", "tze"),
    "ci": ("chi", "tsz"),
    "si": ("sze", "si", "see"),
    "ng": ("ng",),
    "m": ("ng", "m"),
    "ji": ("yi", "yee"),
    "jyu": ("yu", "yue"),
    "jyun": ("yuen",),
    "jyut": ("yuet",),
    "jing": ("ying",),
    "jau": ("yau",),
    "wu": ("wu", "woo"),
    "zoeng": ("cheung", "cheong"),
    "coeng": ("cheung",),
    "soeng": ("sheung",),
    "saang": ("sang",),
    "seon": ("shun", "sun"),
    "syu": ("shu", "su"),
    "zyu": ("chu", "ju"),
    "wai": ("wai",),
    "waa": ("wa", "wah"),
    "zeon": ("chun",),
    "zeoi": ("chui", "tsui"),
    "ceoi": ("chui", "tsui"),
    "zaa": ("cha",),
    "sing": ("sing", "shing"),
    "sau": ("sau", "shau"),
    "gwok": ("kwok",),
    "gwong": ("kwong",),
    "gei": ("kei", "ki"),
    "kei": ("kei", "ki"),
    "hei": ("hei", "hi"),
    "mei": ("mei",),
    "fei": ("fei",),
    "sam": ("sum", "sam"),
    "gam": ("kam",),
    "jam": ("yam",),
    "jan": ("yan",),
    "man": ("man",),
    "wan": ("wan",),
    "san": ("san",),
}


def jyutping(char: str) -> tuple[str, ...]:
    """Jyutping readings of one Han character without tones, the usual one first."""
    return readings_by_item("jyutping.tsv").get(char, ())


def card_spellings(syllable: str) -> tuple[str, ...]:
    """How Hong Kong's cards spell one Jyutping syllable, the most usual first (``gwok`` → Kwok, ``coeng`` → Cheung)."""
    if syllable in _WHOLE:
        return _WHOLE[syllable]
    found = _PARTS.fullmatch(syllable)
    if not found:
        return (syllable,)
    initials = _INITIALS.get(found[1], (found[1],))
    finals = _FINALS.get(found[2], (found[2],))
    ways = [initial + final for final in finals for initial in initials]
    return tuple(dict.fromkeys(ways))[:4]


def family_spellings(family: str) -> list[str]:
    """Spellings of a surname: customary ones where the surname is common, else by its sound."""
    known = spellings("cantonese_surnames.tsv").get(family)
    if known:
        return list(known)
    syllables = [jyutping(char)[:1] for char in family]
    if not syllables or not all(syllables):
        return []
    return [" ".join(card_spellings(each[0])[0] for each in syllables)]


def given_syllables(given: str) -> list[tuple[str, ...]]:
    """For each character of a given name its spellings, the most usual first; empty if one of them is unknown."""
    found = [jyutping(char)[:1] for char in given]
    return [card_spellings(each[0]) for each in found] if found and all(found) else []

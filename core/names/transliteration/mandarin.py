"""Chinese names read in Mandarin: Hanyu Pinyin, and the spellings used on the passports of Taiwan."""

from __future__ import annotations

import re

from core.names.transliteration.tables import readings_by_item, spellings

#: Alternatives kept for one part of a name.
_KEPT = 4
_INITIALS = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?)(.*)")
_WADE_GILES_INITIALS = {
    "b": "p",
    "p": "p",
    "d": "t",
    "t": "t",
    "g": "k",
    "k": "k",
    "j": "ch",
    "q": "ch",
    "x": "hs",
    "zh": "ch",
    "ch": "ch",
    "r": "j",
    "z": "ts",
    "c": "ts",
}
_WADE_GILES_WHOLE = {
    "zhi": "chih",
    "chi": "chih",
    "shi": "shih",
    "ri": "jih",
    "zi": "tzu",
    "ci": "tzu",
    "si": "szu",
    "er": "erh",
    "ge": "ko",
    "ke": "ko",
    "he": "ho",
    "e": "o",
    "ye": "yeh",
    "yan": "yen",
    "you": "yu",
    "yong": "yung",
    "yue": "yueh",
    "gui": "kuei",
    "kui": "kuei",
    "guo": "kuo",
    "kuo": "kuo",
    "huo": "huo",
    "shuo": "shuo",
    "a": "a",
}
_WADE_GILES_FINALS = {
    "ie": "ieh",
    "üe": "ueh",
    "ue": "ueh",
    "ian": "ien",
    "iong": "iung",
    "ong": "ung",
    "uo": "o",
    "ü": "u",
}
_TONGYONG_WHOLE = {"wen": "wun", "weng": "wong", "feng": "fong", "yi": "yi"}
_TONGYONG_FINALS = {"iu": "iou", "ui": "uei", "iong": "yong", "ü": "yu", "üe": "yue", "ün": "yun", "üan": "yuan"}


def syllables(char: str) -> tuple[str, ...]:
    """Pinyin readings of one Han character without tones, the usual one first; none for an unknown character."""
    return readings_by_item("pinyin.tsv").get(char, ())


def compound_surname(text: str) -> bool:
    """Whether the text is a surname of two characters."""
    return len(text) == 2 and text in spellings("mandarin_surnames.tsv")


def family_pinyin(family: str) -> list[str]:
    """Pinyin spellings of a surname, the usual one first; surnames have readings that the words have not."""
    known = spellings("mandarin_surnames.tsv")
    if family in known:
        return list(known[family][:_KEPT])
    if len(family) > 1:
        # Two surnames side by side, as some married women bear.
        parts = [known.get(char) or syllables(char) for char in family]
        return [" ".join(part[0] for part in parts)] if all(parts) else []
    return list(syllables(family)[:1])


def given_pinyin(given: str) -> list[str]:
    """Pinyin spellings of a given name, syllables separated by a space, the usual one first."""
    found = [syllables(char) for char in given]
    if not found or not all(found):
        return []
    usual = [each[0] for each in found]
    ways = [" ".join(usual)]
    for place, each in enumerate(found):
        ways += [" ".join([*usual[:place], other, *usual[place + 1 :]]) for other in each[1:2]]
    return ways[: _KEPT - 1]


def in_capitals(pinyin: str) -> str:
    """ü as travel documents write it: LYU, NYU (GB/T 28039-2011); ``jue`` and the like have no ü to begin with."""
    return pinyin.replace("üe", "ue").replace("ü", "yu")


def wade_giles(pinyin: str) -> str:
    """One pinyin syllable in Wade-Giles as passports print it: no apostrophe, no diaeresis (Chang, Hsu, Tsai)."""
    if pinyin in _WADE_GILES_WHOLE:
        return _WADE_GILES_WHOLE[pinyin]
    initial, final = _split(pinyin)
    return _WADE_GILES_INITIALS.get(initial, initial) + _WADE_GILES_FINALS.get(final, final)


def tongyong(pinyin: str) -> str:
    """One pinyin syllable in Tongyong, official in Taiwan from 2002 to 2008 and still on passports."""
    if pinyin in _TONGYONG_WHOLE:
        return _TONGYONG_WHOLE[pinyin]
    initial, final = _split(pinyin)
    if initial in ("zh", "ch", "sh", "r", "z", "c", "s") and final == "i":
        final = "ih"
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "y" + final
    initial = {"zh": "jh", "q": "c", "x": "s"}.get(initial, initial)
    return initial + _TONGYONG_FINALS.get(final, final)


def _split(pinyin: str) -> tuple[str, str]:
    found = _INITIALS.fullmatch(pinyin)
    return (found[1], found[2]) if found else ("", pinyin)

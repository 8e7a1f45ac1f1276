"""Languages of a page: which text to take, which way it runs, whose letter shapes it wants.

A language is a BCP 47 tag given as an argument; nothing here reads the machine's own language.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from babel import localedata
from babel.core import get_global

from core.base.languages import fallbacks, locale_of

Direction = Literal["ltr", "rtl"]


@cache
def habits(language: str, region: str) -> str:
    """The tag whose habits (figures, dates, spelling) a paper of ``region`` follows when it speaks ``language``.

    The language as that country writes it where CLDR has a locale for the two (``de`` + ``CH`` → ``de-CH``), else the
    language alone. English goes by the world's habits then, because CLDR's English without a country is American.
    """
    if not region or locale_of(language).territory:
        return language
    tag = f"{language}-{region}"
    if localedata.exists(tag.replace("-", "_")):
        return tag
    return "en-001" if language == "en" else language


def respelled(words: str, tag: str) -> str:
    """German words of the catalogue as the tag's country spells them.

    Switzerland and Liechtenstein write ss for ß everywhere (Rat für deutsche Rechtschreibung, rule § 25 E2).
    """
    return words.replace("ß", "ss") if tag in ("de-CH", "de-LI") else words


@cache
def direction(language: str) -> Direction:
    """Which way lines of a language run, as CLDR says."""
    return "rtl" if locale_of(language).text_direction == "rtl" else "ltr"


#: Scripts by how they are set: Latin, Greek and Cyrillic know letterspacing, small capitals and italics; the others do
#: not, and ideographs, Arabic and Thai have an optical size of their own beside Latin.
_GROUPS = {
    **dict.fromkeys(("Latn", "Grek", "Cyrl"), "latin"),
    **dict.fromkeys(("Hans", "Hant", "Jpan", "Kore"), "han"),
    "Arab": "arabic",
    "Thai": "thai",
}


@cache
def script_group(language: str) -> str:
    """``latin``, ``han``, ``arabic``, ``thai``, or ``plain`` for a script that only forgoes letterspacing."""
    locale = locale_of(language)
    script = locale.script
    if script is None:
        likely = str(get_global("likely_subtags").get(locale.language, ""))
        script = likely.split("_")[1] if likely.count("_") else "Latn"
    return _GROUPS.get(script, "plain")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A text, or its lines, and the language it was found in ("" when it was given without one)."""

    lines: tuple[str, ...]
    language: str

    @property
    def text(self) -> str:
        """The lines as one, joined by a space."""
        return " ".join(self.lines)


def choose(texts: object, language: str) -> Chosen:
    """Take a text by language: the language itself, its parents, English, then whatever there is.

    ``texts`` is a text, lines of text, or a map from language to either. None and empty maps give no lines.
    """
    if isinstance(texts, Mapping):
        wanted = (*fallbacks(language), "en")
        for tag in wanted:
            if texts.get(tag):
                return Chosen(_lines(texts[tag]), tag)
        for tag, words in texts.items():
            # A region may be written in the paper and not in the text's tag, or the other way round.
            if words and str(tag).split("-")[0] == language.split("-")[0]:
                return Chosen(_lines(words), str(tag))
        for tag, words in texts.items():
            if words:
                return Chosen(_lines(words), str(tag))
        return Chosen((), "")
    return Chosen(_lines(texts), "")


def _lines(words: object) -> tuple[str, ...]:
    if words is None or words == "":
        return ()
    if isinstance(words, str):
        return (words,)
    if isinstance(words, Sequence):
        return tuple(str(one) for one in words)
    return (str(words),)


def first_strong(text: str) -> Direction | None:
    """Direction of the first strong character (Unicode Standard Annex 9, rules P2 and P3); None without one."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return "ltr"
        if kind in ("R", "AL"):
            return "rtl"
    return None


#: Explicit embeddings, overrides and isolates: orders to the layout, not letters of anybody's name. A page leaves them
#: out, because inside a name they can only make it read backwards; the stored text keeps them.
ORDERS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))

_EAST_ASIAN = frozenset({"zh", "ja", "ko"})


@cache
def _han_language(region: str) -> str:
    likely = str(get_global("likely_subtags").get(f"und_{region}", ""))
    return likely.replace("_", "-") if likely.split("_")[0] in _EAST_ASIAN else "zh-Hans"


def _is_latin(text: str) -> bool:
    """Whether a text has letters, all of them Latin, Greek or Cyrillic."""
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and all(ord(letter) < 0x0530 or 0x1E00 <= ord(letter) < 0x2000 for letter in letters)


def shape_language(text: str, language: str, region: str = "") -> str:
    """Language whose letter shapes ``text`` wants, when its own says nothing about them.

    A Japanese name on a French page keeps Japanese shapes: kana say Japanese, Hangul say Korean, and ideographs alone
    take the shapes of the country the paper is from, or simplified Chinese outside East Asia. A Latin, Greek or
    Cyrillic text that came without translation into a page of another script is set as what it is.
    """
    if script_group(language) != "latin" and _is_latin(text):
        return "en"
    if language.split("-")[0] in _EAST_ASIAN:
        return language
    han = False
    for character in text:
        point = ord(character)
        if 0x3040 <= point <= 0x30FF or 0x31F0 <= point <= 0x31FF or 0xFF66 <= point <= 0xFF9D:
            return "ja"
        if 0xAC00 <= point <= 0xD7A3 or 0x1100 <= point <= 0x11FF or 0x3130 <= point <= 0x318F:
            return "ko"
        han = han or 0x3400 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF or 0x20000 <= point <= 0x3FFFF
    return _han_language(region) if han else language

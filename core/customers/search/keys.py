"""Under which keys a client is filed.

A key is a folded word (``core.names.transliteration``). Its first character may tell its kind: ``~`` consonants, ``~~``
coarse consonants (``^`` and ``^^`` where the name is not in Latin letters), ``+`` a part of a word in a script that
writes no spaces, or a syllable of it, ``#`` a postal code. The rest are words as written and their readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from core.names.transliteration import NameParts, fold, search_keys
from core.names.transliteration.han import is_han
from core.names.transliteration.kana import is_kana
from core.names.transliteration.keys import native_fold
from core.names.transliteration.readings import language_of_name, spellings

#: Longest key, in characters; longer ones are cut.
KEY_LIMIT = 64

#: Scripts whose signs are read as a syllable each.
_SYLLABLES = frozenset({"Hani", "Hans", "Hant", "Kore"})
_NOT_IN_A_CODE = re.compile(r"[^0-9a-z]+", re.ASCII)
_NOT_IN_A_KEY = re.compile(r"[\s'\"\\:]")


def card_keys(fields: Mapping[str, str], kana: Mapping[str, str] | None, script: str, language: str) -> frozenset[str]:
    """The keys of a name card: its words, their readings in Latin letters, and parts of words in Han, kana, Hangul."""
    family = _text(
        fields.get("surname-prefix"), fields.get("surname") or fields.get("surname-core"), fields.get("surname2")
    )
    if fields.get("surname-prefix") and (fields.get("surname") or "").startswith(fields["surname-prefix"]):
        family = _text(fields["surname"], fields.get("surname2"))
    given = _text(fields.get("given"), fields.get("given2"))
    spoken = _language(family, kana, script, language)
    keys = _part(family, "", kana.get("family", "") if kana else "", script, spoken)
    keys |= _part("", given, kana.get("given", "") if kana else "", script, spoken)
    informal = fields.get("given-informal")
    return keys | _part("", informal, "", script, spoken) if informal else keys


def postal_key(code: str) -> str:
    """The key of a postal code as typed anyhow, such as ``#1040061``; "" when it holds no letter or digit."""
    bare = _NOT_IN_A_CODE.sub("", code.casefold())
    return f"#{bare}"[:KEY_LIMIT] if bare else ""


def filed(keys: Iterable[str]) -> str:
    """Keys as a row of ``name_key`` holds them."""
    return " ".join(sorted({key for key in keys if key}))


def read_back(keys: str) -> frozenset[str]:
    """The keys of a row again, as either database gives them: PostgreSQL puts each between quotes."""
    return frozenset(keys.replace("'", "").split())


def parts_of_word(word: str) -> frozenset[str]:
    """``+`` keys of a folded word: each Han character, and each two neighbours in Han, kana or Hangul."""
    if len(word) < 2 or not all(map(_unspaced, word)):
        return frozenset()
    found = {f"+{char}" for char in word if is_han(char)}
    if len(word) > 2:
        found |= {f"+{word[at : at + 2]}" for at in range(len(word) - 1)}
    return frozenset(found)


def unspaced(word: str) -> bool:
    """Whether a word is written in a script that runs a whole name together."""
    return bool(word) and all(map(_unspaced, word))


def _unspaced(char: str) -> bool:
    return is_han(char) or is_kana(char) or "\uac00" <= char <= "\ud7a3"


def _text(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _language(family: str, kana: Mapping[str, str] | None, script: str, language: str) -> str | None:
    """The language in which to read a name; None: in all that its script allows.

    A card is often said to be in the language that the client speaks with us. What two languages share in writing is
    read in both, lest a Chinese client of a Japanese boutique be filed under a Japanese reading alone.
    """
    if kana or script == "Jpan":
        return "ja"
    if script != "Hani":
        return language
    if language.partition("-")[0] in ("zh", "yue", "ko"):
        return language
    return language_of_name(NameParts(family=family), script, None)


def _part(family: str, given: str, kana: str, script: str, language: str | None) -> frozenset[str]:
    """Keys of one part of a name."""
    return frozenset(_filed_part(family, given, kana, script, language).split()) if family or given else frozenset()


@lru_cache(maxsize=30_000)
def _filed_part(family: str, given: str, kana: str, script: str, language: str | None) -> str:
    """The same parted by spaces. Kept, for the same surnames and given names come again and again; as one text it takes
    a tenth of the room."""
    reading = ((kana, "") if family else ("", kana)) if kana else None
    found = search_keys(NameParts(family=family, given=given, kana=reading), script=script, language=language)
    keys = {_NOT_IN_A_KEY.sub("", key)[:KEY_LIMIT] for key in found}
    if script != "Latn":
        keys = {key.replace("~", "^") for key in keys}
    if script in _SYLLABLES:
        # One syllable of two is a part of the name, not the name: Ming of Xiaoming.
        whole = {
            "".join(fold(one.words).split())[:KEY_LIMIT]
            for text, which in ((family, "family"), (given, "given"))
            for one in spellings(text, "family" if which == "family" else "given", script=script, language=language)
        }
        keys = {f"+{key}" if key.isascii() and key.isalpha() and key not in whole else key for key in keys}
    for word in native_fold(f"{family} {given} {kana}").split():
        keys |= parts_of_word(word[:KEY_LIMIT])
    return " ".join(keys)

"""The keys under which a name is filed and sought.

A key is a folded word. Two names that a person would call the same share one, whatever their scripts. Keys that begin
with ``~`` are consonant skeletons, with ``~~`` coarse ones: they meet more names than they should, so a search ranks
them last.
"""

from __future__ import annotations

import re
from functools import lru_cache

from core.base.text import LINE_LIMIT, line
from core.names.transliteration import (
    cyrillic,
    greek,
    habits,
    indic,
    kana,
    kanji,
    korean,
    latin,
    mandarin,
    semitic,
    skeleton,
    thai,
    vowelling,
)
from core.names.transliteration.folding import fold_own as fold
from core.names.transliteration.han import is_han, one_form
from core.names.transliteration.parts import NameParts, Part
from core.names.transliteration.readings import NO_NAME, language_of_name, mixed, script_of_name, spellings
from core.names.transliteration.script import script_of

_PARTS: tuple[Part, Part] = ("family", "given")
_BETWEEN_WORDS = re.compile(r"[\s\-‐‑–・·,;/()]+")
#: Words of a text that are looked at; no name has more.
_WORDS = 16
#: Scripts with vowels whose Latin spellings vary so much that a skeleton helps.
_WITH_BONES = frozenset({"Cyrl", "Grek", "Geor", "Armn"})
#: A longer word is no name; it is filed as it is and not read.
_LONGEST_WORD = 64
#: Scripts of which both parts of a name are read alike.
_READ_ALIKE = frozenset({"Latn", "Cyrl", "Grek", "Arab", "Hebr", "Thai"})
#: A skeleton of a vowelled script says something from this length on.
_BONES = 3
#: Guesses of a name without vowels that no table has: on file, and in a query, where they cost nothing.
_GUESSED = (2, 10)
#: Coarse skeletons under which a Thai word is filed, and spellings of one too short to have any.
_COARSE_KEPT, _SHORT_KEPT = 6, 10


def native_fold(text: str) -> str:
    """:func:`~core.names.transliteration.fold`, and one form for each script's variants.

    Simplified, traditional and Japanese Han meet, hiragana meets katakana, Arabic alef, ya and ta marbuta lose their
    hamza and dots, Hangul is composed.
    """
    plain = kana.hiragana(fold(text))
    if any(map(is_han, plain)):
        plain = one_form(plain)
    return plain.translate(_ARABIC_FORMS)


_ARABIC_FORMS = {
    ord(form): plain for plain, forms in (("ا", "ٱأإآ"), ("ي", "ىی"), ("ك", "ک"), ("ه", "ةۀہھ")) for form in forms
}


def search_keys(name: str | NameParts, *, script: str | None = None, language: str | None = None) -> frozenset[str]:
    """The keys of a name, for the index.

    Of parts: every word of the name as written, of its kana and of its Latin spellings, every reading of
    :func:`~core.names.transliteration.readings`, its syllables, the parts and the whole without spaces, and skeletons.
    Of a text: the same, its parts taken to be unknown. Empty for a text without letters or digits. Refused as by
    :func:`~core.names.transliteration.fold`.
    """
    if isinstance(name, str):
        words = _words(name)
        keys = set().union(*(_word_keys(word, script, language, syllables=True) for word in words))
        plain = [native_fold(word).replace(" ", "") for word in words]
        return frozenset(keys | {"".join(plain), "".join(plain[1:] + plain[:1])} - {""})
    code = script_of_name(name, script)
    language = language_of_name(name, code, language)
    given = " ".join(filter(None, (name.given, name.middle)))
    keys = _part_keys(name.family, "family", code, language) | _part_keys(given, "given", code, language)
    keys |= _joined(name.family, given)
    if code != "Latn":
        # The likeliest readings as one word, for people type that too: shanxue, yamadahanako.
        keys |= _joined(_likely(name.family, "family", code, language), _likely(given, "given", code, language))
    for pair in (name.kana, name.latin, name.passport):
        if pair:
            keys |= _part_keys(pair[0], "family", script_of(pair[0]), language)
            keys |= _part_keys(pair[1], "given", script_of(pair[1]), language)
            keys |= _joined(*pair)
    return frozenset(keys)


def query_words(text: str, *, script: str | None = None, language: str | None = None) -> tuple[frozenset[str], ...]:
    """What was typed, word by word, each with all keys it may be filed under.

    A client is found if every word shares a key with the client's :func:`search_keys`; a word still being typed may
    also be the beginning of one. Words beyond the sixteenth are not looked at.
    """
    words = _words(text)
    # bin, al and the like are left out, unless nothing else was typed: the bearer may write them or not.
    telling = [word for word in words if fold(word) not in semitic.LINKS] or words
    found = (_word_keys(word, script, language, syllables=False) for word in telling)
    return tuple(frozenset(keys) for keys in found if keys)


def _words(text: str) -> list[str]:
    line(text, "The text", LINE_LIMIT)
    return [word for word in _BETWEEN_WORDS.split(text) if word][:_WORDS]


def _word_keys(word: str, script: str | None, language: str | None, *, syllables: bool) -> set[str]:
    code = script or script_of(word)
    splits = _splits(word, code) if len(word) <= _LONGEST_WORD else []
    keys = {native_fold(word).replace(" ", "")} - {""}
    # Four characters are a whole name; up to three may be a part of one.
    if len(word) < (3 if code == "Kore" else 4) or not splits:
        # A family name is read otherwise than a given name in Han and Hangul only.
        for part in _PARTS[:1] if code in _READ_ALIKE else _PARTS:
            keys |= _part_keys(word, part, code, language, syllables=syllables)
    for family, given, tongue in splits:
        for one in spellings(family, "family", script=code, language=language or tongue)[:4]:
            for two in spellings(given, "given", script=code, language=language or tongue)[:4]:
                keys.add(fold(one.words + two.words).replace(" ", ""))
    if not syllables and len(word) <= _LONGEST_WORD:
        keys |= _otherwise(word, code)
    return keys


@lru_cache(maxsize=256)
def _otherwise(word: str, code: str) -> frozenset[str]:
    """Keys of a typed word by the habits of other languages: a card is filed under few, a seeker has any."""
    likely: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    kept = 8
    if code == "Latn":
        # Names in other letters are filed under two skeletons of a spelling; what one in Latin letters may be is wide.
        (likely, more), kept = habits.read_back(word), 2
    elif code == "Cyrl":
        likely = cyrillic.abroad(word)
    elif code == "Grek":
        likely = greek.abroad(word)
    elif code == "Thai":
        return frozenset(_thai_sought(word))
    elif code == "Kore":
        columns, abroad = korean.sought(word)
        return frozenset(way.replace(" ", "") for way in (*mixed(columns, 40), *abroad)) - {""}
    wide = code != "Latn"
    ways = (skeleton.of_latin(way, sought=wide)[:kept] for way in (*likely, *more))
    bones = {each for found in ways for each in found if len(each) >= _BONES}
    return frozenset({*likely, *habits.everyday().get(fold(word), ()), *(f"~{each}" for each in bones)})


def _splits(word: str, code: str) -> list[tuple[str, str, str]]:
    """Where a word without spaces is a whole name: family, given and language, as far as the writing tells."""
    if len(word) < 2 or not all(is_han(char) or kana.is_kana(char) or script_of(char) == "Kore" for char in word):
        return []
    if code == "Kore":
        return [(*korean.split(word), "ko")]
    found = []
    if code in ("Hani", "Hans", "Hant"):
        cut = 2 if len(word) > 2 and mandarin.compound_surname(word[:2]) else 1
        found.append((word[:cut], word[cut:], "zh"))
    if code in ("Hani", "Jpan") and not kana.is_kana(word):
        found.append((*kanji.split(word), "ja"))
    return found


def _likely(text: str, part: Part, code: str, language: str | None) -> str:
    found = spellings(text, part, script=code, language=language)
    return next((each.words for each in found if each.scheme not in NO_NAME), "")


def _joined(family: str, given: str) -> set[str]:
    """The whole name without spaces, in both orders, as people type it."""
    one, two = native_fold(family).replace(" ", ""), native_fold(given).replace(" ", "")
    return {one + two, two + one} if one and two else set()


def _part_keys(text: str, part: Part, code: str, language: str | None, *, syllables: bool = True) -> set[str]:
    plain = native_fold(text)
    if not plain:
        return set()
    keys = {plain.replace(" ", ""), *plain.split()}
    if max(map(len, text.split())) > _LONGEST_WORD:
        return keys
    if code == "Arab":
        return (keys | _arabic(text, sought=not syllables)) - {""}
    if code == "Hebr":
        return (keys | _hebrew(text, sought=not syllables)) - {""}
    if code == "Thai":
        return keys | _thai(text.split())
    if code == "Latn":
        return keys | _latin(text, sought=not syllables)
    for place, each in enumerate(spellings(text, part, script=code, language=language)):
        if each.scheme in NO_NAME:
            continue
        words = fold(each.words).split()
        keys |= {"".join(words), *(words if syllables else ())}
        if place < 2 and (code in _WITH_BONES or code in indic.SCRIPTS):
            keys |= {f"~{bones}" for word in words for bones in skeleton.of_latin(word)[:2] if len(bones) >= _BONES}
            keys |= {f"~~{bones}" for word in words if (bones := skeleton.coarse_of_latin(word))}
    return keys - {""}


def _thai(words: list[str]) -> set[str]:
    """The likeliest spellings; of a short name, whose consonants tell little, more of them."""
    keys = {"".join(way for word in words for way in thai.rtgs(word)[:1])}
    for word in words:
        usual, coarse = thai.rtgs(word)[:1], thai.coarse_skeletons(word, _COARSE_KEPT)
        tells = max(map(len, coarse), default=0)
        keys |= {*usual, *thai.habits(word, 2 if tells > _BONES else 4 if tells else _SHORT_KEPT)}
        keys |= {f"~~{bones}" for bones in coarse}
        keys |= {f"~{bones}" for way in usual for bones in skeleton.of_latin(way)[:2] if len(bones) >= _BONES}
    return keys - {""}


def _thai_sought(word: str) -> set[str]:
    """Spellings that the bearer of a Thai name may use: those of its consonants meet whatever vowels stand between."""
    fine = {bones for way in thai.consonants(word, 40) for bones in skeleton.of_latin(way)[:2] if len(bones) >= _BONES}
    coarse = thai.coarse_skeletons(word, _COARSE_KEPT + 2)
    return {*thai.habits(word, 16), *(f"~{bones}" for bones in fine), *(f"~~{bones}" for bones in coarse)}


def _latin(text: str, *, sought: bool) -> set[str]:
    keys: set[str] = set()
    for word in re.split(r"[\s\-‐‑–]+", text)[:_WORDS]:
        for way in latin.ways(word):
            keys |= set(fold(way).split())
        plain = fold(word).replace(" ", "")
        if not plain or plain in semitic.LINKS:
            continue
        bare = semitic.latin_without_article(plain)
        keys |= {bare} if bare != plain else set()
        keys |= {f"~{bones}" for bones in semitic.latin_skeletons(word, sought=sought)}
        keys |= {f"~~{bones}"} if (bones := skeleton.coarse_of_latin(plain)) else set()
    return keys


def _arabic(text: str, *, sought: bool) -> set[str]:
    keys = {f"~{bones}" for bones in semitic.arabic_skeletons(text, sought=sought)}
    keys.update(*(_spelled(each, words=not sought) for each in semitic.arabic_spellings(text)))
    for word in semitic.arabic_words(text):
        bare = semitic.without_article(word)
        keys.add(native_fold(bare).replace(" ", ""))
        if " " in word or word == "عبد" or word.startswith("عبدال"):
            keys |= semitic.SERVANT
        known = semitic.arabic_word_spellings(word) or semitic.arabic_word_spellings(bare)
        keys.update(*(_spelled(each) for each in known or vowelling.arabic(bare, _GUESSED[sought])))
    return keys - semitic.LINKS


def _hebrew(text: str, *, sought: bool) -> set[str]:
    keys = {f"~{bones}" for bones in semitic.hebrew_skeletons(text, sought=sought)}
    keys.update(*(_spelled(each, words=not sought) for each in semitic.hebrew_spellings(text)))
    for word in semitic.hebrew_words(text):
        known = semitic.hebrew_spellings(word)
        keys.update(*(_spelled(each) for each in known or vowelling.hebrew(word, _GUESSED[sought])))
    return keys


def _spelled(spelling: str, *, words: bool = True) -> set[str]:
    """A spelling as one word, and each of its words."""
    found = fold(spelling).split()
    return {"".join(found), *(found if words else ())}

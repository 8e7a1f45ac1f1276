"""The keys under which a name is filed and sought.

A key is a folded word. Two names that a person would call the same share one, whatever their scripts. Keys that begin with
``~`` are consonant skeletons: they meet more names than they should, so a search ranks them behind the others.
"""

from __future__ import annotations

import re

from core.scripts import indic, kana, kanji, korean, latin, mandarin, semitic, skeleton, thai
from core.scripts.folding import fold
from core.scripts.han import is_han, one_form
from core.scripts.parts import Part, NameParts
from core.scripts.readings import language_of_name, script_of_name, spellings
from core.scripts.script import script_of
from core.text import LINE_LIMIT, line

#: Words of a text that are looked at; no name has more.
_WORDS = 16
#: Scripts with vowels whose Latin spellings vary so much that a skeleton helps.
_WITH_BONES = frozenset({"Cyrl", "Grek", "Thai", "Geor", "Armn"})
#: A skeleton of a vowelled script says something from this length on.
_BONES = 3


def native_fold(text: str) -> str:
    """:func:`~core.scripts.fold`, and one form for each script's variants.

    Simplified, traditional and Japanese Han meet, hiragana meets katakana, Arabic alef, ya and ta marbuta lose their hamza
    and dots, Hangul is composed.
    """
    plain = kana.hiragana(fold(text))
    if any(map(is_han, plain)):
        plain = one_form(plain)
    return plain.translate(_ARABIC_FORMS)


_ARABIC_FORMS = {
    ord(form): plain
    for plain, forms in (("ا", "ٱأإآ"), ("ي", "ىی"), ("ك", "ک"), ("ه", "ةۀہھ"))
    for form in forms
}


def search_keys(name: str | NameParts, *, script: str | None = None, language: str | None = None) -> frozenset[str]:
    """The keys of a name, for the index.

    Of parts: every word of the name as written, of its kana and of its Latin spellings, every reading of
    :func:`~core.scripts.readings`, parts and the whole without spaces, and skeletons. Of a text: the same, its parts
    taken to be unknown. Empty for a text without letters or digits. Refused as by :func:`~core.scripts.fold`.
    """
    if isinstance(name, str):
        return frozenset().union(*query_words(name, script=script, language=language))
    code = script_of_name(name, script)
    language = language_of_name(name, code, language)
    keys: set[str] = set()
    given = " ".join(filter(None, (name.given, name.middle)))
    families = _part_keys(name.family, "family", code, language)
    givens = _part_keys(given, "given", code, language)
    keys |= families | givens | _joined(name.family, given)
    for pair in (name.kana, name.latin, name.passport):
        for text, part in zip(pair or (), ("family", "given"), strict=False):
            keys |= _part_keys(text, "family" if part == "family" else "given", script_of(text), language)
        if pair:
            keys |= _joined(*pair)
    return frozenset(keys)


def query_words(text: str, *, script: str | None = None, language: str | None = None) -> tuple[frozenset[str], ...]:
    """What was typed, word by word, each with all keys it may be filed under.

    A client is found if every word shares a key with the client's :func:`search_keys`; a word still being typed may also
    be the beginning of one. Words beyond the sixteenth are not looked at.
    """
    line(text, "The text", LINE_LIMIT)
    found = []
    for word in re.split(r"[\s\-‐‑–・·,;/()]+", text)[:_WORDS]:
        keys = _word_keys(word, script, language)
        if keys:
            found.append(frozenset(keys))
    return tuple(found)


def _word_keys(word: str, script: str | None, language: str | None) -> set[str]:
    code = script or script_of(word)
    keys = _part_keys(word, "family", code, language) | _part_keys(word, "given", code, language)
    for family, given in _splits(word, code):
        for one in spellings(family, "family", script=code, language=language)[:4]:
            for two in spellings(given, "given", script=code, language=language)[:4]:
                keys.add(fold(one.words + two.words).replace(" ", ""))
    return keys


def _splits(word: str, code: str) -> list[tuple[str, str]]:
    """Where a word without spaces is a whole name: family and given, as far as the writing tells."""
    if len(word) < 2 or not all(is_han(char) or kana.is_kana(char) or script_of(char) == "Kore" for char in word):
        return []
    if code == "Kore":
        return [korean.split(word)]
    found = []
    if code in ("Hani", "Hans", "Hant"):
        cut = 2 if len(word) > 2 and mandarin.compound_surname(word[:2]) else 1
        found.append((word[:cut], word[cut:]))
    if code in ("Hani", "Jpan") and not kana.is_kana(word):
        found.append(kanji.split(word))
    return found


def _joined(family: str, given: str) -> set[str]:
    """The whole name without spaces, in both orders, as people type it."""
    one, two = native_fold(family).replace(" ", ""), native_fold(given).replace(" ", "")
    return {one + two, two + one} if one and two else set()


def _part_keys(text: str, part: Part, code: str, language: str | None) -> set[str]:
    plain = native_fold(text)
    if not plain:
        return set()
    keys = {plain.replace(" ", ""), *plain.split()}
    if code == "Arab":
        keys |= _arabic(text)
    elif code == "Hebr":
        keys |= {f"~{bones}" for bones in semitic.hebrew_skeletons(text)}
    elif code == "Thai":
        keys |= {f"~{bones}" for word in text.split() for bones in skeleton.of_letters(thai.letters(word)) if len(bones) >= _BONES}
    if code == "Latn":
        return keys | _latin(text)
    for place, each in enumerate(spellings(text, part, script=code, language=language)):
        if each.scheme in ("skeleton", "icao-9303-arabic"):
            continue
        words = fold(each.words).split()
        keys |= {"".join(words), *words} - (semitic.LATIN_LINKS if code == "Arab" else set())
        if place < 2 and (code in _WITH_BONES or code in indic.SCRIPTS):
            keys |= {f"~{bones}" for word in words for bones in skeleton.of_latin(word)[:2] if len(bones) >= _BONES}
    return keys


def _latin(text: str) -> set[str]:
    keys: set[str] = set()
    for word in re.split(r"[\s\-‐‑–]+", text)[:_WORDS]:
        for way in latin.ways(word):
            keys |= set(fold(way).split())
    for word in fold(text).split():
        bare = semitic.latin_without_article(word)
        keys |= {bare} if bare != word else set()
        if word not in semitic.LATIN_LINKS:
            keys |= {f"~{bones}" for each in {word, bare} for bones in skeleton.of_latin(each)}
    return keys


def _arabic(text: str) -> set[str]:
    keys = {f"~{bones}" for bones in semitic.arabic_skeletons(text)}
    for word in semitic.arabic_words(text):
        keys.add(native_fold(semitic.without_article(word)).replace(" ", ""))
        for spelling in semitic.arabic_word_spellings(word):
            keys |= {"".join(fold(spelling).split()), *fold(spelling).split()}
    return keys - semitic.LATIN_LINKS

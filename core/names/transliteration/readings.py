"""How a name may be read in Latin letters: what the client gave first, then what a rule says, then guesses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from core.names.transliteration import (
    cantonese,
    cyrillic,
    greek,
    indic,
    kana,
    kanji,
    korean,
    latin,
    mandarin,
    other,
    semitic,
    thai,
)
from core.names.transliteration.han import is_han
from core.names.transliteration.parts import NameParts, Part, Reading, ReadingSource
from core.names.transliteration.script import script_of

_DERIVED, _GUESSED = ReadingSource.DERIVED, ReadingSource.GUESSED
#: Schemes that make no name a person would write.
NO_NAME = frozenset({"skeleton", "icao-9303-arabic"})
#: Scripts whose names put the family first; Vietnamese and Hungarian do so in Latin letters.
_FAMILY_FIRST = frozenset({"Hans", "Hant", "Hani", "Jpan", "Kore", "Hira", "Kana", "Bopo"})
#: ISO 15924 codes that say the same to us.
_SAME = {"Hrkt": "Jpan", "Hang": "Kore", "Aran": "Arab"}
#: Readings of a Han name by language, and by script where no language is known.
_HAN_READERS = {
    "zh": ("mandarin", "cantonese"),
    "yue": ("cantonese", "mandarin"),
    "ja": ("japanese",),
    "ko": ("korean",),
    "Hans": ("mandarin", "cantonese"),
    "Hant": ("mandarin", "cantonese", "korean"),
    "Jpan": ("japanese",),
    "Kore": ("korean",),
    "Hani": ("mandarin", "cantonese", "japanese", "korean"),
}


class Spelling(NamedTuple):
    """One spelling of one part, its syllables or words separated by spaces, in small or mixed letters."""

    words: str
    scheme: str
    source: ReadingSource
    #: Between the syllables of a given name on paper: "" Xiaoming, "-" Mei-Ling, " " Tai Man.
    glue: str = " "

    @property
    def text(self) -> str:
        """As a person would write it."""
        if any(char.isupper() for char in self.words):
            return self.words
        words = self.words.split(" ")
        return "".join(words).capitalize() if self.glue == "" else self.glue.join(word.capitalize() for word in words)


def script_of_name(parts: NameParts, script: str | None = None) -> str:
    """The script said to be the name's, else the one its letters tell."""
    if script:
        return _SAME.get(script, script)
    return script_of("".join((parts.family, parts.given, parts.middle)))


def language_of_name(parts: NameParts, code: str, language: str | None) -> str | None:
    """The language said to be the name's, or the one its parts give away; None if several are likely."""
    if language:
        return language
    if parts.kana and any(parts.kana):
        return "ja"
    # Chinese surnames of two characters are few and known; the others of that length are Japanese.
    if code == "Hani" and len(parts.family) > 1 and not mandarin.compound_surname(parts.family):
        return "ja" if kanji.family_readings(parts.family) else None
    return None


def spellings(text: str, part: Part, *, script: str, language: str | None = None) -> list[Spelling]:
    """Spellings of one part in Latin letters, the most likely first; empty if the part is empty or cannot be read.

    ``script`` is an ISO 15924 code, ``language`` a BCP 47 tag of which the first subtag counts.
    """
    text = text.strip()
    if not any(char.isalpha() for char in text):
        return []
    tongue = language.lower().partition("-")[0] if language else None
    if any(map(is_han, text)):
        return _han(text, part, script, language.lower() if language else None)
    if kana.is_kana(text):
        return _from_kana(text, _DERIVED)
    found = script_of(text) if script in ("Zyyy", "Hani", "Hans", "Hant", "Jpan", "Kore") else script
    if found == "Latn":
        return _latin(text)
    if found == "Kore":
        return _hangul(text, part)
    if found == "Cyrl":
        ways = cyrillic.spellings(text, tongue)
        return [Spelling(way, scheme, _DERIVED if sure else _GUESSED) for way, scheme, sure in ways]
    if found == "Grek":
        usual = Spelling(greek.elot_743(text), "elot-743", _DERIVED)
        return [usual, *(Spelling(way, "customary", _GUESSED) for way in greek.habits(text))]
    if found == "Arab":
        customary = [Spelling(way, "customary", _GUESSED) for way in semitic.arabic_spellings(text)]
        return [*customary, *_index_only(semitic.arabic_skeletons(text)), *_zone(semitic.arabic_icao(text))]
    if found == "Hebr":
        customary = [Spelling(way, "customary", _GUESSED) for way in semitic.hebrew_spellings(text)]
        return [*customary, *_index_only(semitic.hebrew_skeletons(text))]
    if found == "Thai":
        royal = _by_word(text, thai.rtgs, "rtgs")
        own = _by_word(text, lambda word: thai.habits(word, 4), "customary")
        return [*royal, *(each for each in own if each.words not in {one.words for one in royal})]
    if found in indic.SCRIPTS:
        return _by_word(text, lambda word: [indic.hunterian(word), *indic.habits(word)], "hunterian")
    return _by_word(text, lambda word: [other.spell(word, found)], "icu-latin")


def readings(
    parts: NameParts, *, script: str | None = None, language: str | None = None, with_skeletons: bool = False
) -> tuple[Reading, ...]:
    """The readings of a name in Latin letters: the travel document's, the client's own, then the most likely first.

    What a rule with one answer gives is marked ``derived``, the rest ``guessed``: that must be asked before it is
    printed. For each scheme there is the full name in the order of its script, then its parts. Without ``script`` the
    letters tell; without ``language`` all likely ones are offered. Empty for a name that holds no letters, and for an
    Arabic or Hebrew one that no table has: consonants without vowels are no name, and are added, last, only
    ``with_skeletons``.
    """
    code = script_of_name(parts, script)
    language = language_of_name(parts, code, language)
    first = code in _FAMILY_FIRST or (language or "").lower().partition("-")[0] in ("vi", "hu", "ja", "zh", "ko", "yue")
    found: list[Reading] = []
    for pair, source in ((parts.passport, ReadingSource.PASSPORT), (parts.latin, ReadingSource.GIVEN)):
        if pair and any(text.strip() for text in pair):
            found += _whole(pair[0].strip(), pair[1].strip(), "as-given", source, family_first=first)
    if parts.kana and any(text.strip() for text in parts.kana):
        families, givens = (_from_kana(text, _DERIVED) for text in parts.kana)
    else:
        families = spellings(parts.family, "family", script=code, language=language)
        givens = spellings(" ".join(filter(None, (parts.given, parts.middle))), "given", script=code, language=language)
    found += _paired(families, givens, family_first=first)
    names = [reading for reading in dict.fromkeys(found) if reading.scheme not in NO_NAME]
    rest = [reading for reading in dict.fromkeys(found) if reading.scheme in NO_NAME]
    return (*names, *rest) if with_skeletons else tuple(names)


def _whole(family: str, given: str, scheme: str, source: ReadingSource, *, family_first: bool) -> list[Reading]:
    full = " ".join(filter(None, (family, given) if family_first else (given, family)))
    parts: list[tuple[str, Part]] = [(full, "full"), (family, "family"), (given, "given")]
    return [Reading(text, scheme, source, part) for text, part in parts if text]


def _paired(families: list[Spelling], givens: list[Spelling], *, family_first: bool) -> list[Reading]:
    found: list[Reading] = []
    for scheme in dict.fromkeys(each.scheme for each in (*families, *givens)):
        left = [each for each in families if each.scheme == scheme]
        right = [each for each in givens if each.scheme == scheme]
        # A scheme that changes only one part leaves the other as it was: Ursula Mueller.
        one, two = _for_whole(left, families, scheme), _for_whole(right, givens, scheme)
        if (one or not families) and (two or not givens):
            source = _GUESSED if any(each and each.source is _GUESSED for each in (one, two)) else _DERIVED
            source = next((each.source for each in (one, two) if each and each.source is ReadingSource.GIVEN), source)
            texts = [each.text if each else "" for each in (one, two)]
            found += _whole(texts[0], texts[1], scheme, source, family_first=family_first)[:1]
        found += [Reading(each.text, scheme, each.source, "family") for each in left]
        found += [Reading(each.text, scheme, each.source, "given") for each in right]
    return found


def _for_whole(of_scheme: list[Spelling], all_of_part: list[Spelling], scheme: str) -> Spelling | None:
    if of_scheme or scheme in NO_NAME:
        return of_scheme[0] if of_scheme else None
    return next((each for each in all_of_part if each.scheme not in NO_NAME), None)


def _index_only(bones: list[str]) -> list[Spelling]:
    return [Spelling(each, "skeleton", _DERIVED) for each in bones[:1]]


def _zone(text: str) -> list[Spelling]:
    return [Spelling(text, "icao-9303-arabic", _DERIVED)] if text.strip() else []


def _by_word(text: str, spell: Callable[[str], list[str]], scheme: str) -> list[Spelling]:
    columns = [ways for word in text.split() if (ways := [way for way in spell(word) if way])]
    if not columns:
        return []
    found = [" ".join(ways[0] for ways in columns)]
    for place, ways in enumerate(columns):
        found += [" ".join(other[0] if at != place else way for at, other in enumerate(columns)) for way in ways[1:]]
    return [Spelling(way, scheme, _GUESSED) for way in dict.fromkeys(found)]


def _latin(text: str) -> list[Spelling]:
    found = [Spelling(text, "as-given", ReadingSource.GIVEN)]
    if latin.marked(text):
        found.append(Spelling(latin.icao(text).title(), "icao-9303", _DERIVED))
        found.append(Spelling(latin.plain(text), "ascii-folding", _DERIVED))
    return found


def _from_kana(text: str, source: ReadingSource) -> list[Spelling]:
    text = text.strip()
    if not text:
        return []
    ways = (
        (kana.passport(text), "hepburn-passport", source),
        (kana.with_h(text), "hepburn-oh", _GUESSED),
        (kana.with_n(text), "hepburn", _GUESSED),
        (kana.spelled_out(text), "kana-spelling", _GUESSED),
        (kana.kunrei(text), "kunrei-shiki", _GUESSED),
    )
    found: dict[str, Spelling] = {}
    for way, scheme, marked in ways:
        if way:
            found.setdefault(way, Spelling(way, scheme, marked, " "))
    return list(found.values())


def _hangul(text: str, part: Part) -> list[Spelling]:
    official = Spelling(korean.revised(text), "rr", _DERIVED, "")
    marked = Spelling(korean.mccune_reischauer(text), "mccune-reischauer", _DERIVED, "")
    if part == "family" and (customary := korean.family_spellings(text)):
        return [*(Spelling(way, "kr-customary", _GUESSED) for way in customary), official, marked]
    columns = [ways for char in text if (ways := korean.syllable_spellings(char))]
    if not columns:
        return []
    official = Spelling(" ".join(korean.revised(char) for char in text if korean.revised(char)), "rr", _DERIVED, "")
    return [official, *(Spelling(way, "kr-customary", _GUESSED, "") for way in mixed(columns)), marked]


def mixed(columns: list[tuple[str, ...]] | list[list[str]], kept: int = 12) -> list[str]:
    """Likely combinations of syllable spellings: all usual ones, then those that differ in few places."""
    ways: list[tuple[tuple[str, ...], int]] = [((), 0)]
    for column in columns:
        ways = [((*way, each), cost + place) for way, cost in ways for place, each in enumerate(column)]
        ways = sorted(ways, key=lambda one: one[1])[:kept]
    return [" ".join(way) for way, _cost in ways]


def _han(text: str, part: Part, script: str, language: str | None) -> list[Spelling]:
    tongue = language.partition("-")[0] if language else None
    readers: Iterable[str] = _HAN_READERS.get(tongue or "") or _HAN_READERS.get(script) or _HAN_READERS["Hani"]
    if language and language.endswith(("-hk", "-mo")) and tongue == "zh":
        readers = ("cantonese", "mandarin")
    if not tongue and any(kana.is_kana(char) for char in text):
        readers = ("japanese",)
    found: list[Spelling] = []
    for reader in readers:
        if reader == "mandarin":
            found += _mandarin(text, part, taiwan_first=bool(language and language.endswith("-tw")))
        elif reader == "cantonese":
            found += _cantonese(text, part)
        elif reader == "japanese":
            known = kanji.family_readings(text) if part == "family" else kanji.given_readings(text)
            found += [each for one in known for each in _from_kana(one, _GUESSED)[: 2 if len(known) > 1 else 5]]
        else:
            for hangul in korean.hanja_in_hangul(text, family=part == "family"):
                found += _hangul(hangul, part)
    return found


def _mandarin(text: str, part: Part, *, taiwan_first: bool) -> list[Spelling]:
    ways = mandarin.family_pinyin(text) if part == "family" else mandarin.given_pinyin(text)
    joined = part != "family"
    pinyin: list[Spelling] = []
    taiwan: list[Spelling] = []
    for place, way in enumerate(ways):
        syllables = way.split(" ")
        source = _GUESSED if place else _DERIVED
        glue = "" if joined else " "
        pinyin.append(Spelling(" ".join(map(mandarin.in_capitals, syllables)), "pinyin", source, glue))
        if "ü" in way:
            pinyin.append(Spelling(way.replace("ü", "v"), "pinyin-typed", _GUESSED, glue))
            pinyin.append(Spelling(way, "pinyin-marked", source, glue))
        if place < 2 and not (part == "family" and mandarin.compound_surname(text)):
            glue = "-" if joined else " "
            taiwan.append(Spelling(" ".join(map(mandarin.wade_giles, syllables)), "wade-giles", source, glue))
            if place == 0:
                taiwan.append(Spelling(" ".join(map(mandarin.tongyong, syllables)), "tongyong", _GUESSED, glue))
    return [*taiwan, *pinyin] if taiwan_first else [*pinyin, *taiwan]


def _cantonese(text: str, part: Part) -> list[Spelling]:
    if part == "family":
        return [Spelling(way, "hk-government", _GUESSED) for way in cantonese.family_spellings(text)]
    columns = cantonese.given_syllables(text)
    return [Spelling(way, "hk-government", _GUESSED, " ") for way in mixed(columns, 6)] if columns else []

"""How well a client's keys answer what was typed, and why: for the advisor, one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from core.customers.search.keys import unspaced
from core.customers.search.query import Word
from core.names.transliteration.han import is_han
from core.names.transliteration.kana import is_kana

#: Below this a word is not said to match.
_ALIKE = 62.0
#: Below this a word is no slip of the one typed, but of another in the question.
_A_SLIP = 50.0


@dataclass(frozen=True, slots=True)
class Match:
    """How a word was met: ``score`` 0 to 100, ``how`` in words for a person ("" for nothing said), ``key`` by which."""

    score: float
    how: str
    key: str = ""


NOTHING = Match(0.0, "")
#: For a word that joins names and was left out: who has it stands before who has not.
LEFT_OUT = Match(80.0, "")
#: How a word in signs is met by other signs that are read alike.
SAME_SOUND = "same sound"


def matches_of(words: tuple[Word, ...], keys: frozenset[str], near: Mapping[str, int]) -> list[Match]:
    """How each word is met by a client's ``keys``; a key answers for one word only. ``near``: words of the index a slip
    or two away from one of the query's."""
    found = [match(word, keys, near) for word in words]
    if len(words) == 1:
        return found
    used: set[str] = set()
    for at in sorted(range(len(words)), key=lambda at: -found[at].score):
        if found[at].key in used:
            found[at] = match(words[at], keys - used, near)
        used.add(found[at].key)
        used.discard("")
    return found


def match(word: Word, keys: frozenset[str], near: Mapping[str, int]) -> Match:
    """The best way in which ``keys`` answer ``word``."""
    if word.own in keys:
        return Match(100.0, "name", word.own)
    best = NOTHING
    if read := word.strong & keys:
        best = _reading(word, read, keys)
        if best.how == "reading":
            return best
    own = word.own
    plain = [key for key in keys if key[0] not in "~^+#"]
    begun = [key for key in plain if key.startswith(own)] if own else []
    if begun:
        shortest = min(begun, key=lambda key: (len(key), key))
        return Match(78.0 + 12.0 * len(own) / len(shortest), "beginning", shortest)
    if word.parts and word.parts <= keys:
        return Match(72.0, "part of the name", own)
    if best.score:
        return best
    slips = [key for key in plain if key in near]
    slip = max(slips, key=lambda key: (max(fuzz.ratio(way, key) for way in word.strong), key), default="")
    alike, nearest = _nearest(word, plain)
    ratio = max((fuzz.ratio(way, slip) for way in word.strong), default=0.0) if slip else 0.0
    if ratio >= _A_SLIP:
        best = Match(52.0 + 0.36 * ratio, "slip", slip)
    for bones, letters in ((word.bones, max(alike, 60.0)), (word.kin, alike)):
        if shared := bones & keys:
            best = max(best, _sounding(shared, letters, nearest), key=lambda m: m.score)
    for key in {key for key in near if key[0] == "^"} & keys if best.score < 50.0 else set():
        if any(OSA.distance(key, bones, score_cutoff=1) <= 1 for bones in word.bones):
            best = max(best, Match(44.0 + 2.0 * min(len(key), 6), "sound", key[1:]), key=lambda m: m.score)
    if alike >= _ALIKE:
        best = max(best, Match(0.7 * alike, "likeness", nearest), key=lambda m: m.score)
    return best


def _reading(word: Word, read: frozenset[str], keys: frozenset[str]) -> Match:
    """Met by a reading: the likelier the better, and better still where the whole name is read in one language."""
    place = {key: at for at, key in enumerate(word.read)}
    key = min(read, key=lambda key: (place.get(key, len(place)), -fuzz.ratio(key, word.own), key))
    signs = unspaced(word.own)
    if signs and any(map(_alike_signs(word.own), keys)):
        # The same sound in other signs of the same kind: most likely somebody else.
        return Match(70.0, SAME_SOUND, key)
    return Match((91.0 if signs and not word.sure else 94.0) - 0.25 * min(place.get(key, 8), 8), "reading", key)


def _alike_signs(own: str) -> Callable[[str], bool]:
    """Whether a key is written in the kind of signs that ``own`` is: Han, kana or Hangul."""
    for kind in (is_han, is_kana):
        if any(map(kind, own)):
            return lambda key: any(map(kind, key))
    return unspaced


def _sounding(shared: frozenset[str], alike: float, nearest: str) -> Match:
    """The same consonants: the more of them the surer, and surer still where the letters are alike too. Between two
    scripts there may be no letters to compare: then the consonants stand alone."""
    bones = max(shared, key=lambda key: (key[:2] not in ("~~", "^^"), len(key)))
    coarse = bones[:2] in ("~~", "^^")
    score = 56.0 + 2.5 * min(len(bones.lstrip("~^")), 6) - (12.0 if coarse else 0.0) + 0.3 * (alike - 60.0)
    return Match(score, "sound", nearest if alike > 60.0 else bones.lstrip("~^"))


def _nearest(word: Word, plain: list[str]) -> tuple[float, str]:
    alike, nearest = 0.0, ""
    for way in word.strong:
        for key in plain:
            ratio = fuzz.ratio(way, key, score_cutoff=alike)
            if ratio > alike:
                alike, nearest = ratio, key
    return alike, nearest


def total(matches: list[Match]) -> float:
    """The score of all words together: their mean, and less for each word that is not met at all."""
    if not matches:
        return 0.0
    met = [each.score for each in matches]
    return sum(met) / len(met) - 6.0 * sum(1 for score in met if not score)


_SAID = {
    "reading": "reading “{}”",
    "beginning": "beginning of “{}”",
    "slip": "spelled nearly “{}”",
    SAME_SOUND: "other signs, the same sound “{}”",
    "sound": "sounds like “{}”",
    "likeness": "looks like “{}”",
}


def said(matches: list[Match]) -> str:
    """Why, in words: ``name``; ``reading “shan xue”``; ``name; spelled nearly “bianchi”``."""
    by_how: dict[str, list[str]] = {}
    for each in matches:
        if each.how:
            by_how.setdefault(each.how, []).append(each.key)
    return "; ".join(_SAID[how].format(" ".join(keys)) if how in _SAID else how for how, keys in by_how.items())

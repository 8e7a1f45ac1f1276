"""Typing slips: words that some client has, one letter away from what was typed, or two in a long word."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA
from sqlalchemy.orm import Session

from core.customers.search.index import beginning_with, known_words

#: A shorter word is too near to too many others.
_SHORTEST = {True: 2, False: 3}
_LONGEST = 24
#: Two slips are forgiven from this length on, after the first letters.
_TWO_FROM, _SURE = 7, 3
#: Words with the same first letters that are compared at most.
_COMPARED = 3000
#: Near words kept, the nearest first.
KEPT = 40
#: Letters of which consonant keys are made (``core.names.transliteration.skeleton``).
_SOUNDS = "bdfghjklmnrstwxyzX"
_JAMO = ((0x1100, 19), (0x1161, 21), (0x11A8, 27))


def near(session: Session, word: str) -> list[str]:
    """Words of the index near ``word``, itself left out, the nearest first, at most 40. Empty for Han: there a slip is
    another reading of the same sound, and readings are keys."""
    if not _SHORTEST[_is_hangul(word)] <= len(word) <= _LONGEST:
        return []
    found = known_words(session, one_slip(word)) - {word}
    if len(word) >= _TWO_FROM and len(found) < KEPT:
        for other in beginning_with(session, word[:_SURE], _COMPARED):
            if abs(len(other) - len(word)) <= 2 and other != word and OSA.distance(word, other, score_cutoff=2) <= 2:
                found.add(other)
    return sorted(found, key=lambda other: (OSA.distance(word, other), abs(len(word) - len(other)), other))[:KEPT]


def near_bones(session: Session, bones: frozenset[str]) -> set[str]:
    """Consonants that some client has, one away from those of a word: Ahmadzai for احمدزي."""
    fine = [each for each in bones if each.startswith("^") and not each.startswith("^^") and len(each) > _SURE]
    longest = sorted(fine, key=lambda each: (-len(each), each))[:2]
    return known_words(session, {f"^{way}" for each in longest for way in _edits(each[1:], _SOUNDS)})


def one_slip(word: str) -> set[str]:
    """Every text one slip away: a letter too many, too few, another, or two swapped. Of Hangul, one sound away."""
    letters = alphabet(word)
    if _is_hangul(word):
        sounds = unicodedata.normalize("NFD", word)
        return {unicodedata.normalize("NFC", each) for each in _edits(sounds, letters)}
    return _edits(word, letters)


def _edits(word: str, letters: str) -> set[str]:
    found = {word[:at] + word[at + 1 :] for at in range(len(word))}
    found |= {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    for letter in letters:
        found |= {word[:at] + letter + word[at + 1 :] for at in range(len(word))}
        found |= {word[:at] + letter + word[at:] for at in range(len(word) + 1)}
    found.discard("")
    return found


def alphabet(word: str) -> str:
    """The letters that may stand in a word: those of the script of its first letter; "" for Han."""
    if _is_hangul(word):
        return "".join(chr(first + at) for first, count in _JAMO for at in range(count))
    return _letters(ord(word[0]) >> 7) if word else ""


@lru_cache(maxsize=64)
def _letters(block: int) -> str:
    if block == 0:
        return "abcdefghijklmnopqrstuvwxyz"
    # Scripts of small letters, all within one or two rows of 128 code points.
    if not 0x370 >> 7 <= block <= 0x30FF >> 7:
        return ""
    letters = [
        char for code in range(block << 7, (block + 1) << 7) if unicodedata.is_normalized("NFC", char := chr(code))
    ]
    return "".join(char for char in letters if unicodedata.category(char) in ("Ll", "Lo", "Mc", "Mn"))


def _is_hangul(word: str) -> bool:
    return bool(word) and "\uac00" <= word[0] <= "\ud7a3"

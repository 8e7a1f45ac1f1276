"""Vowels guessed for names in Arabic and Hebrew that no table has: for the index and for a query, never for a person.

سعيد has an s, an i and a d; that somebody called so writes Said is likely, Saeed possible. Consonants are read as in
passports in English letters; between two of them where nothing is written stands the vowel that the pattern of the
word makes likely. An Arabic word begins with one consonant (محمود Mahmud), فاعل has an i (خالد Khalid), most short
vowels are a. Hebrew ב, כ and פ are v, ch and f after a vowel, and the last syllable of a word has an e or an a
(פרץ Peretz).
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter

from core.names.transliteration.folding import fold_own as fold
from core.names.transliteration.skeleton import geresh
from core.names.transliteration.tables import letters

_ARABIC = letters(
    "ب b پ p ت t ث th ج j چ ch ح h خ kh د d ذ dh ر r ز z ژ zh س s ش sh ص s ض d ط t ظ z غ gh ف f ڤ v ق q ك k ک k گ g "
    "ڨ g ݣ g ڭ g ل l م m ن n ه h ھ h ہ h ع ' ء ' ئ ' ؤ ' ا a أ a آ a ٱ a إ i ى a"
)
_HEBREW = letters(
    "ב b ג g ד d ז z ח h ט t כ k ך ch ל l מ m ם m נ n ן n ס s ע ' פ p ף f צ tz ץ tz ק k ר r ש sh ת t ה h J j C ch"
)
#: Beginnings and ends of family names from Yiddish, which are written as in German.
_PIECES = letters(
    "שטיין stein שטין stein ברג berg בורג burg פלד feld בלום blum בוים baum מאן man מן man נר ner גר ger לר ler "
    "סקי sky צקי tsky ביץ vitz ביC vich גולד gold רוזנ rosen וייס weiss ויינ wein זילבר silber פריד fried ברנ bern"
)
_PIECE = re.compile(f"^(?:{'|'.join(_PIECES)})(?=..)|(?<=..)(?:{'|'.join(_PIECES)})$")
#: Other ways to spell a sound, each less likely than the one before.
_OTHERS = {
    "u": ("o", "ou"),
    "o": ("u",),
    "q": ("k",),
    "dh": ("d",),
    "th": ("t",),
    "tz": ("z", "ts"),
    "v": ("b", "w"),
    "f": ("p",),
    "j": ("g",),
    "ch": ("k", "kh"),
}
_DEARER = 0.6
_Costs = tuple[tuple[str, float], ...]
_FIRST_GAP: _Costs = (("a", 0.0), ("e", 1.0), ("i", 1.2), ("u", 1.2), ("", 1.4))
_END_GAP: _Costs = (("a", 0.0), ("e", 0.4), ("", 0.9), ("i", 1.0))
_AFTER_VOWEL: _Costs = (("", 0.0), ("i", 0.7), ("a", 0.7), ("e", 0.9))
_AFTER_CONSONANT: _Costs = (("a", 0.0), ("", 0.3), ("e", 0.5))


@lru_cache(maxsize=8192)
def arabic(word: str, kept: int) -> tuple[str, ...]:
    """The likeliest ``kept`` guesses for one Arabic word without its article, folded; empty without a known letter."""
    plain = fold(word).replace("لل", "ل").replace(" ", "").replace("ی", "ي")
    if len(plain) > 2:
        plain = re.sub("[هة]$", "ا", plain)
    sounds: list[str] = []
    for place, char in enumerate(plain):
        glides = plain[place + 1 : place + 2] in tuple("اىأآ" if char in "وي" else "")
        if char in "وي":
            sounds.append("wy"[char == "ي"] if not place or glides else "ui"[char == "ي"])
        elif char in _ARABIC:
            sounds.append("a" if _ARABIC[char] == "'" and not place else _ARABIC[char])
    return _vowelled(sounds, kept, end=(("i", 0.0), ("e", 0.3), ("a", 0.8), ("", 0.9)))


@lru_cache(maxsize=8192)
def hebrew(word: str, kept: int) -> tuple[str, ...]:
    """The likeliest ``kept`` guesses for one Hebrew word, folded; empty without a known letter."""
    plain = geresh(word)
    sounds: list[str] = []
    pieces = {found.start(): found.group() for found in _PIECE.finditer(plain)}
    place = 0
    while place < len(plain):
        if piece := pieces.get(place):
            sounds.append(_PIECES[piece])
            place += len(piece)
            continue
        char, after = plain[place], plain[place + 1 : place + 2]
        doubled = char == after and char in "וי"
        last, vowel = place == len(plain) - 1, _vowel(sounds)
        sounds.append(_hebrew_sound(char, after, first=not place, last=last, vowel=vowel, doubled=doubled))
        place += 1 + doubled
    return _vowelled([each for each in sounds if each], kept, end=(("e", 0.0), ("a", 0.3), ("", 0.6)))


def _vowel(sounds: list[str]) -> bool:
    return bool(sounds) and sounds[-1][-1:] in "aeiou"


def _hebrew_sound(char: str, after: str, *, first: bool, last: bool, vowel: bool, doubled: bool) -> str:
    """How a letter is spoken between what stands before it (``vowel``: a vowel) and ``after`` it; "" if not at all."""
    if char in "אע":
        if after in ("ו", "י"):
            return "" if first or char == "א" else "'"
        return "a" if first or char == "א" else "'"
    if char == "ה" and last:
        return "" if vowel else "a"
    if char == "ו":
        return "v" if doubled or first else "o"
    if char == "י":
        glides = vowel or first
        return ("y" if glides else "ei") if doubled else "y" if first or (vowel and last) else "i"
    sound = _HEBREW.get(char, "")
    if first or not (vowel or last):
        return sound
    return {"ב": "v", "כ": "ch", "פ": "f"}.get(char, sound)


def _vowelled(sounds: list[str], kept: int, *, end: _Costs) -> tuple[str, ...]:
    """The likeliest ways to spell the sounds, vowels put between consonants."""
    ways: list[tuple[str, float]] = [("", 0.0)]
    vowel = [each[0] in "aeiou" for each in sounds]
    open_syllable = False
    for place, each in enumerate(sounds):
        spellings = [(each, 0.0)] + [(one, _DEARER * n) for n, one in enumerate(_OTHERS.get(each, ()), 1)]
        if each == "i" and place:
            spellings += [("y", 0.5), ("ee", 1.2)] if place == len(sounds) - 1 else [("ee", 0.9), ("e", 1.1)]
        gap: _Costs = (("", 0.0),)
        # Between two consonants; a piece of a name has all its vowels.
        if (
            place + 1 < len(sounds)
            and not (vowel[place] or vowel[place + 1])
            and max(map(len, sounds[place : place + 2])) < 3
        ):
            if place == 0:
                gap, open_syllable = _FIRST_GAP, True
            elif place + 2 == len(sounds):
                gap = end if vowel[place - 1] else _END_GAP
            elif vowel[place - 1] or open_syllable:
                gap, open_syllable = _AFTER_VOWEL, False
            else:
                gap, open_syllable = _AFTER_CONSONANT, True
        if len(spellings) == 1 == len(gap):
            ways = [(way + each, cost) for way, cost in ways]
            continue
        ways = [(way + one + two, cost + a + b) for way, cost in ways for one, a in spellings for two, b in gap]
        ways = sorted(ways, key=itemgetter(1))[: 2 * kept]
    plain = (re.sub(r"a{3,}", "aa", way.replace("'", "")) for way, _cost in ways)
    return tuple(each for each in dict.fromkeys(plain) if len(each) > 1)[:kept]

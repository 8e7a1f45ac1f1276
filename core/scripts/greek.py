"""Greek names: ELOT 743 (ISO 843 type 2), which Greek passports use, and the habits beside it."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψωςϐϑϕϖϰϱ",
        ["a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "t", "y", "f", "ch", "ps", "o",
         "s", "v", "th", "f", "p", "k", "r"],
        strict=True,
    )
)  # fmt: skip
#: υ after α, ε, η is v before a voiced sound, f before the others and at the end.
_VOICED = "αεηιουωβγδζλμνρ"
_DIAERESIS = "\u0308"


def elot_743(text: str) -> str:
    """ELOT 743 transcription: Παπαδοπούλου Papadopoulou, Ευάγγελος Evangelos, Μπότσαρης Botsaris, Χρύσα Chrysa."""
    plain = unicodedata.normalize("NFD", text)
    # A diaeresis keeps two vowels apart (Μαΐου Maiou); every other mark goes.
    plain = "".join(char for char in plain if char == _DIAERESIS or not unicodedata.combining(char))
    return " ".join(_word(word) for word in plain.split(" "))


def habits(text: str) -> list[str]:
    """What families keep writing: h for χ, dh for δ, i for υ, ks for ξ, d for ντ, g for γκ, ef for ευ before a vowel."""
    usual = elot_743(text)
    ways = [
        usual.replace("ch", "h").replace("Ch", "H"),
        re.sub(r"(?<![oaei])y", "i", usual),
        usual.replace("nt", "d").replace("Nt", "D"),
        usual.replace("gk", "g").replace("Gk", "G"),
        usual.replace("x", "ks").replace("X", "Ks"),
        re.sub("ou", "u", usual),
        re.sub("v", "b", usual).replace("V", "B"),
        re.sub("f", "ph", usual).replace("F", "Ph"),
        re.sub("k", "c", usual).replace("K", "C"),
    ]
    return [way for way in dict.fromkeys(ways) if way != usual]


def _word(word: str) -> str:
    lower, out, place = word.lower(), "", 0
    while place < len(lower):
        char, pair = lower[place], lower[place : place + 2]
        following = lower[place + 2 : place + 3]
        apart = lower[place + 2 : place + 3] == _DIAERESIS
        step = 2
        if pair == "ου" and not apart:
            latin = "ou"
        elif pair in ("αυ", "ευ", "ηυ") and not apart:
            latin = _LETTERS[char] + ("v" if following and following in _VOICED else "f")
        elif pair in ("γγ", "γξ", "γχ"):
            latin = "n" + _LETTERS[pair[1]]
        elif pair == "μπ" and (place == 0 or place + 2 == len(lower)):
            latin = "b"
        elif char == _DIAERESIS:
            latin, step = "", 1
        else:
            latin, step = _LETTERS.get(char, char), 1
        if word[place] != char and latin:
            latin = latin.capitalize() if word[place + step : place + step + 1].islower() or out == "" else latin.upper()
        out += latin
        place += step
    return out.capitalize() if word.isupper() else out

"""Greek names: ELOT 743 (ISO 843 type 2), which Greek passports use, and the habits beside it."""

from __future__ import annotations

import re
import unicodedata

from core.names.transliteration import habits as habits_of
from core.names.transliteration.tables import letters

_LETTERS = letters(
    "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s τ t υ y φ f χ ch ψ ps ω o ς s "
    "ϐ v ϑ th ϕ f ϖ p ϰ k ϱ r"
)
#: υ after α, ε, η is v before a voiced sound, f before the others and at the end.
_VOICED = "αεηιουωβγδζλμνρ"
_DIAERESIS = "\u0308"
_ETA = re.compile("(?<!υ)[ηΗ](?!\u0301?υ)")


def elot_743(text: str) -> str:
    """ELOT 743 transcription: Παπαδοπούλου Papadopoulou, Ευάγγελος Evangelos, Μπότσαρης Botsaris, Χρύσα Chrysa."""
    # An accent on the first vowel says that two are spoken (έυ ey), as does a diaeresis on the second.
    plain = re.sub("([αεηοΑΕΗΟ])\u0301([υΥ])", f"\\1\\2{_DIAERESIS}", unicodedata.normalize("NFD", text))
    # A diaeresis keeps two vowels apart (Μαΐου Maiou); every other mark goes.
    plain = "".join(char for char in plain if char == _DIAERESIS or not unicodedata.combining(char))
    return " ".join(_word(word) for word in plain.split(" "))


def habits(text: str) -> list[str]:
    """What families write instead: mb for μπ, h for χ, e for η, i for υ, d for ντ, g for γκ, u for ου, c for κ, eu …"""
    usual = elot_743(text)
    spoken = re.sub(r"(?<![oaei])y", "i", usual)
    ways = [
        re.sub("(?<=.)mp(?=.)", "mb", usual),
        spoken.replace("ch", "h").replace("Ch", "H"),
        _older(text),
        re.sub(r"e[fv]", "eu", usual).replace("Ef", "Eu").replace("Ev", "Eu"),
        re.sub(r"a[fv](?=[^aeiouy])", "au", usual).replace("Af", "Au"),
        re.sub(r"gi(?=[aeou])", "y", re.sub(r"Gi(?=[aeou])", "Y", usual)),
        re.sub(r"chatzi", "hadji", re.sub(r"Chatzi", "Hadji", usual)),
        usual.replace("ch", "h").replace("Ch", "H"),
        spoken,
        usual.replace("nt", "d").replace("Nt", "D"),
        usual.replace("gk", "g").replace("Gk", "G"),
        usual.replace("x", "ks").replace("X", "Ks"),
        re.sub("ou", "u", usual),
        re.sub("v", "b", usual).replace("V", "B"),
        re.sub("f", "ph", usual).replace("F", "Ph"),
        re.sub("k", "c", usual).replace("K", "C"),
    ]
    return [way for way in dict.fromkeys(ways) if way != usual]


def abroad(word: str) -> tuple[str, ...]:
    """More folded spellings of one word, by several habits at once, for a seeker who types Greek."""
    return habits_of.spelled(_with_eta(word.lower()))


def _older(text: str) -> str:
    """As Cypriots write and books did: Ηλιάδης Eliades, Χατζηδημητρίου Hadjidemetriou; Νίκη stays Niki."""
    plain = re.sub(r"ǝ\b", "i", _with_eta(text)).replace("hatzǝ", "hadji").replace("Chadji", "Hadji")
    return plain.replace("chadji", "hadji").replace("ǝ", "e").replace("Ǝ", "E")


def _with_eta(text: str) -> str:
    """ELOT 743, which writes one i for five ways to spell it, but with ǝ for η."""
    return elot_743(_ETA.sub(lambda found: "ǝ" if found.group() == "η" else "Ǝ", unicodedata.normalize("NFD", text)))


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
            spread = word[place + step : place + step + 1].islower() or not out
            latin = latin.capitalize() if spread else latin.upper()
        out += latin
        place += step
    return out.capitalize() if word.isupper() else out

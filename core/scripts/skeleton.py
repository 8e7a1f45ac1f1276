"""Consonant skeletons: what is left of a name when its vowels, written or not, are taken away.

محمد has no vowel; Mohammed, Muhammad and Mohamed have each their own. Their skeletons meet. A skeleton is for the index
only; it is written with a tilde so that it can never be taken for a name.
"""

from __future__ import annotations

import re

from core.scripts.folding import fold

#: Skeletons kept for one word: some letters have two values.
_KEPT = 6
#: Each letter's consonants; alternatives by a bar. Sounds that spellings confuse share one letter: x for kh, X for sh.
_ARABIC = {
    "ب": "b", "پ": "b", "ت": "t", "ة": "", "ث": "t|s", "ج": "j|g", "چ": "X", "ح": "h", "خ": "x", "د": "d", "ذ": "d|z",
    "ر": "r", "ز": "z", "ژ": "j", "س": "s", "ش": "X", "ص": "s", "ض": "d|z", "ط": "t", "ظ": "z|d", "ع": "", "غ": "g",
    "ف": "f", "ق": "k|g", "ك": "k", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ھ": "h", "ہ": "h",
    "و": "f|w", "ؤ": "", "ي": "y", "ی": "y", "ى": "", "ئ": "", "ء": "", "ا": "", "أ": "", "إ": "", "آ": "", "ٱ": "",
    "ڤ": "f", "ڨ": "g", "ݣ": "g", "ڭ": "g",
}  # fmt: skip
_HEBREW = {
    "א": "", "ב": "b|f", "ג": "g|j", "ד": "d", "ה": "h", "ו": "f", "ז": "z", "ח": "h|x", "ט": "t", "י": "y", "כ": "k|x",
    "ך": "k|x", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "", "פ": "f|b", "ף": "f|b", "צ": "s|z",
    "ץ": "s|z", "ק": "k", "ר": "r", "ש": "X|s", "ת": "t",
}  # fmt: skip
_LATIN = (
    ("sch", "X"), ("tch", "X"), ("tsh", "X"), ("sh", "X"), ("ch", "X|x"), ("kh", "x"), ("gh", "g"), ("th", "t|s"),
    ("dh", "d|z"), ("ph", "f"), ("dj", "j"), ("dz", "z"), ("tz", "s|z"), ("ts", "s"), ("ck", "k"), ("ce", "s|k"),
    ("ci", "s|k"), ("qu", "k"), ("b", "b"), ("c", "k"), ("d", "d"), ("f", "f"), ("g", "g"), ("h", "h"), ("j", "j"),
    ("k", "k"), ("l", "l"), ("m", "m"), ("n", "n"), ("p", "b"), ("q", "k"), ("r", "r"), ("s", "s"), ("t", "t"),
    ("v", "f"), ("x", "ks"), ("z", "z"),
)  # fmt: skip
_LATIN_TOKEN = re.compile("|".join(token for token, _sounds in _LATIN) + "|[a-z]")
_LATIN_SOUNDS = dict(_LATIN)


def _ways(sounds: list[str], kept: int = _KEPT) -> list[str]:
    ways = [""]
    for each in sounds:
        ways = [way + one for way in ways for one in each.split("|")][: 2 * kept]
    plain = (re.sub(r"(.)\1+", r"\1", way) for way in ways)
    return [way for way in dict.fromkeys(plain) if len(way) > 1][:kept]


def _vowelled(letters: str, table: dict[str, str]) -> list[str]:
    """و and י and their like are consonants where a word begins, and are left out where they may be a long vowel."""
    sounds: list[str] = []
    for place, char in enumerate(letters):
        sound = table.get(char, "")
        if char in "ويیי" and place:
            sound = "|f" if char == "ו" else ""
        elif char == "و":
            sound = "w|f"
        # A final h is written or not: سارة Sara Sarah, שרה Sara Sarah.
        if sound == "h" and place == len(letters) - 1:
            sound = ""
        sounds.append(sound)
    return _ways(sounds)


def of_arabic(word: str) -> list[str]:
    """Skeletons of one Arabic or Persian word without its article."""
    return _vowelled(fold(word), _ARABIC)


def of_hebrew(word: str) -> list[str]:
    """Skeletons of one Hebrew word."""
    return _vowelled(fold(word), _HEBREW)


def of_letters(sounds: list[str]) -> list[str]:
    """Skeletons of a word whose letters have been given their sounds already, alternatives by a bar."""
    return _ways(sounds, 2 * _KEPT)


def of_latin(word: str) -> list[str]:
    """Skeletons of one word in Latin letters, comparable with those of Arabic and Hebrew."""
    plain = fold(word).replace(" ", "")
    if re.match("ou[aei]", plain):
        # Ouafa is the French way to write Wafa.
        plain = "w" + plain[2:]
    sounds: list[str] = []
    for found in _LATIN_TOKEN.finditer(plain):
        token, first, last = found.group(), found.start() == 0, found.end() == len(plain)
        if token in ("y", "w"):
            sound = token if first else ""
        elif token == "h" and last:
            sound = ""
        elif token == "v" and not first:
            sound = "f|"
        else:
            sound = _LATIN_SOUNDS.get(token, "")
        sounds.append(sound)
    return _ways(sounds)

"""Consonant skeletons: what is left of a name when its vowels, written or not, are taken away.

محمد has no vowel; Mohammed, Muhammad and Mohamed have each their own. Their skeletons meet. A skeleton is for the index
only; it is written with a tilde so that it can never be taken for a name.
"""

from __future__ import annotations

import re

from core.scripts.folding import fold_own as fold

#: Skeletons kept for one word: some letters have two values.
_KEPT = 6
#: Each letter's consonants; alternatives by a bar. Sounds that spellings confuse share one letter: x for kh, X for sh.
_ARABIC = {
    "ب": "b", "پ": "b", "ت": "t", "ة": "", "ث": "t|s", "ج": "j|g", "چ": "X", "ح": "h", "خ": "x", "د": "d",
    "ذ": "d|z",
    "ر": "r", "ز": "z", "ژ": "j", "س": "s", "ش": "X", "ص": "s", "ض": "d|z", "ط": "t", "ظ": "z|d", "ع": "", "غ": "g",
    "ف": "f", "ق": "k|g", "ك": "k", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ھ": "h", "ہ": "h",
    "و": "f|w", "ؤ": "", "ي": "y", "ی": "y", "ى": "", "ئ": "", "ء": "", "ا": "", "أ": "", "إ": "", "آ": "", "ٱ": "",
    "ڤ": "f", "ڨ": "g", "ݣ": "g", "ڭ": "g",
}  # fmt: skip
_HEBREW = {
    "א": "", "ב": "b|f", "ג": "g|j", "ד": "d", "ה": "h", "ו": "f", "ז": "z", "ח": "h|x", "ט": "t", "י": "y",
    "כ": "k|x",
    "ך": "k|x", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "", "פ": "f|b", "ף": "f|b",
    "צ": "s|z",
    "ץ": "s|z", "ק": "k", "ר": "r", "ש": "X|s", "ת": "t",
}  # fmt: skip
_LATIN = (
    ("sch", "X"), ("tch", "X"), ("tsh", "X"), ("sh", "X"), ("ch", "X|x"), ("kh", "x"), ("gh", "g"), ("th", "t|s|z"),
    ("dh", "d|z"), ("ph", "f"), ("dj", "j"), ("dz", "z"), ("tz", "s|z"), ("ts", "s"), ("ck", "k"), ("ce", "s|k"),
    ("ci", "s|k"), ("qu", "k"), ("b", "b"), ("c", "k"), ("d", "d"), ("f", "f"), ("g", "g"), ("h", "h"), ("j", "j"),
    ("k", "k"), ("l", "l"), ("m", "m"), ("n", "n"), ("p", "b"), ("q", "k"), ("r", "r"), ("s", "s"), ("t", "t"),
    ("v", "f"), ("x", "ks"), ("z", "z"),
)  # fmt: skip
#: Letters that may be a consonant or a long vowel.
_HALF_VOWELS = "ويیוי"
_DOUBLED = re.compile(r"(.)\1+")
_COARSE = {
    **dict.fromkeys("kgcq", "k"), **dict.fromkeys("td", "t"), **dict.fromkeys("pbfv", "p"), **dict.fromkeys("rln",
    "n"),
    **dict.fromkeys(("ch", "j", "tch", "dj"), "c"), **dict.fromkeys("szx", "s"), **dict.fromkeys(("kh", "gh"), "k"),
    **dict.fromkeys(("th", "dh"), "t"), **dict.fromkeys(("ph", "bh"), "p"), "sh": "s", "ng": "n", "m": "m",
}  # fmt: skip
_COARSE_TOKEN = re.compile("|".join(sorted(_COARSE, key=len, reverse=True)))
_COARSE_LENGTH = 3
_LATIN_TOKEN = re.compile("|".join(token for token, _sounds in _LATIN) + "|[a-z]")
_LATIN_SOUNDS = dict(_LATIN)


def _ways(sounds: list[str]) -> list[str]:
    ways = [""]
    for each in sounds:
        ways = [way + one for way in ways for one in each.split("|")][: 2 * _KEPT]
    return [way for way in dict.fromkeys(ways) if len(way) > 1][:_KEPT]


def _vowelled(letters: str, table: dict[str, str]) -> list[str]:
    """Letters that are a consonant or a long vowel count where a word begins, and inside only if they may be a v."""
    sounds: list[str] = []
    for place, char in enumerate(letters):
        sound = table.get(char, "")
        if place and char in _HALF_VOWELS:
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
    # God's name has two l and is written with one sound: عبدالله Abdullah.
    return _vowelled(fold(word).replace("لل", "ل"), _ARABIC)


def of_hebrew(word: str) -> list[str]:
    """Skeletons of one Hebrew word."""
    return _vowelled(fold(word), _HEBREW)


def of_latin(word: str) -> list[str]:
    """Skeletons of one word in Latin letters, comparable with those of Arabic and Hebrew."""
    plain = _DOUBLED.sub(r"\1", fold(word).replace(" ", ""))
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


def coarse_of_latin(word: str) -> str:
    """The coarse skeleton of one Latin word, "" if it has fewer than three sounds.

    For scripts whose Latin spellings follow now the sound, now the letter, as Thai: k kh g; t th d; p ph b f; r l n ng;
    ch j each count as one, h, w and y as none.
    """
    return coarse(coarse_sounds(fold(word)))


def coarse_sounds(text: str) -> str:
    """The sounds of folded Latin letters, of which :func:`coarse` makes a skeleton."""
    return "".join(_COARSE[found.group()] for found in _COARSE_TOKEN.finditer(text))


def coarse(sounds: str) -> str:
    """A coarse skeleton from its sounds: repeated ones once, "" if fewer than three are left."""
    plain = _DOUBLED.sub(r"\1", sounds)
    return plain if len(plain) >= _COARSE_LENGTH else ""

"""Names in Devanagari and the other scripts of India that are laid out like it.

Hunterian-style spelling: no marks, the inherent vowel dropped where northern languages drop it. No office prescribes
how a name is spelled, so every answer is a guess.
"""

from __future__ import annotations

import unicodedata

#: Blocks parallel to Devanagari (they follow ISCII), and whether their languages drop the inherent vowel.
_BLOCKS = {
    0x0900: True,
    0x0980: True,
    0x0A00: True,
    0x0A80: True,
    0x0B00: False,
    0x0B80: False,
    0x0C00: False,
    0x0C80: False,
    0x0D00: False,
}
_CONSONANTS = {
    "क": "k",
    "ख": "kh",
    "ग": "g",
    "घ": "gh",
    "ङ": "n",
    "च": "ch",
    "छ": "chh",
    "ज": "j",
    "झ": "jh",
    "ञ": "n",
    "ट": "t",
    "ठ": "th",
    "ड": "d",
    "ढ": "dh",
    "ण": "n",
    "त": "t",
    "थ": "th",
    "द": "d",
    "ध": "dh",
    "न": "n",
    "ऩ": "n",
    "प": "p",
    "फ": "ph",
    "ब": "b",
    "भ": "bh",
    "म": "m",
    "य": "y",
    "र": "r",
    "ऱ": "r",
    "ल": "l",
    "ळ": "l",
    "ऴ": "zh",
    "व": "v",
    "श": "sh",
    "ष": "sh",
    "स": "s",
    "ह": "h",
}
_VOWELS = {
    "अ": "a",
    "आ": "a",
    "इ": "i",
    "ई": "i",
    "उ": "u",
    "ऊ": "u",
    "ऋ": "ri",
    "ए": "e",
    "ऐ": "ai",
    "ओ": "o",
    "औ": "au",
    "ऍ": "e",
    "ऑ": "o",
    "ऎ": "e",
    "ऒ": "o",
}
_SIGNS = {
    "ा": "a",
    "ि": "i",
    "ी": "i",
    "ु": "u",
    "ू": "u",
    "ृ": "ri",
    "े": "e",
    "ै": "ai",
    "ो": "o",
    "ौ": "au",
    "ॅ": "e",
    "ॉ": "o",
    "ॆ": "e",
    "ॊ": "o",
}
_NUKTA = {"क": "q", "ख": "kh", "ग": "g", "ज": "z", "ड": "r", "ढ": "rh", "फ": "f"}
#: ISO 15924 codes of those blocks.
SCRIPTS = frozenset({"Deva", "Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda", "Mlym"})
_VIRAMA, _NUKTA_SIGN, _NASAL = "्", "़", "ंँ"


def hunterian(word: str) -> str:
    """One word in small Latin letters: शर्मा sharma, राहुल rahul, अनिता anita; other characters are left out."""
    plain, drops = _as_devanagari(word)
    letters = _letters(plain)
    if drops:
        letters = _without_schwa(letters)
    return "".join(letters).replace("ə", "a")


def habits(word: str) -> list[str]:
    """What people write instead: ee and oo for the long vowels, w for v, x for ksh, a final a kept."""
    usual = hunterian(word)
    plain, _drops = _as_devanagari(word)
    long = usual
    if "ी" in plain or "ई" in plain:
        long = usual[:-1] + "ee" if usual.endswith("i") else usual.replace("i", "ee", 1)
    ways = [
        long,
        usual.replace("u", "oo", 1) if "ू" in plain else usual,
        usual.replace("v", "w"),
        usual.replace("ksh", "x"),
        usual.replace("sh", "s"),
        usual.replace("ph", "f").replace("j", "z"),
        usual.replace("chh", "ch"),
        usual[:-1] + "y" if usual.endswith("i") else usual,
        usual + "a" if usual[-1:] not in "aeiou" else usual,
        usual.replace("aa", "a"),
    ]
    return [way for way in dict.fromkeys(ways) if way and way != usual]


def _as_devanagari(word: str) -> tuple[str, bool]:
    out, drops = [], True
    for char in unicodedata.normalize("NFC", word):
        block = ord(char) & ~0x7F
        if block in _BLOCKS:
            drops = drops and _BLOCKS[block]
            char = chr(0x0900 + (ord(char) & 0x7F))
        out.append(char)
    return "".join(out), drops


def _letters(plain: str) -> list[str]:
    """Consonants and vowels in turn; an inherent vowel is written ``ə`` until it is known whether it is spoken."""
    out: list[str] = []
    place = 0
    while place < len(plain):
        char, following = plain[place], plain[place + 1 : place + 2]
        if char in _CONSONANTS:
            if following == _NUKTA_SIGN:
                out.append(_NUKTA.get(char, _CONSONANTS[char]))
                place += 1
                following = plain[place + 1 : place + 2]
            else:
                out.append(_CONSONANTS[char])
            if following == _VIRAMA:
                place += 1
            elif following not in _SIGNS or not following:
                out.append("ə")
        elif char in _SIGNS:
            out.append(_SIGNS[char])
        elif char in _VOWELS:
            out.append(_VOWELS[char])
        elif char in _NASAL:
            nxt = _CONSONANTS.get(following, "")
            out.append("m" if nxt[:1] in ("p", "b", "m") and nxt else "n")
        place += 1
    return out


def _without_schwa(letters: list[str]) -> list[str]:
    """The inherent vowel is silent at the end, and inside between V C _ C V, counted from the end (राजनाथ, कमला)."""
    out = list(letters)
    if len(out) > 2 and out[-1] == "ə":
        out[-1] = ""
    for place in range(len(out) - 3, 1, -1):
        around = (out[place - 2], out[place + 2])
        if out[place] == "ə" and place >= 3 and all(map(_vowel, around)) and not _vowel(out[place + 1]):
            out[place] = ""
    return out


def _vowel(letter: str) -> bool:
    return letter[:1] in ("a", "e", "i", "o", "u", "ə") and letter != ""

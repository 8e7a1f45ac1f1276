"""Names in Latin letters with marks: how they are spelled where the marks cannot be written."""

from __future__ import annotations

import unicodedata

# ICAO Doc 9303-3 (8th ed. 2021), table A: letters that are not simply written without their mark.
ICAO_LETTERS = {
    "Ä": "AE",
    "Å": "AA",
    "Æ": "AE",
    "Ð": "D",
    "Ö": "OE",
    "Ø": "OE",
    "Ü": "UE",
    "Þ": "TH",
    "ß": "SS",
    "ẞ": "SS",
    "Œ": "OE",
    "Ĳ": "IJ",
    "Đ": "D",
    "Ħ": "H",
    "ı": "I",
    "İ": "I",
    "ĸ": "Q",
    "Ł": "L",
    "Ŋ": "N",
    "Ŧ": "T",
    "Ŀ": "L",
    "Ə": "E",
    "Ñ": "N",
}
_OTHER = {
    "ö": ("o", "oe"),
    "ø": ("o", "oe"),
    "ä": ("a", "ae"),
    "å": ("a", "aa"),
    "ü": ("u", "ue"),
    "œ": ("oe",),
    "ñ": ("n", "nn"),
}


def icao(text: str) -> str:
    """Doc 9303-3 table A in capitals: Müller MUELLER, Strauß STRAUSS, Ångström AANGSTROEM; other marks are dropped."""
    out: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        upper = char if char == "ı" else char.upper()
        if char in ICAO_LETTERS or upper in ICAO_LETTERS:
            out.append(ICAO_LETTERS.get(char) or ICAO_LETTERS[upper])
            continue
        out += [each for each in unicodedata.normalize("NFD", upper) if not unicodedata.combining(each)]
    return "".join(out)


def plain(text: str) -> str:
    """The same letters without their marks, case kept: Müller Muller, Łukasz Lukasz, Nguyễn Nguyen."""
    out: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        bare = "".join(each for each in unicodedata.normalize("NFD", char) if not unicodedata.combining(each))
        if not bare.isascii():
            swap = "O" if bare in "øØ" else ICAO_LETTERS.get(bare) or ICAO_LETTERS.get(bare.upper(), bare)
            bare = swap.capitalize() if char.isupper() else swap.lower()
        out.append(bare)
    return "".join(out)


def marked(text: str) -> bool:
    """Whether a letter of the text cannot be typed on a plain keyboard."""
    return any(char.isalpha() and not char.isascii() for char in text)


def ways(text: str) -> list[str]:
    """Spellings with e for the umlaut and without, of one word in small letters: müller → muller, mueller."""
    found = [""]
    for char in unicodedata.normalize("NFC", text.casefold()):
        swaps = _OTHER.get(char) or (plain(char),)
        found = [way + swap for swap in swaps for way in found][:4]
    return list(dict.fromkeys(found))

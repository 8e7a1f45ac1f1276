"""The one normal form in which names are compared."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from core.base.text import LINE_LIMIT, line

#: Letters that Unicode does not take apart, as a person types them on a keyboard without them.
_LETTERS = {
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ħ": "h",
    "ı": "i",
    "ĸ": "k",
    "ŋ": "ng",
    "ŧ": "t",
    "ə": "e",
    "ɛ": "e",
    "ɔ": "o",
    "ɓ": "b",
    "ɗ": "d",
    "ƙ": "k",
    "ƴ": "y",
    "ɲ": "n",
    "ʉ": "u",
    "ß": "ss",
}
#: Marks of the scripts that can be read without them. The vowel signs of Indic and Thai are letters in all but name,
#: and the voicing marks of kana make another letter: those stay.
_MARKS = (
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05BD),
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x0610, 0x061A),
    (0x0640, 0x0640),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x06E7, 0x06E8),
    (0x06EA, 0x06ED),
    (0x08CA, 0x08E1),
    (0x08E3, 0x08FF),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),
)
#: Apostrophes and their look-alikes, which people add and leave out: O'Brien, Mal'ta, ʿAlī, גב׳.
_APOSTROPHES = "'’‘ʼʻʹʾʿˈ`´ʽ＇״׳"


class _Letters(dict[int, str | int | None]):
    """Answers what :meth:`str.translate` shall do with a character, remembering each answer."""

    def __missing__(self, code: int) -> str | int | None:
        category = unicodedata.category(chr(code))
        kept: str | int | None = code
        if category in ("Cf", "Cn", "Co"):
            kept = None
        elif category[0] in "PSZC":
            kept = " "
        self[code] = kept
        return kept


def _table() -> _Letters:
    table = _Letters({ord(letter): plain for letter, plain in _LETTERS.items()})
    table.update({code: None for first, last in _MARKS for code in range(first, last + 1)})
    table.update({ord(mark): None for mark in _APOSTROPHES})
    return table


_STRIP_MARKS = {code: None for first, last in _MARKS for code in range(first, last + 1)}
_TABLE = _table()


def fold(text: str) -> str:
    """The search normal form of a text in any script.

    In this order: marks and vowel points removed; NFKD; casefold; marks of composed letters removed; letters that have
    no decomposition written plainly (ß ss, æ ae, œ oe, ø o, ł l, đ d, ð d, þ th, ı i, ə e …); apostrophes dropped;
    other punctuation, symbols and white space to one space; invisible, private and unassigned characters dropped; NFC.
    Two texts that a careful clerk would call the same come out equal; ``fold(fold(x)) == fold(x)``.

    Refused: control characters, lone surrogates, more than 512 characters.
    """
    return fold_own(line(text, "The text", LINE_LIMIT))


@lru_cache(maxsize=4096)
def fold_own(text: str) -> str:
    """:func:`fold` for a text that this package has made itself: nothing is refused."""
    if text.isascii() and text.isalpha():
        return text.lower()
    # Marks go first: sorting a long run of them is quadratic, and a name made of them must not cost time.
    plain = unicodedata.normalize("NFKD", text.translate(_STRIP_MARKS)).casefold()
    plain = unicodedata.normalize("NFKD", plain).translate(_TABLE)
    return " ".join(unicodedata.normalize("NFC", plain).split())

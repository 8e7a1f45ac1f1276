"""Which script a text is written in."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from core.base.text import LINE_LIMIT, line
from core.names.transliteration.han import is_simplified, is_traditional, is_written_in_japan

#: First code point, last code point, ISO 15924 code; blocks and ranges of Scripts.txt that names occur in.
_RANGES = (
    (0x0041, 0x005A, "Latn"),
    (0x0061, 0x007A, "Latn"),
    (0x00AA, 0x00AA, "Latn"),
    (0x00BA, 0x00BA, "Latn"),
    (0x00C0, 0x00D6, "Latn"),
    (0x00D8, 0x00F6, "Latn"),
    (0x00F8, 0x02AF, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0531, 0x058A, "Armn"),
    (0x0591, 0x05F4, "Hebr"),
    (0x0600, 0x06FF, "Arab"),
    (0x0700, 0x074F, "Syrc"),
    (0x0750, 0x077F, "Arab"),
    (0x0780, 0x07BF, "Thaa"),
    (0x0870, 0x08FF, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"),
    (0x0B00, 0x0B7F, "Orya"),
    (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"),
    (0x0C80, 0x0CFF, "Knda"),
    (0x0D00, 0x0D7F, "Mlym"),
    (0x0D80, 0x0DFF, "Sinh"),
    (0x0E01, 0x0E5B, "Thai"),
    (0x0E81, 0x0EDF, "Laoo"),
    (0x0F00, 0x0FFF, "Tibt"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Kore"),
    (0x1200, 0x139F, "Ethi"),
    (0x1780, 0x17FF, "Khmr"),
    (0x1800, 0x18AF, "Mong"),
    (0x1C80, 0x1C8F, "Cyrl"),
    (0x1C90, 0x1CBF, "Geor"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"),
    (0x2C60, 0x2C7F, "Latn"),
    (0x2DE0, 0x2DFF, "Cyrl"),
    (0x3005, 0x3007, "Hani"),
    (0x3041, 0x309F, "Hira"),
    (0x30A1, 0x30FA, "Kana"),
    (0x30FC, 0x30FF, "Kana"),
    (0x3105, 0x312F, "Bopo"),
    (0x3131, 0x318E, "Kore"),
    (0x31A0, 0x31BF, "Bopo"),
    (0x31F0, 0x31FF, "Kana"),
    (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xA640, 0xA69F, "Cyrl"),
    (0xA720, 0xA7FF, "Latn"),
    (0xA960, 0xA97F, "Kore"),
    (0xAC00, 0xD7FB, "Kore"),
    (0xF900, 0xFAFF, "Hani"),
    (0xFB00, 0xFB06, "Latn"),
    (0xFB13, 0xFB17, "Armn"),
    (0xFB1D, 0xFB4F, "Hebr"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFC, "Arab"),
    (0xFF21, 0xFF3A, "Latn"),
    (0xFF41, 0xFF5A, "Latn"),
    (0xFF66, 0xFF9D, "Kana"),
    (0xFFA0, 0xFFDC, "Kore"),
    (0x20000, 0x323AF, "Hani"),
)
_STARTS = [first for first, _last, _code in _RANGES]


def script_of_character(char: str) -> str:
    """ISO 15924 code of one character; ``Zyyy`` where it belongs to no script or to one we do not list."""
    code = ord(char)
    place = bisect_right(_STARTS, code) - 1
    if place >= 0 and code <= _RANGES[place][1]:
        return _RANGES[place][2]
    return "Zyyy"


def script_of(text: str) -> str:
    """ISO 15924 code of the script in which most of the text's letters are written, ``Zyyy`` if it has none.

    Han characters beside kana are ``Jpan``, beside Hangul ``Kore``. Han alone is ``Hans``, ``Hant`` or ``Jpan`` if it
    holds a character that is only written so, else ``Hani``: 李明 may be anyone's. Refused as by :func:`fold`.
    """
    counts = Counter(script_of_character(char) for char in line(text, "The text", LINE_LIMIT))
    counts.pop("Zyyy", None)
    if not counts:
        return "Zyyy"
    # Han and its companions are one way of writing, whichever of them is more frequent.
    if counts["Hani"]:
        for companion, together in (("Hira", "Jpan"), ("Kana", "Jpan"), ("Kore", "Kore")):
            if counts[companion]:
                counts[together] += counts.pop("Hani") + (counts.pop(companion) if companion != together else 0)
                break
    if counts["Hira"] and counts["Kana"]:
        counts["Jpan"] += counts.pop("Hira") + counts.pop("Kana")
    dominant = max(counts, key=lambda code: counts[code])
    return _han(text) if dominant == "Hani" else dominant


def _han(text: str) -> str:
    # A character of Japan alone decides first: its other characters are often shared with one of the Chinese sets.
    if any(map(is_written_in_japan, text)):
        return "Jpan"
    if any(map(is_simplified, text)):
        return "Hans"
    if any(map(is_traditional, text)):
        return "Hant"
    return "Hani"

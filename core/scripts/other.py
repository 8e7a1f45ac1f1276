"""Every other script, through ICU's transliteration; Georgian and Armenian by their own national tables."""

from __future__ import annotations

import threading
import unicodedata
from typing import Protocol, cast

# The Georgian national system of 2002.
_GEORGIAN = dict(
    zip(
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h".split(),
        strict=True,
    )
)
# BGN/PCGN 1981 for Armenian without apostrophes; և and ու are two letters.
_ARMENIAN = dict(
    zip(
        "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
        "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o f ev".split(),
        strict=True,
    )
)


class _Transliterator(Protocol):
    def transliterate(self, text: str) -> str: ...


class _Own(threading.local):
    """One transliterator a thread: making it costs 10 ms, sharing it is not promised to be safe."""

    def __init__(self) -> None:
        from icu import Transliterator

        self.latin = cast(_Transliterator, Transliterator.createInstance("Any-Latin; Latin-ASCII"))


_OWN: list[_Own] = []


def spell(text: str, script: str) -> str:
    """A word of any script in Latin letters; what ICU does not know stays out."""
    if script == "Geor":
        return "".join(_GEORGIAN.get(char, "") for char in unicodedata.normalize("NFC", text).lower())
    if script == "Armn":
        plain = unicodedata.normalize("NFC", text).lower().replace("ու", "u")
        return "".join("ye" if char == "ե" and place == 0 else "vo" if char == "ո" and place == 0 else _ARMENIAN.get(char, char)
                       for place, char in enumerate(plain))  # fmt: skip
    if not _OWN:
        _OWN.append(_Own())
    return "".join(char for char in _OWN[0].latin.transliterate(text) if char.isascii())

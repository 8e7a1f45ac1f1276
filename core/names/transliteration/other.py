"""Every other script, through ICU's transliteration; Georgian and Armenian by their own national tables."""

from __future__ import annotations

import threading
import unicodedata
from typing import Protocol, cast

from core.names.transliteration.tables import letters

# The Georgian national system of 2002.
_GEORGIAN = letters(
    "ა a ბ b გ g დ d ე e ვ v ზ z თ t ი i კ k ლ l მ m ნ n ო o პ p ჟ zh რ r ს s ტ t უ u ფ p ქ k ღ gh ყ q შ sh ჩ ch "
    "ც ts ძ dz წ ts ჭ ch ხ kh ჯ j ჰ h"
)
# BGN/PCGN 1981 for Armenian without apostrophes; և and ու are read together.
_ARMENIAN = letters(
    "ա a բ b գ g դ d ե e զ z է e ը y թ t ժ zh ի i լ l խ kh ծ ts կ k հ h ձ dz ղ gh ճ ch մ m յ y ն n շ sh ո o չ ch "
    "պ p ջ j ռ r ս s վ v տ t ր r ց ts ւ v փ p ք k օ o ֆ f և ev"
)
#: Armenian vowels with a glide where a word begins with them.
_GLIDES = {"ե": "ye", "ո": "vo"}


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
        first = _GLIDES.get(plain[:1], _ARMENIAN.get(plain[:1], plain[:1]))
        return first + "".join(_ARMENIAN.get(char, char) for char in plain[1:])
    if not _OWN:
        _OWN.append(_Own())
    return "".join(char for char in _OWN[0].latin.transliterate(text) if char.isascii())

"""What a reading is made from, and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from core.base.errors import Refused
from core.base.text import line

#: Longest part of a name that is read, in code points: beyond it a text is not a name.
PART_LIMIT = 200
#: Where a name card's form came from, strongest first.
CARD_SOURCES = ("passport", "given", "import", "derived")

Part = Literal["full", "family", "given"]


class ReadingSource(StrEnum):
    """Where a reading comes from, the most trustworthy first."""

    #: Copied from the client's travel document.
    PASSPORT = "passport"
    #: Said by the client.
    GIVEN = "given"
    #: Worked out from what the client gave, by a published rule that has one answer.
    DERIVED = "derived"
    #: One of several possible answers; never printed without asking.
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of reading a name, in Latin letters.

    ``scheme`` names the rule (``pinyin``, ``hepburn-passport``, ``icao-9303`` …; ``as-given`` where the client spelled
    it out). ``skeleton`` is for the index only: it has no vowels and is no name.
    """

    text: str
    scheme: str
    source: ReadingSource
    part: Part


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name as its bearer gave it, in one script.

    ``kana`` is (family, given) in hiragana or katakana; ``latin`` and ``passport`` are (family, given) in Latin letters
    as the client and as the travel document spells them. Any text of a pair may be empty. Refused: control characters,
    lone surrogates, a part of more than 200 characters, a pair that is not two texts.
    """

    family: str = ""
    given: str = ""
    middle: str = ""
    kana: tuple[str, str] | None = None
    latin: tuple[str, str] | None = None
    passport: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        for what in ("family", "given", "middle"):
            line(getattr(self, what), f"The {what} name", PART_LIMIT)
        for what in ("kana", "latin", "passport"):
            pair = getattr(self, what)
            if pair is None:
                continue
            if not isinstance(pair, tuple) or len(pair) != 2:
                raise Refused(f"The {what} reading must be a family and a given name. Give both; one may be empty.")
            for text in pair:
                line(text, f"The {what} reading", PART_LIMIT)

"""The machine readable zone of passports, identity cards and visas (ICAO Doc 9303, parts 3 to 7, 8th edition 2021)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.base.errors import Refused
from core.base.text import line as one_line
from core.names.transliteration import cyrillic, greek, latin, semitic
from core.names.transliteration.script import script_of

_FILLER = "<"
_WEIGHTS = (7, 3, 1)
#: Values of Doc 9303-3, 4.9: digits as they are, A 10 … Z 35, the filler 0.
_VALUES = {char: value for value, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {_FILLER: 0}
_APOSTROPHES = re.compile("['’‘ʼʹ`´.,]")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Size(StrEnum):
    """Size of the document, which decides how its zone is laid out."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"
    MRV_A = "MRV-A"
    MRV_B = "MRV-B"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a field stands: line and first and last column, all counted from 1 as in Doc 9303."""

    line: int
    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class _Layout:
    lines: int
    width: int
    fields: dict[str, _Place]
    #: Fields covered by the composite check digit, in order; empty where there is none (visas).
    composite: tuple[str, ...] = ()


def _second_line(optional_last: int, **more: _Place) -> dict[str, _Place]:
    """The second line that passports, TD2 cards and visas share."""
    return {
        "document code": _Place(1, 1, 2),
        "issuer": _Place(1, 3, 5),
        "number": _Place(2, 1, 9),
        "number check": _Place(2, 10, 10),
        "nationality": _Place(2, 11, 13),
        "birth": _Place(2, 14, 19),
        "birth check": _Place(2, 20, 20),
        "sex": _Place(2, 21, 21),
        "expiry": _Place(2, 22, 27),
        "expiry check": _Place(2, 28, 28),
        "optional": _Place(2, 29, optional_last),
        **more,
    }


_SHARED = ("number", "number check", "birth", "birth check", "expiry", "expiry check", "optional")
_LAYOUTS = {
    Size.TD3: _Layout(
        2,
        44,
        {
            **_second_line(42, name=_Place(1, 6, 44)),
            "optional check": _Place(2, 43, 43),
            "composite": _Place(2, 44, 44),
        },
        (*_SHARED, "optional check"),
    ),
    Size.TD2: _Layout(2, 36, _second_line(35, composite=_Place(2, 36, 36), name=_Place(1, 6, 36)), _SHARED),
    Size.MRV_A: _Layout(2, 44, _second_line(44, name=_Place(1, 6, 44))),
    Size.MRV_B: _Layout(2, 36, _second_line(36, name=_Place(1, 6, 36))),
    Size.TD1: _Layout(
        3,
        30,
        {
            "document code": _Place(1, 1, 2),
            "issuer": _Place(1, 3, 5),
            "number": _Place(1, 6, 14),
            "number check": _Place(1, 15, 15),
            "optional": _Place(1, 16, 30),
            "birth": _Place(2, 1, 6),
            "birth check": _Place(2, 7, 7),
            "sex": _Place(2, 8, 8),
            "expiry": _Place(2, 9, 14),
            "expiry check": _Place(2, 15, 15),
            "nationality": _Place(2, 16, 18),
            "second optional": _Place(2, 19, 29),
            "composite": _Place(2, 30, 30),
            "name": _Place(3, 1, 30),
        },
        ("number", "number check", "optional", "birth", "birth check", "expiry", "expiry check", "second optional"),
    ),
}
_LETTERS = re.compile(r"[A-Z<]*")
_WAY_OUT = "Read it again from the document, or type it in by hand."


@dataclass(frozen=True, slots=True)
class TravelDocument:
    """What a machine readable zone says.

    ``code``: document code (``P``, ``ID``, ``V`` …); ``issuer`` and ``nationality``: ICAO three-letter codes (``D`` for
    Germany); ``primary`` and ``secondary``: name identifiers, components separated by a space; ``birth``, ``expiry``:
    YYMMDD as printed, with ``<`` for what is unknown; ``sex``: ``M``, ``F`` or "" for unspecified; ``optional`` and
    ``second_optional``: the issuer's own data. ``name_shortened``: the name fills its field to the end, so it may have
    been cut; parsing says it, writing ignores it.
    """

    size: Size
    code: str
    issuer: str
    primary: str
    secondary: str
    number: str = field(repr=False)
    nationality: str
    birth: str = field(repr=False)
    sex: str
    expiry: str
    optional: str = field(default="", repr=False)
    second_optional: str = field(default="", repr=False)
    name_shortened: bool = field(default=False, compare=False)

    def expires_on(self, on: date) -> date | None:
        """The day of expiry in full: such date as is nearest to ``on``; documents run for less than fifty years."""
        return min(_days(self.expiry, on), key=lambda day: abs((day - on).days), default=None)


def check_digit(text: str) -> str:
    """Check digit of a field (Doc 9303-3, 4.9): weights 7, 3, 1, modulo 10. Refused: all but A-Z, 0-9 and <."""
    for place, char in enumerate(text, 1):
        if char not in _VALUES:
            raise Refused(f"Character {place} of the field may not stand in a machine readable zone. {_WAY_OUT}")
    return str(sum(_VALUES[char] * _WEIGHTS[place % 3] for place, char in enumerate(text)) % 10)


def parse(zone: str) -> TravelDocument:
    """Read a zone of two or three lines, separated by line ends or run together; spaces around are ignored.

    Refused, naming field, line and column and never repeating what was read: wrong length, a character that may not
    stand there, an impossible date, a check digit that does not agree.
    """
    rows = _rows(zone)
    size = _size(rows)
    layout = _LAYOUTS[size]
    for row_number, row in enumerate(rows, 1):
        for column, char in enumerate(row, 1):
            if char not in _VALUES:
                raise Refused(f"Line {row_number}, column {column} holds no letter, digit or filler. {_WAY_OUT}")
    cells = {name: rows[at.line - 1][at.first - 1 : at.last] for name, at in layout.fields.items()}
    for name in ("document code", "issuer", "nationality", "name"):
        if not _LETTERS.fullmatch(cells[name]):
            raise _refused(layout, name, "holds a digit where only letters may stand")
    if not cells["name"].strip(_FILLER):
        raise _refused(layout, "name", "is empty")
    if cells["sex"] not in "MF<":
        raise _refused(layout, "sex", "is neither M nor F nor the filler")
    number, optional = _whole_number(cells, layout)
    for name in ("birth", "expiry"):
        _check(layout, cells, name, f"{name} check")
        _check_date(layout, name, cells[name])
    if "optional check" in cells and (cells["optional check"] != _FILLER or cells["optional"].strip(_FILLER)):
        # Where there is no personal number its check digit is 0 or the filler, as the issuer likes.
        _check(layout, cells, "optional", "optional check")
    if layout.composite:
        expected = check_digit("".join(cells[name] for name in layout.composite))
        if cells["composite"] != expected:
            raise _refused(layout, "composite", "check digit does not agree with the lines above and beside it")
    primary, _separator, secondary = cells["name"].strip(_FILLER).partition(_FILLER * 2)
    return TravelDocument(
        size=size,
        code=cells["document code"].rstrip(_FILLER),
        issuer=cells["issuer"].rstrip(_FILLER),
        primary=_spaced(primary),
        secondary=_spaced(secondary),
        number=number,
        nationality=cells["nationality"].rstrip(_FILLER),
        birth=cells["birth"],
        sex=cells["sex"].rstrip(_FILLER),
        expiry=cells["expiry"],
        optional=optional.rstrip(_FILLER),
        second_optional=cells.get("second optional", "").rstrip(_FILLER),
        name_shortened=cells["name"][-1] != _FILLER,
    )


def write(document: TravelDocument) -> str:
    """The zone of a document, its lines separated by a line feed; long names are cut as Doc 9303-4, 4.2.3 says.

    Names must be in the zone's letters already (:func:`transliterate`); spaces, hyphens and apostrophes are welcome.
    Refused: a field that is too long or holds what may not stand there.
    """
    layout = _LAYOUTS[document.size]
    cells = {
        "document code": document.code,
        "issuer": document.issuer,
        "nationality": document.nationality,
        "birth": document.birth,
        "sex": document.sex or _FILLER,
        "expiry": document.expiry,
        "second optional": document.second_optional,
        "name": "",
    }
    cells["name"] = _name(document.primary, document.secondary, layout)
    cells |= _number_cells(document, layout)
    for name in ("birth", "expiry"):
        _check_date(layout, name, cells[name])
        cells[f"{name} check"] = check_digit(cells[name])
    if document.sex not in ("", "M", "F"):
        raise _refused(layout, "sex", "must be M, F or empty")
    if not document.code or not document.issuer:
        raise _refused(layout, "issuer" if document.code else "document code", "is empty")
    if (document.code[0] == "V") != document.size.startswith("MRV"):
        raise _refused(layout, "document code", "must begin with V on a visa, and on nothing else")
    filled = {name: _filled(layout, name, cells[name]) for name in layout.fields if name in cells}
    if "optional check" in layout.fields:
        filled["optional check"] = check_digit(filled["optional"]) if document.optional else _FILLER
    if layout.composite:
        filled["composite"] = check_digit("".join(filled[name] for name in layout.composite))
    rows = []
    for number in range(1, layout.lines + 1):
        here = sorted((at.first, name) for name, at in layout.fields.items() if at.line == number)
        rows.append("".join(filled[name] for _column, name in here))
    return "\n".join(rows)


def transliterate(text: str, language: str | None = None) -> str:
    """A name in the letters of the zone, words separated by spaces (Doc 9303-3, 6: A Latin, B Cyrillic, C Arabic).

    Greek follows ELOT 743, which Greek passports use. ``language`` is a BCP 47 primary tag; Cyrillic differs by it.
    Apostrophes, full stops and commas are dropped, hyphens become spaces. Refused: a script without a table (take the
    Latin spelling of the document), digits.
    """
    one_line(text, "The name")
    script = script_of(text)
    if script == "Cyrl":
        spelled = cyrillic.icao(text, language or cyrillic.language_of(text))
    elif script == "Grek":
        spelled = greek.elot_743(text)
    elif script == "Arab":
        spelled = semitic.arabic_icao(text)
    else:
        spelled = text
    words = re.split(r"[\s\-‐‑–]+", _APOSTROPHES.sub("", latin.icao(spelled)).strip())
    plain = " ".join(words)
    for place, char in enumerate(plain, 1):
        if not ("A" <= char <= "Z" or char == " "):
            raise Refused(
                f"Character {place} of the name has no letter in a machine readable zone. "
                "Give the name in Latin letters as the travel document prints it."
            )
    return plain


def _rows(zone: str) -> list[str]:
    if not isinstance(zone, str):
        raise Refused(f"The machine readable zone must be text, not {type(zone).__name__}. Give it as text.")
    if len(zone) > 200:
        raise Refused(f"A machine readable zone has at most 90 characters, this has {len(zone)}. {_WAY_OUT}")
    rows = zone.split()
    if len(rows) == 1:
        for layout in _LAYOUTS.values():
            if len(rows[0]) == layout.lines * layout.width:
                return [rows[0][at : at + layout.width] for at in range(0, len(rows[0]), layout.width)]
    return rows


def _size(rows: list[str]) -> Size:
    for size, layout in _LAYOUTS.items():
        if [len(row) for row in rows] == [layout.width] * layout.lines:
            if rows[0][0] != "V":
                return size
            return {Size.TD3: Size.MRV_A, Size.TD2: Size.MRV_B}.get(size, size)
    found = " and ".join(str(len(row)) for row in rows[:4]) or "no"
    raise Refused(
        "A machine readable zone has 2 lines of 44 or 36 characters or 3 of 30; "
        f"this has {found} characters. {_WAY_OUT}"
    )


def _refused(layout: _Layout, name: str, reason: str) -> Refused:
    at = layout.fields[name]
    columns = f"column {at.first}" if at.length == 1 else f"columns {at.first} to {at.last}"
    return Refused(f"The {name} (line {at.line}, {columns}) {reason}. {_WAY_OUT}")


def _check(layout: _Layout, cells: dict[str, str], name: str, digit: str) -> None:
    if cells[digit] != check_digit(cells[name]):
        raise _refused(layout, name, f"does not agree with its check digit in column {layout.fields[digit].first}")


def _check_date(layout: _Layout, name: str, text: str) -> None:
    """YYMMDD; a part that is unknown is filled, and then those after it may be known all the same."""
    parts = [text[0:2], text[2:4], text[4:6]]
    known = [part.isascii() and part.isdigit() for part in parts]
    if len(text) != 6 or not all(each or part == _FILLER * 2 for each, part in zip(known, parts, strict=True)):
        raise _refused(layout, name, "is not a date written YYMMDD")
    month = int(parts[1]) if known[1] else 1
    if not 1 <= month <= 12 or (known[2] and not 1 <= int(parts[2]) <= _DAYS[month - 1]):
        raise _refused(layout, name, "is a day that no calendar has")


def _whole_number(cells: dict[str, str], layout: _Layout) -> tuple[str, str]:
    """The document number and the optional data that is left.

    Numbers of more than nine characters go on in the optional data of cards: the check digit's place is filled, and the
    rest of the number, its check digit and a filler follow (Doc 9303-5, 4.2.2.2, and 9303-6).
    """
    number, digit, optional = cells["number"], cells["number check"], cells["optional"]
    rest = optional.partition(_FILLER)[0]
    long_number = digit == _FILLER and "composite" in layout.fields and "optional check" not in layout.fields
    if long_number and len(rest) > 1:
        whole = number + rest[:-1]
        if check_digit(whole) != rest[-1]:
            raise _refused(layout, "number", "goes on in the optional data and does not agree with its check digit")
        return whole.rstrip(_FILLER), optional[len(rest) + 1 :]
    if not number.strip(_FILLER):
        raise _refused(layout, "number", "is empty")
    _check(layout, cells, "number", "number check")
    return number.rstrip(_FILLER), optional


def _number_cells(document: TravelDocument, layout: _Layout) -> dict[str, str]:
    number, room = document.number, layout.fields["number"].length
    if not number:
        raise _refused(layout, "number", "is empty")
    if any(char not in _VALUES or char == _FILLER for char in number):
        raise _refused(layout, "number", "holds another character than A to Z and 0 to 9")
    if len(number) <= room:
        padded = number.ljust(room, _FILLER)
        return {"number": padded, "number check": check_digit(padded), "optional": document.optional}
    if document.size not in (Size.TD1, Size.TD2):
        raise _refused(layout, "number", f"has more than {room} characters")
    rest = f"{number[room:]}{check_digit(number)}{_FILLER}{document.optional}"
    return {"number": number[:room], "number check": _FILLER, "optional": rest}


def _filled(layout: _Layout, name: str, text: str) -> str:
    at = layout.fields[name]
    if len(text) > at.length:
        raise _refused(layout, name, f"has {len(text)} characters, more than its {at.length}")
    if any(char not in _VALUES for char in text):
        raise _refused(layout, name, "holds a character that may not stand in a machine readable zone")
    if name in ("document code", "issuer", "nationality", "name") and not _LETTERS.fullmatch(text):
        raise _refused(layout, name, "holds a digit where only letters may stand")
    return text.ljust(at.length, _FILLER)


def _name(primary: str, secondary: str, layout: _Layout) -> str:
    """The name field: primary, two fillers, secondary; cut so that a letter stands in the last column, which shows it.

    The primary identifier gives way only as far as the first letter of the secondary one needs.
    """
    room = layout.fields["name"].length
    first, second = (_components(each) for each in (primary, secondary))
    if not first:
        # A single name is the primary identifier, whichever part the client calls it.
        first, second = second, ""
    if not first:
        raise _refused(layout, "name", "is empty")
    if not second:
        return _cut(first, room)
    if len(first) > room - 3:
        first = _cut(first, room - 3)
    return first + _FILLER * 2 + _cut(second, room - len(first) - 2)


def _cut(text: str, room: int) -> str:
    """Components in so much room, the last character a letter; where a filler fell last, a letter is left out."""
    if len(text) <= room:
        return text
    if text[room - 1] != _FILLER:
        return text[:room]
    return text[: room - 2] + text[room - 1 : room + 1] if room > 2 and text[room - 3] != _FILLER else text[: room - 1]


def _components(text: str) -> str:
    return _FILLER.join(re.split(r"[\s\-<]+", _APOSTROPHES.sub("", text).strip(" -<"))) if text.strip(" -<") else ""


def _spaced(text: str) -> str:
    return " ".join(part for part in text.split(_FILLER) if part)


def _days(text: str, on: date) -> Iterable[date]:
    if not text.isdigit():
        return []
    century = on.year - on.year % 100
    years = (century + shift + int(text[:2]) for shift in (-100, 0, 100))
    found = []
    for year in years:
        try:
            found.append(date(year, int(text[2:4]), int(text[4:])))
        except ValueError:  # 29 February of a year that has none
            continue
    return found

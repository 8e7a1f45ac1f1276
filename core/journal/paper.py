"""Papers: a record on its way to a page, and what every paper shows at its top.

A paper is a kind, its languages and one record of the journal. The record is what the journal's hash covers, so a page
can never say anything that the chain does not. The room ``documents`` turns it into a PDF.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from core.journal.record import Day, Instant, LocalTime, Record, Texts


@dataclass(frozen=True, kw_only=True, slots=True)
class HouseOnPaper:
    """The house; ``synthetic``: whether it is invented, which its papers say."""

    name: str
    synthetic: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Identifier:
    """A number under which somebody is registered: ``label`` as printed, ``role`` such as ``tax_number``."""

    label: str
    value: str
    role: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seller:
    """The legal entity that sells: its name, its address by language, the numbers the law wants on paper."""

    name: str
    address: Mapping[str, tuple[str, ...]]
    numbers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class BoutiqueOnPaper:
    """The boutique; ``zone``: of the IANA database."""

    code: str
    name: Texts
    kind: str
    address: Mapping[str, tuple[str, ...]]
    phone: str
    zone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Adviser:
    """Who served."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientOnPaper:
    """The client as papers print them, by language of the paper. ``names`` with the form of address, ``plain_names``
    without; ``residence``: ISO 3166-1, or None."""

    number: str
    kind: str
    names: Texts
    plain_names: Texts
    address: Mapping[str, tuple[str, ...]]
    residence: str | None = None
    numbers: tuple[Identifier, ...] = ()


#: A metal, a stone or a skin, whatever the catalogue says of it: ``{"metal": "gold", "fineness": "750"}``.
Material = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class PieceOnPaper:
    """A unique piece: its serial, and what its certificate says of it. ``made_on``: year and month."""

    serial: str
    epc: str | None = None
    made_on: str = ""
    made_in: str = ""
    metals: tuple[Material, ...] = ()
    stones: tuple[Material, ...] = ()
    skins: tuple[Material, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MentionOnPaper:
    """A sentence that the law wants. ``on``: kinds of paper, all where none is named; ``language``: the law's own."""

    code: str
    language: str
    text: Texts
    on: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What stands at the top of every paper, the core's and the plugins'.

    ``region``: ISO 3166-1 of the law that governs it; ``rules``: version of that country's tables; ``calendars``: the
    day in a second calendar by its CLDR name; ``titles``: the law's, by kind of paper and language; ``staff`` and
    ``client`` None where there is none; ``languages``: BCP 47, the client's first.
    """

    house: HouseOnPaper
    seller: Seller
    boutique: BoutiqueOnPaper
    region: str
    rules: str
    at: Instant
    local_time: LocalTime
    business_date: Day
    calendars: Mapping[str, str]
    titles: Mapping[str, Texts]
    staff: Adviser | None = None
    client: ClientOnPaper | None = None
    languages: tuple[str, ...]
    currency: str

    def fields(self) -> dict[str, Any]:
        """Its fields by name, for the record that begins with it."""
        return {name: getattr(self, name) for name in _HEAD}


_HEAD = tuple(each.name for each in fields(Head))


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperRecord(Head, Record):
    """A record that papers are drawn from: a head, the law's sentences, and what the kind adds."""

    mentions: tuple[MentionOnPaper, ...] = ()

    def line(self, n: int | None) -> Any:
        """The line with a number, for papers about one line; None where there is none."""
        return None

    @property
    def lines_of_pieces(self) -> tuple[int, ...]:
        """Numbers of the lines that hold a unique piece, which may have a paper of its own."""
        return ()


@dataclass(frozen=True, slots=True)
class Paper:
    """What a page is drawn from.

    ``kind``: ``invoice``, ``receipt``, ``certificate``, ``repairs.quote`` …; ``languages``: BCP 47, the client's first,
    at most two; ``region``: ISO 3166-1 code of the law that governs it; ``number``: as printed; ``record``: what the
    journal keeps of it; ``subject``: for a certificate, the number of the line; ``duplicate_of``: number of the
    original where this is a duplicate.
    """

    kind: str
    languages: tuple[str, ...]
    region: str
    number: str
    record: PaperRecord = field(repr=False)
    subject: int | None = None
    duplicate_of: str | None = None

"""The records of a repair: reception, quote, answer, return. Amounts in the boutique's currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.journal.paper import PaperRecord, PieceOnPaper
from core.journal.record import Amount, Day, Digest, Rate, Record, Texts
from core.sales.record import TaxRow, TreatmentOnPaper


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemOnPaper:
    """A client's piece as papers print it: its article, and the piece itself."""

    sku: str
    reference: str
    supply: str
    names: Texts
    details: Texts
    serial: str
    piece: PieceOnPaper


@dataclass(frozen=True, kw_only=True, slots=True)
class RepairOnPaper:
    """The repair, by the number that client and workshop see."""

    number: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotedRepair:
    """The repair a quote is for: which quote of it this is, and what the client asked for."""

    number: str
    quote: int
    wish: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RepairRecord(PaperRecord):
    """What every record of a repair says."""

    schema: Literal["vendome.repair/1"] = "vendome.repair/1"
    piece: ItemOnPaper


@dataclass(frozen=True, kw_only=True, slots=True)
class Reception(RepairRecord):
    """The client's ticket: what was handed over, in which state, what for and until when. ``photos``: SHA-256 names in
    the archive."""

    kind: Literal["reception"] = "reception"
    repair: RepairOnPaper
    wish: str
    condition: tuple[str, ...]
    photos: tuple[Digest, ...]
    promised_on: Day | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotedLine:
    """A line of a quote. ``amount`` as the country shows prices; ``net + tax == gross``, ``tax`` being what may be
    printed; ``rate``: of all printed taxes together."""

    n: int
    names: Texts
    supply: str
    amount: Amount
    net: Amount
    tax: Amount
    gross: Amount
    rate: Rate
    tax_code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotedTotals:
    """``net + tax == gross``, ``tax`` being what is printed; ``payable``: after taxes withheld."""

    net: Amount
    tax: Amount
    gross: Amount
    payable: Amount


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotation(RepairRecord):
    """A quote: its lines, taxes and total, and until when it holds. ``covered``: under guarantee, nothing to pay;
    ``guarantee_months``: by which the repair then prolongs the legal guarantee."""

    kind: Literal["quote"] = "quote"
    repair: QuotedRepair
    prices_include_tax: bool
    treatment: TreatmentOnPaper
    lines: tuple[QuotedLine, ...]
    taxes: tuple[TaxRow, ...]
    totals: QuotedTotals
    covered: bool
    guarantee_months: int | None = None
    valid_until: Day
    promised_on: Day | None = None
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AnsweredTotal:
    """What the client said yes or no to."""

    gross: Amount


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientsAnswer(RepairRecord):
    """The client's yes or no to a quote (its printed number), and how it was given."""

    kind: Literal["answer"] = "answer"
    repair: RepairOnPaper
    quote: str
    accepted: bool
    how: str
    note: str
    totals: AnsweredTotal


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenBack(RepairRecord):
    """That the piece was given back; ``sale``: printed number of the sale that paid for it, or None."""

    kind: Literal["return"] = "return"
    repair: RepairOnPaper
    sale: str | None = None
    note: str


RECEPTION, QUOTE, ANSWER, RETURN = "repairs.reception", "repairs.quote", "repairs.answer", "repairs.return"
RECORDS: Mapping[str, type[Record]] = {
    RECEPTION: Reception,
    QUOTE: Quotation,
    ANSWER: ClientsAnswer,
    RETURN: GivenBack,
}

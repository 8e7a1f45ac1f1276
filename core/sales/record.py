"""The record of a sale: what the journal hashes, and all that its papers know. Amounts in the sale's currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.journal.paper import PaperRecord, PieceOnPaper
from core.journal.record import Amount, Rate, Record, Texts


@dataclass(frozen=True, kw_only=True, slots=True)
class TreatmentOnPaper:
    """How the country taxes the sale: ``domestic``, ``export`` …, and by which sentence."""

    code: str
    because: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordLine:
    """A line. ``unit_price`` and ``amount`` as the price list gives them (with or without tax), ``discount`` on the
    whole line; ``net + tax == gross``, ``tax`` being what may be printed; ``rate``: of all printed taxes together;
    ``mark``: the sign of its rate on a receipt; ``piece``: None for goods that are not sold piece by piece."""

    n: int
    sku: str
    reference: str
    supply: str
    names: Texts
    details: Texts
    serial: str | None = None
    quantity: str
    unit_price: Amount
    discount: Amount
    amount: Amount
    net: Amount
    tax: Amount
    gross: Amount
    rate: Rate
    tax_code: str
    mark: str
    piece: PieceOnPaper | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxRow:
    """The printed tax of one code, jurisdiction and rate; ``base + tax == gross``. ``category``: of EN 16931;
    ``labels``: its name by language."""

    code: str
    category: str
    jurisdiction: str
    rate: Rate
    labels: Texts
    base: Amount
    tax: Amount
    gross: Amount


@dataclass(frozen=True, kw_only=True, slots=True)
class HiddenTax:
    """A tax that is owed and not printed: on a margin, or one that the law hides in the price."""

    code: str
    jurisdiction: str
    rate: Rate
    base: Amount
    tax: Amount


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """``net + tax == gross``, ``tax`` being what is printed; ``payable``: after tax withheld and ``cash_rounding``."""

    net: Amount
    tax: Amount
    gross: Amount
    cash_rounding: Amount
    payable: Amount


@dataclass(frozen=True, kw_only=True, slots=True)
class TenderRow:
    """A payment: ``amount`` in its own ``currency``, ``value`` in the sale's; ``rate``: units of the sale's currency
    for one of its own, None where they are the same."""

    kind: str
    currency: str
    amount: Amount
    rate: Rate | None = None
    value: Amount


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Money given back."""

    currency: str
    amount: Amount


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeOnPaper:
    """A sign for machines: ``symbology`` such as ``qr``, what it is for, its text."""

    symbology: str
    purpose: str
    payload: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SaleRecord(PaperRecord):
    """A sale, or a return, whose amounts are negative."""

    schema: Literal["vendome.sale/1"] = "vendome.sale/1"
    kind: Literal["sale", "return"] = "sale"
    till: str
    prices_include_tax: bool
    treatment: TreatmentOnPaper
    lines: tuple[RecordLine, ...]
    taxes: tuple[TaxRow, ...]
    hidden_taxes: tuple[HiddenTax, ...] = ()
    totals: Totals
    tenders: tuple[TenderRow, ...]
    change: tuple[Change, ...]
    codes: tuple[CodeOnPaper, ...] = ()

    def line(self, n: int | None) -> RecordLine | None:
        """The line with a number, or None."""
        return next((line for line in self.lines if line.n == n), None)

    @property
    def lines_of_pieces(self) -> tuple[int, ...]:
        """Numbers of the lines that hold a unique piece."""
        return tuple(line.n for line in self.lines if line.piece is not None)


#: Kinds of journal record that are sales.
SALES = ("sale", "return")
RECORDS: Mapping[str, type[Record]] = dict.fromkeys(SALES, SaleRecord)

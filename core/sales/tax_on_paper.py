"""The tax that a paper prints, from an assessment: for sale, quote and return alike.

What the law hides (a tax on a margin, a consumption tax within the price) stays within the net, so that what is printed
adds up: ``net + tax == gross`` on every line and in the total.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.sales.record import HiddenTax, TaxRow
from core.sales.taxation import Taxed
from core.tax import LineTax, Mode


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """What a paper prints of a line's tax, in decimals of its currency. ``rate``: of all printed taxes together;
    ``tax_code``: of the first; ``mark``: the sign of its rate on a receipt."""

    net: Decimal
    tax: Decimal
    gross: Decimal
    rate: Decimal
    tax_code: str
    mark: str


@dataclass(frozen=True, slots=True)
class TaxOnPaper:
    """What a paper prints of its taxes: line by line, row by row, and in total; and what is owed unprinted."""

    lines: tuple[TaxedLine, ...]
    taxes: tuple[TaxRow, ...]
    hidden_taxes: tuple[HiddenTax, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal


def tax_on_paper(taxed: Taxed) -> TaxOnPaper:
    """The printed taxes of a document that was taxed."""
    result = taxed.assessment
    return TaxOnPaper(
        tuple(_line(share, taxed) for share in result.lines),
        tuple(
            TaxRow(
                code=row.code,
                category=row.category,
                jurisdiction=row.jurisdiction,
                rate=f"{row.rate:f}",
                labels=dict(taxed.labels.get(row.code, {})),
                base=f"{row.base:f}",
                tax=f"{row.tax:f}",
                gross=f"{row.gross:f}",
            )
            for row in result.summary
            if row.shown
        ),
        tuple(
            HiddenTax(
                code=row.code,
                jurisdiction=row.jurisdiction,
                rate=f"{row.rate:f}",
                base=f"{row.base:f}",
                tax=f"{row.tax:f}",
            )
            for row in result.summary
            if not row.shown
        ),
        result.net_shown,
        result.tax_shown,
        result.gross,
    )


def _line(line: LineTax, taxed: Taxed) -> TaxedLine:
    shown = [share for share in line.shares if share.levy.shown]
    tax = sum((share.tax for share in shown if share.levy.mode is not Mode.WITHHELD), Decimal(0)).quantize(line.gross)
    code = shown[0].levy.code if shown else ""
    rate = sum((share.levy.rate for share in shown), Decimal(0))
    return TaxedLine(line.gross - tax, tax, line.gross, rate, code, taxed.marks.get(code, "") if shown else "")

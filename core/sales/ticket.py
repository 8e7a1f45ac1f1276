"""The ticket: a sale as its stages leave it, and the record made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.base.money import amount_text
from core.commands.unit import Unit
from core.journal.record import plain
from core.jurisdictions.facts import SaleFacts
from core.papers.header import head_of, mentions_on_paper, piece_on_paper
from core.papers.occasion import Occasion
from core.sales.basket import Line, Priced
from core.sales.payment import Settlement
from core.sales.record import (
    Change,
    CodeOnPaper,
    RecordLine,
    SaleRecord,
    TenderRow,
    Totals,
    TreatmentOnPaper,
)
from core.sales.tax_on_paper import TaxedLine, TaxOnPaper
from core.sales.taxation import Taxed, mentions

#: Papers a sale may bring.
PAPERS = ("invoice", "receipt", "certificate")


@dataclass(frozen=True, slots=True)
class Ticket:
    """Everything that a sale's record, rows and papers are made of. ``facts``: what its country was told; ``printed``:
    the taxes as papers show them."""

    occasion: Occasion
    till: str
    priced: Priced
    facts: SaleFacts
    taxed: Taxed
    printed: TaxOnPaper
    paid: Settlement


def sale_record(unit: Unit, ticket: Ticket) -> SaleRecord:
    """The sale as the journal keeps it, with the signs that its country wants on papers."""
    occasion, taxed, printed, paid = ticket.occasion, ticket.taxed, ticket.printed, ticket.paid
    facts, currency, region = ticket.facts, occasion.shop.currency, occasion.region
    record = SaleRecord(
        **head_of(unit, occasion, facts.buyer, facts.buyer_tax_number).fields(),
        till=ticket.till,
        prices_include_tax=taxed.inclusive,
        treatment=TreatmentOnPaper(code=taxed.treatment.code, because=taxed.treatment.because),
        lines=tuple(
            _line(line, amounts, currency) for line, amounts in zip(ticket.priced.lines, printed.lines, strict=True)
        ),
        taxes=printed.taxes,
        hidden_taxes=printed.hidden_taxes,
        totals=Totals(
            net=f"{printed.net:f}",
            tax=f"{printed.tax:f}",
            gross=f"{printed.gross:f}",
            cash_rounding=f"{paid.cash_rounding:f}",
            payable=f"{paid.payable:f}",
        ),
        tenders=tuple(
            TenderRow(
                kind=t.kind,
                currency=t.currency,
                amount=f"{t.amount:f}",
                rate=None if t.rate is None else f"{t.rate:f}",
                value=f"{t.value:f}",
            )
            for t in paid.tenders
        ),
        change=(Change(currency=currency, amount=f"{paid.change:f}"),) if paid.change else (),
        mentions=mentions_on_paper(mentions(region, frozenset(PAPERS), taxed.facts, facts)),
    )
    return _with_codes(unit, region.code, record)


def _with_codes(unit: Unit, region: str, record: SaleRecord) -> SaleRecord:
    suite = unit.house.suite
    if not suite.answers(region, "codes"):
        return record
    answers = suite.ask(region, lambda _, hook: hook.codes(content=plain(record)))
    signs = (
        CodeOnPaper(symbology=code.symbology, purpose=code.purpose, payload=code.payload)
        for answer in answers
        for code in answer
    )
    return replace(record, codes=tuple(signs))


def _line(line: Line, amounts: TaxedLine, currency: str) -> RecordLine:
    piece = line.piece
    return RecordLine(
        n=line.n,
        sku=line.variant.sku,
        reference=line.variant.reference,
        supply=line.variant.supply,
        names=dict(line.variant.name),
        details=dict(line.details or line.variant.details),
        serial=piece.serial if piece else None,
        quantity=str(line.quantity),
        unit_price=amount_text(line.unit_price, currency),
        discount=amount_text(line.discount, currency),
        amount=amount_text(line.amount, currency),
        net=f"{amounts.net:f}",
        tax=f"{amounts.tax:f}",
        gross=f"{amounts.gross:f}",
        rate=f"{amounts.rate:f}",
        tax_code=amounts.tax_code,
        mark=amounts.mark,
        piece=piece_on_paper(piece, line.composition) if piece else None,
    )

"""The records of a repair, made of what its commands know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from core.base.money import amount_text
from core.commands.unit import Unit
from core.papers.header import head_of, mentions_always, mentions_on_paper
from core.papers.occasion import Occasion
from core.sales.record import TreatmentOnPaper
from core.sales.tax_on_paper import tax_on_paper
from core.sales.taxation import mentions
from plugins.repairs.offer import Offer, guarantee_months
from plugins.repairs.pieces import item_on_paper
from plugins.repairs.record import (
    QUOTE,
    RECEPTION,
    AnsweredTotal,
    ClientsAnswer,
    GivenBack,
    Quotation,
    QuotedLine,
    QuotedRepair,
    QuotedTotals,
    Reception,
    RepairOnPaper,
)


@dataclass(frozen=True, slots=True)
class Top:
    """What every record of a repair begins with. ``piece``: its row, with its article."""

    unit: Unit
    occasion: Occasion
    piece: Row[Any]
    number: str

    def fields(self) -> dict[str, Any]:
        """The fields that all four records share, by name."""
        return head_of(self.unit, self.occasion, self.occasion.buyer).fields() | {"piece": item_on_paper(self.piece)}


def reception(
    top: Top, *, wish: str, condition: Sequence[str], photos: Sequence[str], promised: date | None
) -> Reception:
    """The client's ticket: what was handed over, in which state, what for and until when."""
    return Reception(
        **top.fields(),
        repair=RepairOnPaper(number=top.number),
        wish=wish,
        condition=tuple(condition),
        photos=tuple(photos),
        promised_on=promised.isoformat() if promised else None,
        mentions=mentions_always(top.occasion, RECEPTION),
    )


def quotation(
    top: Top, offer: Offer, *, n: int, wish: str, covered: bool, until: date, promised: date | None, note: str
) -> Quotation:
    """The quote: lines with their amounts, the tax by rate, the total, and until when it holds. ``n``: which quote of
    the repair it is."""
    taxed, printed, currency = offer.taxed, tax_on_paper(offer.taxed), offer.facts.currency
    region, on = top.occasion.region, top.occasion.on
    circumstances = taxed.facts | ({"guarantee"} if covered else set())
    return Quotation(
        **top.fields(),
        repair=QuotedRepair(number=top.number, quote=n, wish=wish),
        prices_include_tax=taxed.inclusive,
        treatment=TreatmentOnPaper(code=taxed.treatment.code, because=taxed.treatment.because),
        lines=tuple(
            QuotedLine(
                n=place,
                names=wording,
                supply=offer.supply,
                amount=amount_text(minor, currency),
                net=f"{amounts.net:f}",
                tax=f"{amounts.tax:f}",
                gross=f"{amounts.gross:f}",
                rate=f"{amounts.rate:f}",
                tax_code=amounts.tax_code,
            )
            for place, ((wording, minor), amounts) in enumerate(zip(offer.lines, printed.lines, strict=True), 1)
        ),
        taxes=printed.taxes,
        totals=QuotedTotals(
            net=f"{printed.net:f}",
            tax=f"{printed.tax:f}",
            gross=f"{printed.gross:f}",
            payable=f"{taxed.assessment.payable:f}",
        ),
        covered=covered,
        guarantee_months=guarantee_months(region, on) if covered else None,
        valid_until=until.isoformat(),
        promised_on=promised.isoformat() if promised else None,
        note=note,
        mentions=mentions_on_paper(mentions(region, frozenset({QUOTE}), circumstances, offer.facts)),
    )


def clients_answer(top: Top, *, quote: str, accepted: bool, how: str, note: str, gross: str) -> ClientsAnswer:
    """The client's yes or no. ``quote``: its printed number; ``gross``: its total, decimal text."""
    return ClientsAnswer(
        **top.fields(),
        repair=RepairOnPaper(number=top.number),
        quote=quote,
        accepted=accepted,
        how=how,
        note=note,
        totals=AnsweredTotal(gross=gross),
    )


def given_back(top: Top, *, sale: str | None, note: str) -> GivenBack:
    """That the piece was given back, and the number of the sale that paid for it."""
    return GivenBack(**top.fields(), repair=RepairOnPaper(number=top.number), sale=sale, note=note)

"""The content of a sale's record: plain JSON values, hashed by the journal, and all that its papers know."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from core.base.calendars import second_date
from core.base.money import amount_text
from core.commands.house import Shop
from core.commands.unit import Unit
from core.customers.model import Customer
from core.jurisdictions.facts import SaleFacts
from core.jurisdictions.region import Region
from core.papers.header import client_on_paper, letterhead, titles
from core.sales.basket import Line
from core.sales.payment import Settlement
from core.sales.taxation import Taxed, mentions
from core.tax import LineTax, Mode


def shown_tax(share: LineTax) -> Decimal:
    """The tax of a line that may be printed; what the law hides stays within its net."""
    printed = (held.tax for held in share.shares if held.levy.shown and held.levy.mode is not Mode.WITHHELD)
    return sum(printed, Decimal(0)).quantize(share.gross)


def sale_content(
    unit: Unit,
    till: str,
    shop: Shop,
    region: Region,
    on: date,
    staff: Row[UUID, str, str],
    customer: Customer | None,
    lines: list[Line],
    taxed: Taxed,
    paid: Settlement,
    facts: SaleFacts,
    languages: tuple[str, ...],
    kinds: frozenset[str],
) -> dict[str, Any]:
    """The sale as plain values: what the journal hashes and every paper is drawn from.

    ``kinds``: of the papers whose mentions it must hold. Schema ``vendome.sale/1``.
    """
    currency, got = shop.currency, taxed.assessment
    second = second_date(region.card.calendar, on)
    content = letterhead(unit, shop, region, on)
    content |= {
        "schema": "vendome.sale/1",
        "kind": "sale",
        "till": till,
        "staff": {"code": staff.code, "name": staff.name},
        "calendars": {region.card.calendar: second} if second else {},
        "titles": titles(region, facts.buyer, on),
        "client": client_on_paper(customer, languages, shop, facts.buyer_tax_number),
        "languages": list(languages),
        "currency": currency,
        "prices_include_tax": taxed.inclusive,
        "treatment": {"code": taxed.treatment.code, "because": taxed.treatment.because},
        "lines": [_line_content(line, share, currency, taxed) for line, share in zip(lines, got.lines, strict=True)],
        "taxes": [
            {
                "code": row.code,
                "category": row.category,
                "jurisdiction": row.jurisdiction,
                "rate": f"{row.rate:f}",
                "labels": dict(taxed.labels.get(row.code, {})),
                "base": f"{row.base:f}",
                "tax": f"{row.tax:f}",
                "gross": f"{row.gross:f}",
            }
            for row in got.summary
            if row.shown
        ],
        # Owed and not printed: tax on a margin, a tax that the law hides in the price.
        "hidden_taxes": [
            {
                "code": row.code,
                "jurisdiction": row.jurisdiction,
                "rate": f"{row.rate:f}",
                "base": f"{row.base:f}",
                "tax": f"{row.tax:f}",
            }
            for row in got.summary
            if not row.shown
        ],
        "totals": {
            "net": f"{got.net_shown:f}",
            "tax": f"{got.tax_shown:f}",
            "gross": f"{got.gross:f}",
            "cash_rounding": f"{paid.cash_rounding:f}",
            "payable": f"{paid.payable:f}",
        },
        "tenders": [
            {
                "kind": t.kind,
                "currency": t.currency,
                "amount": f"{t.amount:f}",
                "rate": None if t.rate is None else f"{t.rate:f}",
                "value": f"{t.value:f}",
            }
            for t in paid.tenders
        ],
        "change": [{"currency": currency, "amount": f"{paid.change:f}"}] if paid.change else [],
        "mentions": [
            {"code": m.code, "on": list(m.on), "language": m.language, "text": dict(m.text)}
            for m in mentions(region, kinds, taxed.facts, facts)
        ],
        "codes": [],
    }
    return content


def _line_content(line: Line, share: LineTax, currency: str, taxed: Taxed) -> dict[str, Any]:
    held = {**line.variant.composition, **(line.piece.composition if line.piece else {})}
    shown = [held for held in share.shares if held.levy.shown]
    tax = shown_tax(share)
    first = shown[0].levy if shown else None
    rate = sum((held.levy.rate for held in shown), Decimal(0))
    return {
        "n": line.n,
        "sku": line.variant.sku,
        "reference": line.variant.reference,
        "supply": line.variant.supply,
        "names": dict(line.variant.name),
        "details": dict(line.details or line.variant.details),
        "serial": line.piece.serial if line.piece else None,
        "quantity": str(line.quantity),
        "unit_price": amount_text(line.unit_price, currency),
        "discount": amount_text(line.discount, currency),
        "amount": amount_text(line.amount, currency),
        "net": f"{share.gross - tax:f}",
        "tax": f"{tax:f}",
        "gross": f"{share.gross:f}",
        "rate": f"{rate:f}",
        "tax_code": first.code if first else "",
        "mark": taxed.marks.get(first.code, "") if first else "",
        "piece": None
        if line.piece is None
        else {
            "serial": line.piece.serial,
            "epc": line.piece.epc,
            "made_on": line.piece.made_on,
            "made_in": line.piece.made_in,
            "metals": list(held.get("metals", [])),
            "stones": list(held.get("stones", [])),
            "skins": list(held.get("skins", [])),
        },
    }

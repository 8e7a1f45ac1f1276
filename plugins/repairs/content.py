"""What the journal keeps of a repair: plain values, the whole truth of its papers (schema ``vendome.repair/1``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from core.base.calendars import second_date
from core.base.money import amount_text
from core.commands.house import Shop
from core.commands.unit import Unit
from core.customers.model import Customer
from core.jurisdictions.region import Mention, Region
from core.organisation.model import Staff
from core.papers.header import client_on_paper, letterhead, titles
from core.sales.taxation import mentions
from plugins.repairs.offer import Offer, guarantee_months
from plugins.repairs.pieces import piece_on_paper

RECEPTION, QUOTE = "repairs.reception", "repairs.quote"


def head(
    unit: Unit,
    shop: Shop,
    region: Region,
    on: date,
    customer: Customer,
    languages: tuple[str, ...],
    piece: Row[Any],
    kind: str,
    repair: dict[str, Any],
) -> dict[str, Any]:
    """The top that every record of a repair shares. ``kind``: reception, quote, answer or return; ``repair``: its
    number and what else identifies it."""
    second = second_date(region.card.calendar, on)
    staff = unit.session.execute(select(Staff.code, Staff.name).where(Staff.code == unit.actor.code)).one_or_none()
    return letterhead(unit, shop, region, on) | {
        "schema": "vendome.repair/1",
        "kind": kind,
        "staff": {"code": staff.code, "name": staff.name} if staff else None,
        "calendars": {region.card.calendar: second} if second else {},
        "titles": titles(region, "business" if customer.kind == "organisation" else "private", on),
        "client": client_on_paper(customer, languages, shop),
        "languages": list(languages),
        "currency": shop.currency,
        "repair": repair,
        "piece": piece_on_paper(piece),
        "mentions": [],
    }


def reception_content(
    top: dict[str, Any],
    region: Region,
    on: date,
    *,
    wish: str,
    condition: Sequence[str],
    photos: Sequence[str],
    promised: date | None,
) -> dict[str, Any]:
    """The client's ticket: what was handed over, in which state, what for and until when."""
    standing = [m for m in region.mentions if m.holds(frozenset({RECEPTION}), frozenset({"always"}), on)]
    return top | {
        "wish": wish,
        "condition": list(condition),
        "photos": list(photos),
        "promised_on": promised.isoformat() if promised else None,
        "mentions": _plain(standing),
    }


def quote_content(
    top: dict[str, Any],
    region: Region,
    on: date,
    offer: Offer,
    *,
    covered: bool,
    until: date,
    promised: date | None,
    note: str,
) -> dict[str, Any]:
    """The quote: lines with their amounts, the tax by rate, the total, and until when it holds."""
    got, currency, taxed = offer.taxed.assessment, offer.facts.currency, offer.taxed
    told = taxed.facts | ({"guarantee"} if covered else set())
    months = guarantee_months(region, on) if covered else None
    lines = []
    for n, ((wording, minor), share) in enumerate(zip(offer.lines, got.lines, strict=True), 1):
        first = share.shares[0].levy if share.shares else None
        lines.append(
            {
                "n": n,
                "names": wording,
                "supply": offer.supply,
                "amount": amount_text(minor, currency),
                "net": f"{share.net:f}",
                "tax": f"{share.tax:f}",
                "gross": f"{share.gross:f}",
                "rate": f"{first.rate:f}" if first else "0",
                "tax_code": first.code if first else "",
            }
        )
    return top | {
        "prices_include_tax": taxed.inclusive,
        "treatment": {"code": taxed.treatment.code, "because": taxed.treatment.because},
        "lines": lines,
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
        "totals": {
            "net": f"{got.net:f}",
            "tax": f"{got.tax:f}",
            "gross": f"{got.gross:f}",
            "payable": f"{got.payable:f}",
        },
        "covered": covered,
        "guarantee_months": months,
        "valid_until": until.isoformat(),
        "promised_on": promised.isoformat() if promised else None,
        "note": note,
        "mentions": _plain(mentions(region, frozenset({QUOTE}), told, offer.facts)),
    }


def _plain(standing: Sequence[Mention]) -> list[dict[str, Any]]:
    return [{"code": m.code, "on": list(m.on), "language": m.language, "text": dict(m.text)} for m in standing]

"""The sale: from a basket to a posted, taxed, paid and papered record, in one transaction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from core.base.clock import business_date
from core.base.errors import NotFound, Refused
from core.base.money import to_minor
from core.base.text import line as text_line
from core.commands.command import Answer, Command
from core.commands.house import Shop
from core.commands.unit import Unit
from core.customers.for_sales import facts_of_client
from core.customers.identity import end_of_merges, led_elsewhere, unknown_number
from core.customers.model import Customer
from core.database import access
from core.database.engine import put
from core.inventory.custody import hand_over
from core.inventory.model import PieceSold
from core.inventory.stock import book_moves
from core.jurisdictions.facts import SaleFacts
from core.jurisdictions.region import Region
from core.organisation.model import Staff
from core.papers.languages import paper_languages
from core.sales.basket import BasketLine, Line, check_basket, line_facts, price_lines
from core.sales.cash_rounding import coin
from core.sales.model import Sale, SaleLine, SaleTender
from core.sales.payment import Settlement, Tender, Valued, settle, value_tenders
from core.sales.record import sale_content, shown_tax
from core.sales.taxation import Taxed, tax_sale

_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
#: Papers a sale may bring.
PAPERS = ("invoice", "receipt", "certificate")


@dataclass(frozen=True)
class Sell(Command):
    """Sell a basket at a till.

    ``customer``: the client's number or None; ``language``: of the papers, "" = the client's own; ``papers``: kinds
    wanted (certificates: one per unique piece); ``delivery``: ISO 3166-1 where the house ships the goods to, or None.
    The answer holds ``number``, ``journal``, totals as decimal text, ``change``, ``documents`` and ``findings``.
    """

    verb: ClassVar[str] = "sell"
    boutique: str
    till: str
    staff: str
    lines: tuple[BasketLine, ...]
    tenders: tuple[Tender, ...]
    customer: str | None = None
    language: str = ""
    papers: tuple[str, ...] = PAPERS
    delivery: str | None = None
    buyer_tax_number: str | None = None
    business: bool = False


def sell(unit: Unit, command: Sell) -> Answer:
    """Post the sale. Every check comes before the first write; the fiscal number comes last."""
    house, session = unit.house, unit.session
    shop = house.shop(command.boutique)
    _check(command, shop)
    house.require_enabled(session, shop)
    region = house.suite.region(shop.region)
    on = business_date(unit.now, shop.zone, shop.day_starts)
    # Catalogue and staff are everybody's: their rows are read without the rules of the session.
    staff = session.connection().execute(_STAFF, {"code": command.staff}).one_or_none()
    if staff is None:
        raise NotFound(f"No staff member {command.staff!r} is known. Check the code.")
    customer = _customer(session, command.customer)
    lines = price_lines(session, command.lines, shop, on)
    _check_price_rights(unit, command, lines)
    tenders = value_tenders(session, command.tenders, shop.currency, on)
    facts = _facts(unit, command, shop, region, on, customer, lines, tenders)
    taxed = tax_sale(house.suite, facts)
    paid = settle(coin(region, shop.currency, on, shop.places), tenders, taxed.assessment.payable, shop.currency)
    languages = paper_languages(
        region.card, command.language or (customer.language if customer else shop.language), shop.language
    )
    entry_id = unit.new_id()
    content = sale_content(
        unit, command.till, shop, region, on, staff, customer, lines, taxed, paid, facts, languages, frozenset(PAPERS)
    )
    if house.suite.answers(region.code, "codes"):
        content["codes"] = [
            {"symbology": code.symbology, "purpose": code.purpose, "payload": code.payload}
            for given in house.suite.ask(region.code, lambda _, hook: hook.codes(content=content))
            for code in given
        ]
    documents = _write(unit, command, shop, on, staff.id, customer, lines, taxed, paid, entry_id, languages)
    gross = to_minor(taxed.assessment.gross, shop.currency)
    findings = [*taxed.findings, *(led_elsewhere(command.customer or "", customer) if customer else ())]
    posted = unit.post(
        shop,
        "sale",
        content,
        entry_id=entry_id,
        document_class="sale",
        on=on,
        amount=gross,
        currency=shop.currency,
        customer_id=customer.id if customer else None,
        till=command.till,
    )
    return {
        "number": posted.label,
        "journal": str(entry_id),
        "business_date": on.isoformat(),
        "currency": shop.currency,
        "net": content["totals"]["net"],
        "tax": content["totals"]["tax"],
        "gross": f"{taxed.assessment.gross:f}",
        "payable": f"{paid.payable:f}",
        "change": f"{paid.change:f}",
        "languages": list(languages),
        "documents": documents,
        "findings": [{"level": f.level, "where": f.where, "text": f.text} for f in findings],
    }


def _check(command: Sell, shop: Shop) -> None:
    if command.till not in shop.tills:
        raise NotFound(
            f"Boutique {shop.boutique} has no till {command.till!r}. It has: {', '.join(sorted(shop.tills)) or 'none'}."
        )
    check_basket(command.lines)
    text_line(command.buyer_tax_number or "", "The buyer's tax number", 40)
    if command.delivery is not None and not _COUNTRY.fullmatch(command.delivery):
        raise Refused(f"Delivery {command.delivery!r} is no ISO 3166-1 code. Write two capital letters, such as JP.")
    unknown = [kind for kind in command.papers if kind not in PAPERS]
    if unknown:
        raise Refused(f"A sale brings no {unknown[0]!r}. Choose from {', '.join(PAPERS)}.")


def _customer(session: Session, number: str | None) -> Customer | None:
    """The buyer: of a number merged into another the client kept."""
    if number is None:
        return None
    found = session.scalars(_CUSTOMER, {"number": number}).unique().one_or_none()
    if found is None:
        raise unknown_number(number)
    return end_of_merges(session, found)


# The questions of every sale, built once: what they ask is the same for all, only the values differ.
_STAFF = select(Staff.id, Staff.code, Staff.name).where(Staff.code == bindparam("code"))
_CUSTOMER = (
    select(Customer)
    .where(Customer.number == bindparam("number"))
    .options(joinedload(Customer.names), joinedload(Customer.addresses))
)


def _check_price_rights(unit: Unit, command: Sell, lines: Sequence[Line]) -> None:
    """Goods are sold at the price list; another price is a manager's decision. Services have no list price."""
    for given, line in zip(command.lines, lines, strict=True):
        if given.price is not None and not line.variant.supply.endswith("_service"):
            access.check(unit.actor, "sell.price", command.boutique)


def _facts(
    unit: Unit,
    command: Sell,
    shop: Shop,
    region: Region,
    on: date,
    customer: Customer | None,
    lines: Sequence[Line],
    tenders: Sequence[Valued],
) -> SaleFacts:
    by_kind: dict[str, Decimal] = {}
    for tender in tenders:
        by_kind[tender.kind] = by_kind.get(tender.kind, Decimal(0)) + tender.value
    return SaleFacts(
        region=shop.region,
        on=on,
        at=unit.now,
        currency=shop.currency,
        places=shop.places,
        buyer="business"
        if command.business or command.buyer_tax_number or (customer and customer.kind == "organisation")
        else "private",
        buyer_tax_number=command.buyer_tax_number,
        residence=customer.residence if customer else None,
        delivery=command.delivery,
        client=facts_of_client(unit, region, customer, on),
        lines=tuple(line_facts(line, shop.currency) for line in lines),
        cash=by_kind.pop("cash", Decimal(0)),
        cashless=by_kind,
    )


def _write(
    unit: Unit,
    command: Sell,
    shop: Shop,
    on: date,
    staff_id: UUID,
    customer: Customer | None,
    lines: list[Line],
    taxed: Taxed,
    paid: Settlement,
    entry_id: UUID,
    languages: tuple[str, ...],
) -> list[str]:
    session, currency, got = unit.session, shop.currency, taxed.assessment
    sold = sorted((line for line in lines if line.piece), key=lambda line: line.piece.id.int)  # type: ignore[union-attr]  # filtered
    for line in sold:
        assert line.piece is not None
        hand_over(
            session,
            piece_id=line.piece.id,
            serial=line.piece.serial,
            from_kind="boutique",
            from_holder=shop.boutique,
            to_kind="customer",
            to_holder=customer.number if customer else "",
            because="sold",
            at=unit.now,
            new_id=unit.new_id(),
        )
    turns = [{"piece_id": s.piece.id, "turn": s.piece.turn, "entry_id": entry_id} for s in sold if s.piece]
    put(session, PieceSold, turns)
    sale_id = unit.new_id()
    put(
        session,
        Sale,
        [
            {
                "id": sale_id,
                "entry_id": entry_id,
                "kind": "sale",
                "boutique_id": shop.boutique_id,
                "till_id": shop.tills[command.till],
                "staff_id": staff_id,
                "customer_id": customer.id if customer else None,
                "region": shop.region,
                "currency": currency,
                "business_date": on,
                "at": unit.now,
                "net": to_minor(got.gross - got.tax_shown, currency),
                "tax": to_minor(got.tax_shown, currency),
                "gross": to_minor(got.gross, currency),
                "payable": to_minor(paid.payable, currency),
            }
        ],
    )
    put(
        session,
        SaleLine,
        [
            {
                "sale_id": sale_id,
                "n": line.n,
                "variant_id": line.variant.id,
                "piece_id": line.piece.id if line.piece else None,
                "quantity": line.quantity,
                "unit_price": line.unit_price,
                "discount": line.discount,
                "net": to_minor(share.gross - shown_tax(share), currency),
                "tax": to_minor(shown_tax(share), currency),
                "gross": to_minor(share.gross, currency),
            }
            for line, share in zip(lines, got.lines, strict=True)
        ],
    )
    tenders: list[dict[str, Any]] = [
        {
            "sale_id": sale_id,
            "n": n,
            "kind": t.kind,
            "currency": t.currency,
            "amount": to_minor(t.amount, t.currency),
            "rate": None if t.rate is None else f"{t.rate:f}",
            "value": to_minor(t.value, currency),
        }
        for n, t in enumerate(paid.tenders, 1)
    ]
    if paid.change:
        given = -to_minor(paid.change, currency)
        tenders.append(
            {
                "sale_id": sale_id,
                "n": len(tenders) + 1,
                "kind": "change",
                "currency": currency,
                "amount": given,
                "rate": None,
                "value": given,
            }
        )
    put(session, SaleTender, tenders)
    papers: list[tuple[str, tuple[str, ...], int | None]] = [
        (kind, languages, None) for kind in command.papers if kind != "certificate"
    ]
    if "certificate" in command.papers:
        papers += [("certificate", languages, line.n) for line in lines if line.piece]
    documents = unit.issue(entry_id, papers)
    # Stock levels are shared by every till of the boutique: take their locks as late as possible.
    book_moves(
        session,
        [
            {
                "id": unit.new_id(),
                "at": unit.now,
                "boutique_id": shop.boutique_id,
                "variant_id": line.variant.id,
                "piece_id": line.piece.id if line.piece else None,
                "quantity": -line.quantity,
                "reason": "sale",
                "entry_id": entry_id,
            }
            for line in lines
            if not line.variant.supply.endswith("_service")
        ],
    )
    return documents

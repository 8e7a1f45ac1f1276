"""The sale: from a basket to a posted, taxed, paid and papered record, in one transaction.

Each stage is a value: the command's basket, ``Priced``, ``Tendered``, ``Taxed``, ``Settlement``, all of them together
the ``Ticket``; then the record, the rows, the papers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from core.base.errors import NotFound, Refused
from core.base.languages import known_language
from core.base.money import to_minor
from core.base.text import line as text_line
from core.commands.command import Answer, Command
from core.commands.house import Shop
from core.commands.unit import Posted, Unit
from core.customers.for_sales import facts_of_client
from core.customers.identity import end_of_merges, led_elsewhere, unknown_number
from core.customers.model import Customer
from core.database import access
from core.jurisdictions.facts import SaleFacts
from core.papers.languages import unoffered
from core.papers.occasion import Occasion, occasion_of
from core.sales.basket import BasketLine, Priced, check_basket, line_facts, price
from core.sales.booking import book
from core.sales.cash_rounding import coin
from core.sales.payment import Tender, Tendered, settle, value_tenders
from core.sales.record import SaleRecord
from core.sales.tax_on_paper import tax_on_paper
from core.sales.taxation import tax_sale
from core.sales.ticket import PAPERS, Ticket, sale_record

_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


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
    occasion = _opened(unit, command)
    shop = occasion.shop
    priced = _priced(unit, command, occasion)
    tendered = value_tenders(unit.session, command.tenders, shop.currency, occasion.on)
    facts = _facts(unit, command, occasion, priced, tendered)
    taxed = tax_sale(unit.house.suite, facts)
    change = coin(occasion.region, shop.currency, occasion.on, shop.places)
    paid = settle(change, tendered, taxed.assessment.payable, shop.currency)
    ticket = Ticket(occasion, command.till, priced, facts, taxed, tax_on_paper(taxed), paid)
    record = sale_record(unit, ticket)
    entry_id = unit.new_id()
    documents = book(unit, ticket, entry_id, command.papers)
    posted = _post(unit, ticket, record, entry_id)
    return _answer(unit, command, ticket, record, posted, documents)


def _opened(unit: Unit, command: Sell) -> Occasion:
    """The occasion of the sale; refused where it cannot even begin."""
    house = unit.house
    shop = house.shop(command.boutique)
    _check(command, shop)
    house.require_enabled(unit.session, shop)
    customer = _customer(unit.session, command.customer)
    occasion = occasion_of(unit, shop, customer, command.staff, command.language)
    if occasion.adviser is None:
        raise NotFound(f"No staff member {command.staff!r} is known. Check the code.")
    return occasion


def _check(command: Sell, shop: Shop) -> None:
    if command.till not in shop.tills:
        raise NotFound(
            f"Boutique {shop.boutique} has no till {command.till!r}. It has: {', '.join(sorted(shop.tills)) or 'none'}."
        )
    check_basket(command.lines)
    if command.language:
        known_language(command.language)
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


#: Asked at every sale with a client, so built once.
_CUSTOMER = (
    select(Customer)
    .where(Customer.number == bindparam("number"))
    .options(joinedload(Customer.names), joinedload(Customer.addresses))
)


def _priced(unit: Unit, command: Sell, occasion: Occasion) -> Priced:
    """The basket priced. Goods are sold at the price list; another price is a manager's decision. Services have no list
    price."""
    priced = price(unit.session, command.lines, occasion.shop, occasion.on)
    if any(not line.listed and not line.service for line in priced.lines):
        access.check(unit.actor, "sell.price", command.boutique)
    return priced


def _facts(unit: Unit, command: Sell, occasion: Occasion, priced: Priced, tendered: Tendered) -> SaleFacts:
    """What the country is told of the sale."""
    shop, customer = occasion.shop, occasion.customer
    business = command.business or command.buyer_tax_number or (customer and customer.kind == "organisation")
    return SaleFacts(
        region=shop.region,
        on=occasion.on,
        at=occasion.at,
        currency=shop.currency,
        places=shop.places,
        buyer="business" if business else "private",
        buyer_tax_number=command.buyer_tax_number,
        residence=customer.residence if customer else None,
        delivery=command.delivery,
        client=facts_of_client(unit, occasion.region, customer, occasion.on),
        lines=tuple(line_facts(line, shop.currency) for line in priced.lines),
        cash=tendered.cash,
        cashless=tendered.cashless,
    )


def _post(unit: Unit, ticket: Ticket, record: SaleRecord, entry_id: UUID) -> Posted:
    occasion, currency = ticket.occasion, ticket.occasion.shop.currency
    return unit.post(
        occasion.shop,
        record.kind,
        record,
        entry_id=entry_id,
        document_class="sale",
        on=occasion.on,
        amount=to_minor(ticket.printed.gross, currency),
        currency=currency,
        customer_id=occasion.customer.id if occasion.customer else None,
        till=ticket.till,
    )


def _answer(
    unit: Unit, command: Sell, ticket: Ticket, record: SaleRecord, posted: Posted, documents: list[str]
) -> Answer:
    customer = ticket.occasion.customer
    findings = [
        *ticket.taxed.findings,
        *unoffered(ticket.occasion.region.card, command.language),
        *(led_elsewhere(command.customer or "", customer) if customer else ()),
    ]
    findings += unit.house.suite.faulty()
    return {
        "number": posted.label,
        "journal": str(posted.id),
        "business_date": record.business_date,
        "currency": record.currency,
        "net": record.totals.net,
        "tax": record.totals.tax,
        "gross": record.totals.gross,
        "payable": record.totals.payable,
        "change": f"{ticket.paid.change:f}",
        "languages": list(record.languages),
        "documents": documents,
        "findings": [{"level": f.level, "where": f.where, "text": f.text} for f in findings],
    }

"""The sale: from a basket to a posted, taxed, paid and papered record, in one transaction."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from core import policy
from core.calendars import second_date
from core.cash_rounding import coin
from core.clock import business_date, local_time
from core.commands import Answer, Command, Unit, handles
from core.customers import Customer
from core.db import put
from core.errors import NotFound, Refused
from core.hooks import LineFacts, SaleFacts
from core.house import Shop
from core.items import Piece, Price, Reference, Variant
from core.money import amount, amount_text, decimal_text, to_minor
from core.printed import address_lines, paper_languages, plain_name, printed_name
from core.region import Region
from core.sales import Sale, SaleLine, SaleTender
from core.stock import PieceSold, book_moves, hand_over
from core.stores import Staff
from core.tax import LineTax, Mode
from core.taxation import Taxed, mentions, tax_sale
from core.tender import Settlement, Tender, settle, value_tenders
from core.text import line as line_of_text
from core.text import line as text_line

#: Most lines of one sale; beyond it a person splits the basket.
LINE_LIMIT = 1000
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
#: Papers a sale may bring.
PAPERS = ("invoice", "receipt", "certificate")


@dataclass(frozen=True, slots=True)
class BasketLine:
    """What is bought: a ``serial`` or EPC of a unique piece, or a ``sku`` and a quantity. ``discount`` on the whole
    line, decimal text; ``price`` overrides the price list (a manager's decision), decimal text or None; ``details`` by
    language stand under the article's name instead of its own."""

    sku: str = ""
    serial: str = ""
    quantity: int = 1
    discount: str = "0"
    price: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class _Line:
    """A basket line with what the catalogue knows of it; amounts in minor units."""

    n: int
    variant: Row[Any]
    piece: Row[Any] | None
    quantity: int
    unit_price: int
    discount: int
    amount: int = 0
    details: Mapping[str, str] = field(default_factory=dict)


@handles(Sell)
def sell(unit: Unit, command: Sell) -> Answer:
    """Post the sale. Every check comes before the first write; the fiscal number comes last."""
    house, session = unit.house, unit.session
    shop = house.shop(command.boutique)
    _check_basket(command, shop)
    house.require_enabled(session, shop)
    region = house.suite.region(shop.region)
    on = business_date(unit.now, shop.zone, shop.day_starts)
    staff = session.execute(_STAFF, {"code": command.staff}).one_or_none()
    if staff is None:
        raise NotFound(f"No staff member {command.staff!r} is known. Check the code.")
    customer = _customer(session, command.customer)
    lines = _price_lines(session, command.lines, shop, on)
    _check_price_rights(unit, command, lines)
    tenders = value_tenders(session, command.tenders, shop.currency, on)
    facts = _facts(
        unit, command, shop, on, customer, lines, sum((t.value for t in tenders if t.kind == "cash"), Decimal(0))
    )
    others = sum((t.value for t in tenders if t.kind != "cash"), Decimal(0))
    taxed = tax_sale(house.suite, facts, paid_otherwise=others)
    paid = settle(coin(region, shop.currency, on, shop.places), tenders, taxed.assessment.payable, shop.currency)
    languages = paper_languages(
        region.card, command.language or (customer.language if customer else shop.language), shop.language
    )
    entry_id = unit.new_id()
    content = _content(unit, command, shop, region, on, staff, customer, lines, taxed, paid, facts, languages)
    content["codes"] = [
        {"symbology": code.symbology, "purpose": code.purpose, "payload": code.payload}
        for given in house.suite.ask(region.code, lambda _, hook: hook.codes(content=content))
        for code in given
    ]
    documents = _write(unit, command, shop, on, staff.id, customer, lines, taxed, paid, entry_id, languages)
    gross = to_minor(taxed.assessment.gross, shop.currency)
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
        "net": f"{taxed.assessment.net:f}",
        "tax": f"{taxed.assessment.tax:f}",
        "gross": f"{taxed.assessment.gross:f}",
        "payable": f"{paid.payable:f}",
        "change": f"{paid.change:f}",
        "languages": list(languages),
        "documents": documents,
        "findings": [{"level": f.level, "where": f.where, "text": f.text} for f in taxed.findings],
    }


def _check_basket(command: Sell, shop: Shop) -> None:
    if command.till not in shop.tills:
        raise NotFound(
            f"Boutique {shop.boutique} has no till {command.till!r}. It has: {', '.join(sorted(shop.tills)) or 'none'}."
        )
    if not command.lines:
        raise Refused("The basket is empty. Add a line.")
    if len(command.lines) > LINE_LIMIT:
        raise Refused(f"The basket has {len(command.lines)} lines; at most {LINE_LIMIT} fit one sale. Split it.")
    for n, line in enumerate(command.lines, 1):
        if bool(line.sku) == bool(line.serial):
            raise Refused(f"Line {n}: give either sku or serial.")
        if type(line.quantity) is not int or not 1 <= line.quantity <= 1000:
            raise Refused(f"Line {n}: quantity {line.quantity!r} is not a whole number from 1 to 1000. Correct it.")
        if line.serial and line.quantity != 1:
            raise Refused(f"Line {n}: {line.serial} is one piece; its quantity is 1.")
    serials = [line.serial for line in command.lines if line.serial]
    if len(set(serials)) != len(serials):
        raise Refused("The same serial stands twice in the basket. Remove one.")
    text_line(command.buyer_tax_number or "", "The buyer's tax number", 40)
    if command.delivery is not None and not _COUNTRY.fullmatch(command.delivery):
        raise Refused(f"Delivery {command.delivery!r} is no ISO 3166-1 code. Write two capital letters, such as JP.")
    unknown = [kind for kind in command.papers if kind not in PAPERS]
    if unknown:
        raise Refused(f"A sale brings no {unknown[0]!r}. Choose from {', '.join(PAPERS)}.")


def _customer(session: Session, number: str | None) -> Customer | None:
    if number is None:
        return None
    found = session.scalars(_CUSTOMER, {"number": number}).unique().one_or_none()
    if found is None:
        raise NotFound(f"No client has the number {number!r}. Find them with «vendome customer find».")
    return found


# The questions of every sale, built once: what they ask is the same for all, only the values differ.
_STAFF = select(Staff.id, Staff.code, Staff.name).where(Staff.code == bindparam("code"))
_CUSTOMER = (
    select(Customer)
    .where(Customer.number == bindparam("number"))
    .options(joinedload(Customer.names), joinedload(Customer.addresses))
)
_PIECES = select(
    Piece.id, Piece.variant_id, Piece.serial, Piece.epc, Piece.composition, Piece.made_on, Piece.made_in, Piece.turn
).where(or_(Piece.serial.in_(bindparam("wanted", expanding=True)), Piece.epc.in_(bindparam("wanted", expanding=True))))
_VARIANTS = (
    select(
        Variant.id,
        Variant.sku,
        Variant.unique,
        Variant.details,
        Variant.composition,
        Variant.size,
        Variant.colour,
        Reference.code.label("reference"),
        Reference.name,
        Reference.supply,
        Price.amount.label("listed"),
    )
    .join(Reference, Reference.id == Variant.reference_id)
    .outerjoin(
        Price,
        and_(
            Price.variant_id == Variant.id,
            Price.region == bindparam("region"),
            Price.currency == bindparam("currency"),
            Price.since <= bindparam("on"),
            or_(Price.until.is_(None), Price.until >= bindparam("on")),
        ),
    )
    .where(or_(Variant.sku.in_(bindparam("skus", expanding=True)), Variant.id.in_(bindparam("ids", expanding=True))))
    .order_by(Price.since)
)


def _check_price_rights(unit: Unit, command: Sell, lines: Sequence[_Line]) -> None:
    """Goods are sold at the price list; another price is a manager's decision. Services have no list price."""
    for given, line in zip(command.lines, lines, strict=True):
        if given.price is not None and not line.variant.supply.endswith("_service"):
            policy.check(unit.actor, "sell.price", command.boutique)


def _price_lines(session: Session, basket: Sequence[BasketLine], shop: Shop, on: date) -> list[_Line]:
    pieces: dict[str, Row[Any]] = {}
    wanted = [line.serial for line in basket if line.serial]
    if wanted:
        for row in session.execute(_PIECES, {"wanted": wanted}):
            pieces[row.serial] = row
            if row.epc:
                pieces[row.epc] = row
    skus = [line.sku for line in basket if line.sku]
    ids = [row.variant_id for row in pieces.values()]
    asked = {"skus": skus, "ids": ids, "region": shop.region, "currency": shop.currency, "on": on}
    # Of several prices in force the newest comes last, and stays.
    by_id = {row.id: row for row in session.execute(_VARIANTS, asked)}
    by_sku = {row.sku: row for row in by_id.values()}
    lines = []
    for n, given in enumerate(basket, 1):
        piece = pieces.get(given.serial) if given.serial else None
        if given.serial and piece is None:
            raise NotFound(f"Line {n}: no piece has the serial {given.serial!r}. Scan it again.")
        variant = by_id[piece.variant_id] if piece is not None else by_sku.get(given.sku)
        if variant is None:
            raise NotFound(f"Line {n}: no article {given.sku!r} is known. Scan it again.")
        if variant.unique and piece is None:
            raise Refused(f"Line {n}: {variant.sku} is sold piece by piece. Scan the piece's serial.")
        lines.append(_priced(n, given, variant, piece, variant.listed, shop, on))
    return lines


def _priced(
    n: int, given: BasketLine, variant: Row[Any], piece: Row[Any] | None, listed: int | None, shop: Shop, on: date
) -> _Line:
    if given.price is not None:
        unit_price = to_minor(decimal_text(given.price), shop.currency)
    elif listed is not None:
        unit_price = listed
    else:
        raise Refused(
            f"Line {n}: {variant.sku} has no price in {shop.region} in {shop.currency} on {on}. "
            "Import one with «vendome import prices»."
        )
    discount = to_minor(decimal_text(given.discount), shop.currency)
    total = unit_price * given.quantity - discount
    if unit_price < 0 or discount < 0 or total < 0:
        raise Refused(f"Line {n}: price and discount must leave an amount of at least zero. Correct them.")
    details = {language: line_of_text(text, f"details in {language}") for language, text in given.details.items()}
    return _Line(n, variant, piece, given.quantity, unit_price, discount, total, details)


def _facts(
    unit: Unit, command: Sell, shop: Shop, on: date, customer: Customer | None, lines: list[_Line], cash: Decimal
) -> SaleFacts:
    currency = shop.currency
    return SaleFacts(
        region=shop.region,
        on=on,
        at=unit.now,
        currency=currency,
        places=shop.places,
        buyer="business"
        if command.business or command.buyer_tax_number or (customer and customer.kind == "organisation")
        else "private",
        buyer_tax_number=command.buyer_tax_number,
        residence=customer.residence if customer else None,
        delivery=command.delivery,
        lines=tuple(
            LineFacts(
                line.n,
                line.variant.sku,
                line.variant.supply,
                Decimal(line.quantity),
                amount(line.amount, currency) / line.quantity,
                amount(line.amount, currency),
                {**line.variant.composition, **(line.piece.composition if line.piece else {})},
            )
            for line in lines
        ),
        cash=cash,
    )


def _content(
    unit: Unit,
    command: Sell,
    shop: Shop,
    region: Region,
    on: date,
    staff: Row[UUID, str, str],
    customer: Customer | None,
    lines: list[_Line],
    taxed: Taxed,
    paid: Settlement,
    facts: SaleFacts,
    languages: tuple[str, ...],
) -> dict[str, Any]:
    """The sale as plain values: what the journal hashes and every paper is drawn from."""
    currency, got = shop.currency, taxed.assessment
    told = taxed.facts | {tender.kind for tender in paid.tenders}
    second = second_date(region.card.calendar, on)
    content = letterhead(unit, shop, region, on)
    content |= {
        "schema": "vendome.sale/1",
        "kind": "sale",
        "till": command.till,
        "staff": {"code": staff.code, "name": staff.name},
        "calendars": {region.card.calendar: second} if second else {},
        "titles": titles(region, facts.buyer, on),
        "client": client_on_paper(unit.session, customer, languages, shop, region, command.buyer_tax_number),
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
        "totals": {
            "net": f"{got.gross - got.tax_shown:f}",
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
            for m in mentions(region, frozenset(PAPERS), told, facts)
        ],
        "codes": [],
    }
    return content


def _line_content(line: _Line, share: LineTax, currency: str, taxed: Taxed) -> dict[str, Any]:
    held = {**line.variant.composition, **(line.piece.composition if line.piece else {})}
    shown = [held for held in share.shares if held.levy.shown]
    tax = sum((held.tax for held in shown if held.levy.mode is not Mode.WITHHELD), Decimal(0)).quantize(share.gross)
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


def titles(region: Region, buyer: str, on: date) -> dict[str, Any]:
    """The law's titles by kind of paper; ``title.invoice_private`` goes before ``title.invoice`` for a private
    buyer."""
    table = region.table("titles")
    held = {key.removeprefix("title."): table.value(key, on=on) for key in table.keys("title") if table.find(key, on)}
    special = {kind.removesuffix(f"_{buyer}"): title for kind, title in held.items() if kind.endswith(f"_{buyer}")}
    return {kind: title for kind, title in held.items() if not kind.endswith(("_private", "_business"))} | special


def letterhead(unit: Unit, shop: Shop, region: Region, on: date) -> dict[str, Any]:
    """The top of every paper of a boutique: house, seller, boutique, instant. For the core's papers and the
    plugins'."""
    name, synthetic = unit.house.settings
    return {
        "house": {"name": name, "synthetic": synthetic},
        "seller": {
            "name": shop.entity_name,
            "address": shop.entity_address,
            "numbers": [
                {"label": n["label"], "value": n["value"], "role": n.get("role", "")} for n in shop.entity_numbers
            ],
        },
        "boutique": {
            "code": shop.boutique,
            "name": shop.names,
            "kind": shop.kind,
            "address": shop.address,
            "phone": shop.phone,
            "zone": shop.zone,
        },
        "region": region.code,
        "rules": region.version,
        "at": unit.now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "local_time": local_time(unit.now, shop.zone).isoformat(timespec="seconds"),
        "business_date": on.isoformat(),
    }


def client_on_paper(
    session: Session,
    customer: Customer | None,
    languages: tuple[str, ...],
    shop: Shop,
    region: Region,
    tax_number: str | None = None,
) -> dict[str, Any] | None:
    """The client as papers print them, in each of the paper's languages; None without one."""
    if customer is None:
        return None
    home = shop.region
    numbers = [{"label": "", "value": tax_number, "role": "tax_number"}] if tax_number else []
    return {
        "number": customer.number,
        "kind": customer.kind,
        "names": {language: printed_name(customer, language) for language in languages},
        "plain_names": {language: plain_name(customer, language) for language in languages},
        "address": {language: address_lines(customer.addresses[0], language, home) for language in languages}
        if customer.addresses
        else {},
        "residence": customer.residence,
        "numbers": numbers,
    }


def _write(
    unit: Unit,
    command: Sell,
    shop: Shop,
    on: date,
    staff_id: UUID,
    customer: Customer | None,
    lines: list[_Line],
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
                "net": to_minor(got.net, currency),
                "tax": to_minor(got.tax, currency),
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
                "net": to_minor(share.net, currency),
                "tax": to_minor(share.tax, currency),
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

"""A basket and what the catalogue knows of it: pieces, articles, prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from core.base.errors import NotFound, Refused
from core.base.money import amount, decimal_text, to_minor
from core.base.text import line as text_line
from core.catalogue.model import Piece, Price, Reference, Variant
from core.commands.house import Shop
from core.jurisdictions.facts import LineFacts

#: Most lines of one basket; beyond it a person splits it.
LINE_LIMIT = 1000


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


@dataclass(frozen=True, slots=True)
class Line:
    """A basket line with what the catalogue knows of it; amounts in minor units. ``listed``: whether its price is the
    price list's; ``details``: given for this sale, or none."""

    n: int
    variant: Row[Any]
    piece: Row[Any] | None
    quantity: int
    unit_price: int
    discount: int
    amount: int
    listed: bool
    details: Mapping[str, str]

    @property
    def service(self) -> bool:
        """Whether work is sold, not goods."""
        return bool(self.variant.supply.endswith("_service"))

    @property
    def composition(self) -> dict[str, Any]:
        """What it is made of: as its article, with what the piece itself differs in."""
        return {**self.variant.composition, **(self.piece.composition if self.piece else {})}


@dataclass(frozen=True, slots=True)
class Priced:
    """A basket priced: its lines in the order given."""

    lines: tuple[Line, ...]

    @property
    def pieces(self) -> list[tuple[int, Row[Any]]]:
        """(number of the line, piece) of every unique piece."""
        return [(line.n, line.piece) for line in self.lines if line.piece is not None]


def check_basket(lines: Sequence[BasketLine]) -> None:
    """Refuse a basket that no catalogue can make sense of."""
    if not lines:
        raise Refused("The basket is empty. Add a line.")
    if len(lines) > LINE_LIMIT:
        raise Refused(f"The basket has {len(lines)} lines; at most {LINE_LIMIT} fit one sale. Split it.")
    for n, line in enumerate(lines, 1):
        if bool(line.sku) == bool(line.serial):
            raise Refused(f"Line {n}: give either sku or serial.")
        if type(line.quantity) is not int or not 1 <= line.quantity <= 1000:
            raise Refused(f"Line {n}: quantity {line.quantity!r} is not a whole number from 1 to 1000. Correct it.")
        if line.serial and line.quantity != 1:
            raise Refused(f"Line {n}: {line.serial} is one piece; its quantity is 1.")
    serials = [line.serial for line in lines if line.serial]
    if len(set(serials)) != len(serials):
        raise Refused("The same serial stands twice in the basket. Remove one.")


# The questions of every sale, built once: what they ask is the same for all, only the values differ.
_PIECES = select(
    Piece.id,
    Piece.variant_id,
    Piece.serial,
    Piece.epc,
    Piece.composition,
    Piece.made_on,
    Piece.made_in,
    Piece.turn,
    Piece.cost,
    Piece.cost_currency,
    Piece.margin_scheme,
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


def price(session: Session, basket: Sequence[BasketLine], shop: Shop, on: date) -> Priced:
    """The lines with their pieces, articles and prices in the shop's country on a day. Refused naming the line."""
    pieces: dict[str, Row[Any]] = {}
    serials = [line.serial for line in basket if line.serial]
    if serials:
        for row in session.connection().execute(_PIECES, {"wanted": serials}):
            pieces[row.serial] = row
            if row.epc:
                pieces[row.epc] = row
    skus = [line.sku for line in basket if line.sku]
    ids = [row.variant_id for row in pieces.values()]
    asked = {"skus": skus, "ids": ids, "region": shop.region, "currency": shop.currency, "on": on}
    # Of several prices in force the newest comes last, and stays.
    by_id = {row.id: row for row in session.connection().execute(_VARIANTS, asked)}
    by_sku = {row.sku: row for row in by_id.values()}
    lines = []
    for n, wanted in enumerate(basket, 1):
        piece = pieces.get(wanted.serial) if wanted.serial else None
        if wanted.serial and piece is None:
            raise NotFound(f"Line {n}: no piece has the serial {wanted.serial!r}. Scan it again.")
        variant = by_id[piece.variant_id] if piece is not None else by_sku.get(wanted.sku)
        if variant is None:
            raise NotFound(f"Line {n}: no article {wanted.sku!r} is known. Scan it again.")
        if variant.unique and piece is None:
            raise Refused(f"Line {n}: {variant.sku} is sold piece by piece. Scan the piece's serial.")
        lines.append(_line(n, wanted, variant, piece, shop, on))
    return Priced(tuple(lines))


def _line(n: int, wanted: BasketLine, variant: Row[Any], piece: Row[Any] | None, shop: Shop, on: date) -> Line:
    if wanted.price is not None:
        unit_price = to_minor(decimal_text(wanted.price), shop.currency)
    elif variant.listed is not None:
        unit_price = variant.listed
    else:
        raise Refused(
            f"Line {n}: {variant.sku} has no price in {shop.region} in {shop.currency} on {on}. "
            "Import one with «vendome import prices»."
        )
    discount = to_minor(decimal_text(wanted.discount), shop.currency)
    total = unit_price * wanted.quantity - discount
    if unit_price < 0 or discount < 0 or total < 0:
        raise Refused(f"Line {n}: price and discount must leave an amount of at least zero. Correct them.")
    details = {language: text_line(text, f"details in {language}") for language, text in wanted.details.items()}
    return Line(n, variant, piece, wanted.quantity, unit_price, discount, total, wanted.price is None, details)


def line_facts(line: Line, currency: str) -> LineFacts:
    """What a country may know of a line; its cost only where the house paid it in the sale's currency."""
    piece = line.piece
    cost = piece.cost if piece is not None and piece.cost_currency == currency else None
    return LineFacts(
        n=line.n,
        sku=line.variant.sku,
        supply=line.variant.supply,
        quantity=Decimal(line.quantity),
        amount=amount(line.amount, currency),
        composition=line.composition,
        cost=None if cost is None else amount(cost, currency),
        margin_scheme=(piece.margin_scheme or "") if piece is not None else "",
    )

"""Asking for an article or a unique piece: what it is, where it is, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import or_, select

from core.base.errors import NotFound
from core.base.languages import known_language
from core.base.money import amount_text
from core.catalogue.model import Piece, Price, Reference, Variant
from core.commands.question import Question, View
from core.inventory.custody import where_is
from core.inventory.stock import piece_by_any, stock_of


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price in a country; ``amount``: decimal text in ``currency``."""

    region: str
    currency: str
    amount: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Article:
    """A variant of a reference; ``stock``: quantity by boutique; ``composition``: metals, stones, skins."""

    sku: str
    reference: str
    name: str
    supply: str
    details: str
    composition: Mapping[str, Any]
    unique: bool
    prices: tuple[PriceRow, ...]
    stock: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PieceShown:
    """A unique piece; ``where``: a half-sentence, who holds it since when."""

    serial: str
    epc: str | None
    made_on: str
    made_in: str
    where: str


@dataclass(frozen=True, slots=True)
class ItemShown:
    """The articles that a code means, and the piece where it means one."""

    articles: tuple[Article, ...]
    piece: PieceShown | None


@dataclass(frozen=True)
class ShowItem(Question[ItemShown]):
    """What a SKU, GTIN, reference, serial or EPC means. ``language``: of names."""

    verb: ClassVar[str] = "item.read"
    code: str
    language: str = "en"


def show_item(view: View, question: ShowItem) -> ItemShown:
    """Read it, world-wide. NotFound for a code that nothing bears."""
    session, code = view.session, question.code
    known_language(question.language)
    piece = piece_by_any(session, code)
    wanted = (
        Variant.id == piece.variant_id
        if piece
        else or_(Variant.sku == code, Variant.gtin == code, Reference.code == code)
    )
    rows = session.execute(
        select(Variant, Reference)
        .join(Reference, Reference.id == Variant.reference_id)
        .where(wanted)
        .order_by(Variant.sku)
    ).all()
    if not rows:
        raise NotFound(f"No article or piece is called {code!r}. Scan its label or serial again.")
    articles = tuple(_article(view, variant, reference, piece, question.language) for variant, reference in rows)
    if piece is None:
        return ItemShown(articles, None)
    where = where_is(session, piece.id)
    return ItemShown(articles, PieceShown(piece.serial, piece.epc, piece.made_on, piece.made_in, where))


def _article(view: View, variant: Variant, reference: Reference, piece: Piece | None, language: str) -> Article:
    prices = view.session.scalars(
        select(Price).where(Price.variant_id == variant.id).order_by(Price.region, Price.currency, Price.since)
    )
    return Article(
        variant.sku,
        reference.code,
        reference.name.get(language) or next(iter(reference.name.values())),
        reference.supply,
        variant.details.get(language, variant.details.get("en", "")),
        {**variant.composition, **(piece.composition if piece else {})},
        variant.unique,
        tuple(
            PriceRow(price.region, price.currency, amount_text(price.amount, price.currency), price.since, price.until)
            for price in prices
        ),
        dict(stock_of(view.session, variant.sku)),
    )

"""What the house makes: references (models), variants (size, colour, material) and unique pieces; and their prices."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.engine import Base
from core.database.scopes import EVERYONE

#: The house's classes of goods and services; countries say how each is taxed.
SUPPLIES = (
    "leather_goods",
    "watch",
    "jewellery",
    "precious_metal",
    "clothing",
    "footwear",
    "accessory",
    "silk",
    "fragrance",
    "eyewear",
    "book",
    "food",
    "art",
    "repair_service",
    "alteration_service",
    "delivery_service",
)


class Reference(Base):
    """A model of the house. ``name`` and ``description`` by language; ``supply``: its class for tax and customs."""

    __tablename__ = "reference"
    __scope__ = EVERYONE
    __table_args__ = (CheckConstraint(f"supply IN {SUPPLIES}", name="supply"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    supply: Mapped[str]
    collection: Mapped[str]


class Variant(Base):
    """A reference in one size, colour and material; ``unique`` ones are sold piece by piece, by serial.

    ``composition``: ``{metals: [...], stones: [...], skins: [...]}`` of every piece of it.
    """

    __tablename__ = "variant"
    __scope__ = EVERYONE
    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference_id: Mapped[UUID] = mapped_column(ForeignKey("reference.id"))
    sku: Mapped[str] = mapped_column(unique=True)
    gtin: Mapped[str | None] = mapped_column(unique=True)
    size: Mapped[str]
    colour: Mapped[str]
    details: Mapped[dict[str, str]]
    composition: Mapped[dict[str, Any]]
    unique: Mapped[bool]


class Piece(Base):
    """One unique piece. ``turn``: ownership turn, one higher each time it comes back to the house and may be sold
    again; ``composition`` overrides the variant's; ``cost``: what the house paid for it, in minor units of
    ``cost_currency``, where it bought the piece; ``margin_scheme``: of ``core.jurisdictions.facts.MARGIN_SCHEMES``
    where it was bought so that only the margin need be taxed."""

    __tablename__ = "piece"
    __scope__ = EVERYONE
    id: Mapped[UUID] = mapped_column(primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    serial: Mapped[str] = mapped_column(unique=True)
    epc: Mapped[str | None] = mapped_column(unique=True)
    composition: Mapped[dict[str, Any]]
    made_on: Mapped[str]
    made_in: Mapped[str]
    turn: Mapped[int]
    cost: Mapped[int | None]
    cost_currency: Mapped[str | None]
    margin_scheme: Mapped[str | None]


class Price(Base):
    """The price of a variant in one country and currency from a day on, in minor units, with or without tax as the
    country's law shows prices."""

    __tablename__ = "price"
    __scope__ = EVERYONE
    __table_args__ = (
        UniqueConstraint("variant_id", "region", "currency", "since"),
        CheckConstraint("amount >= 0", name="amount"),
        Index("ix_price_variant", "variant_id", "region"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    region: Mapped[str]
    currency: Mapped[str]
    amount: Mapped[int]
    since: Mapped[date]
    until: Mapped[date | None]


class ExchangeRate(Base):
    """Units of ``quote`` for one ``base`` on a day, as exact text, with its source (``ECB``)."""

    __tablename__ = "exchange_rate"
    __scope__ = EVERYONE
    source: Mapped[str] = mapped_column(primary_key=True)
    base: Mapped[str] = mapped_column(primary_key=True)
    quote: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    rate: Mapped[str]

"""Keeping the catalogue: references, variants, pieces, prices, exchange rates; and receiving stock in a boutique."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import insert, select, update

from core.base.errors import NotFound, Refused
from core.base.money import decimal_text, to_minor
from core.base.text import line, required_line
from core.catalogue.model import SUPPLIES, Price, Reference, Variant
from core.commands.command import Answer, Command
from core.commands.unit import Unit
from core.commands.upsert import upsert


@dataclass(frozen=True)
class DefineItem(Command):
    """Add a variant with its reference, or change them. Names and details by language; ``composition``: metals, stones,
    skins."""

    verb: ClassVar[str] = "item.write"
    reference: str
    sku: str
    name: Mapping[str, str]
    supply: str
    unique: bool = False
    details: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    composition: Mapping[str, Any] = field(default_factory=dict)
    collection: str = ""
    gtin: str | None = None
    size: str = ""
    colour: str = ""


@dataclass(frozen=True)
class SetPrice(Command):
    """Set the price of a variant in a country and currency from a day on; decimal text."""

    verb: ClassVar[str] = "item.write"
    sku: str
    region: str
    currency: str
    amount: str
    since: date
    until: date | None = None


def item_rows(command: DefineItem) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns of the reference and of the variant, checked; for the command and for imports."""
    if command.supply not in SUPPLIES:
        raise Refused(f"Supply class {command.supply!r} is unknown. Use one of {', '.join(SUPPLIES)}.")
    if not command.name:
        raise Refused(f"{command.sku} has no name in any language. Give at least one.")
    for language, text in (*command.name.items(), *command.details.items()):
        line(text, f"text in {language}")
    if command.gtin is not None:
        check_gtin(command.gtin)
    reference = {
        "code": required_line(command.reference, "reference", 40),
        "name": dict(command.name),
        "description": dict(command.description),
        "supply": command.supply,
        "collection": line(command.collection, "collection", 100),
    }
    variant = {
        "sku": required_line(command.sku, "sku", 60),
        "gtin": command.gtin,
        "size": line(command.size, "size", 40),
        "colour": line(command.colour, "colour", 60),
        "details": dict(command.details),
        "composition": dict(command.composition),
        "unique": command.unique,
    }
    return reference, variant


def check_gtin(gtin: str) -> None:
    """Refuse a GTIN whose length or check digit is wrong (GS1 General Specifications, section 7.9)."""
    digits = [int(c) for c in gtin] if gtin.isascii() and gtin.isdecimal() else []
    if len(digits) not in (8, 12, 13, 14) or (
        sum(d * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits))) % 10
    ):
        raise Refused(f"GTIN {gtin!r} is wrong: its length or check digit does not fit. Read it from the label again.")


def define_item(unit: Unit, command: DefineItem) -> Answer:
    """Write reference and variant."""
    reference, variant = item_rows(command)
    reference_id = upsert(unit, Reference, "code", reference)
    upsert(unit, Variant, "sku", variant | {"reference_id": reference_id})
    return {"sku": command.sku}


def set_price(unit: Unit, command: SetPrice) -> Answer:
    """Write the price; the same day again replaces it."""
    variant = variant_id(unit, command.sku)
    amount = to_minor(decimal_text(command.amount), command.currency)
    if amount < 0:
        raise Refused(f"The price of {command.sku} is below zero. Correct it.")
    table = Price.__table__
    mine = (
        (table.c.variant_id == variant)
        & (table.c.region == command.region)
        & (table.c.currency == command.currency)
        & (table.c.since == command.since)
    )
    values = {"amount": amount, "until": command.until}
    if unit.session.scalar(select(table.c.id).where(mine)) is not None:
        unit.session.execute(update(table).where(mine).values(**values))
    else:
        row = {
            "id": unit.new_id(),
            "variant_id": variant,
            "region": command.region,
            "currency": command.currency,
            "since": command.since,
        }
        unit.session.execute(insert(table), row | values)
    return {"sku": command.sku}


def variant_id(unit: Unit, sku: str) -> UUID:
    """The variant of a SKU; NotFound otherwise."""
    found = unit.session.scalar(select(Variant.id).where(Variant.sku == sku))
    if found is None:
        raise NotFound(f"No article {sku!r} is known. Import it first.")
    return found

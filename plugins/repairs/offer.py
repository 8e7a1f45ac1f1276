"""What a repair costs: quoted and taxed by the country's own rules, so that quote and invoice agree to the cent."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.base.errors import Refused
from core.base.languages import known_language
from core.base.money import amount, decimal_text, to_minor
from core.base.text import required_line
from core.catalogue.commands import DefineItem, define_item
from core.catalogue.model import Reference, Variant
from core.commands.unit import Unit
from core.customers.for_sales import facts_of_client
from core.jurisdictions.facts import LineFacts, SaleFacts
from core.jurisdictions.region import Region
from core.organisation.model import HouseSettings
from core.papers.occasion import Occasion
from core.sales.taxation import Taxed, tax_sale

#: Most lines of one quote; beyond it nobody reads it.
LINE_LIMIT = 60


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One piece of work: its ``wording`` by language (BCP 47) and its price, decimal text in the boutique's currency,
    with or without tax as the country shows prices to consumers."""

    wording: Mapping[str, str]
    amount: str = "0"


@dataclass(frozen=True)
class Offer:
    """Quote lines taxed: minor units beside the wording, and what the country makes of them."""

    supply: str
    lines: tuple[tuple[dict[str, str], int], ...]
    taxed: Taxed
    facts: SaleFacts = field(repr=False)


@cache
def house_ways() -> Mapping[str, Any]:
    """``house.toml``: what holds where nobody says otherwise."""
    entry: dict[str, Any] = tomllib.loads((Path(__file__).parent / "house.toml").read_text("utf-8"))
    return entry


def make_offer(unit: Unit, occasion: Occasion, lines: Sequence[QuoteLine], *, covered: bool) -> Offer:
    """Check and tax the lines of a quote.

    ``covered``: under guarantee, so every line must be free. Refused: no line, a line without words or below zero, a
    price on covered work, or what the country itself refuses.
    """
    if not 1 <= len(lines) <= LINE_LIMIT:
        raise Refused(f"A quote has 1 to {LINE_LIMIT} lines, not {len(lines)}. Say what will be done.")
    shop, region, on, customer = occasion.shop, occasion.region, occasion.on, occasion.customer
    supply = str(region.table("repairs").value("supply.repair", on=on))
    sku = service(supply)["sku"]
    kept: list[tuple[dict[str, str], int]] = []
    for n, line in enumerate(lines, 1):
        wording = {
            known_language(language): required_line(text, f"line {n} in {language}")
            for language, text in line.wording.items()
        }
        if not wording:
            raise Refused(f"Line {n} has no words. Say what will be done.")
        minor = to_minor(decimal_text(line.amount), shop.currency)
        if minor < 0:
            raise Refused(f"Line {n} costs {line.amount}. Give an amount of at least zero.")
        if covered and minor:
            raise Refused(f"Line {n} costs {line.amount}, but work under guarantee is free. Leave the amount out.")
        kept.append((wording, minor))
    facts = SaleFacts(
        region=shop.region,
        on=on,
        at=occasion.at,
        currency=shop.currency,
        places=shop.places,
        buyer=occasion.buyer,
        residence=customer.residence if customer else None,
        client=facts_of_client(unit, region, customer, on),
        lines=tuple(
            LineFacts(n=n, sku=sku, supply=supply, amount=amount(minor, shop.currency))
            for n, (_, minor) in enumerate(kept, 1)
        ),
    )
    return Offer(supply, tuple(kept), tax_sale(unit.house.suite, facts), facts)


def valid_until(unit: Unit, region: Region, on: date, wished: date | None) -> date:
    """Last day on which a quote of ``on`` may be accepted: the day wished, else as country, house settings or
    ``house.toml`` say. Refused when the day wished has passed."""
    if wished is not None:
        if wished < on:
            raise Refused(f"The quote would hold until {wished}, before it is made ({on}). Give a later day.")
        return wished
    law = region.table("repairs").find("quote.valid_days", on)
    if law is not None:
        return on + timedelta(days=int(law.value))
    settings = unit.session.scalar(select(HouseSettings.settings).where(HouseSettings.id == 1)) or {}
    days = settings.get("repairs", {}).get("quote_valid_days", house_ways()["quote_valid_days"])
    return on + timedelta(days=int(days))


def note_required(region: Region, on: date, gross: Decimal, currency: str) -> bool:
    """Whether the country wants a written note (our invoice) for a paid service of ``gross``."""
    entry = region.table("repairs").find("note.required_from", on)
    if entry is None or entry.more.get("currency", currency) != currency:
        return False
    limit = Decimal(entry.value)
    return gross >= limit if entry.more.get("operator", ">=") == ">=" else gross > limit


def guarantee_months(region: Region, on: date) -> int | None:
    """Months by which a repair under guarantee prolongs the legal guarantee; None where the law says nothing."""
    entry = region.table("repairs").find("guarantee.repair_months", on)
    return int(entry.value) if entry is not None else None


def service(supply: str) -> Mapping[str, Any]:
    """The article under which a class of service is invoiced. Refused when the house has none for it."""
    entry: Mapping[str, Any] | None = house_ways()["service"].get(supply)
    if entry is None:
        raise Refused(f"The house invoices no {supply!r}. Correct supply.repair in the country's repairs.toml.")
    return entry


def service_sku(unit: Unit, supply: str) -> str:
    """SKU to invoice a service under, entered in the catalogue at its first use.

    Refused when the catalogue has that SKU as something else.
    """
    entry = service(supply)
    sku = str(entry["sku"])
    known = unit.session.scalar(
        select(Reference.supply).join(Variant, Variant.reference_id == Reference.id).where(Variant.sku == sku)
    )
    if known is None:
        define_item(unit, DefineItem(str(entry["reference"]), sku, dict(entry["name"]), supply))
    elif known != supply:
        raise Refused(
            f"The catalogue has {sku} as {known}, but repairs are invoiced under it as {supply}. Rename the article."
        )
    return sku

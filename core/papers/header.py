"""What stands at the top of every paper, the core's and the plugins': house, seller, boutique, title, client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from core.base.calendars import second_date
from core.base.clock import local_time
from core.commands.unit import Unit
from core.customers.on_paper import address_lines, plain_name, printed_name
from core.journal.paper import (
    BoutiqueOnPaper,
    ClientOnPaper,
    Head,
    HouseOnPaper,
    Identifier,
    MentionOnPaper,
    PieceOnPaper,
    Seller,
)
from core.jurisdictions.region import Mention, Region
from core.papers.occasion import Occasion


def head_of(unit: Unit, occasion: Occasion, buyer: str, tax_number: str | None = None) -> Head:
    """The top of a paper. ``buyer``: private or business; ``tax_number``: of the buyer, as given for this paper."""
    shop, region = occasion.shop, occasion.region
    name, synthetic = unit.house.settings
    second = second_date(region.card.calendar, occasion.on)
    return Head(
        house=HouseOnPaper(name=name, synthetic=synthetic),
        seller=Seller(
            name=shop.entity_name,
            address=_by_language(shop.entity_address),
            numbers=tuple(
                Identifier(label=n["label"], value=n["value"], role=n.get("role", "")) for n in shop.entity_numbers
            ),
        ),
        boutique=BoutiqueOnPaper(
            code=shop.boutique,
            name=shop.names,
            kind=shop.kind,
            address=_by_language(shop.address),
            phone=shop.phone,
            zone=shop.zone,
        ),
        region=region.code,
        rules=region.version,
        at=occasion.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        local_time=local_time(occasion.at, shop.zone).isoformat(timespec="seconds"),
        business_date=occasion.on.isoformat(),
        calendars={region.card.calendar: second} if second else {},
        titles=titles(region, buyer, occasion.on),
        staff=occasion.adviser,
        client=client_on_paper(occasion, tax_number),
        languages=occasion.languages,
        currency=shop.currency,
    )


def titles(region: Region, buyer: str, on: date) -> dict[str, dict[str, str]]:
    """The law's titles by kind of paper; ``title.invoice_private`` goes before ``title.invoice`` for a private
    buyer."""
    table = region.table("titles")
    known = {key.removeprefix("title."): table.value(key, on=on) for key in table.keys("title") if table.find(key, on)}
    special = {kind.removesuffix(f"_{buyer}"): title for kind, title in known.items() if kind.endswith(f"_{buyer}")}
    return {kind: title for kind, title in known.items() if not kind.endswith(("_private", "_business"))} | special


def client_on_paper(occasion: Occasion, tax_number: str | None = None) -> ClientOnPaper | None:
    """The client as papers print them, in each of the paper's languages; None without one."""
    customer, languages = occasion.customer, occasion.languages
    if customer is None:
        return None
    address = customer.addresses[0] if customer.addresses else None
    return ClientOnPaper(
        number=customer.number,
        kind=customer.kind,
        names={language: printed_name(customer, language) for language in languages},
        plain_names={language: plain_name(customer, language) for language in languages},
        address={language: tuple(address_lines(address, language, occasion.shop.region)) for language in languages}
        if address
        else {},
        residence=customer.residence,
        numbers=(Identifier(label="", value=tax_number, role="tax_number"),) if tax_number else (),
    )


def piece_on_paper(piece: Row[Any], composition: Mapping[str, Any]) -> PieceOnPaper:
    """A unique piece as papers print it. ``piece``: serial, epc, made_on, made_in; ``composition``: its article's, with
    what the piece itself differs in."""
    return PieceOnPaper(
        serial=piece.serial,
        epc=piece.epc,
        made_on=piece.made_on,
        made_in=piece.made_in,
        metals=tuple(composition.get("metals", ())),
        stones=tuple(composition.get("stones", ())),
        skins=tuple(composition.get("skins", ())),
    )


def mentions_on_paper(standing: Sequence[Mention]) -> tuple[MentionOnPaper, ...]:
    """The law's sentences as a record keeps them."""
    return tuple(MentionOnPaper(code=m.code, on=tuple(m.on), language=m.language, text=dict(m.text)) for m in standing)


def mentions_always(occasion: Occasion, kind: str) -> tuple[MentionOnPaper, ...]:
    """The sentences that the law wants on every paper of a kind, whatever is sold."""
    kinds, always = frozenset({kind}), frozenset({"always"})
    return mentions_on_paper([m for m in occasion.region.mentions if m.holds(kinds, always, occasion.on)])


def _by_language(address: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(lines) for language, lines in address.items()}

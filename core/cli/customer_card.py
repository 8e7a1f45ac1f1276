"""The client's card as the command line shows it, to a person or a script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from core.base.text import plain
from core.cli.context import grid
from core.commands.question import Page
from core.customer_card.card import Card, Purchase


def plain_card(card: Card) -> dict[str, Any]:
    """The card for scripts: as it is, with the fields of an address and of a profile by their names."""
    fields: dict[str, Any] = plain(card)
    fields["addresses"] = [{**address.pop("fields"), **address} for address in fields["addresses"]]
    fields["purchases"], fields["more_purchases"] = fields["purchases"]["rows"], fields["purchases"]["next"]
    fields["profile"] = {field.key: plain(field) for field in card.profile}
    return fields


def card_drawn(card: Card) -> RenderableType:
    """The card for a person."""
    head = Text(card.name, style="bold")
    if card.reading:
        head.append(f"   {card.reading}", style="italic dim")
    facts = [card.number, f"speaks {card.language}"]
    facts += [f"lives in {card.residence}"] if card.residence else []
    facts += [f"first met in {card.first_boutique}"] if card.first_boutique else []
    facts += [f"also kept as {', '.join(card.merged)}"] if card.merged else []
    parts: list[RenderableType] = [Text(finding.text, style="yellow") for finding in card.findings]
    parts += [head, Text(" · ".join(facts), style="dim")]
    if card.contacts:
        parts.append(Text("   ".join(contact.value for contact in card.contacts)))
    if card.services:
        services = [
            (s.number, s.title, s.stage, f"{s.since}", f"{s.promised or ''}", s.boutique, s.under)
            for s in card.services
        ]
        columns: tuple[str, ...] = ("number", "what", "stage", "since", "promised", "boutique")
        parts += ["", _under("Services in progress", columns, services)]
    if card.purchases.rows:
        parts += ["", *purchases_drawn(card.number, card.purchases)]
    values: list[tuple[str, ...]] = [
        (field.label, "•••" if field.hidden else value, number)
        for field in card.profile
        for value, number in ((field.value, field.under), *((other.value, other.under) for other in field.also))
        if value or field.hidden
    ]
    if values:
        parts += ["", _under("Profile", ("field", "value"), values)]
    if card.preferences:
        likes = [(p.topic, p.value, f"{p.on}", p.under) for p in card.preferences]
        parts += ["", _under("Preferences", ("what", "value", "noted"), likes)]
    if card.consents:
        agreed = [
            (c.purpose, c.channel, "yes" if c.granted else "no", f"{c.at:%Y-%m-%d}", c.under) for c in card.consents
        ]
        parts += ["", _under("Consents", ("purpose", "channel", "", "since"), agreed)]
    if card.to_ask:
        parts += ["", Text(card.to_ask.text, style="dim italic")]
    return Group(*parts)


def purchases_drawn(number: str, page: Page[Purchase]) -> list[RenderableType]:
    """A page of purchases, and how to see the next."""
    rows = [(f"{p.on}", p.boutique, ", ".join(p.what), p.amount, p.currency, p.number, p.under) for p in page.rows]
    columns = ("on", "boutique", "what", "amount", "", "number")
    more = [f"More: vendome customer purchases {number} --after {page.next}"] if page.next else []
    return [_under("Purchases", columns, rows, right=("amount",)), *(Text(line, style="dim") for line in more)]


def _under(
    title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, right: tuple[str, ...] = ()
) -> RenderableType:
    """A table whose last column, the number that a row came under, is shown only where one did."""
    if any(row[-1] for row in rows):
        return grid(title, (*columns, "under"), rows, right=right)
    return grid(title, columns, [row[:-1] for row in rows], right=right)

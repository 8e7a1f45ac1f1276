"""The client's card as the command line shows it, to a person or a script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from core.cli.context import grid
from core.customer_card.card import Account
from core.customer_card.suggestions import one_thing


def plain_card(held: Account, language: str) -> dict[str, Any]:
    """The card as plain values, for scripts; ``under``: the merged number something came under, or ""."""
    customer, client = held.customer, held.client
    return {
        "number": customer.number,
        "merged": client.merged,
        "findings": held.findings,
        "name": held.name,
        "reading": held.reading,
        "names": [
            {
                "script": c.script,
                "language": c.language,
                "source": c.source,
                "fields": dict(c.fields),
                "kana": c.kana,
                "under": client.under(c.customer_id),
            }
            for c in client.names
        ],
        "language": customer.language,
        "residence": client.residence,
        "contacts": [
            {"kind": c.kind, "value": c.value, "confirmed": c.confirmed, "under": client.under(c.customer_id)}
            for c in client.contacts
        ],
        "addresses": [
            {"country": a.country, "postal_code": a.postal_code, **a.fields, "under": client.under(a.customer_id)}
            for a in client.addresses
        ],
        "first_boutique": held.first_boutique,
        "purchases": [
            {
                "number": p.number,
                "on": p.on,
                "boutique": p.boutique,
                "what": p.what,
                "amount": p.amount,
                "currency": p.currency,
                "under": p.under,
            }
            for p in held.purchases
        ],
        "services": [
            {
                "plugin": s.plugin,
                "number": s.number,
                "title": s.title,
                "stage": s.stage,
                "since": s.since,
                "promised": s.promised,
                "under": held.services_under.get(s.number, ""),
            }
            for s in held.services
        ],
        "profile": {
            p.field.key: {
                "label": p.field.label.get(language, p.field.label["en"]),
                "value": p.value,
                "hidden": p.hidden,
                "under": p.under,
                "also": [{"value": value, "under": number} for value, number in p.also],
            }
            for p in held.profile
        },
        "preferences": [
            {"topic": p.topic, "value": p.value, "on": p.on, "under": client.under(p.customer_id)}
            for p in held.preferences
        ],
        "to_ask": {"where": ask.where, "text": ask.text} if (ask := one_thing(held)) else None,
        "consents": [
            {
                "purpose": c.purpose,
                "channel": c.channel,
                "granted": c.granted,
                "at": c.at,
                "under": client.under(c.customer_id),
            }
            for c in held.consents
        ],
    }


def card(held: Account, language: str) -> RenderableType:
    """The card for a person."""
    customer, client = held.customer, held.client
    head = Text(held.name, style="bold")
    if held.reading:
        head.append(f"   {held.reading}", style="italic dim")
    facts = [customer.number, f"speaks {customer.language}"]
    facts += [f"lives in {client.residence}"] if client.residence else []
    facts += [f"first met in {held.first_boutique}"] if held.first_boutique else []
    facts += [f"also kept as {', '.join(client.merged)}"] if client.merged else []
    parts: list[RenderableType] = [Text(f.text, style="yellow") for f in held.findings]
    parts += [head, Text(" · ".join(facts), style="dim")]
    if client.contacts:
        parts.append(Text("   ".join(c.value for c in client.contacts)))
    if held.services:
        services = [
            (
                s.number,
                s.title,
                s.stage,
                f"{s.since}",
                f"{s.promised or ''}",
                s.boutique,
                held.services_under.get(s.number, ""),
            )
            for s in held.services
        ]
        columns: tuple[str, ...] = ("number", "what", "stage", "since", "promised", "boutique")
        parts += ["", _under("Services in progress", columns, services)]
    if held.purchases:
        bought = [
            (f"{p.on}", p.boutique, ", ".join(p.what), p.amount, p.currency, p.number, p.under) for p in held.purchases
        ]
        columns = ("on", "boutique", "what", "amount", "", "number")
        parts += ["", _under("Purchases", columns, bought, right=("amount",))]
    told: list[tuple[str, ...]] = [
        (p.field.label.get(language, p.field.label["en"]), "•••" if p.hidden else value, number)
        for p in held.profile
        for value, number in ((p.value, p.under), *p.also)
        if value or p.hidden
    ]
    if told:
        parts += ["", _under("Profile", ("field", "value"), told)]
    if held.preferences:
        likes = [(p.topic, p.value, f"{p.on}", client.under(p.customer_id)) for p in held.preferences]
        parts += ["", _under("Preferences", ("what", "value", "noted"), likes)]
    if held.consents:
        agreed = [
            (c.purpose, c.channel, "yes" if c.granted else "no", f"{c.at:%Y-%m-%d}", client.under(c.customer_id))
            for c in held.consents
        ]
        parts += ["", _under("Consents", ("purpose", "channel", "", "since"), agreed)]
    if ask := one_thing(held):
        parts += ["", Text(ask.text, style="dim italic")]
    return Group(*parts)


def _under(
    title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, right: tuple[str, ...] = ()
) -> RenderableType:
    """A table whose last column, the number that a row came under, is shown only where one did."""
    if any(row[-1] for row in rows):
        return grid(title, (*columns, "under"), rows, right=right)
    return grid(title, columns, [row[:-1] for row in rows], right=right)

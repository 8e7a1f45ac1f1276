"""Find a client in any script, and show the whole card."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from core.account import Account, account, reading_of
from core.cli.context import Acting, AsJson, acting, grid, open_cli, show
from core.printed import plain_name
from core.search import find_customers

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command()
def find(
    query: Annotated[
        str, typer.Argument(help="Name in any script, part of it, phone, e-mail, client or passport number.")
    ],
    language: Annotated[str, typer.Option(help="Language of readings and labels.")] = "en",
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """Find clients, best first, at most 20; each says why it matched.

    Example: vendome customer find "shan xue"
    """
    house = open_cli()
    actor = acting(house, who)
    with house.reading(actor) as session:
        hits = find_customers(session, query, keys=house.keys if actor.may("customer.sensitive") else None)
        rows: list[dict[str, Any]] = [
            {
                "number": hit.customer.number,
                "name": plain_name(hit.customer, hit.customer.names[0].language) if hit.customer.names else "",
                "reading": reading_of(hit.customer.names, language),
                "residence": hit.customer.residence,
                "why": hit.why,
            }
            for hit in hits
        ]

    def table() -> RenderableType:
        if not rows:
            return f"Nobody is found for “{query}”. Try another spelling, a phone number or the postal code."
        return grid(
            "", ("number", "name", "reading", "lives in", "found by"),
            [(r["number"], r["name"], r["reading"], r["residence"] or "", r["why"]) for r in rows],
        )  # fmt: skip

    show(rows, as_json=as_json, table=table)


@app.command("show")
def show_(
    number: Annotated[str, typer.Argument(help="The client's number, C-…")],
    language: Annotated[str, typer.Option(help="Language of readings and labels.")] = "en",
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """Show a client's card: names, contacts, purchases everywhere, services in progress, countries' fields.

    Example: vendome customer show C-7F3K2M9Q
    """
    house = open_cli()
    actor = acting(house, who)
    with house.reading(actor) as session:
        held = account(house, session, actor, number, language=language, on=house.clock.now().date())
        show(_plain(held, language), as_json=as_json, table=lambda: _card(held, language))


def _plain(held: Account, language: str) -> dict[str, Any]:
    customer = held.customer
    return {
        "number": customer.number,
        "name": held.name,
        "reading": held.reading,
        "names": [{"script": c.script, "language": c.language, "source": c.source, "fields": dict(c.fields)} for c in customer.names],
        "language": customer.language,
        "residence": customer.residence,
        "contacts": [{"kind": c.kind, "value": c.value, "confirmed": c.confirmed} for c in customer.contacts],
        "addresses": [{"country": a.country, "postal_code": a.postal_code, **a.fields} for a in customer.addresses],
        "first_boutique": held.first_boutique,
        "purchases": [{"number": p.number, "on": p.on, "boutique": p.boutique, "what": p.what, "amount": p.amount, "currency": p.currency} for p in held.purchases],
        "services": [{"plugin": s.plugin, "number": s.number, "title": s.title, "stage": s.stage, "since": s.since, "promised": s.promised} for s in held.services],
        "profile": {p.field.key: {"label": p.field.label.get(language, p.field.label["en"]), "value": p.value, "hidden": p.hidden} for p in held.profile},
        "preferences": [{"topic": p.topic, "value": p.value, "on": p.on} for p in held.preferences],
        "consents": [{"purpose": c.purpose, "channel": c.channel, "granted": c.granted, "at": c.at} for c in held.consents],
    }  # fmt: skip


def _card(held: Account, language: str) -> RenderableType:
    customer = held.customer
    head = Text(held.name, style="bold")
    if held.reading:
        head.append(f"   {held.reading}", style="italic dim")
    facts = [customer.number, f"speaks {customer.language}"]
    facts += [f"lives in {customer.residence}"] if customer.residence else []
    facts += [f"first met in {held.first_boutique}"] if held.first_boutique else []
    parts: list[RenderableType] = [head, Text(" · ".join(facts), style="dim")]
    if customer.contacts:
        parts.append(Text("   ".join(c.value for c in customer.contacts)))
    if held.services:
        rows = [(s.number, s.title, s.stage, f"{s.since}", f"{s.promised or ''}", s.boutique) for s in held.services]
        parts += ["", grid("Services in progress", ("number", "what", "stage", "since", "promised", "boutique"), rows)]
    if held.purchases:
        rows = [(f"{p.on}", p.boutique, ", ".join(p.what), p.amount, p.currency, p.number) for p in held.purchases]
        parts += ["", grid("Purchases", ("on", "boutique", "what", "amount", "", "number"), rows, right=("amount",))]
    told = [
        (p.field.label.get(language, p.field.label["en"]), "•••" if p.hidden else p.value)
        for p in held.profile
        if p.value or p.hidden
    ]
    if told:
        parts += ["", grid("Profile", ("field", "value"), told)]
    if held.preferences:
        parts += [
            "",
            grid("Preferences", ("what", "value", "noted"), [(p.topic, p.value, f"{p.on}") for p in held.preferences]),
        ]
    return Group(*parts)

"""Find a client in any script, and show the whole card."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from core.account import Account, account, reading_of
from core.cli.context import Acting, AsJson, Key, acting, fresh_key, grid, open_cli, show
from core.customers import Customer
from core.duplicates import MergeCustomers, UnmergeCustomers, likely_duplicates
from core.printed import plain_name
from core.quality import one_thing, to_ask
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
        home = next(iter(actor.regions)) if len(actor.regions) == 1 else None
        keys = house.keys if actor.may("customer.sensitive") else None
        hits = find_customers(session, query, keys=keys, region=home)
        rows: list[dict[str, Any]] = [
            {
                "number": hit.customer.number,
                "name": _name(hit.customer),
                "reading": reading_of(hit.customer.names, language),
                "residence": hit.customer.residence,
                "why": hit.why,
                "score": hit.score,
            }
            for hit in hits
        ]
        asked = to_ask(hits[0].customer) if len(hits) == 1 else None

    def table() -> RenderableType:
        if not rows:
            return f"Nobody is found for “{query}”. Try another spelling, a phone number or the postal code."
        made = grid(
            "",
            ("number", "name", "reading", "lives in", "found by"),
            [(r["number"], r["name"], r["reading"], r["residence"] or "", r["why"]) for r in rows],
        )
        return Group(made, Text(asked.text, style="dim italic")) if asked else made

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


@app.command()
def duplicates(
    number: Annotated[str, typer.Argument(help="The client's number, C-…")],
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """Show who may be the same person as a client, and why.

    Example: vendome customer duplicates C-7F3K2M9Q
    """
    house = open_cli()
    with house.reading(acting(house, who)) as session:
        rows: list[dict[str, Any]] = [
            {
                "number": each.customer.number,
                "name": _name(each.customer),
                "weight": each.weight,
                "reasons": [{"reason": reason, "weight": weight} for reason, weight in each.reasons],
            }
            for each in likely_duplicates(session, number)
        ]

    def table() -> RenderableType:
        if not rows:
            return f"Nobody else looks like {number}."
        told = [(r["number"], r["name"], f"{r['weight']}", _reasons(r["reasons"])) for r in rows]
        return grid("", ("number", "name", "weight", "because"), told, right=("weight",))

    show(rows, as_json=as_json, table=table)


@app.command()
def merge(
    kept: Annotated[str, typer.Argument(help="Number of the client to keep.")],
    merged: Annotated[str, typer.Argument(help="Number of the client who is the same person.")],
    because: Annotated[str, typer.Option(help="Why they are one: what you saw or asked.")],
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Make one of two clients; can be taken back, and touches no paper.

    Example: vendome customer merge C-7F3K2M9Q C-9QWD2RTY --because "same passport"
    """
    house = open_cli()
    answer = house.execute(MergeCustomers(kept, merged, because), acting(house, who), fresh_key(house, key))
    show(answer, as_json=as_json, table=lambda: f"{merged} is now found as {kept}. Undo: customer unmerge {merged}")


@app.command()
def unmerge(
    merged: Annotated[str, typer.Argument(help="Number of the client who was merged into another.")],
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Take a merge back: the client stands alone again, with everything they had.

    Example: vendome customer unmerge C-9QWD2RTY
    """
    house = open_cli()
    answer = house.execute(UnmergeCustomers(merged), acting(house, who), fresh_key(house, key))
    show(answer, as_json=as_json, table=lambda: f"{merged} and {answer['kept']} are two clients again.")


def _name(customer: Customer) -> str:
    return plain_name(customer, customer.names[0].language) if customer.names else ""


def _reasons(reasons: list[dict[str, Any]]) -> str:
    return ", ".join(f"{each['reason']} {each['weight']:+d}" for each in reasons)


def _plain(held: Account, language: str) -> dict[str, Any]:
    customer = held.customer
    return {
        "number": customer.number,
        "name": held.name,
        "reading": held.reading,
        "names": [
            {"script": c.script, "language": c.language, "source": c.source, "fields": dict(c.fields)}
            for c in customer.names
        ],
        "language": customer.language,
        "residence": customer.residence,
        "contacts": [{"kind": c.kind, "value": c.value, "confirmed": c.confirmed} for c in customer.contacts],
        "addresses": [{"country": a.country, "postal_code": a.postal_code, **a.fields} for a in customer.addresses],
        "first_boutique": held.first_boutique,
        "purchases": [
            {
                "number": p.number,
                "on": p.on,
                "boutique": p.boutique,
                "what": p.what,
                "amount": p.amount,
                "currency": p.currency,
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
            }
            for s in held.services
        ],
        "profile": {
            p.field.key: {
                "label": p.field.label.get(language, p.field.label["en"]),
                "value": p.value,
                "hidden": p.hidden,
            }
            for p in held.profile
        },
        "preferences": [{"topic": p.topic, "value": p.value, "on": p.on} for p in held.preferences],
        "to_ask": {"where": ask.where, "text": ask.text} if (ask := one_thing(held)) else None,
        "consents": [
            {"purpose": c.purpose, "channel": c.channel, "granted": c.granted, "at": c.at} for c in held.consents
        ],
    }


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
    if ask := one_thing(held):
        parts += ["", Text(ask.text, style="dim italic")]
    return Group(*parts)

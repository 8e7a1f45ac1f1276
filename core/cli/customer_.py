"""Find a client in any script, show the whole card, add one, set fields, merge two."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from core.cli.context import Acting, AsJson, Key, acting, fresh_key, grid, open_cli, show
from core.cli.customer_card import card, plain_card
from core.cli.customer_write import add, set_
from core.commands.execute import execute
from core.customer_card.card import account, reading_of
from core.customer_card.suggestions import to_ask
from core.customers.identity import one_client
from core.customers.merging import MergeCustomers, UnmergeCustomers, likely_duplicates
from core.customers.model import Customer
from core.customers.on_paper import plain_name
from core.customers.search import find_customers
from core.importing.customers.names_waiting import names_waiting

app = typer.Typer(add_completion=False, no_args_is_help=True)
app.command("add")(add)
app.command("set")(set_)


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
        asked = to_ask(one_client(session, hits[0].customer)) if len(hits) == 1 else None
    unfiled = names_waiting(house)
    told = f"{unfiled} clients of an import are found by name in a minute; by number, phone or e-mail now."

    def table() -> RenderableType:
        if not rows:
            none = f"Nobody is found for “{query}”. Try another spelling, a phone number or the postal code."
            return f"{none}\n{told}" if unfiled else none
        made = grid(
            "",
            ("number", "name", "reading", "lives in", "found by"),
            [(r["number"], r["name"], r["reading"], r["residence"] or "", r["why"]) for r in rows],
        )
        below = [*([asked.text] if asked else []), *([told] if unfiled else [])]
        return Group(made, *(Text(each, style="dim italic") for each in below))

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
        show(plain_card(held, language), as_json=as_json, table=lambda: card(held, language))


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
    answer = execute(house, MergeCustomers(kept, merged, because), acting(house, who), fresh_key(house, key))
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
    answer = execute(house, UnmergeCustomers(merged), acting(house, who), fresh_key(house, key))
    show(answer, as_json=as_json, table=lambda: f"{merged} and {answer['kept']} are two clients again.")


def _name(customer: Customer) -> str:
    return plain_name(customer, customer.names[0].language) if customer.names else ""


def _reasons(reasons: list[dict[str, Any]]) -> str:
    return ", ".join(f"{each['reason']} {each['weight']:+d}" for each in reasons)

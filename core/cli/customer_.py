"""Find a client in any script, show the whole card, add one, set fields, merge two."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from core.cli.context import Acting, AsJson, Key, acting, fresh_key, grid, open_cli, show
from core.cli.customer_card import card_drawn, plain_card, purchases_drawn
from core.cli.customer_write import add, set_
from core.commands.ask import ask
from core.commands.execute import execute
from core.customer_card.questions import ClientPurchases, FindClients, ShowClient
from core.customers.merging import MergeCustomers, UnmergeCustomers
from core.customers.questions import LikelyDuplicates

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
    found = ask(house, FindClients(query, language), acting(house, who, FindClients.verb))
    waiting = f"{found.unfiled} clients of an import are found by name in a minute; by number, phone or e-mail now."

    def table() -> RenderableType:
        if not found.clients:
            none = f"Nobody is found for “{query}”. Try another spelling, a phone number or the postal code."
            return f"{none}\n{waiting}" if found.unfiled else none
        rows = [(c.number, c.name, c.reading, c.residence or "", c.why) for c in found.clients]
        below = [*([found.to_ask.text] if found.to_ask else []), *([waiting] if found.unfiled else [])]
        clients = grid("", ("number", "name", "reading", "lives in", "found by"), rows)
        return Group(clients, *(Text(each, style="dim italic") for each in below))

    show(found.clients, as_json=as_json, table=table)


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
    card = ask(house, ShowClient(number, language), acting(house, who, ShowClient.verb))
    show(plain_card(card), as_json=as_json, table=lambda: card_drawn(card))


@app.command()
def purchases(
    number: Annotated[str, typer.Argument(help="The client's number, C-…")],
    after: Annotated[str, typer.Option(help="Go on after this sale.")] = "",
    language: Annotated[str, typer.Option(help="Language of the articles.")] = "en",
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """List a client's purchases, the newest first, a page at a time.

    Example: vendome customer purchases C-7F3K2M9Q --after PAR1-T1-2026-000004
    """
    house = open_cli()
    page = ask(house, ClientPurchases(number, language, after), acting(house, who, ClientPurchases.verb))
    show(page, as_json=as_json, table=lambda: Group(*purchases_drawn(number, page)))


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
    found = ask(house, LikelyDuplicates(number), acting(house, who, LikelyDuplicates.verb))

    def table() -> RenderableType:
        if not found:
            return f"Nobody else looks like {number}."
        rows = [
            (d.number, d.name, f"{d.weight}", ", ".join(f"{r.reason} {r.weight:+d}" for r in d.reasons)) for d in found
        ]
        return grid("", ("number", "name", "weight", "because"), rows, right=("weight",))

    show(found, as_json=as_json, table=table)


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
    answer = execute(
        house, MergeCustomers(kept, merged, because), acting(house, who, MergeCustomers.verb), fresh_key(house, key)
    )
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
    answer = execute(house, UnmergeCustomers(merged), acting(house, who, MergeCustomers.verb), fresh_key(house, key))
    show(answer, as_json=as_json, table=lambda: f"{merged} and {answer['kept']} are two clients again.")

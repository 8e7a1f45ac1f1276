"""Order initials for a client's piece, finish the work, list what is in hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from core.cli.context import Acting, AsJson, Key, acting, carry_out, day, grid, open_cli, show, slip
from core.commands.ask import ask
from core.examination.engraving.questions import EngravingsInHand
from core.examination.engraving.service import FinishEngraving, OrderEngraving

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command()
def order(
    serial: Annotated[str, typer.Argument(help="Serial or EPC of the piece.")],
    initials: Annotated[str, typer.Argument(help="The letters, as they shall stand.")],
    boutique: Annotated[str, typer.Option(help="Where it is ordered.")],
    customer: Annotated[str, typer.Option(help="The client's number, C-…")],
    ready: Annotated[str | None, typer.Option(metavar="DAY", help="Day promised, such as 2026-12-04.")] = None,
    language: Annotated[str, typer.Option(help="Language of the ticket (default: the client's).")] = "",
    papers: Annotated[bool, typer.Option("--papers/--no-papers", help="Draw the ticket now, or leave it.")] = True,
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Take an order and print the client's ticket.

    Example: vendome engraving order M38-000117 "C. T." --boutique PAR1 --customer C-7F3K2M9Q
    """
    command = OrderEngraving(boutique, customer, serial, initials, day(ready), language)
    carry_out(open_cli(), command, who, key, as_json, _slip, papers=papers)


@app.command()
def finish(
    number: Annotated[str, typer.Argument(help="Number of the order, E-…")],
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Note that the piece is back with its client.

    Example: vendome engraving finish E-7K3MXQ4B
    """
    carry_out(open_cli(), FinishEngraving(number), who, key, as_json, _slip)


@app.command("list")
def list_(
    boutique: Annotated[str, typer.Option(help="Only this boutique's.")] = "",
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """List what is in hand, the oldest promise first.

    Example: vendome engraving list --boutique PAR1
    """
    house, question = open_cli(), EngravingsInHand(boutique)
    found = ask(house, question, acting(house, who, question.verb))
    columns = ("order", "piece", "initials", "client", "boutique", "ready on")
    rows = [(one.order, one.serial, one.initials, one.customer, one.boutique, f"{one.ready_on}") for one in found]
    show(found, as_json=as_json, table=lambda: grid("", columns, rows) if rows else "Nothing is in hand.")


def _slip(answer: Mapping[str, Any]) -> RenderableType:
    words = {"ready_on": "ready on", "finished_on": "finished on", "number": "record"}
    return slip(f"Order {answer['order']}", [(words[key], answer[key]) for key in words if key in answer], answer)

"""Show an article or a unique piece: what it is, where it is, what it costs."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from core.cli.context import Acting, AsJson, acting, grid, open_cli, show
from core.commands.ask import ask
from core.inventory.questions import ItemShown, ShowItem

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def item() -> None:
    """Articles and unique pieces."""


@app.command("show")
def show_(
    code: Annotated[str, typer.Argument(help="SKU, GTIN, reference, serial or EPC.")],
    language: Annotated[str, typer.Option(help="Language of names.")] = "en",
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """Show an article with its prices and stock world-wide; for a serial, the piece and who holds it.

    Example: vendome item show M38-000117
    """
    house = open_cli()
    answer = ask(house, ShowItem(code, language), acting(house, who, ShowItem.verb))
    show(answer, as_json=as_json, table=lambda: _table(answer))


def _table(answer: ItemShown) -> RenderableType:
    parts: list[RenderableType] = []
    if answer.piece:
        where = answer.piece.where
        parts += [Text(answer.piece.serial, style="bold"), Text(f"{where[:1].upper()}{where[1:]}."), ""]
    for article in answer.articles:
        parts += [Text(f"{article.name}   {article.sku}", style="bold"), Text(article.details, style="dim")]
        prices = [(price.region, price.amount, price.currency, f"{price.since}") for price in article.prices]
        if prices:
            parts.append(grid("", ("country", "price", "", "since"), prices, right=("price",)))
        if article.stock:
            parts.append(Text("in stock: " + ", ".join(f"{b} {q}" for b, q in article.stock.items())))
        parts.append("")
    return Group(*parts)

"""Show an article or a unique piece: what it is, where it is, what it costs."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text
from sqlalchemy import or_, select

from core.base.errors import NotFound
from core.base.money import amount_text
from core.catalogue.model import Price, Reference, Variant
from core.cli.context import Acting, AsJson, acting, grid, open_cli, show
from core.inventory.custody import where_is
from core.inventory.stock import piece_by_any, stock_of

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
    with house.reading(acting(house, who)) as session:
        piece = piece_by_any(session, code)
        wanted = (
            Variant.id == piece.variant_id
            if piece
            else or_(Variant.sku == code, Variant.gtin == code, Reference.code == code)
        )
        rows = session.execute(
            select(Variant, Reference)
            .join(Reference, Reference.id == Variant.reference_id)
            .where(wanted)
            .order_by(Variant.sku)
        ).all()
        if not rows:
            raise NotFound(f"No article or piece is called {code!r}. Scan its label or serial again.")
        data: list[dict[str, Any]] = []
        for variant, reference in rows:
            prices = session.scalars(
                select(Price).where(Price.variant_id == variant.id).order_by(Price.region, Price.currency, Price.since)
            )
            data.append(
                {
                    "sku": variant.sku,
                    "reference": reference.code,
                    "name": reference.name.get(language) or next(iter(reference.name.values())),
                    "supply": reference.supply,
                    "details": variant.details.get(language, variant.details.get("en", "")),
                    "composition": {**variant.composition, **(piece.composition if piece else {})},
                    "unique": variant.unique,
                    "prices": [
                        {
                            "region": p.region,
                            "currency": p.currency,
                            "amount": amount_text(p.amount, p.currency),
                            "since": p.since,
                            "until": p.until,
                        }
                        for p in prices
                    ],
                    "stock": dict(stock_of(session, variant.sku)),
                }
            )
        answer = {"articles": data, "piece": None}
        if piece:
            answer["piece"] = {
                "serial": piece.serial,
                "epc": piece.epc,
                "made_on": piece.made_on,
                "made_in": piece.made_in,
                "where": where_is(session, piece.id),
            }  # type: ignore[assignment]  # a plain JSON value
    show(answer, as_json=as_json, table=lambda: _table(answer))


def _table(answer: dict[str, Any]) -> RenderableType:
    parts: list[RenderableType] = []
    if answer["piece"]:
        piece = answer["piece"]
        parts += [Text(piece["serial"], style="bold"), Text(f"{piece['where'][:1].upper()}{piece['where'][1:]}."), ""]
    for row in answer["articles"]:
        parts += [Text(f"{row['name']}   {row['sku']}", style="bold"), Text(row["details"], style="dim")]
        prices = [(p["region"], p["amount"], p["currency"], f"{p['since']}") for p in row["prices"]]
        if prices:
            parts.append(grid("", ("country", "price", "", "since"), prices, right=("price",)))
        if row["stock"]:
            parts.append(Text("in stock: " + ", ".join(f"{b} {q}" for b, q in row["stock"].items())))
        parts.append("")
    return Group(*parts)

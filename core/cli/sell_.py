"""Sell a basket and hand over its papers."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from core.base.errors import Refused
from core.cli.context import Acting, AsJson, Key, acting, console, fresh_key, grid, open_cli, show
from core.cli.papers import with_papers
from core.commands.execute import execute, rehearse
from core.sales.basket import BasketLine
from core.sales.payment import Tender
from core.sales.sell import Sell
from core.sales.ticket import PAPERS

app = typer.Typer(add_completion=False)


@app.command()
def sell(
    basket: Annotated[Path, typer.Argument(help="Basket file (TOML).")],
    papers: Annotated[
        bool, typer.Option("--papers/--no-papers", help="Draw the papers now, or leave them to «vendome work».")
    ] = True,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and price the basket; write nothing.")] = False,
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Sell the basket of a TOML file: priced, taxed, paid, numbered and papered at once.

    Example basket:

      boutique = "PAR1"   till = "T1"   staff = "cm"   customer = "C-7F3K2M9Q"
      [[line]]    serial = "M38-000117"
      [[line]]    sku = "JAR-90-BLU"   quantity = 2   discount = "50.00"
      [[tender]]  kind = "card"   currency = "EUR"   amount = "10650.00"
    """
    command = read_basket(basket)
    house = open_cli()
    actor = acting(
        house, who or os.environ.get("VENDOME_AS") or command.staff, command.verb
    )  # by default who serves also acts
    if dry_run:
        answer = dict(rehearse(house, command, actor))
    else:
        sold = execute(house, command, actor, fresh_key(house, key))
        quiet = None if as_json else console
        answer = with_papers(house, actor, sold, boutique=command.boutique, now=papers, console=quiet)
    show(answer, as_json=as_json, table=lambda: _slip(answer, dry_run))


def read_basket(path: Path) -> Sell:
    """A basket file as a command. Refused, naming key and reason, when something is missing or misspelt."""
    try:
        basket = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=str)
    except OSError as fault:
        raise Refused(f"{path} cannot be read: {fault.strerror}. Give the path of a basket file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refused(f"{path} is not readable TOML: {fault}. Correct the file.") from None
    known = {
        "boutique",
        "till",
        "staff",
        "customer",
        "language",
        "papers",
        "delivery",
        "buyer_tax_number",
        "business",
        "line",
        "tender",
    }
    _only(basket, known, str(path))
    for needed in ("boutique", "till", "staff"):
        if not isinstance(basket.get(needed), str):
            raise Refused(f'{path}: {needed} is missing. Add {needed} = "…".')
    lines = []
    for n, row in enumerate(_rows(basket, "line", path), 1):
        _only(row, {"sku", "serial", "quantity", "discount", "price"}, f"{path}, line {n}")
        price = row.get("price")
        lines.append(
            BasketLine(
                str(row.get("sku", "")),
                str(row.get("serial", "")),
                row.get("quantity", 1),
                str(row.get("discount", "0")),
                None if price is None else str(price),
            )
        )
    tenders = []
    for n, row in enumerate(_rows(basket, "tender", path), 1):
        _only(row, {"kind", "currency", "amount"}, f"{path}, tender {n}")
        missing = {"kind", "currency", "amount"} - set(row)
        if missing:
            raise Refused(f"{path}, tender {n}: {min(missing)} is missing. Add it.")
        tenders.append(Tender(str(row["kind"]), str(row["currency"]), str(row["amount"])))
    return Sell(
        basket["boutique"],
        basket["till"],
        basket["staff"],
        tuple(lines),
        tuple(tenders),
        basket.get("customer"),
        basket.get("language", ""),
        tuple(basket.get("papers", PAPERS)),
        basket.get("delivery"),
        basket.get("buyer_tax_number"),
        bool(basket.get("business", False)),
    )


def _rows(basket: dict[str, Any], name: str, path: Path) -> list[dict[str, Any]]:
    rows = basket.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(f"{path}: {name} must be written as [[{name}]]. Correct the file.")
    return rows


def _only(row: dict[str, Any], known: set[str], where: str) -> None:
    unknown = set(row) - known
    if unknown:
        raise Refused(f"{where}: {min(unknown)!r} is not known. Use {', '.join(sorted(known))}.")


def _slip(answer: dict[str, Any], dry_run: bool) -> RenderableType:
    currency = answer["currency"]
    rows = [("net", answer["net"], currency), ("tax", answer["tax"], currency), ("to pay", answer["payable"], currency)]
    rows += [("change", answer["change"], currency)] if answer["change"].strip("0.") else []
    title = "This would be sold; nothing was written" if dry_run else f"Sold: {answer['number']}"
    parts: list[RenderableType] = [grid(title, ("", " ", ""), rows, right=(" ",))]
    parts += [
        Text(f"{paper['kind']} ({'+'.join(paper['languages'])}): {paper['file']}") for paper in answer.get("papers", [])
    ]
    parts += [Text(f"{f['level']}: {f['text']}", style="yellow") for f in answer["findings"]]
    return Group(*parts)

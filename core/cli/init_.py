"""Make a new house here: folder, keys, database."""

from __future__ import annotations

from typing import Annotated

import typer

from core.cli.context import AsJson, show
from core.commands.house import home
from core.setup.create import create_house

app = typer.Typer(add_completion=False)


@app.command()
def init(
    name: Annotated[str, typer.Option(help="Name of the house, as papers print it.")] = "My house",
    synthetic: Annotated[bool, typer.Option(help="Its people and sales are invented; every paper says so.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a new house in VENDOME_HOME. Doing it again brings an older database up to date and keeps everything.

    Example: vendome init --name "Maison Aurelle"
    """
    house = create_house(home(), name=name, synthetic=synthetic)
    answer = {"folder": str(house.folder), "database": house.engine.url.render_as_string(), "name": house.settings[0]}
    show(
        answer,
        as_json=as_json,
        table=lambda: f"{answer['name']} lives in {answer['folder']}. Keep its keys folder apart from backups.",
    )

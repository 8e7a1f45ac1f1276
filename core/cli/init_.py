"""Make a new house here: folder, keys, database."""

from __future__ import annotations

from typing import Annotated

import typer

from core.base.errors import Refused
from core.cli.context import NOBODY_YET, AsJson, fresh_key, show
from core.commands.execute import execute
from core.commands.house import home
from core.setup.create import create_house
from core.setup.organisation import DefineStaff

app = typer.Typer(add_completion=False)


@app.command()
def init(
    name: Annotated[str, typer.Option(help="Name of the house, as papers print it.")] = "My house",
    first: Annotated[
        str, typer.Option(metavar="CODE=NAME", help="First member of staff: headquarters and regional IT in one.")
    ] = "",
    synthetic: Annotated[bool, typer.Option(help="Its people and sales are invented; every paper says so.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a new house in VENDOME_HOME. Doing it again brings an older database up to date and keeps everything.

    Example: vendome init --name "Maison Aurelle" --first hq="Camille Roy"
    """
    code, sign, person = first.partition("=")
    if first and not (sign and code.strip() and person.strip()):
        raise Refused(f'{first!r} names nobody. Write it like --first hq="Camille Roy".')
    house = create_house(home(), name=name, synthetic=synthetic)
    if first:
        member = DefineStaff(code.strip(), person.strip(), ("hq", "regional_it"))
        execute(house, member, house.founder(), fresh_key(house, None))
    answer = {
        "folder": str(house.folder),
        "database": house.engine.url.render_as_string(),
        "name": house.settings[0],
        "staffed": house.staffed,
    }
    said = f"{answer['name']} lives in {answer['folder']}. Keep its keys folder apart from backups."
    nobody = "" if house.staffed else f"\n{NOBODY_YET}"
    show(answer, as_json=as_json, table=lambda: f"{said}{nobody}")

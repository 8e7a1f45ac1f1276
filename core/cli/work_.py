"""Do what is left to do: papers that were issued without being drawn, names that a killed import left unfiled."""

from __future__ import annotations

import typer

from core.cli.context import AsJson, open_cli, progress_console, show
from core.commands.worker import run_open
from core.importing.customers.names_waiting import file_waiting

app = typer.Typer(add_completion=False)


@app.command()
def work(as_json: AsJson = False) -> None:
    """Carry out what is open, once each. Run it from a timer, or as often as you like.

    Example: vendome work
    """
    house = open_cli()
    done = run_open(house, console=None if as_json else progress_console)
    names = file_waiting(house)
    if names:
        done.append({"names filed": names})
    show(done, as_json=as_json, table=lambda: f"{len(done)} done.")

"""Do the open work of the outbox: draw papers that were issued without being drawn."""

from __future__ import annotations

import typer

from core.cli.context import AsJson, open_cli, progress_console, show
from core.working import run_open

app = typer.Typer(add_completion=False)


@app.command()
def work(as_json: AsJson = False) -> None:
    """Carry out what is open, once each. Run it from a timer, or as often as you like.

    Example: vendome work
    """
    house = open_cli()
    done = run_open(house, console=None if as_json else progress_console)
    show(done, as_json=as_json, table=lambda: f"{len(done)} done.")

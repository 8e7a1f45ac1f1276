"""Do what is left to do: papers that were issued without being drawn, names that a killed import left unfiled."""

from __future__ import annotations

import typer

from core.cli.context import AsJson, open_cli, progress_console, show
from core.commands.foreground import run_open

app = typer.Typer(add_completion=False)


@app.command()
def work(as_json: AsJson = False) -> None:
    """Carry out what is due, once each. Run it from a timer, or as often as you like.

    Example: vendome work
    """
    carried = run_open(open_cli(), console=None if as_json else progress_console)
    left = [outcome for outcome in carried.outcomes if outcome.fault]

    def table() -> str:
        summary = f"{len(carried.answers)} done."
        return f"{summary} {len(left)} could not be done: «vendome jobs list» says why." if left else summary

    show(carried.answers, as_json=as_json, table=table)

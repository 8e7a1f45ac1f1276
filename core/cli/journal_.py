"""Verify the journal: numbers, hashes, seals, totals."""

from __future__ import annotations

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from core.audit.journal import verify_journal
from core.cli.context import AsJson, open_cli, progress_console, show

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def journal() -> None:
    """The append-only record of everything fiscal."""


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Re-read and re-hash the whole journal; name the first bad record of each series. Exit code 1 when one is found.

    Example: vendome journal verify
    """
    house = open_cli()
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.completed} records"),
        console=progress_console,
        transient=True,
        disable=as_json,
    ) as bar:
        task = bar.add_task("records", total=None)
        verdict = verify_journal(house, step=lambda n: bar.advance(task, n))
    data = {
        "sound": verdict.sound,
        "series": verdict.series,
        "records": verdict.records,
        "findings": [{"where": f.where, "text": f.text} for f in verdict.findings],
    }

    def table() -> str:
        head = f"{verdict.records} records in {verdict.series} series: " + (
            "all sound." if verdict.sound else "NOT sound."
        )
        return "\n".join([head, *(f"{f.where}: {f.text}" for f in verdict.findings)])

    show(data, as_json=as_json, table=table)
    if not verdict.sound:
        raise typer.Exit(1)

"""Verify the journal: numbers, hashes, seals, totals."""

from __future__ import annotations

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from core.audit.questions import VerifyJournal
from core.cli.context import Acting, AsJson, acting, open_cli, progress_console, show
from core.commands.ask import ask

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def journal() -> None:
    """The append-only record of everything fiscal."""


@app.command()
def verify(who: Acting = None, as_json: AsJson = False) -> None:
    """Re-read and re-hash the whole journal; name the first bad record of each series. Exit code 1 when one is found.

    Example: vendome journal verify
    """
    house = open_cli()
    actor = acting(house, who, VerifyJournal.verb)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.completed} records"),
        console=progress_console,
        transient=True,
        disable=as_json,
    ) as bar:
        task = bar.add_task("records", total=None)
        verdict = ask(house, VerifyJournal(), actor, progress=lambda count: bar.advance(task, count))
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

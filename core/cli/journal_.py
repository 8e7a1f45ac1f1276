"""Verify the journal: numbers, hashes, seals, totals; print the schemas of its records."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from core.audit.questions import VerifyJournal
from core.base.errors import NotFound
from core.cli.context import Acting, AsJson, acting, open_cli, progress_console, show
from core.commands.ask import ask
from core.commands.registry import records_of
from core.journal.record import json_schema

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


@app.command()
def schema(
    kind: Annotated[str | None, typer.Argument(help="Kind of record: sale, repairs.quote … Default: all.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print the JSON Schema (2020-12) of each kind of record, as it is written now.

    Example: vendome journal schema sale
    """
    kinds = records_of(open_cli().suite)
    if kind is not None and kind not in kinds:
        raise NotFound(f"No record is of kind {kind!r}. Kinds: {', '.join(sorted(kinds))}.")
    schemas = [json_schema(name, kinds[name]) for name in ([kind] if kind else sorted(kinds))]
    if as_json:
        show(schemas, as_json=True, table=str)
    else:
        for one in schemas:
            typer.echo(json.dumps(one, ensure_ascii=False, indent=2))

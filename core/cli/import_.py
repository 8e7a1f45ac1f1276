"""Bring in clients, articles, prices and exchange rates from CSV or XLSX files."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from core.cli.context import Acting, AsJson, acting, grid, open_cli, progress_console, show
from core.importing.formats.rows import Options
from core.importing.outcome import Outcome
from core.importing.report import report_to
from core.importing.run import KINDS, Step, bring_in

app = typer.Typer(add_completion=False, no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="CSV or XLSX. Its heading says whose columns it has.", show_default=False)]
AllOrNothing = Annotated[
    bool, typer.Option("--all-or-nothing/--good-rows", help="Land nothing when any row is refused, or the good rows.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check and compare; write nothing.")]
ReportFile = Annotated[Path | None, typer.Option("--report", help="Write every finding to this CSV file.")]


@app.callback()
def import_() -> None:
    """Bring in a file. What does not land is reported with its reason; the same file twice changes nothing."""


@app.command()
def customers(
    file: File,
    source_system: Annotated[str, typer.Option(help="Where the clients come from, for files that do not say.")] = "",
    language: Annotated[str, typer.Option(help="BCP 47 language of clients whose row does not say.")] = "en",
    all_or_nothing: AllOrNothing = False,
    dry_run: DryRun = False,
    report: ReportFile = None,
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """Clients: the columns of core/importing/README.md, or Shopify's customer export.

    Example: vendome import customers clients.csv --report findings.csv
    """
    _run(
        "customers",
        file,
        Options(source_system=source_system, language=language),
        all_or_nothing,
        dry_run,
        report,
        who,
        as_json,
    )


@app.command()
def items(
    file: File,
    language: Annotated[str, typer.Option(help="BCP 47 language of a Shopify export's texts.")] = "en",
    supply: Annotated[str, typer.Option(help="Class of goods, for files that do not say: leather_goods, watch …")] = "",
    boutique: Annotated[str, typer.Option(help="Boutique of the opening stock, for files that do not say.")] = "",
    all_or_nothing: AllOrNothing = False,
    dry_run: DryRun = False,
    report: ReportFile = None,
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """Articles with opening stock and pieces: the columns of core/importing/README.md, or Shopify's product export.

    Example: vendome import items collection.xlsx --all-or-nothing
    """
    options = Options(language=language, supply=supply, boutique=boutique)
    _run("items", file, options, all_or_nothing, dry_run, report, who, as_json)


@app.command()
def prices(
    file: File,
    region: Annotated[str, typer.Option(help="Country of the prices, for files that do not say.")] = "",
    currency: Annotated[str, typer.Option(help="Currency of the prices, for files that do not say.")] = "",
    since: Annotated[str, typer.Option(help="First day of the prices, for files that do not say.")] = "",
    all_or_nothing: AllOrNothing = False,
    dry_run: DryRun = False,
    report: ReportFile = None,
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """Prices: the columns of core/importing/README.md, or Shopify's product export.

    Example: vendome import prices products_export.csv --region FR --currency EUR --since 2026-01-01
    """
    options = Options(region=region, currency=currency, since=since)
    _run("prices", file, options, all_or_nothing, dry_run, report, who, as_json)


@app.command()
def rates(
    file: File,
    all_or_nothing: AllOrNothing = False,
    dry_run: DryRun = False,
    report: ReportFile = None,
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """Exchange rates: the columns of core/importing/README.md, or a file of the European Central Bank.

    Example: vendome import rates eurofxref-hist.csv
    """
    _run("rates", file, Options(), all_or_nothing, dry_run, report, who, as_json)


def _run(
    kind: str,
    file: Path,
    options: Options,
    all_or_nothing: bool,
    dry_run: bool,
    report: Path | None,
    who: str | None,
    as_json: bool,
) -> None:
    house = open_cli()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[done]}"),
        TimeRemainingColumn(),
    )
    began, reached = time.monotonic(), 0
    with (
        Progress(*columns, console=progress_console, transient=True, disable=as_json) as bar,
        report_to(report) as note,
    ):
        task = bar.add_task("reading", total=1, done="")

        def step(now: Step) -> None:
            nonlocal reached
            reached = now.rows
            pace = int(now.rows / max(time.monotonic() - began, 0.001))
            pace_shown = f"{now.rows} rows, {pace}/s"
            bar.update(
                task,
                description="checking" if now.checking else "landing" if now.filing is None else "filing names",
                total=now.size if now.filing is None else 1,
                completed=now.position if now.filing is None else now.filing,
                done=pace_shown,
            )

        try:
            outcome = bring_in(
                house,
                acting(house, who, KINDS[kind].verb),
                kind,
                file,
                options=options,
                all_or_nothing=all_or_nothing,
                dry_run=dry_run,
                report=note,
                progress=step,
            )
        except KeyboardInterrupt:
            progress_console.print(f"Stopped after {reached} rows. The same command again goes on from there.")
            raise typer.Exit(130) from None
    show(_plain(outcome, report), as_json=as_json, table=lambda: _table(outcome, dry_run, report))
    if outcome.tally.refused:
        raise typer.Exit(1)


def _plain(outcome: Outcome, report: Path | None) -> dict[str, object]:
    tally = asdict(outcome.tally)
    return {
        "kind": outcome.kind,
        "layout": outcome.layout,
        "landed": outcome.landed,
        "rows": outcome.tally.rows,
        **tally,
        "resumed": outcome.resumed,
        "noted": outcome.noted,
        "left_aside": list(outcome.left_aside),
        "findings": [asdict(finding) for finding in outcome.first],
        "report": None if report is None else f"{report}",
    }


def _table(outcome: Outcome, dry_run: bool, report: Path | None) -> RenderableType:
    tally = outcome.tally
    figures = (
        ("new", tally.new),
        ("changed", tally.changed),
        ("unchanged", tally.unchanged),
        ("refused", tally.refused),
    )
    parts: list[RenderableType] = [
        grid("", (outcome.kind, "rows"), [(name, f"{count}") for name, count in figures], right=("rows",))
    ]
    if outcome.resumed:
        parts.append(f"{outcome.resumed} of these rows had landed before an interruption.")
    if outcome.left_aside:
        parts.append(f"Not kept of {outcome.layout}: {', '.join(outcome.left_aside)}.")
    if outcome.first:
        rows = [(f"{f.row}", f.column, f.value, f.reason, f.verdict) for f in outcome.first]
        parts += ["", grid("", ("row", "column", "value", "reason", "verdict"), rows, right=("row",))]
        more = tally.refused + outcome.noted - len(outcome.first)
        if more > 0:
            where = f"in {report}" if report else "told by --report FILE.csv"
            parts.append(f"{more} more findings are {where}.")
    if dry_run:
        parts.append("Nothing was written: this was a rehearsal.")
    elif not outcome.landed:
        parts.append("Nothing was written, because rows are refused. Correct them, or import with --good-rows.")
    return Group(*parts)

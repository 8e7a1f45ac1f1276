"""Consolidate the house: facts, turnover through four exchange lenses, receipts behind a figure."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from core.base.errors import Refused
from core.cli.context import Acting, AsJson, acting, fresh_key, open_cli, progress_console, show
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.house import House
from plugins.headquarters.queueing import QueueExtract

# What asks the facts (DuckDB, Ibis, Arrow) is imported only by the word that needs it.
if TYPE_CHECKING:
    from plugins.headquarters.rates import Lens
    from plugins.headquarters.sheet import Sheet

app = typer.Typer(add_completion=False, no_args_is_help=True)
report = typer.Typer(add_completion=False, no_args_is_help=True)
app.add_typer(report, name="report", help="Answer a question over the facts.")

Currency = Annotated[str, typer.Option("--currency", help="Currency of the answer, ISO 4217.")]
LensName = Annotated[str, typer.Option("--lens", help="transaction, average, closing or constant.")]
ConstantOn = Annotated[
    str | None, typer.Option(help="Whose rates hold, for the constant lens: 2025, 2025-Q4, 2025-12, 2025-12-31.")
]
During = Annotated[
    str | None, typer.Option("--during", "--year", "--quarter", "--month", help="2026, 2026-Q4, 2026-11 or 2026-11-21.")
]
From = Annotated[str | None, typer.Option("--from", help="First business day, 2026-11-01.")]
To = Annotated[str | None, typer.Option("--to", help="Last business day, 2026-11-30.")]
Gross = Annotated[bool, typer.Option("--gross/--net", help="With tax, or without.")]
Country = Annotated[list[str] | None, typer.Option("--country", help="Only this country, ISO 3166-1; may be repeated.")]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write the figures as CSV for Excel.")]
Xlsx = Annotated[Path | None, typer.Option("--xlsx", help="Write figures, rates and source as XLSX.")]


@app.callback()
def headquarters() -> None:
    """Consolidate the house: facts, turnover through four exchange lenses, receipts behind a figure."""


@app.command()
def extract(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Draw every fact again from the journal.")] = False,
    queue: Annotated[
        bool, typer.Option("--queue", help="Leave it to a worker («vendome jobs run»); for timers.")
    ] = False,
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """Bring the facts up to the journal. Doing it again changes nothing; after a crash it continues.

    Example: vendome hq extract
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from plugins.headquarters import service

    house = open_cli()
    if queue:
        _queue(house, who, rebuild, as_json)
        return
    columns = (TextColumn("records"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    quiet = as_json or not progress_console.is_terminal
    with Progress(*columns, console=progress_console, transient=True, disable=quiet) as bar:
        task = bar.add_task("records", total=None)
        done = service.extract(
            house,
            acting(house, who, "report.extract"),
            rebuild=rebuild,
            progress=lambda n, total: bar.update(task, completed=n, total=total),
        )
    manifest = done.manifest
    series = {code: mark.last for code, mark in sorted(manifest.series.items()) if mark.sales}
    data = {
        "sales": done.sales,
        "batches": done.batches,
        "total_sales": manifest.sales,
        "sums": manifest.sums,
        "files": len(manifest.files),
        "series": series,
    }
    show(data, as_json=as_json, table=lambda: _extracted(done.sales, manifest.sales, len(series)))


def _queue(house: House, who: str | None, rebuild: bool, as_json: bool) -> None:
    if rebuild:
        raise Refused("A rebuild replaces every fact: say it without --queue, and wait for it.")
    answer = execute(house, QueueExtract(), acting(house, who, QueueExtract.verb), fresh_key(house, None))
    show(answer, as_json=as_json, table=lambda: "The next worker extracts. «vendome jobs list» shows how far it is.")


@app.command()
def verify(who: Acting = None, as_json: AsJson = False) -> None:
    """Re-read all facts, re-hash their files, and compare their sums with the books. Exit code 1 when something is
    wrong.

    Example: vendome hq verify
    """
    from plugins.headquarters.questions import VerifyFacts

    house = open_cli()
    verdict = ask(house, VerifyFacts(), acting(house, who, VerifyFacts.verb))
    data = {
        "sound": verdict.sound,
        "files": verdict.files,
        "rows": verdict.rows,
        "sales": verdict.sales,
        "findings": [{"level": f.level, "where": f.where, "text": f.text} for f in verdict.findings],
    }

    def table() -> str:
        head = f"{verdict.sales} sales in {verdict.files} files ({verdict.rows} rows): "
        head += "whole, and equal to the books." if verdict.sound else "NOT sound."
        return "\n".join([head, *(f"{f.where}: {f.text}" for f in verdict.findings)])

    show(data, as_json=as_json, table=table)
    if not verdict.sound:
        raise typer.Exit(1)


@report.callback()
def reports() -> None:
    """Answer a question over the facts."""


@report.command()
def turnover(
    by: Annotated[
        str, typer.Option("--by", help="What to cut by, such as country,month. See the README for all.")
    ] = "country",
    currency: Currency = "EUR",
    lens: LensName = "transaction",
    constant_on: ConstantOn = None,
    bridge: Annotated[
        str | None, typer.Option("--bridge", help="A second lens: show what lies between, to the cent.")
    ] = None,
    during: During = None,
    first: From = None,
    last: To = None,
    gross: Gross = False,
    country: Country = None,
    csv: Csv = None,
    xlsx: Xlsx = None,
    chart: Annotated[Path | None, typer.Option("--chart", help="Draw bars by the first cut, as SVG.")] = None,
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """Turnover of the house in one currency, through one of four exchange lenses.

    Example: vendome hq report turnover --by country,month --currency EUR --lens average --bridge transaction --year
    2026
    """
    from plugins.headquarters import charting, exporting, sheet
    from plugins.headquarters.turnover import AskTurnover

    start, end = _days(during, first, last)
    question = AskTurnover(
        tuple(name.strip() for name in by.split(",")),
        currency,
        _lens(lens, constant_on, "constant" in (lens, bridge)),
        None if bridge is None else _lens(bridge, constant_on, True),
        "gross" if gross else "net",
        start,
        end,
        _countries(country),
    )
    house = open_cli()
    sourced = ask(house, question, acting(house, who, question.verb))
    answer, source = sourced.answer, sourced.source
    figures, rates = sheet.turnover_sheet(answer), sheet.rates_sheet(answer)
    parts = [("figures", figures), *([("bridge", sheet.bridge_sheet(answer))] if question.bridge else [])]
    if csv is not None:
        exporting.write_csv(csv, figures)
    if xlsx is not None:
        exporting.write_xlsx(
            xlsx, [*parts, ("rates", rates), ("source", sheet.source_sheet(source))], house.clock.now()
        )

    if chart is not None:
        exporting.write_svg(chart, charting.chart_svg(answer))

    def table() -> RenderableType:
        notes = [*sheet.rate_notes(answer), *sheet.source_notes(source)]
        return Group(*(_drawn(part) for _, part in parts), *(Text(text, style="dim") for text in notes))

    show(sheet.turnover_plain(answer, source), as_json=as_json, table=table)


@app.command()
def receipts(
    currency: Currency = "EUR",
    lens: LensName = "transaction",
    constant_on: ConstantOn = None,
    during: During = None,
    first: From = None,
    last: To = None,
    gross: Gross = False,
    country: Country = None,
    boutique: Annotated[
        list[str] | None, typer.Option("--boutique", help="Only this boutique; may be repeated.")
    ] = None,
    csv: Csv = None,
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """List the receipts behind a figure: in their own currency, and as they count in it.

    Example: vendome hq receipts --country JP --month 2026-11
    """
    from plugins.headquarters import exporting, sheet
    from plugins.headquarters.receipts import ListReceipts

    start, end = _days(during, first, last)
    asked = ListReceipts(
        currency,
        _lens(lens, constant_on, True),
        "gross" if gross else "net",
        start,
        end,
        _countries(country),
        tuple(boutique or ()),
    )
    house = open_cli()
    sourced = ask(house, asked, acting(house, who, asked.verb))
    answer, source = sourced.answer, sourced.source
    listing = sheet.receipts_sheet(answer)
    if csv is not None:
        exporting.write_csv(csv, listing)
    data = {
        "receipts": answer.rows,
        "rounding": answer.rounding,
        "total": answer.total,
        "currency": currency,
        "source": source,
    }
    show(
        data,
        as_json=as_json,
        table=lambda: Group(_drawn(listing), *(Text(text, style="dim") for text in sheet.source_notes(source))),
    )


def _lens(name: str, constant_on: str | None, wanted: bool) -> Lens:
    from plugins.headquarters.rates import Lens, period

    if name != "constant" and constant_on is not None and not wanted:
        raise Refused("--constant-on is only for the constant lens. Leave it out, or write --lens constant.")
    return Lens(name, period(constant_on) if name == "constant" and constant_on is not None else None)


def _days(during: str | None, first: str | None, last: str | None) -> tuple[date | None, date | None]:
    from plugins.headquarters.rates import period

    if during is not None:
        if first is not None or last is not None:
            raise Refused("Give either a period or --from and --to, not both.")
        asked = period(during)
        return asked.first, asked.last
    return period(first).first if first else None, period(last).last if last else None


def _countries(codes: list[str] | None) -> tuple[str, ...]:
    return tuple(code.upper() for code in codes or ())


def _extracted(new: int, total: int, series: int) -> str:
    return (
        f"{new} new sales extracted; {total} sales in {series} series, equal to the books."
        if new
        else f"Nothing new; {total} sales, equal to the books."
    )


def _drawn(sheet: Sheet) -> RenderableType:
    """A sheet on the screen: figures to the right, sums set off."""
    table = Table(
        title=sheet.title,
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        header_style="dim",
        padding=(0, 2, 0, 0),
    )
    shown = [
        ["" if cell is None else cell if isinstance(cell, str) else f"{cell:,}" for cell in row] for row in sheet.rows
    ]
    for column in sheet.columns:
        # A narrow screen may break a text, never a figure.
        table.add_column(
            column.name, justify="right" if column.figures else "left", overflow="fold", no_wrap=column.figures
        )
    for y, row in enumerate(shown, sheet.last - len(shown)):
        table.add_row(*(Text(text) for text in row), style="bold" if y >= 0 else None)
    return Group(table, *(Text(note, style="dim") for note in sheet.notes), Text())

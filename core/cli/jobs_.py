"""Work outside the sale: what waits, what failed, trying again, workers that run."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from core.base.errors import Refused
from core.cli.context import Acting, AsJson, Key, acting, fresh_key, grid, open_cli, progress_console, show
from core.commands import running
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.job_list import JobList, JobRow, RetryJobs

app = typer.Typer(add_completion=False, no_args_is_help=True)

Engine = Annotated[
    str, typer.Option(help="local, or procrastinate (PostgreSQL). Default: procrastinate where the database allows it.")
]


@app.callback()
def jobs() -> None:
    """Work outside the sale: drawing and filing papers, filing names, extracts.

    Each job is done once however often it is tried; one that fails waits longer each time, and at last for a person.

    Examples:

      vendome jobs list

      vendome jobs list --state failed

      vendome jobs retry 4c1d9a

      vendome jobs retry --all

      vendome jobs run --forever --workers 2
    """


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="open, running, failed or done. Default: all that are not done.")] = "",
    after: Annotated[str, typer.Option(help="«next» of the page before.")] = "",
    limit: Annotated[int, typer.Option(help="Rows of a page.")] = 50,
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """What waits, runs or failed: about which paper, how often it was tried, when it is tried next, why it failed.

    Example: vendome jobs list --state failed
    """
    house = open_cli()
    page = ask(house, JobList(state, after, limit), acting(house, who, JobList.verb))

    def table() -> RenderableType:
        if not page.rows:
            return f"No job is {state}." if state else "Nothing waits."
        columns = ("job", "kind", "about", "state", "tried", "next", "")
        rows = [
            (f"{row.id}"[-8:], row.kind, row.about, _state(row), _tried(row), _next(row), row.fault or row.waits_for)
            for row in page.rows
        ]
        parts: list[RenderableType] = [grid("", columns, rows)]
        if any(row.state == "failed" for row in page.rows):
            parts.append(Text("«vendome jobs retry JOB» tries one again, «vendome jobs retry --all» all.", style="dim"))
        if page.next:
            parts.append(Text(f"More: --after {page.next}", style="dim"))
        return Group(*parts)

    show({"jobs": page.rows, "next": page.next}, as_json=as_json, table=table)


@app.command()
def retry(
    job: Annotated[str, typer.Argument(help="Its identity, or the last characters that the list shows.")] = "",
    all_: Annotated[bool, typer.Option("--all", help="Every failed job.")] = False,
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Let what failed for good be tried again, after its reason was put right.

    Example: vendome jobs retry 4c1d9a
    """
    if bool(job) == all_:
        raise Refused("Name one failed job, or say --all. «vendome jobs list --state failed» shows them.")
    house = open_cli()
    answer = execute(house, RetryJobs(job), acting(house, who, RetryJobs.verb), fresh_key(house, key))
    count = len(answer["jobs"])
    show(answer, as_json=as_json, table=lambda: f"{count} opened again. «vendome work» does them now.")


@app.command()
def run(
    forever: Annotated[bool, typer.Option("--forever", help="Go on; else end when nothing is due.")] = False,
    workers: Annotated[
        int, typer.Option(help="Processes, each started again when it ends. 0 = this process alone.")
    ] = 0,
    engine: Engine = "",
    as_json: AsJson = False,
) -> None:
    """Carry out jobs as they come. Any number of workers may run, here or on other machines, of either engine.

    A worker whose job hangs ends with exit code 75, so that a service manager, or --workers, starts another.

    Example: vendome jobs run --forever --workers 2
    """
    house = open_cli()
    chosen = running.engine_of(house, engine)
    if workers:
        code = running.supervise(house, chosen, workers, forever=forever)
    else:
        code = running.run(house, chosen, forever=forever, console=None if as_json else progress_console)
    if code:
        raise typer.Exit(code)


def _state(row: JobRow) -> str:
    if row.state != "running" or not row.rows_total:
        return row.state
    return f"running, {row.rows_done} of {row.rows_total}"


def _tried(row: JobRow) -> str:
    return f"{row.attempts}/{row.allowed}" if row.allowed else f"{row.attempts}"


def _next(row: JobRow) -> str:
    if row.state != "open" or row.waits_for:
        return ""
    return f"{row.due_at:%Y-%m-%d %H:%M:%S}Z" if row.due_at else "now"

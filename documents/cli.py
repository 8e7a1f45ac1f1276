"""Print, reprint, preview and verify papers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Group, RenderableType

from core.base.errors import NotFound, Refused, VendomeError
from core.cli.context import Acting, AsJson, acting, fresh_key, grid, open_cli, progress_console, show
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.foreground import run_open
from core.commands.house import House
from core.commands.job_list import JobFindings
from core.jurisdictions.suite import Suite
from core.papers.commands import IssueCopy
from core.papers.questions import ArchivedPapers, ListPapers, PaperIssued, PapersByIdentity, PapersOf
from documents.filing import archive_of, kinds_of
from documents.kinds import Kinds
from documents.preview import preview as preview_of
from documents.render import render

app = typer.Typer(add_completion=False, no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="Number as printed on the paper.")]
Kind = Annotated[str | None, typer.Option(help="Kind of paper: invoice, receipt, certificate, repairs.quote …")]
Languages = Annotated[
    str | None, typer.Option("--language", help="One language or a pair, the client's first: ja or ja+fr.")
]
Out = Annotated[Path | None, typer.Option("--out", help="Folder to copy the PDF into.")]


@app.command("print")
def print_(
    number: Number,
    kind: Kind = None,
    language: Languages = None,
    line: Annotated[int | None, typer.Option(help="Line of the piece, for a certificate.")] = None,
    duplicate: Annotated[bool, typer.Option("--duplicate", help="One more, marked as a duplicate.")] = False,
    out: Out = None,
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """Print the papers of a sale or service; with --kind and --language issue a further one from the same record.

    Example: vendome document print PAR1-T1-2026-000001 --kind invoice --language ja+fr
    """
    house = open_cli()
    actor = acting(house, who, IssueCopy.verb)
    languages = tuple(language.split("+")) if language else ()
    issued = ask(house, PapersOf(number, kind, languages, line), actor)
    wished = [] if duplicate else [paper.id for paper in issued]
    if duplicate and len(issued) == 1:
        kind, languages, line = issued[0].kind, issued[0].languages, issued[0].subject
    if not wished:
        if kind is None:
            raise NotFound(f"{number} has no such paper. Issue one with --kind and --language.")
        if kind not in kinds_of(house):
            raise Refused(f"There is no kind {kind!r}. Kinds: {', '.join(sorted(kinds_of(house)))}.")
        copy = IssueCopy(number, kind, languages or ("en",), line, duplicate)
        wished = list(execute(house, copy, actor, fresh_key(house, None))["documents"])
    ids = tuple(UUID(identity) for identity in wished)
    carried = run_open(house, console=None if as_json else progress_console, only=ids)
    faults = ask(house, JobFindings(ids), actor)
    if faults:
        # Of the very kind of what failed, so that the exit code says it; a paper that failed before is refused.
        fault = next((outcome.fault for outcome in carried.outcomes if outcome.fault), None)
        raise (type(fault) if fault else VendomeError)(" ".join(finding.text for finding in faults))
    _show(house, ask(house, PapersByIdentity(tuple(wished)), actor), out, as_json)


@app.command()
def reprint(
    number: Number,
    kind: Kind = None,
    language: Languages = None,
    out: Out = None,
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """Give the stored bytes of papers again; nothing is drawn anew.

    Example: vendome document reprint PAR1-T1-2026-000001 --out ~/Desktop
    """
    house = open_cli()
    asked = PapersOf(number, kind, tuple(language.split("+")) if language else ())
    filed = [paper for paper in ask(house, asked, acting(house, who, asked.verb)) if paper.state == "filed"]
    if not filed:
        raise NotFound(f"No filed paper of {number} fits. Print it first with «vendome document print».")
    _show(house, filed, out, as_json)


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="Only these: pending, filed or failed.")] = "",
    after: Annotated[str, typer.Option(help="Go on after this one.")] = "",
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """List papers in the order in which they were issued, a page at a time.

    Example: vendome document list --state failed
    """
    house = open_cli()
    page = ask(house, ListPapers(state, after), acting(house, who, ListPapers.verb))

    def table() -> RenderableType:
        rows = [(paper.number, paper.kind, "+".join(paper.languages), paper.state, paper.fault) for paper in page.rows]
        more = [f"More: vendome document list --after {page.next}"] if page.next else []
        return Group(grid("", ("number", "kind", "languages", "state", ""), rows), *more)

    show(page, as_json=as_json, table=table)


@app.command()
def verify(who: Acting = None, as_json: AsJson = False) -> None:
    """Re-hash every archived paper and compare with the journal. Exit code 1 when one was changed, lost or added.

    Example: vendome document verify
    """
    house = open_cli()
    expected = ask(house, ArchivedPapers(), acting(house, who, ArchivedPapers.verb))
    findings = archive_of(house).verify(expected)
    data = {"papers": len(expected), "findings": [{"where": f.where, "text": f.text} for f in findings]}

    def table() -> str:
        head = f"{len(expected)} archived papers: " + ("all as filed." if not findings else "NOT as filed.")
        return "\n".join([head, *(f"{f.where}: {f.text}" for f in findings)])

    show(data, as_json=as_json, table=table)
    if findings:
        raise typer.Exit(1)


@app.command()
def preview(
    kind: Annotated[str, typer.Argument(help="Kind of paper.")],
    language: Languages = None,
    out: Annotated[Path, typer.Option("--out", help="PDF file to write.")] = Path("preview.pdf"),
    as_json: AsJson = False,
) -> None:
    """Draw a kind from its own sample, without a database; for those who write pages.

    Example: vendome document preview invoice --language ar+en
    """
    kinds = _all_kinds()
    if kind not in kinds:
        raise Refused(f"There is no kind {kind!r}. Kinds: {', '.join(sorted(kinds))}.")
    paper = preview_of(kinds[kind], tuple((language or "en").split("+")))
    drawn = render(paper, kinds=kinds)
    out.write_bytes(drawn.pdf)
    show({"file": str(out), "pages": drawn.pages}, as_json=as_json, table=lambda: f"{out}: {drawn.pages} page(s).")


def _all_kinds() -> Kinds:
    """The kinds of every installed plugin: a preview needs no house."""
    suite = Suite.installed()
    folders: dict[str, Path] = {}
    for name in suite.plugins:
        try:
            found = suite.enabling([name]).functions.hook.document_kinds()
        except VendomeError:
            continue  # a broken plugin does not stop the preview of another's page
        folders |= {kind: folder for kinds in found for kind, folder in kinds.items()}
    return Kinds().with_more(folders) if folders else Kinds()


def _show(house: House, papers: Sequence[PaperIssued], out: Path | None, as_json: bool) -> None:
    """Hand papers over: the archived files, copied to ``out`` under readable names where it is named."""
    rows = [_filed(house, paper) for paper in papers]
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    for row in rows:
        page = archive_of(house).get(row["sha256"])  # read and verified, or refused
        if out is not None:
            name = f"{row['number']}-{row['kind']}-{'+'.join(row['languages'])}-{row['sha256'][:8]}.pdf"
            copy = out / name.replace("/", "_")
            copy.write_bytes(page)
            row["file"] = str(copy)
    show(
        rows,
        as_json=as_json,
        table=lambda: "\n".join(f"{row['kind']} ({'+'.join(row['languages'])}): {row['file']}" for row in rows),
    )


def _filed(house: House, paper: PaperIssued) -> dict[str, Any]:
    if paper.sha256 is None:
        raise VendomeError(f"Document {paper.id} is not drawn yet: {paper.fault or 'it waits'}. Run «vendome work».")
    return {
        "document": paper.id,
        "number": paper.number,
        "kind": paper.kind,
        "languages": list(paper.languages),
        "sha256": paper.sha256,
        "pages": paper.pages,
        "file": str(archive_of(house).path(paper.sha256)),
    }

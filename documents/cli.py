"""Print, reprint, preview and verify papers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.base.errors import NotFound, Refused, VendomeError
from core.cli.context import Acting, AsJson, acting, fresh_key, open_cli, progress_console, show
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.foreground import run_open
from core.commands.house import House
from core.commands.job_list import JobFindings
from core.database.engine import reading
from core.journal.issued import Document
from core.jurisdictions.suite import Suite
from core.papers.commands import IssueCopy, entry_of
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
    actor = acting(house, who)
    with house.reading(actor) as session:
        entry = entry_of(session, number)
        documents = _documents(session, entry.id, kind, language, line)
        wished = [] if duplicate else [str(d.id) for d in documents]
        if duplicate and len(documents) == 1:
            (first,) = documents
            kind, language, line = first.kind, "+".join(first.languages), first.subject
        if not wished and kind is None:
            raise NotFound(f"{number} has no such paper. Issue one with --kind and --language.")
    if not wished and kind is not None:
        if kind not in kinds_of(house):
            raise Refused(f"There is no kind {kind!r}. Kinds: {', '.join(sorted(kinds_of(house)))}.")
        languages = tuple(language.split("+")) if language else ("en",)
        answer = execute(house, IssueCopy(number, kind, languages, line, duplicate), actor, fresh_key(house, None))
        wished = list(answer["documents"])
    ids = tuple(UUID(identity) for identity in wished)
    carried = run_open(house, console=None if as_json else progress_console, only=ids)
    faults = ask(house, JobFindings(ids), actor)
    if faults:
        # Of the very kind of what failed, so that the exit code says it; a paper that failed before is refused.
        fault = next((outcome.fault for outcome in carried.outcomes if outcome.fault), None)
        raise (type(fault) if fault else VendomeError)(" ".join(finding.text for finding in faults))
    done = {p["document"] for p in carried.answers}
    rows = [dict(p) for p in carried.answers]
    rows += [_filed(house, identity, number) for identity in wished if identity not in done]
    _hand_out(house, rows, out)
    show(
        rows,
        as_json=as_json,
        table=lambda: "\n".join(f"{r['kind']} ({'+'.join(r['languages'])}): {r['file']}" for r in rows),
    )


@app.command()
def reprint(
    number: Number, kind: Kind = None, language: Languages = None, out: Out = None, as_json: AsJson = False
) -> None:
    """Give the stored bytes of papers again; nothing is drawn anew.

    Example: vendome document reprint PAR1-T1-2026-000001 --out ~/Desktop
    """
    house = open_cli()
    with reading(house.engine) as session:
        entry = entry_of(session, number)
        filed = [d for d in _documents(session, entry.id, kind, language, None) if d.state == "filed"]
    if not filed:
        raise NotFound(f"No filed paper of {number} fits. Print it first with «vendome document print».")
    rows = [_filed(house, str(d.id), number) for d in filed]
    for row in rows:
        archive_of(house).get(row["sha256"])  # read and verified, or refused
    _hand_out(house, rows, out)
    show(
        rows,
        as_json=as_json,
        table=lambda: "\n".join(f"{r['kind']} ({'+'.join(r['languages'])}): {r['file']}" for r in rows),
    )


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Re-hash every archived paper and compare with the journal. Exit code 1 when one was changed, lost or added.

    Example: vendome document verify
    """
    house = open_cli()
    with reading(house.engine) as session:
        expected = set(session.scalars(select(Document.sha256).where(Document.state == "filed")))
    findings = archive_of(house).verify(name for name in expected if name)
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
        folders |= {kind: folder for given in found for kind, folder in given.items()}
    return Kinds().with_more(folders) if folders else Kinds()


def _documents(
    session: Session, entry: Any, kind: str | None, language: str | None, line: int | None
) -> list[Document]:
    rows = session.scalars(select(Document).where(Document.entry_id == entry).order_by(Document.id)).all()
    return [
        d
        for d in rows
        if (kind is None or d.kind == kind)
        and (language is None or list(d.languages) == language.split("+"))
        and (line is None or d.subject == line)
        and not d.duplicate
    ]


def _filed(house: House, identity: str, number: str) -> dict[str, Any]:
    with reading(house.engine) as session:
        document = session.get_one(Document, UUID(identity))
        if document.sha256 is None:
            raise VendomeError(f"Document {identity} is not drawn yet. Run «vendome work».")
        return {
            "document": identity,
            "number": number,
            "kind": document.kind,
            "languages": list(document.languages),
            "sha256": document.sha256,
            "pages": document.pages,
            "file": str(archive_of(house).path(document.sha256)),
        }


def _hand_out(house: House, rows: list[dict[str, Any]], out: Path | None) -> None:
    """Copy papers to a folder under readable names."""
    if out is None:
        return
    out.mkdir(parents=True, exist_ok=True)
    for row in rows:
        target = out / f"{row['number']}-{row['kind']}-{'+'.join(row['languages'])}-{row['sha256'][:8]}.pdf".replace(
            "/", "_"
        )
        target.write_bytes(archive_of(house).get(row["sha256"]))
        row["file"] = str(target)

"""Repair a piece: receive, send, quote, accept or decline, done, return; look at one or at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from core.base.errors import Refused
from core.cli.context import Acting, AsJson, Key, acting, carry_out, day, grid, open_cli, show, slip
from core.commands.ask import ask
from core.commands.house import House
from core.sales.payment import Tender
from documents.archive import Archive
from plugins.repairs.offer import QuoteLine
from plugins.repairs.questions import ListRepairs, Repair, ShowRepair, Story
from plugins.repairs.service import (
    WAYS,
    AnswerQuote,
    FinishRepair,
    QuoteRepair,
    ReceiveRepair,
    ReturnRepair,
    SendRepair,
)

app = typer.Typer(add_completion=False, no_args_is_help=True)

#: Largest photograph kept, in bytes.
PHOTO_LIMIT = 20 << 20

_SPOKEN = re.compile(r"(?P<language>[a-z]{2,3}(?:-[A-Za-z]{2,4})?):(?P<words>.+)")
_TENDER = re.compile(r"(?P<kind>\w+):(?P<amount>[0-9.]+) ?(?P<currency>[A-Z]{3})")

Number = Annotated[str, typer.Argument(help="Number of the repair, R-…")]
Note = Annotated[str, typer.Option(help="A remark, kept with the step.")]
Promised = Annotated[str | None, typer.Option(metavar="DAY", help="Day promised to the client, such as 2026-12-04.")]
Papers = Annotated[
    bool, typer.Option("--papers/--no-papers", help="Draw the papers now, or leave them to «vendome work».")
]
How = Annotated[str, typer.Option(help=f"How the client answered: {', '.join(WAYS)}.")]


@app.command()
def receive(
    serial: Annotated[str, typer.Argument(help="Serial or EPC of the piece.")],
    boutique: Annotated[str, typer.Option(help="Where it is handed over.")],
    customer: Annotated[str, typer.Option(help="The client's number, C-…")],
    wish: Annotated[str, typer.Option(help="What the client asks for.")],
    condition: Annotated[list[str] | None, typer.Option(help="State of the piece; once per line.")] = None,
    photo: Annotated[list[Path] | None, typer.Option(help="A photograph to keep; once per file.")] = None,
    promised: Promised = None,
    sku: Annotated[str, typer.Option(help="Article of an older piece that is not in the books yet.")] = "",
    language: Annotated[str, typer.Option(help="Language of the papers (default: the client's).")] = "",
    note: Note = "",
    papers: Papers = True,
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Take a piece in, with its condition, and print the client's ticket.

    Example: vendome repair receive M38-000117 --boutique PAR1 \\
      --customer C-7F3K2M9Q --wish "Clasp is loose"
    """
    house = open_cli()
    photos = _photos(house, photo or [])
    command = ReceiveRepair(
        boutique, customer, serial, wish, tuple(condition or ()), photos, day(promised), sku, language, note
    )
    carry_out(house, command, who, key, as_json, _slip, papers=papers)


@app.command()
def send(
    repair: Number,
    workshop: Annotated[str, typer.Option(help="Name of the workshop, or the boutique's own code.")],
    note: Note = "",
    promised: Promised = None,
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Hand the piece to a workshop: to be examined, or to be worked on once the client has accepted.

    Example: vendome repair send R-7K3MXQ4B --workshop "Atelier Genève"
    """
    carry_out(open_cli(), SendRepair(repair, workshop, note, day(promised)), who, key, as_json, _slip)


@app.command()
def quote(
    repair: Number,
    line: Annotated[list[str], typer.Option(help="WORDS=AMOUNT or LANGUAGE:WORDS=AMOUNT; once per line.")],
    language: Annotated[str, typer.Option(help="Language of lines that name none.")] = "en",
    covered: Annotated[bool, typer.Option("--covered", help="Under guarantee: nothing to pay.")] = False,
    valid: Annotated[str | None, typer.Option(metavar="DAY", help="Last day of the quote.")] = None,
    promised: Promised = None,
    note: Annotated[str, typer.Option(help="A remark for the client, printed on the quote.")] = "",
    papers: Papers = True,
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Draw up a quote in the client's language, taxed as the country says.

    Example: vendome repair quote R-7K3MXQ4B \\
      --line "fr:Révision du mouvement=620.00" --line "fr:Polissage=80.00"
    """
    lines = tuple(_line(text, language, covered) for text in line)
    command = QuoteRepair(repair, lines, covered, day(valid), day(promised), note)
    carry_out(open_cli(), command, who, key, as_json, _slip, papers=papers)


@app.command()
def accept(
    repair: Number,
    how: How = "in_person",
    note: Note = "",
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Note the client's yes to the quote.

    Example: vendome repair accept R-7K3MXQ4B --how phone
    """
    carry_out(open_cli(), AnswerQuote(repair, True, how, note), who, key, as_json, _slip)


@app.command()
def decline(
    repair: Number,
    how: How = "in_person",
    note: Note = "",
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Note the client's no; the piece can be given back as it is.

    Example: vendome repair decline R-7K3MXQ4B --how email
    """
    carry_out(open_cli(), AnswerQuote(repair, False, how, note), who, key, as_json, _slip)


@app.command()
def done(repair: Number, note: Note = "", who: Acting = None, key: Key = None, as_json: AsJson = False) -> None:
    """Bring the piece back to the boutique's desk, ready for its client.

    Example: vendome repair done R-7K3MXQ4B
    """
    carry_out(open_cli(), FinishRepair(repair, note), who, key, as_json, _slip)


@app.command("return")
def return_(
    repair: Number,
    till: Annotated[str, typer.Option(help="Till, where something is to pay.")] = "",
    pay: Annotated[list[str] | None, typer.Option(help="KIND:AMOUNT CURRENCY; once per tender.")] = None,
    staff: Annotated[str, typer.Option(help="Who is named on the invoice (default: who acts).")] = "",
    note: Note = "",
    papers: Papers = True,
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Give the piece back to its client, paid.

    Example: vendome repair return R-7K3MXQ4B --till T1 --pay "card:700.00 EUR"
    """
    command = ReturnRepair(repair, till, tuple(_tender(text) for text in pay or ()), staff, note=note)
    carry_out(open_cli(), command, who, key, as_json, _slip, papers=papers)


@app.command("show")
def show_(
    code: Annotated[str, typer.Argument(help="Number of a repair, or serial or EPC of a piece.")],
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """Show the whole story of a repair, or of every repair of a piece.

    Example: vendome repair show M38-000117
    """
    house = open_cli()
    stories = ask(house, ShowRepair(code), acting(house, who, ShowRepair.verb))
    show(stories, as_json=as_json, table=lambda: Group(*(part for story in stories for part in _story(story))))


@app.command("list")
def list_(
    boutique: Annotated[str, typer.Option(help="Only this boutique's.")] = "",
    customer: Annotated[str, typer.Option(help="Only this client's.")] = "",
    late: Annotated[bool, typer.Option("--late", help="Only those past their promise.")] = False,
    finished: Annotated[bool, typer.Option("--finished", help="Also those given back.")] = False,
    who: Acting = None,
    as_json: AsJson = False,
) -> None:
    """List the repairs in hand, oldest first, with days elapsed and days late.

    Example: vendome repair list --boutique PAR1 --late
    """
    house = open_cli()
    asked = ListRepairs(boutique, customer, late, finished)
    repairs = ask(house, asked, acting(house, who, asked.verb))
    show(repairs, as_json=as_json, table=lambda: _board(repairs, late))


def _photos(house: House, files: list[Path]) -> tuple[str, ...]:
    names = []
    for path in files:
        try:
            if path.stat().st_size > PHOTO_LIMIT:
                raise Refused(f"{path} is larger than {PHOTO_LIMIT >> 20} MB. Make it smaller.")
            names.append(Archive(house.archive_folder).put(path.read_bytes()))
        except OSError as fault:
            raise Refused(f"{path} cannot be read: {fault.strerror}. Give the path of a photograph.") from None
    return tuple(names)


def _line(text: str, language: str, covered: bool) -> QuoteLine:
    # Free work is said, not left out: a forgotten amount must not become a present.
    said, sign, amount = text.rpartition("=") if not covered or "=" in text else (text, "=", "0")
    if not sign:
        raise Refused(f'{text!r} has no amount. Write it like "fr:Polissage=80.00", or =0 where it is free.')
    found = _SPOKEN.fullmatch(said)
    return QuoteLine({found["language"]: found["words"].strip()} if found else {language: said.strip()}, amount.strip())


def _tender(text: str) -> Tender:
    found = _TENDER.fullmatch(text)
    if found is None:
        raise Refused(f'{text!r} is no payment. Write it like "card:700.00 EUR".')
    return Tender(found["kind"], found["currency"], found["amount"])


def _slip(answer: Mapping[str, Any]) -> RenderableType:
    sale = answer.get("sale")
    rows = [("stage", answer["stage"].replace("_", " "))]
    rows += [("held by", answer["holder"])] if "holder" in answer else []
    rows += [("record", answer["number"])] if "number" in answer else []
    rows += [("to pay", f"{answer['gross']} {answer['currency']}")] if "gross" in answer else []
    rows += [("valid until", answer["valid_until"])] if "valid_until" in answer else []
    rows += [("paid", f"{sale['payable']} {sale['currency']} ({sale['number']})")] if sale else []
    return slip(f"Repair {answer['repair']}", rows, answer)


def _story(story: Story) -> list[RenderableType]:
    repair = story.repair
    facts = [repair.stage.replace("_", " "), f"{repair.days} days", f"client {repair.customer}", repair.boutique]
    facts += [f"promised for {repair.promised_on}"] if repair.promised_on else []
    facts += [f"{repair.late} days late"] if repair.late else []
    rows = [
        (
            f"{e.on}",
            e.step,
            e.stage.replace("_", " "),
            f"+{e.days} d",
            e.actor,
            e.holder,
            e.record,
            _said(e.details, e.note),
        )
        for e in story.events
    ]
    parts: list[RenderableType] = [
        Text(f"{repair.number}   {repair.what}", style="bold"),
        Text(" · ".join(facts), style="dim"),
        Text(story.wish),
        "",
        grid("", ("on", "step", "stage", "after", "by", "held by", "record", "remarks"), rows),
    ]
    quotes = [
        (f"{q.n}", q.number, q.gross, q.currency, "guarantee" if q.covered else "", f"{q.valid_until}")
        for q in story.quotes
    ]
    if quotes:
        parts += ["", grid("Quotes", ("", "number", "total", "", "", "valid until"), quotes, right=("total",))]
    return [*parts, ""]


def _said(details: Mapping[str, Any], note: str) -> str:
    said = [*details.get("condition", []), note]
    said += [f"{len(details['photos'])} photographs"] if details.get("photos") else []
    said += [details["how"].replace("_", " ")] if "how" in details else []
    said += [f"paid with {details['sale']}"] if details.get("sale") else []
    return "; ".join(filter(None, said))


def _board(repairs: Sequence[Repair], late: bool) -> RenderableType:
    if not repairs:
        return "No repair is late here." if late else "No repair is in hand here."
    rows = [
        (
            r.number,
            r.what,
            r.customer,
            r.boutique,
            r.stage.replace("_", " "),
            f"{r.days}",
            f"{r.promised_on or ''}",
            f"{r.late}" if r.late else "",
        )
        for r in repairs
    ]
    columns = ("number", "piece", "client", "boutique", "stage", "days", "promised", "late")
    return grid("Repairs in hand", columns, rows, right=("days", "late"))

"""What every word shares: opening the house, who acts, and showing an answer to a person or a script."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from core.base.clock import FixedClock
from core.base.errors import Refused
from core.base.text import canonical, plain

if TYPE_CHECKING:
    from core.commands.command import Command
    from core.commands.house import House
    from core.database.access import Actor

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document, for scripts.")]
Acting = Annotated[
    str | None,
    typer.Option("--as", help="Staff code of who acts (default: VENDOME_AS; in the demo house somebody who may)."),
]
Key = Annotated[
    str | None, typer.Option("--key", help="Idempotency key: the same key has one effect. Default: a fresh one.")
]

After = Annotated[str, typer.Option(help="Go on after this one: «next» of the page before.")]
Limit = Annotated[int, typer.Option(help="Rows of a page, at most 200.")]

#: What a house without staff is told.
NOBODY_YET = 'Nobody works here yet. Name the first member of staff: vendome init --first hq="Camille Roy"'

# What is shown is data: «[grants]» is no style and «:bag:» no picture.
console = Console(highlight=False, markup=False, emoji=False)
progress_console = Console(stderr=True, highlight=False, markup=False, emoji=False)


def open_cli() -> House:
    """The house of this folder (``VENDOME_HOME``, ``DATABASE_URL``).

    ``VENDOME_NOW``, an ISO instant with zone, sets the clock: for trials in a synthetic house, refused in a real one.
    """
    from core.commands.house import open_house  # words that need no house start without the database's library

    instant = os.environ.get("VENDOME_NOW")
    house = open_house(clock=_clock(instant) if instant else None)
    if instant and not house.settings[1]:
        raise Refused("VENDOME_NOW sets the clock of synthetic houses only, and this house is real. Unset it.")
    return house


def _clock(instant: str) -> FixedClock:
    try:
        at = datetime.fromisoformat(instant)
    except ValueError:
        raise Refused(f"VENDOME_NOW {instant!r} is no instant. Write such as 2026-11-20T10:00:00+00:00.") from None
    if at.tzinfo is None:
        raise Refused(f"VENDOME_NOW {instant!r} has no zone. Write such as 2026-11-20T10:00:00+00:00.")
    return FixedClock(at)


def acting(house: House, code: str | None, verb: str, boutique: str | None = None) -> Actor:
    """Who acts: the staff code given, else ``VENDOME_AS``. In a synthetic house, else a person who may do ``verb``, who
    is named on a line of their own. Refused in a real house: nobody acts without a name there."""
    name = code or os.environ.get("VENDOME_AS")
    if name:
        return house.actor(name)
    if not house.staffed:
        raise Refused(NOBODY_YET)
    if not house.settings[1]:
        raise Refused("Nobody said who acts. Name a member of staff with --as CODE, or set VENDOME_AS.")
    actor = house.persona(verb, boutique)
    where = ", ".join(sorted(actor.boutiques)) if actor.boutiques is not None else "headquarters"
    progress_console.print(
        Text(f"as {actor.code} ({', '.join(sorted(actor.roles))}; {where}); --as names somebody else", style="dim")
    )
    return actor


def fresh_key(house: House, key: str | None) -> str:
    """The caller's idempotency key, or a new one. Refused: an empty one, which a script's unset variable gives."""
    if key is not None and not key.strip():
        raise Refused("The key is empty. Give one of your own, the same for the same act, or leave --key out.")
    return key or str(house.ids.new())


def carry_out(
    house: House,
    command: Command,
    who: str | None,
    key: str | None,
    as_json: bool,
    slip: Callable[[Mapping[str, Any]], RenderableType],
    *,
    papers: bool = False,
) -> None:
    """Execute a command and show its answer, for a person as ``slip`` puts it; ``papers``: draw now those that it
    issued, which the answer then holds with their files."""
    from core.cli.papers import with_papers
    from core.commands.execute import execute

    actor = acting(house, who, command.verb, getattr(command, "boutique", None))
    answer = dict(execute(house, command, actor, fresh_key(house, key)))
    if papers and answer.get("documents"):
        answer = with_papers(house, actor, answer, boutique="", now=True, console=None if as_json else console)
    show(answer, as_json=as_json, table=lambda: slip(answer))


def slip(title: str, rows: Sequence[tuple[str, str]], answer: Mapping[str, Any]) -> RenderableType:
    """What a command did, on a few lines: a title, what is what, then the papers drawn and what was found of
    ``answer``."""
    parts: list[RenderableType] = [grid(title, ("", ""), rows)]
    parts += [Text(f"{p['kind']} ({'+'.join(p['languages'])}): {p['file']}") for p in answer.get("papers", ())]
    parts += [Text(f"{f['level']}: {f['text']}", style="yellow") for f in answer.get("findings", ())]
    return Group(*parts)


def day(text: str | None) -> date | None:
    """A day as typed, ``2026-12-04``; None where none was. Refused when it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(f"{text!r} is no day. Write it like 2026-12-04.") from None


def show(data: Any, *, as_json: bool, table: Callable[[], RenderableType]) -> None:
    """Print ``data`` as one JSON document, or ``table()`` for a person."""
    if as_json:
        sys.stdout.write(canonical(plain(data)) + "\n")
    else:
        drawn = table()
        # What is to be typed again, or opened, stays whole, on one line.
        console.print(drawn, crop=False, soft_wrap=isinstance(drawn, str))


def more(words: typer.Context, following: str, *, of: str = "") -> list[RenderableType]:
    """The line that says how to see the page that follows, nothing where ``following`` (its ``after``) is "".

    ``words``: as they were typed, of which every filter is kept; ``of``: another word that takes the same.
    """
    if not following:
        return []
    typed = [of or words.command_path]
    for parameter in words.command.params:
        name = parameter.name or ""
        source, value = words.get_parameter_source(name), words.params.get(name)
        if name == "after" or source is None or source.name != "COMMANDLINE":
            continue
        for each in value if isinstance(value, (list, tuple)) else (value,):
            option = () if parameter.param_type_name == "argument" else (parameter.opts[0],)
            typed += [*option, *(() if each is True else (shlex.quote(f"{each}"),))]
    line = f"More: {' '.join(typed)} --after {shlex.quote(following)}"
    return [Text(line, style="dim", no_wrap=True, overflow="ignore")]


def grid(
    title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, right: tuple[str, ...] = ()
) -> RenderableType:
    """A quiet table: a title, column names, rows; ``right`` names the columns of figures."""
    drawn = Table(box=None, pad_edge=False, show_header=any(columns), header_style="dim", padding=(0, 2, 0, 0))
    for name in columns:
        drawn.add_column(name, justify="right" if name in right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*row)
    # Rich breaks a table's own title at the table's width; a line of its own stays whole.
    return Group(Text(title, style="bold"), drawn) if title else drawn

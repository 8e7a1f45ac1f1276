"""Found a synthetic house, sell in eight countries, and look at what came of it."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from core.base.clock import FixedClock
from core.base.errors import Refused, VendomeError
from core.cli import main
from core.cli.context import console, progress_console
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.foreground import run_open
from core.commands.house import House, open_house
from core.inventory.commands import Receive, ReceivedPiece
from core.papers.questions import ListPapers, PaperIssued
from core.sales.basket import BasketLine
from core.sales.payment import Tender
from core.sales.sell import Sell
from documents.filing import archive_of
from plugins.demo.founding import HERE, found
from plugins.repairs.questions import ListRepairs

app = typer.Typer(add_completion=False)

#: The plugins that take part in the demo, besides itself.
PLUGINS = ("headquarters", "repairs")
#: The day on which the demo's sales take place; its exchange rates end there.
TODAY = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
#: The day's sales in the order in which the sun reaches the boutiques: basket, hours after the demo's morning.
DAY = (
    ("tokyo", 0),
    ("shanghai", 1),
    ("riyadh", 5),
    ("zurich", 7),
    ("milan", 8),
    ("monaco", 9),
    ("paris", 9),
    ("new-york", 14),
)
#: Sales of the weeks before, without papers: boutique, staff, cash handed over (change is given).
BEFORE = (
    ("PAR1", "cm", "JAR-90-BLU", "EUR", "500.00"),
    ("MIL1", "mr", "JAR-90-BLU", "EUR", "500.00"),
    ("MCM1", "sp", "JAR-90-BLU", "EUR", "450.00"),
    ("ZRH1", "lk", "CHO-12-BOX", "CHF", "50.00"),
    ("TYO1", "st", "CHO-12-BOX", "JPY", "10000"),
    ("SHA1", "wl", "JAR-90-BLU", "CNY", "4000.00"),
    ("RUH1", "na", "AUR-25-NOI", "SAR", "19000.00"),
    ("NYC1", "ob", "JAR-90-BLU", "USD", "600.00"),
)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where the synthetic house is made.")] = Path("demo-house"),
    fresh: Annotated[bool, typer.Option("--fresh", help="Remove the house of an earlier demo first.")] = False,
) -> None:
    """Run the whole house once: import, sell in eight countries, repair, report, verify.

    Running it again changes nothing. Every person, company and sale is invented, and every paper says so.

    Example: vendome demo --fresh
    """
    if fresh:
        _remove(folder)
    with _in(folder):
        for title, step in STEPS:
            console.print(Text(f"\n{title}", style="bold"))
            step(folder)
        _farewell(folder)


def _found(folder: Path) -> None:
    house = found(folder, clock=FixedClock(TODAY - timedelta(days=84)), plugins=PLUGINS)
    console.print(
        f"{house.settings[0]}: companies and boutiques in {len(house.actor('hq').regions)} countries, each examined."
    )


def _import(folder: Path) -> None:
    data = HERE / "data"
    _run("import", "items", str(data / "items.csv"))
    _run("import", "prices", str(data / "prices.csv"))
    _run("import", "customers", str(data / "customers.csv"))
    _run("import", "rates", str(data / "eurofxref-hist.csv"))
    _run("import", "rates", str(data / "rates-pegged.csv"))


def _deliver(folder: Path) -> None:
    house = _house(TODAY - timedelta(days=80))
    headquarters = house.actor("hq")
    with (HERE / "data" / "stock.toml").open("rb") as file:
        deliveries = tomllib.load(file)["delivery"]
    for row in deliveries:
        pieces = tuple(ReceivedPiece(**piece) for piece in row.get("pieces", ()))
        key = f"demo:stock:{row['boutique']}:{row['sku']}"
        execute(house, Receive(row["boutique"], row["sku"], row.get("quantity", 0), pieces), headquarters, key)
    console.print(f"{len(deliveries)} deliveries received.")
    sold = 0
    for week, days in enumerate((70, 55, 40, 24, 10)):
        house = _house(TODAY - timedelta(days=days))
        for boutique, staff, sku, currency, cash in BEFORE[week % 2 :: 2] if week else BEFORE:
            basket = Sell(boutique, "T1", staff, (BasketLine(sku=sku),), (Tender("cash", currency, cash),), papers=())
            execute(house, basket, house.actor(staff), f"demo:before:{week}:{boutique}")
            sold += 1
    console.print(f"{sold} sales of the weeks before, paid in cash with change.")


def _sell(folder: Path) -> None:
    for basket, hours in DAY:
        _at(TODAY + timedelta(hours=hours))
        path = HERE / "baskets" / f"{basket}.toml"
        staff = tomllib.loads(path.read_text(encoding="utf-8"))["staff"]
        _run("sell", str(path), "--no-papers", "--as", staff, "--key", f"demo:{basket}")


def _repair(folder: Path) -> None:
    """The next morning a watch comes back to Paris: received, examined, quoted, accepted."""
    _at(TODAY + timedelta(hours=28))
    _run(
        "repair",
        "receive",
        "M38-000117",
        "--boutique",
        "PAR1",
        "--customer",
        "C-SHANXUE",
        "--as",
        "cm",
        "--key",
        "demo:repair",
        "--wish",
        "The watch runs ten minutes slow a day.",
        "--condition",
        "Light scratch on the clasp",
        "--promised",
        "2026-12-18",
        "--no-papers",
    )
    number = _repair_number()
    _run("repair", "send", number, "--workshop", "Atelier Genève", "--as", "hl", "--key", "demo:repair:send")
    _run(
        "repair",
        "quote",
        number,
        "--line",
        "fr:Révision complète du mouvement=620.00",
        "--line",
        "fr:Joints neufs=45.00",
        "--as",
        "hl",
        "--key",
        "demo:repair:quote",
        "--no-papers",
    )
    _run("repair", "accept", number, "--how", "phone", "--as", "cm", "--key", "demo:repair:yes")


def _papers(folder: Path) -> None:
    house = _house(TODAY + timedelta(hours=29))
    run_open(house, console=progress_console)
    papers = ask(house, ListPapers(limit=1000), house.actor("hq")).rows
    pending = sorted({paper.kind for paper in papers if paper.state != "filed"})
    if pending:
        raise VendomeError(f"Papers could not be drawn: {', '.join(pending)}. Run «vendome work».")
    _copy_papers(house, folder, papers)
    console.print(f"{len(papers)} papers drawn, archived by their hash, and copied to {folder / 'papers'}.")


def _know(folder: Path) -> None:
    _run("customer", "find", "shan xue", "--as", "cm")
    _run("customer", "show", "C-SHANXUE", "--as", "cm")
    _run("region", "diff", "cn")


def _report(folder: Path) -> None:
    _run("hq", "extract")
    _run("hq", "report", "turnover", "--by", "country,month", "--currency", "EUR", "--lens", "average")


def _verify(folder: Path) -> None:
    _run("journal", "verify")
    _run("document", "verify")


STEPS = (
    ("A house of eight countries", _found),
    ("Articles, prices, clients and exchange rates are imported", _import),
    ("Stock arrives, and weeks go by", _deliver),
    ("Eight boutiques sell", _sell),
    ("A watch is repaired", _repair),
    ("Every client gets papers in their own language and script", _papers),
    ("Clients are recognised, and countries do not disturb each other", _know),
    ("Headquarters asks", _report),
    ("The record is verified", _verify),
)


def _farewell(folder: Path) -> None:
    papers = len(list((folder / "papers").glob("*.pdf")))
    console.print(
        Text(
            f"\nA synthetic house lives in {folder}: {papers} papers in {folder / 'papers'}, "
            f"figures in {folder / 'warehouse'}.",
            style="bold",
        ),
        "Try next:",
        f"  export VENDOME_HOME={folder}",
        "  ./vendome customer find 山田",
        "  ./vendome document print PAR1-T1-2026-000004 --kind invoice --language ja+fr --out .",
        "  ./vendome region show jp",
        sep="\n",
        soft_wrap=True,
    )


def _run(*words: str) -> None:
    """Say the command as a person would type it, and carry it out."""
    shown = " ".join(
        f'"{word}"' if " " in word else _short(word)
        for word in words
        if not word.startswith("demo:") and word != "--key"
    )
    console.print(Text(f"$ vendome {shown}", style="dim"), soft_wrap=True)
    code = main(list(words))
    if code:
        raise VendomeError(
            f"The demo stopped at «vendome {' '.join(words)}» (exit code {code}). See the sentence above."
        )


def _short(word: str) -> str:
    path = Path(word)
    return path.name if path.is_absolute() else word


def _copy_papers(house: House, folder: Path, papers: Sequence[PaperIssued]) -> None:
    """The archived papers under names that people can read."""
    target = folder / "papers"
    target.mkdir(exist_ok=True)
    for paper in papers:
        if paper.sha256 is not None:
            line = f"-{paper.subject}" if paper.subject else ""
            name = f"{paper.number}-{paper.kind}{line}-{'+'.join(paper.languages)}.pdf"
            (target / name).write_bytes(archive_of(house).get(paper.sha256))


def _repair_number() -> str:
    house = _house(TODAY)
    repairs = ask(house, ListRepairs(finished=True), house.actor("hq"))
    if not repairs:
        raise VendomeError("The repair was not received. See the sentence above.")
    return min(repair.number for repair in repairs)


def _at(at: datetime) -> None:
    """Set the clock of the words that follow."""
    os.environ["VENDOME_NOW"] = at.isoformat()


def _house(at: datetime) -> House:
    return open_house(clock=FixedClock(at))


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    """The environment of the demo's house: its folder, its clock, and the embedded database."""
    before = {name: os.environ.get(name) for name in ("VENDOME_HOME", "VENDOME_NOW", "DATABASE_URL", "VENDOME_AS")}
    os.environ["VENDOME_HOME"] = str(folder)
    _at(TODAY)
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("VENDOME_AS", None)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _remove(folder: Path) -> None:
    """Remove the house of an earlier demo, and nothing else."""
    if not folder.exists():
        return
    try:
        synthetic = open_house(folder, url=f"sqlite:///{folder / 'vendome.db'}").settings[1]
    except VendomeError:
        synthetic = False
    if not synthetic:
        raise Refused(f"{folder} does not hold a synthetic house, so it is not removed. Choose another --folder.")
    shutil.rmtree(folder)

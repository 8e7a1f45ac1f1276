"""Check libraries, ICU, fonts per script, locale data and database."""

from __future__ import annotations

import os

import typer

from core.base.errors import VendomeError
from core.cli.context import AsJson, grid, open_cli, show
from core.commands.house import home
from core.database.engine import check_durable
from core.setup.doctor import examine, jobs_of_house
from core.setup.migrate import pending

app = typer.Typer(add_completion=False)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Look at everything Vendome stands on and say what to do about what is wrong. Exit code 1 when something is.

    Example: vendome doctor
    """
    checks = examine(_database)
    if home().is_dir() and checks[-1].ok:
        checks.append(jobs_of_house(open_cli()))
    data = [{"name": c.name, "ok": c.ok, "detail": c.detail, "remedy": c.remedy} for c in checks]

    def table() -> object:
        rows = [("✓" if c.ok else "✗", c.name, c.detail if c.ok else f"{c.detail} {c.remedy}".strip()) for c in checks]
        return grid("", ("", "what", "found"), rows)

    show(data, as_json=as_json, table=table)  # type: ignore[arg-type]  # a Table is renderable
    if not all(c.ok for c in checks):
        raise typer.Exit(1)


def _database() -> str:
    """A line about the house's database; raises VendomeError with the way out."""
    if not home().exists() and not os.environ.get("DATABASE_URL"):
        return f"no house in {home()} yet; «vendome init» or «vendome demo» makes one"
    house = open_cli()
    faults = check_durable(house.engine)
    if faults:
        raise VendomeError(
            f"{house.engine.dialect.name} would lose sales in a power cut: {', '.join(faults)}. Correct its settings."
        )
    missing = pending(house.engine, house.suite, house.suite.enabled)
    if missing:
        raise VendomeError(f"The database lacks {', '.join(missing)}. Run «vendome init».")
    return f"{house.engine.dialect.name}, durable, up to date"

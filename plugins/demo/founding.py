"""Founding the synthetic house: its companies, boutiques and staff from ``house.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from core.base.clock import Clock
from core.commands.execute import execute
from core.commands.house import House
from core.examination.enabling import EnablePlugin, EnableRegion
from core.jurisdictions.tables import read_toml
from core.setup.create import create_house
from core.setup.organisation import DefineBoutique, DefineEntity, DefineStaff

HERE = Path(__file__).parent


def found(
    folder: Path,
    *,
    url: str | None = None,
    clock: Clock | None = None,
    regions: Iterable[str] | None = None,
    plugins: Iterable[str] = (),
) -> House:
    """A new synthetic house in ``folder`` (or in the database at ``url``), with its countries and plugins enabled.

    ``regions``: ISO codes, None = all that ``house.toml`` names. Commands carry fixed keys, so founding twice changes
    nothing.
    """
    plan = read_toml(HERE / "house.toml")
    wanted = None if regions is None else {code.upper() for code in regions}
    house = create_house(folder, name=plan["name"], synthetic=True, url=url, clock=clock, plugins=plugins)
    _first_people(house, plan)
    headquarters, regional_it = house.actor("hq"), house.actor("it")
    for row in plan["entity"]:
        if wanted is not None and wanted.isdisjoint(row["regions"]):
            continue
        execute(
            house,
            DefineEntity(
                row["code"],
                row["name"],
                row["country"],
                row["currency"],
                {language: tuple(lines) for language, lines in row["address"].items()},
                tuple(row["numbers"]),
            ),
            headquarters,
            f"demo:entity:{row['code']}",
        )
        for code in row["regions"]:
            execute(house, EnableRegion(code, row["code"]), regional_it, f"demo:region:{row['code']}:{code}")
    for row in plan["boutique"]:
        if wanted is not None and row["region"] not in wanted:
            continue
        execute(
            house,
            DefineBoutique(
                row["code"],
                row["entity"],
                row["region"],
                row["kind"],
                row["name"],
                {language: tuple(lines) for language, lines in row["address"].items()},
                row["language"],
                row["zone"],
                row["currency"],
                row["phone"],
                places=tuple(row.get("places", ())),
                tills=tuple(row["tills"]),
            ),
            headquarters,
            f"demo:boutique:{row['code']}",
        )
    known = {row["code"] for row in plan["boutique"] if wanted is None or row["region"] in wanted}
    for row in plan["staff"]:
        if row.get("works_at") is None or row["works_at"] in known:
            execute(house, _member(row, plan["name"]), headquarters, f"demo:staff:{row['code']}")
    for name in plugins:
        execute(house, EnablePlugin(name), regional_it, f"demo:plugin:{name}")
    house.forget()
    return house


def _first_people(house: House, plan: Mapping[str, Any]) -> None:
    """Headquarters, named by the founder, and regional IT, named by headquarters: who then set up the rest."""
    people = {row["code"]: _member(row, plan["name"]) for row in plan["staff"]}
    if not house.staffed:
        execute(house, people["hq"], house.founder(), "demo:staff:hq")
    execute(house, people["it"], house.actor("hq"), "demo:staff:it")


def _member(row: Mapping[str, Any], house: str) -> DefineStaff:
    return DefineStaff(
        row["code"], row["name"], tuple(row["roles"]), row.get("works_at"), house, tuple(row.get("languages", ()))
    )

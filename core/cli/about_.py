"""Show what takes part here: rooms and plugins with their commands, questions, hooks and tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

import typer
from rich.console import Group, RenderableType

from core.cli.context import AsJson, grid, open_cli, show
from core.commands.registry import Declaration, declarations
from core.database.scopes import scope_of
from core.jurisdictions.hooks import PluginSpec, RegionSpec

app = typer.Typer(add_completion=False)


@app.command()
def about(as_json: AsJson = False) -> None:
    """Say what this house is made of: everything that may be asked or done, and who sees which table.

    Example: vendome about
    """
    house = open_cli()
    parts = [_part(declaration, house.grants) for declaration in declarations(house.suite)]
    hooks = {
        spec.__name__: [name for name, hook in vars(spec).items() if hasattr(hook, "vendome_spec")]
        for spec in (RegionSpec, PluginSpec)
    }
    countries = sorted(house.suite.regions)
    data = {
        "version": version("vendome"),
        "house": house.settings[0],
        "database": house.engine.dialect.name,
        "countries": countries,
        "plugins": sorted(house.suite.enabled),
        "parts": parts,
        "hooks": hooks,
    }

    def table() -> RenderableType:
        verbs = [
            (part["name"], what, name, ", ".join(roles))
            for part in parts
            for what in ("commands", "questions")
            for name, roles in part[what].items()
        ]
        tables = [(part["name"], name, scope) for part in parts for name, scope in part["tables"].items()]
        head = f"{data['house']}: Vendome {data['version']} on {data['database']}."
        return Group(
            f"{head} Countries: {', '.join(countries)}. Plugins: {', '.join(sorted(house.suite.enabled))}.",
            "",
            grid("May be asked and done", ("room", "", "what", "by"), verbs),
            "",
            grid("Tables", ("room", "table", "seen by"), tables),
            "",
            grid("Hooks", ("of", "questions"), [(name, ", ".join(names)) for name, names in hooks.items()]),
        )

    show(data, as_json=as_json, table=table)


def _part(declaration: Declaration, grants: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    def roles(kinds: Iterable[Any]) -> dict[str, list[str]]:
        return {kind.__name__: sorted(grants.get(kind.verb, ())) for kind in kinds}

    return {
        "name": declaration.name,
        "commands": roles(declaration.commands),
        "questions": roles(declaration.questions),
        "tables": {table.__tablename__: scope_of(table).words for table in declaration.tables},
    }

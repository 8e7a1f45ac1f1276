"""List, enable and disable function plugins."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.cli.context import Acting, AsJson, acting, fresh_key, grid, open_cli, show
from core.commands.execute import execute
from core.examination.enabling import EnablePlugin
from core.setup.migrate import upgrade

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """Installed function plugins, and which take part in this house.

    Example: vendome plugin list
    """
    house = open_cli()
    cards = [house.suite.plugin_card(name) for name in house.suite.plugins]
    rows: list[dict[str, Any]] = [
        {"name": c.name, "title": c.title, "enabled": c.name in house.suite.enabled, "requires": list(c.requires)}
        for c in cards
    ]
    show(
        rows,
        as_json=as_json,
        table=lambda: grid(
            "",
            ("plugin", "what for", "takes part"),
            [(r["name"], r["title"], "yes" if r["enabled"] else "no") for r in rows],
        ),
    )


@app.command()
def enable(
    name: Annotated[str, typer.Argument(help="Name of the plugin.")], who: Acting = None, as_json: AsJson = False
) -> None:
    """Make a plugin's tables, if it has any, and let it take part.

    Example: vendome plugin enable repairs
    """
    house = open_cli()
    house.suite.plugin(name)
    upgrade(house.engine, house.suite, {*house.suite.enabled, name})
    answer = execute(house, EnablePlugin(name), acting(house, who, EnablePlugin.verb), fresh_key(house, None))
    show(answer, as_json=as_json, table=lambda: f"{name} takes part.")


@app.command()
def disable(
    name: Annotated[str, typer.Argument(help="Name of the plugin.")], who: Acting = None, as_json: AsJson = False
) -> None:
    """Let a plugin no longer take part. Its tables and rows stay; enabling it again continues.

    Example: vendome plugin disable repairs
    """
    house = open_cli()
    answer = execute(
        house, EnablePlugin(name, enabled=False), acting(house, who, EnablePlugin.verb), fresh_key(house, None)
    )
    show(
        answer,
        as_json=as_json,
        table=lambda: (
            f"{name} no longer takes part. Its data stays where it is. «vendome plugin enable {name}» undoes it."
        ),
    )

"""Begin, examine, enable and disable function plugins."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from core.base.errors import Refused, VendomeError
from core.cli.context import Acting, AsJson, acting, fresh_key, grid, open_cli, show
from core.cli.verdict import from_here, suite_here, verdict
from core.commands.execute import execute
from core.examination.enabling import EnablePlugin
from core.examination.plugins import PluginReport, examine_plugin, words
from core.examination.scaffold import begin_plugin
from core.jurisdictions.suite import Suite
from core.setup.migrate import upgrade

app = typer.Typer(add_completion=False, no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the plugin.")]


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """Installed function plugins, and which take part in this house. None of them is imported.

    Example: vendome plugin list
    """
    house = open_cli()
    # What takes part and is no longer installed is listed too.
    names = sorted({*house.suite.plugins, *house.suite.enabled})
    rows = [_listed(house.suite, name) for name in names]

    def table() -> RenderableType:
        notes: list[RenderableType] = [Text(f"{row['name']}: {row['fault']}") for row in rows if row["fault"]]
        lines = [(row["name"], row["title"], "yes" if row["enabled"] else "no") for row in rows]
        return Group(grid("", ("plugin", "what for", "takes part"), lines), *(["", *notes] if notes else []))

    show(rows, as_json=as_json, table=table)


def _listed(suite: Suite, name: str) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "title": "", "enabled": name in suite.enabled, "requires": [], "fault": ""}
    try:
        card = suite.plugin_card(name)
    except VendomeError as fault:
        return row | {"fault": str(fault)}
    return row | {"title": card.title, "requires": list(card.requires)}


@app.command()
def check(name: Name, as_json: AsJson = False) -> None:
    """Examine a plugin: card, rights, tables, migrations, papers, words, imports. Exit code 1 when it does not pass.

    Example: vendome plugin check repairs
    """
    suite, _ = suite_here()
    if name not in suite.plugins:
        suite.plugin_card(name)  # says which there are
    report = examine_plugin(suite, name)
    show(_reported(report), as_json=as_json, table=lambda: _verdict(report))
    if not report.passed:
        raise typer.Exit(1)


def _reported(report: PluginReport) -> dict[str, Any]:
    findings = [{"level": f.level, "where": f.where, "text": f.text} for f in report.findings]
    return {"plugin": report.plugin, "passed": report.passed, "findings": findings}


def _verdict(report: PluginReport) -> RenderableType:
    return verdict(report.plugin, f"{report.plugin} passed.", report.findings)


@app.command()
def enable(name: Name, who: Acting = None, as_json: AsJson = False) -> None:
    """Examine a plugin, make its tables, if it has any, and let it take part.

    Example: vendome plugin enable repairs
    """
    house = open_cli()
    actor = acting(house, who, EnablePlugin.verb)
    house.suite.plugin_card(name)
    # Before the command, so that nobody waits for the database meanwhile, and all that was found can be shown.
    report = examine_plugin(house.suite, name)
    if not report.passed:
        show(_reported(report), as_json=as_json, table=lambda: _verdict(report))
        raise typer.Exit(Refused.exit_code)
    upgrade(house.engine, house.suite, {*house.suite.enabled, name})
    answer = execute(house, EnablePlugin(name), actor, fresh_key(house, None))
    package = house.suite.plugins[name].rpartition(".")[0] + "."
    own = [word for word, modules in house.suite.words.items() if modules[0].startswith(package)]
    first = f" First use: vendome {own[0]} --help" if own else ""
    show(answer, as_json=as_json, table=lambda: f"{name} takes part.{first}")


@app.command()
def disable(name: Name, who: Acting = None, as_json: AsJson = False) -> None:
    """Let a plugin no longer take part. Its tables and rows stay; enabling it again continues.

    Nothing is asked of the plugin: a broken one is disabled as any other.

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


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Its name, in small letters, such as gifting.")],
    title: Annotated[str, typer.Option(help="What it is for, in English (default: its name).")] = "",
    into: Annotated[
        Path | None, typer.Option(help="Package in which it is made (default: a distribution of its own, here).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Start a plugin from a complete small one that passes its examination: table, commands, question, paper, tests.

    Example: vendome plugin new gifting --title "Gift wrapping"
    """
    suite, _ = suite_here()
    begun = begin_plugin(name, title, into, taken={*suite.plugins, *words(suite)})
    data = {
        "folder": str(begun.folder),
        "project": str(begun.project) if begun.project else None,
        "test": str(begun.test) if begun.test else None,
        "entry_points": dict(begun.entry_points),
    }
    tested = f", with {from_here(begun.test)}" if begun.test else "; no folder «tests» stands beside, so no test was"
    if begun.project is not None:
        install = ["1. Install it:", f"     pip install -e {from_here(begun.project)}"]
    else:
        install = ["1. Announce it in pyproject.toml, then reinstall (pip install -e .):"]
        for group, line in begun.entry_points.items():
            install += [f'     [project.entry-points."{group}"]', f"     {line}"]
    steps = [
        f"{from_here(begun.folder)} is made{tested}.",
        *install,
        f"2. vendome plugin check {name}",
        f"3. vendome plugin enable {name}",
        f"4. vendome {name} --help",
    ]
    steps += [f"5. pytest {from_here(begun.test)}"] if begun.test else []
    show(data, as_json=as_json, table=lambda: Text("\n".join(steps)))

"""List, check, enable and disable countries; start a new one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text
from sqlalchemy import select

from core.cli.context import Acting, AsJson, acting, fresh_key, grid, open_cli, show
from core.clock import SystemClock
from core.conformance import examine
from core.db import reading
from core.errors import Refused, VendomeError
from core.founding import EnableRegion
from core.interference import differences, others
from core.stores import LegalEntity, RegionEnabling
from core.suite import Suite

app = typer.Typer(add_completion=False, no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="Code of the country, such as jp.")]
Entity = Annotated[str, typer.Option("--entity", help="Code of the legal entity.")]


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """Installed countries, and the legal entities for which they are enabled. Imports none of them.

    Example: vendome region list
    """
    suite = Suite.installed()
    enabled: dict[str, list[str]] = {}
    try:
        with reading(open_cli().engine) as session:
            asked = select(RegionEnabling.region, LegalEntity.code).join(
                LegalEntity, LegalEntity.id == RegionEnabling.entity_id
            )
            for row in session.execute(asked.where(RegionEnabling.enabled)):
                enabled.setdefault(row.region, []).append(row.code)
    except VendomeError:
        pass  # no house here yet: what is installed can be listed all the same
    rows: list[dict[str, Any]] = [
        {
            "code": code,
            "name": card.name,
            "inherits": list(card.inherits),
            "currencies": list(card.currencies),
            "languages": list(card.offered),
            "reviewed": card.reviewed,
            "enabled_for": sorted(enabled.get(code, [])),
        }
        for code, card in suite.cards.items()
    ]
    show(
        rows,
        as_json=as_json,
        table=lambda: grid(
            "",
            ("code", "country", "currency", "languages", "reviewed", "enabled for"),
            [
                (
                    r["code"],
                    r["name"],
                    " ".join(r["currencies"]),
                    " ".join(r["languages"]),
                    f"{r['reviewed']}",
                    " ".join(r["enabled_for"]) or "–",
                )
                for r in rows
            ],
        ),
    )


@app.command("show")
def show_(code: Code, as_json: AsJson = False) -> None:
    """A country's card, taxes in force today and profile fields, with their sources.

    Example: vendome region show jp
    """
    suite, today = Suite.installed(), SystemClock().now().date()
    region = suite.region(code)
    tax = region.table("tax")
    rates = [(key.removeprefix("rate."), entry) for key in tax.keys("rate") if (entry := tax.find(key, today))]
    data = {
        "code": region.code,
        "name": region.card.name,
        "languages": list(region.card.offered),
        "required": list(region.card.required),
        "rates": [{"name": name, "rate": e.value, "since": e.since, "source": e.source} for name, e in rates],
        "profile": [
            {"key": f.key, "label": f.label.get("en"), "type": f.type, "purpose": f.purpose, "sensitive": f.sensitive}
            for f in region.profile
        ],
    }

    def table() -> RenderableType:
        return Group(
            Text(f"{region.card.name} ({region.code})", style="bold"),
            Text(
                f"{' '.join(region.card.currencies)} · papers in {' '.join(region.card.offered)} · "
                f"answers for it: {region.card.owner}",
                style="dim",
            ),
            "",
            grid(
                "Taxes today",
                ("rate", "", "since", "source"),
                [(n, f"{e.value * 100:f}".rstrip("0").rstrip(".") + " %", f"{e.since}", e.source) for n, e in rates],
                right=("",),
            ),
            "",
            grid(
                "Profile fields",
                ("field", "label", "type", "purpose"),
                [
                    (f.key, f.label["en"], f.type + (" (sensitive)" if f.sensitive else ""), f.purpose)
                    for f in region.profile
                ],
            ),
        )

    show(data, as_json=as_json, table=table)


@app.command()
def check(code: Code, as_json: AsJson = False) -> None:
    """Examine a country: tables, sources, labels, and every case of its tax lawyer. Exit code 1 when it does not pass.

    Example: vendome region check jp
    """
    report = examine(Suite.installed(), code, on=SystemClock().now().date())
    data = {
        "region": report.region,
        "passed": report.passed,
        "cases": report.cases,
        "fingerprint": report.fingerprint,
        "findings": [{"level": f.level, "where": f.where, "text": f.text} for f in report.findings],
    }

    def table() -> RenderableType:
        errors = [f for f in report.findings if f.level == "error"]
        head = (
            f"{report.region} passed: {report.cases} cases hold."
            if report.passed
            else f"{report.region} did not pass: {len(errors)} errors."
        )
        rows = [
            (f.level, f.where, f.text)
            for f in sorted(report.findings, key=lambda f: ("error", "warn", "note").index(f.level))
        ]
        return Group(Text(head, style="bold"), "", grid("", ("", "where", "what"), rows))

    show(data, as_json=as_json, table=table)
    if not report.passed:
        raise typer.Exit(1)


@app.command()
def enable(code: Code, entity: Entity, who: Acting = None, as_json: AsJson = False) -> None:
    """Enable a country for a legal entity, after its examination. At any time; twice is the same as once.

    Example: vendome region enable jp --entity JP01
    """
    house = open_cli()
    answer = house.execute(EnableRegion(code, entity), acting(house, who), fresh_key(house, None))
    show(answer, as_json=as_json, table=lambda: f"{code.upper()} is enabled for {entity}.")


@app.command()
def disable(code: Code, entity: Entity, who: Acting = None, as_json: AsJson = False) -> None:
    """Disable a country for a legal entity. No new sales there; everything written stays readable.

    Example: vendome region disable jp --entity JP01
    """
    house = open_cli()
    answer = house.execute(EnableRegion(code, entity, enabled=False), acting(house, who), fresh_key(house, None))
    show(
        answer,
        as_json=as_json,
        table=lambda: f"{code.upper()} is disabled for {entity}. «vendome region enable» undoes it.",
    )


@app.command()
def diff(code: Code, as_json: AsJson = False) -> None:
    """What a country changes in any other: profile fields, mentions, numbering, taxes. Must be nothing.

    Example: vendome region diff cn
    """
    suite = Suite.installed()
    found = differences(suite, code, on=SystemClock().now().date())
    compared = sorted(name.upper() for name in others(suite, code))
    data = {
        "region": code.upper(),
        "compared": compared,
        "differences": [{"where": f.where, "text": f.text} for f in found],
    }

    def table() -> str:
        if not found:
            return f"{code.upper()} changes nothing in {', '.join(compared)}."
        return "\n".join(f"{f.where} {f.text}" for f in found)

    show(data, as_json=as_json, table=table)
    if found:
        raise typer.Exit(1)


@app.command()
def new(
    code: Annotated[str, typer.Argument(help="ISO 3166-1 code of the new country.")],
    name: Annotated[str, typer.Option(help="Its English name.")],
    into: Annotated[Path, typer.Option(help="Folder in which the new folder is made.")] = Path("regions"),
    as_json: AsJson = False,
) -> None:
    """Start a country from a complete fictitious one that passes its examination; then replace value by value.

    Example: vendome region new pt --name Portugal
    """
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise Refused(f"{code!r} is no ISO 3166-1 code. Write two letters, such as pt.")
    target = into / code.lower()
    if target.exists():
        raise Refused(f"{target} exists already. Choose another folder with --into, or remove it.")
    model = Path(__file__).parents[1] / "fictitious"
    shutil.copytree(model, target, ignore=shutil.ignore_patterns("__pycache__"))
    for path in sorted(target.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            path.write_text(
                text.replace("Zembla", name).replace("ZZ", code.upper()).replace("zz", code.lower()), encoding="utf-8"
            )
    line = f'{code.lower()} = "regions.{code.lower()}.plugin:plugin"'
    data = {"folder": str(target), "entry_point": line}
    show(
        data,
        as_json=as_json,
        table=lambda: (
            f"{target} is made. "
            f'Announce it under [project.entry-points."vendome.regions"]:\n  {line}\nReinstall, then: vendome region check {code.lower()}'
        ),
    )

"""List, check, enable and disable countries; start a new one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from core.base.clock import SystemClock
from core.base.errors import NotFound, Refused, VendomeError
from core.cli.context import Acting, AsJson, acting, fresh_key, grid, open_cli, show
from core.cli.verdict import counted, findings_grid, from_here, suite_here, verdict
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.house import House
from core.database.access import Actor
from core.examination.conformance import Report, chain_by_cards, examine, fingerprint_of
from core.examination.enabling import EnableRegion
from core.examination.non_interference import differences, others
from core.examination.questions import CountriesEnabled, Enabled
from core.examination.scaffold import begin_country
from core.jurisdictions.hooks import RegionSpec
from core.jurisdictions.region import Region
from core.jurisdictions.suite import Suite
from core.jurisdictions.tables import Entry

app = typer.Typer(add_completion=False, no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="Code of the country, such as jp.")]
Entity = Annotated[str, typer.Option("--entity", help="Code of the legal entity.")]


@app.command("list")
def list_(who: Acting = None, as_json: AsJson = False) -> None:
    """Countries installed, and for whom each is enabled.

    None of them is imported. An asterisk: its files are no longer those that passed the examination.

    Example: vendome region list
    """
    suite, house = suite_here()
    rows = _listed(suite, _enablings(house, acting(house, who, CountriesEnabled.verb)) if house else [])

    def table() -> RenderableType:
        notes = [
            f"* {row['code']}: files changed since they were examined. Examine them again: "
            f"vendome region enable {row['code'].lower()} --entity {enabling['entity']}"
            for row in rows
            for enabling in row["enabled_for"]
            if enabling["files_changed"] and not row["fault"]
        ]
        notes += [f"{row['code']}: {row['fault']}" for row in rows if row["fault"]]
        notes += [] if house else ["No house is open here, so nothing is said of enabling."]
        columns = ("code", "country", "currency", "languages", "inherits", "reviewed", "enabled for")
        return Group(grid("", columns, [_list_row(row) for row in rows]), *(["", *notes] if notes else []))

    show(rows, as_json=as_json, table=table)


def _listed(suite: Suite, enablings: list[Enabled]) -> list[dict[str, Any]]:
    rows = []
    # What was enabled once and is no longer installed is listed too: its papers are still here.
    for code in sorted({name.upper() for name in suite.regions} | {enabling.region for enabling in enablings}):
        row: dict[str, Any] = {
            "code": code,
            "name": "",
            "inherits": [],
            "currencies": [],
            "languages": [],
            "reviewed": None,
            "fault": "",
            "enabled_for": [],
        }
        fingerprint = None
        try:
            card = suite.card(code)
            row |= {
                "name": card.name,
                "inherits": [name.upper() for name in card.inherits],
                "currencies": list(card.currencies),
            }
            row |= {"languages": list(card.offered), "reviewed": card.reviewed}
            if any(enabling.region == code and enabling.enabled for enabling in enablings):
                fingerprint = fingerprint_of(chain_by_cards(suite, code))
        except VendomeError as fault:
            row["fault"] = str(fault)
        row["enabled_for"] = [
            {"entity": each.entity, "since": each.changed_at, "files_changed": each.fingerprint != fingerprint}
            for each in enablings
            if each.region == code and each.enabled
        ]
        rows.append(row)
    return rows


def _list_row(row: dict[str, Any]) -> tuple[str, ...]:
    enabled = " ".join(
        enabling["entity"] + ("*" if enabling["files_changed"] else "") for enabling in row["enabled_for"]
    )
    name = row["name"] or "(cannot be read)"
    return (
        row["code"],
        name,
        " ".join(row["currencies"]),
        " ".join(row["languages"]),
        " ".join(row["inherits"]) or "–",
        f"{row['reviewed'] or '–'}",
        enabled or "–",
    )


@app.command("show")
def show_(code: Code, as_json: AsJson = False) -> None:
    """A country's card, taxes in force today, profile fields and exceptions, with their sources.

    Example: vendome region show jp
    """
    suite, house = suite_here()
    region, today = suite.region(code), _today(house)
    tax, card = region.table("tax"), region.card
    rates = [(key.removeprefix("rate."), entry) for key in tax.keys("rate") if (entry := tax.find(key, today))]
    fields = [field for field in region.profile if field.until is None or field.until >= today]
    data = {
        "code": region.code,
        "name": card.name,
        "inherits": list(card.inherits),
        "currencies": list(card.currencies),
        "owner": card.owner,
        "reviewed": card.reviewed,
        "languages": list(card.offered),
        "required": list(card.required),
        "answers": _answers(region),
        "rates": [{"name": name, "rate": e.value, "since": e.since, "source": e.source} for name, e in rates],
        "profile": [
            {
                "key": f.key,
                "label": f.label.get("en", ""),
                "type": f.type,
                "purpose": f.purpose,
                "sensitive": f.sensitive,
            }
            for f in fields
        ],
    }

    def table() -> RenderableType:
        required = f"; {' '.join(card.required)} must stand on them" if card.required else ""
        facts = [
            f"Pays in {' '.join(card.currencies)}. Papers in {' '.join(card.offered)}{required}.",
            f"{card.owner} answers for it; read through on {card.reviewed}.",
            f"Inherits {' '.join(card.inherits).upper()}." if card.inherits else "",
            f"Answers beyond its tables: {', '.join(_answers(region)) or 'none'}.",
        ]
        taxes = [(name, _rate(entry), f"{entry.since}", entry.source) for name, entry in rates]
        profile = [
            (f.key, f.label.get("en", ""), f.type + (", sensitive" if f.sensitive else ""), f.purpose) for f in fields
        ]
        return Group(
            Text(f"{card.name} ({region.code})", style="bold"),
            *(Text(fact, style="dim") for fact in facts if fact),
            "",
            grid("Taxes today", ("rate", "", "since", "source"), taxes, right=("",)),
            "",
            grid("Profile fields", ("field", "label", "type", "purpose"), profile) if profile else "No profile fields.",
        )

    show(data, as_json=as_json, table=table)


def _rate(entry: Entry) -> str:
    shown = f"{entry.value * 100:f}"
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) + " %"


def _answers(region: Region) -> list[str]:
    return [name for name in vars(RegionSpec) if hasattr(getattr(region, name, None), "vendome_impl")]


@app.command()
def check(code: Code, as_json: AsJson = False) -> None:
    """Examine a country: tables, sources, labels, and every case of its tax lawyer.

    Exit code 1 when it does not pass. Where a house is open, the tables that its plugins read are asked for too.

    Example: vendome region check jp
    """
    suite, house = suite_here()
    report = examine(_knowing(suite, code), code, on=_today(house))
    show(_reported(report), as_json=as_json, table=lambda: _verdict(report))
    if not report.passed:
        raise typer.Exit(1)


def _reported(report: Report) -> dict[str, Any]:
    findings = [{"level": f.level, "where": f.where, "text": f.text} for f in report.findings]
    return {
        "region": report.region,
        "passed": report.passed,
        "cases": report.cases,
        "fingerprint": report.fingerprint,
        "findings": findings,
    }


def _verdict(report: Report) -> RenderableType:
    return verdict(report.region, f"{report.region} passed: {counted(report.cases, 'case')} held.", report.findings)


@app.command()
def enable(code: Code, entity: Entity, who: Acting = None, as_json: AsJson = False) -> None:
    """Enable a country for a legal entity, after its examination.

    At any time; twice is the same as once, but for the files, which are examined again.

    Example: vendome region enable jp --entity JP01
    """
    house = open_cli()
    actor = acting(house, who, EnableRegion.verb)
    # Before the command, so that nobody waits for the database meanwhile, and all that was found can be shown.
    report = examine(_knowing(house.suite, code), code, on=house.clock.now().date())
    if not report.passed:
        show(_reported(report), as_json=as_json, table=lambda: _verdict(report))
        raise typer.Exit(Refused.exit_code)
    answer = execute(house, EnableRegion(code, entity), actor, fresh_key(house, None))
    show(
        {**answer, "cases": report.cases, "fingerprint": report.fingerprint},
        as_json=as_json,
        table=lambda: f"{code.upper()} is enabled for {entity}: {counted(report.cases, 'case')} held.",
    )


@app.command()
def disable(code: Code, entity: Entity, who: Acting = None, as_json: AsJson = False) -> None:
    """Disable a country for a legal entity.

    No new sales there; everything written stays readable, printable and verifiable.

    Example: vendome region disable jp --entity JP01
    """
    house = open_cli()
    actor = acting(house, who, EnableRegion.verb)
    enablings = [row for row in _enablings(house, actor) if row.entity == entity]
    if not any(row.region == code.upper() for row in enablings):
        known = ", ".join(row.region for row in enablings if row.enabled)
        raise NotFound(f"{code.upper()} was never enabled for {entity}. Enabled there: {known or 'none'}.")
    answer = execute(house, EnableRegion(code, entity, enabled=False), actor, fresh_key(house, None))
    back = f"vendome region enable {code.lower()} --entity {entity}"
    show(
        answer,
        as_json=as_json,
        table=lambda: f"{code.upper()} is disabled for {entity}; what was written stays readable.\nUndone by: {back}",
    )


@app.command()
def diff(code: Code, as_json: AsJson = False) -> None:
    """What a country changes in any other, or in the house. Must be nothing.

    Compared are cards, profile fields, mentions, every table and the outcome of every case, in fresh processes with and
    without the country; exit code 1 when anything differs.

    Example: vendome region diff cn
    """
    suite, house = suite_here()
    found = differences(_knowing(suite, code), code, on=_today(house))
    compared = sorted(name.upper() for name in others(suite, code))
    heirs = sorted({name.upper() for name in suite.regions} - {*compared, code.upper()})
    disturbed = [f for f in found if f.level == "error"]
    data = {
        "region": code.upper(),
        "compared": compared,
        "heirs": heirs,
        "differences": [{"level": f.level, "where": f.where, "text": f.text} for f in found],
    }

    def table() -> RenderableType:
        left = f" {', '.join(heirs)} {'inherits' if len(heirs) == 1 else 'inherit'} it on purpose." if heirs else ""
        head = f"{code.upper()} changes nothing in {', '.join(compared)}.{left}"
        if disturbed:
            head = f"{code.upper()} disturbs others: {counted(len(disturbed), 'difference')}."
        return Group(Text(head, style="bold"), *(["", findings_grid(found)] if found else []))

    show(data, as_json=as_json, table=table)
    if disturbed:
        raise typer.Exit(1)


@app.command()
def new(
    code: Annotated[str, typer.Argument(help="ISO 3166-1 code of the new country.")],
    name: Annotated[str, typer.Option(help="Its English name.")],
    into: Annotated[Path, typer.Option(help="Folder of the package in which it is made.")] = Path("regions"),
    as_json: AsJson = False,
) -> None:
    """Start a country from a complete fictitious one that passes its examination.

    Then replace it value by value. A house's own countries live in its own package: --into regions_of_house

    Example: vendome region new pt --name Portugal
    """
    begun = begin_country(code, name, into)
    data = {
        "folder": str(begun.folder),
        "test": str(begun.test) if begun.test else None,
        "entry_point": begun.entry_point,
    }
    steps = [
        f"{begun.folder} is made"
        + (f", with {from_here(begun.test)}." if begun.test else "; no folder «tests» stands beside, so no test was."),
        "1. Announce it in pyproject.toml, then reinstall (pip install -e .):",
        f'     [project.entry-points."vendome.regions"]\n     {begun.entry_point}',
        f"2. vendome region check {code.lower()}",
        "3. Replace every value and its source; the check counts what is still fictitious.",
    ]
    show(data, as_json=as_json, table=lambda: Text("\n".join(steps)))


def _knowing(suite: Suite, code: str) -> Suite:
    """The suite itself; refused when it has no such country."""
    if code.lower() not in suite.regions:
        suite.card(code)
    return suite


def _today(house: House | None) -> date:
    return (house.clock if house else SystemClock()).now().date()


def _enablings(house: House, actor: Actor) -> list[Enabled]:
    return list(ask(house, CountriesEnabled(), actor))

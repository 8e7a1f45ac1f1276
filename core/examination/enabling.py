"""Enabling a country for a legal entity, and a function plugin in the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import delete, insert, select, update

from core.base.errors import NotFound, Refused, VendomeError
from core.commands.command import Answer, Command
from core.commands.unit import Unit
from core.examination.conformance import INVENTED, examine
from core.examination.plugins import examine_plugin
from core.jurisdictions.suite import Suite
from core.organisation.model import LegalEntity, PluginEnabling, RegionEnabling


@dataclass(frozen=True)
class EnableRegion(Command):
    """Enable a country for a legal entity, or disable it; its data stays readable. Idempotent, at any time.

    Enabling examines the country first and is refused when the examination finds an error.
    """

    verb: ClassVar[str] = "region.enable"
    region: str
    entity: str
    enabled: bool = True


@dataclass(frozen=True)
class EnablePlugin(Command):
    """Enable a function plugin in the house, or disable it; its tables and their rows stay.

    Enabling examines the plugin first and is refused when the examination finds an error. Disabling asks nothing of the
    plugin: it works for one that is broken or gone.
    """

    verb: ClassVar[str] = "plugin.enable"
    plugin: str
    enabled: bool = True


def enable_region(unit: Unit, command: EnableRegion) -> Answer:
    """Examine, then enable; or disable."""
    entity = unit.session.scalar(select(LegalEntity.id).where(LegalEntity.code == command.entity))
    if entity is None:
        raise NotFound(f"No legal entity {command.entity!r} is known. Define it first.")
    code = command.region.upper()
    row: dict[str, Any] = {"entity_id": entity, "region": code, "enabled": command.enabled, "changed_at": unit.now}
    if command.enabled:
        report = examine(unit.house.suite, code, on=unit.now.date())
        faults = [f"{f.where}: {f.text}" for f in report.findings if f.level == "error"]
        if faults:
            raise Refused(
                f"{code} did not pass its examination: {faults[0]} ({len(faults)} in all). "
                f"See «vendome region check {code.lower()}»."
            )
        invented = [f.text for f in report.findings if f.where == f"{code}.{INVENTED}"]
        if invented and not unit.house.settings[1]:
            raise Refused(f"{code} was begun and not finished: {invented[0]}")
        row |= {"fingerprint": report.fingerprint, "cases": report.cases}
    table = RegionEnabling.__table__
    mine = (table.c.entity_id == entity) & (table.c.region == code)
    if unit.session.execute(select(table.c.region).where(mine)).one_or_none() is not None:
        unit.session.execute(update(table).where(mine).values(**row))
    elif command.enabled:
        unit.session.execute(insert(table), row)
    return {"region": code, "entity": command.entity, "enabled": command.enabled}


def enable_plugin(unit: Unit, command: EnablePlugin) -> Answer:
    """Note that the plugin takes part, or no longer; its tables are made by its own migrations beforehand."""
    suite, name, table = unit.house.suite, command.plugin, PluginEnabling.__table__
    known = {row.name: row.enabled for row in unit.session.execute(select(PluginEnabling.name, PluginEnabling.enabled))}
    enabled = {each for each, takes_part in known.items() if takes_part}
    if command.enabled:
        missing = set(suite.plugin_card(name).requires) - enabled
        if missing:
            raise Refused(f"{name} needs {', '.join(sorted(missing))}. Enable it first.")
        # Quick here, where others wait for the database; the command line looks at everything beforehand.
        report = examine_plugin(suite, name, thorough=False)
        faults = [f"{f.where}: {f.text}" for f in report.findings if f.level == "error"]
        if faults:
            raise Refused(
                f"{name} did not pass its examination: {faults[0]} ({len(faults)} in all). "
                f"See «vendome plugin check {name}»."
            )
    else:
        if name not in known:
            suite.plugin_card(name)
        needing = [each for each in sorted(enabled - {name}) if name in _requires(suite, each)]
        if needing:
            raise Refused(f"{', '.join(needing)} needs {name}. Disable it first.")
    unit.session.execute(delete(table).where(table.c.name == name))
    unit.session.execute(insert(table), {"name": name, "enabled": command.enabled, "changed_at": unit.now})
    return {"plugin": name, "enabled": command.enabled}


def _requires(suite: Suite, name: str) -> tuple[str, ...]:
    """What a plugin requires; nothing where its card cannot be read."""
    try:
        return suite.plugin_card(name).requires
    except VendomeError:
        return ()

"""Setting up a house: its companies, boutiques, tills and staff; enabling countries and plugins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import insert, select

from core.base.errors import NotFound, Refused
from core.base.money import minor_digits
from core.base.text import required_line
from core.commands.command import Answer, Command
from core.commands.unit import Unit
from core.commands.upsert import upsert
from core.database.access import ROLES
from core.organisation.model import KINDS, Boutique, LegalEntity, Staff, Till


@dataclass(frozen=True)
class DefineEntity(Command):
    """Add a legal entity or change it. ``address`` by language; ``numbers``: ``{label, value, role}``, role
    ``tax_number`` for the one its tax law prints."""

    verb: ClassVar[str] = "store.write"
    code: str
    name: str
    country: str
    currency: str
    address: Mapping[str, tuple[str, ...]]
    numbers: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class DefineBoutique(Command):
    """Add a boutique with its tills, or change it."""

    verb: ClassVar[str] = "store.write"
    code: str
    entity: str
    region: str
    kind: str
    name: Mapping[str, str]
    address: Mapping[str, tuple[str, ...]]
    language: str
    zone: str
    currency: str
    phone: str = ""
    day_starts: int = 4
    places: tuple[str, ...] = ()
    tills: tuple[str, ...] = ("T1",)


@dataclass(frozen=True)
class DefineStaff(Command):
    """Add a member of staff or change them. ``works_at``: code of the boutique, None for headquarters."""

    verb: ClassVar[str] = "store.write"
    code: str
    name: str
    roles: tuple[str, ...]
    works_at: str | None = None
    employer: str = ""
    languages: tuple[str, ...] = ()


def define_entity(unit: Unit, command: DefineEntity) -> Answer:
    """Write the entity."""
    minor_digits(command.currency)
    upsert(
        unit,
        LegalEntity,
        "code",
        {
            "code": required_line(command.code, "code", 12),
            "name": required_line(command.name, "name"),
            "country": command.country,
            "currency": command.currency,
            "address": {language: list(lines) for language, lines in command.address.items()},
            "numbers": [dict(n) for n in command.numbers],
        },
    )
    return {"code": command.code}


def define_boutique(unit: Unit, command: DefineBoutique) -> Answer:
    """Write the boutique and the tills it does not have yet."""
    minor_digits(command.currency)
    if command.kind not in KINDS:
        raise Refused(f"A boutique's kind is one of {', '.join(KINDS)}, not {command.kind!r}.")
    try:
        ZoneInfo(command.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"{command.zone!r} is no time zone. Write an IANA name, such as Europe/Paris.") from None
    if type(command.day_starts) is not int or not 0 <= command.day_starts <= 12:
        raise Refused(f"A trading day starts from 0 to 12 o'clock, not at {command.day_starts}. Correct day_starts.")
    unit.house.suite.card(command.region)
    entity = unit.session.scalar(select(LegalEntity.id).where(LegalEntity.code == command.entity))
    if entity is None:
        raise NotFound(f"No legal entity {command.entity!r} is known. Define it first.")
    boutique = upsert(
        unit,
        Boutique,
        "code",
        {
            "code": required_line(command.code, "code", 12),
            "entity_id": entity,
            "region": command.region.upper(),
            "kind": command.kind,
            "name": dict(command.name),
            "address": {language: list(lines) for language, lines in command.address.items()},
            "phone": command.phone,
            "currency": command.currency,
            "language": command.language,
            "zone": command.zone,
            "day_starts": command.day_starts,
            "places": list(command.places),
        },
    )
    existing = set(unit.session.scalars(select(Till.code).where(Till.boutique_id == boutique)))
    for code in command.tills:
        if code not in existing:
            unit.session.execute(
                insert(Till.__table__),
                {"id": unit.new_id(), "boutique_id": boutique, "code": required_line(code, "till", 12)},
            )
    return {"code": command.code}


def define_staff(unit: Unit, command: DefineStaff) -> Answer:
    """Write the member of staff."""
    unknown = set(command.roles) - set(ROLES)
    if unknown:
        raise Refused(f"There is no role {min(unknown)!r}. Use {', '.join(ROLES)}.")
    boutique = None
    if command.works_at is not None:
        boutique = unit.session.scalar(select(Boutique.id).where(Boutique.code == command.works_at))
        if boutique is None:
            raise NotFound(f"No boutique {command.works_at!r} is known. Define it first.")
    upsert(
        unit,
        Staff,
        "code",
        {
            "code": required_line(command.code, "code", 20),
            "name": required_line(command.name, "name"),
            "boutique_id": boutique,
            "employer": command.employer,
            "roles": list(command.roles),
            "languages": list(command.languages),
        },
    )
    return {"code": command.code}

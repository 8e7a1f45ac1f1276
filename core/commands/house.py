"""A house at work: its database, keys, archive, clock, and the plugins that take part."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, bindparam, inspect, select
from sqlalchemy.orm import Session

from core.base.clock import Clock, Ids, SystemClock, TimeOrderedIds
from core.base.errors import NotFound, Refused, VendomeError
from core.database import access
from core.database.access import Actor
from core.database.encryption import KeyRing
from core.database.engine import open_engine, reading
from core.database.revisions import CORE, check_revisions
from core.database.scopes import scoped
from core.jurisdictions.suite import Suite
from core.organisation.model import Boutique, HouseSettings, LegalEntity, PluginEnabling, RegionEnabling, Staff, Till


@dataclass(frozen=True, slots=True)
class Shop:
    """A boutique with its legal entity, as plain values for one command."""

    boutique_id: UUID
    boutique: str
    kind: str
    region: str
    zone: str
    day_starts: int
    currency: str
    language: str
    places: tuple[str, ...]
    names: dict[str, str]
    address: dict[str, list[str]]
    phone: str
    entity_id: UUID
    entity: str
    entity_name: str
    entity_currency: str
    entity_address: dict[str, list[str]]
    entity_numbers: list[dict[str, str]]
    tills: dict[str, UUID]


@dataclass
class House:
    """The doors of a running house. Open one with :func:`open_house`."""

    folder: Path
    engine: Engine
    keys: KeyRing
    suite: Suite
    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default=None)  # type: ignore[assignment]  # set from the clock below

    def __post_init__(self) -> None:
        if self.ids is None:
            self.ids = TimeOrderedIds(self.clock)
        self._shops: dict[str, Shop] = {}

    @property
    def archive_folder(self) -> Path:
        """Where archived papers lie."""
        return self.folder / "archive"

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[Session]:
        """A session that sees one state, and of it what the actor may see."""
        with reading(self.engine) as session:
            yield scoped(session, actor)

    @cached_property
    def settings(self) -> tuple[str, bool]:
        """(name of the house, whether it is synthetic)."""
        with reading(self.engine) as session:
            row = session.get(HouseSettings, 1)
        if row is None:
            raise VendomeError("The house has no name yet. Run «vendome init --name …».")
        return row.name, row.synthetic

    def shop(self, code: str) -> Shop:
        """A boutique by code. Kept for the life of the process: boutiques change by deployment, not by the minute."""
        shop = self._shops.get(code)
        if shop is None:
            with reading(self.engine) as session:
                row = session.execute(
                    select(Boutique, LegalEntity)
                    .join(LegalEntity, LegalEntity.id == Boutique.entity_id)
                    .where(Boutique.code == code)
                ).one_or_none()
                if row is None:
                    codes = ", ".join(session.scalars(select(Boutique.code).order_by(Boutique.code).limit(20)))
                    raise NotFound(f"No boutique {code!r} is known. Known are: {codes or 'none yet'}.")
                tills = {
                    till.code: till.id
                    for till in session.scalars(select(Till).where(Till.boutique_id == row.Boutique.id))
                }
                shop = self._shops[code] = _shop(row.Boutique, row.LegalEntity, tills)
        return shop

    def require_enabled(self, session: Session, shop: Shop) -> None:
        """Refused unless the shop's country is enabled for its legal entity."""
        asked = {"entity": shop.entity_id, "code": shop.region}
        if not session.connection().execute(_ENABLED, asked).scalar():
            raise Refused(
                f"{shop.region} is not enabled for {shop.entity}. "
                f"Regional IT runs «vendome region enable {shop.region.lower()} --entity {shop.entity}»."
            )

    def actor(self, code: str) -> Actor:
        """The actor behind a staff code, with roles, boutique and the countries in scope."""
        with reading(self.engine) as session:
            staff = session.scalars(select(Staff).where(Staff.code == code)).one_or_none()
            if staff is None:
                raise NotFound(f"No staff member {code!r} is known. Check the code.")
            wanted = select(RegionEnabling.region).where(RegionEnabling.enabled)
            boutique = session.get(Boutique, staff.boutique_id) if staff.boutique_id else None
            if boutique is not None:
                wanted = wanted.where(RegionEnabling.entity_id == boutique.entity_id)
            regions = frozenset(session.scalars(wanted))
            boutiques = None if boutique is None else frozenset({boutique.code})
            return Actor(staff.code, frozenset(staff.roles), boutiques, regions, self.grants)

    def system(self) -> Actor:
        """The software itself, for jobs and migrations; it has no right of a person."""
        return Actor(access.SYSTEM, frozenset({access.SYSTEM}), None, frozenset(), self.grants)

    @property
    def staffed(self) -> bool:
        """Whether anybody works for the house yet."""
        with reading(self.engine) as session:
            return session.scalar(select(Staff.id).limit(1)) is not None

    def founder(self) -> Actor:
        """Who names the first member of staff. Refused in a house that has any."""
        if self.staffed:
            raise Refused("The house has staff: one of them acts. Name them with --as, or with VENDOME_AS.")
        return Actor(access.FOUNDER, frozenset({access.FOUNDER}), None, frozenset(), self.grants)

    def persona(self, verb: str, boutique: str | None = None) -> Actor:
        """Of a synthetic house, a member of staff who may do ``verb``, there: headquarters first, then by code."""
        with reading(self.engine) as session:
            people = session.execute(
                select(Staff.code, Staff.roles, Boutique.code.label("boutique"))
                .outerjoin(Boutique, Boutique.id == Staff.boutique_id)
                .order_by(Staff.boutique_id.is_not(None), Staff.code)
            ).all()
        for person in people:
            if self.grants.get(verb, frozenset()).intersection(person.roles) and (
                boutique is None or person.boutique in (None, boutique)
            ):
                return self.actor(person.code)
        raise NotFound(f"Nobody of this house may «{verb}»{f' in {boutique}' if boutique else ''}. Define somebody.")

    @cached_property
    def grants(self) -> dict[str, frozenset[str]]:
        """Who may do what: the core's table, and what the installed plugins say of verbs of their own. A verb of the
        core, or of a plugin before it in the alphabet, is nobody else's to grant."""
        grants = dict(access.GRANTS)
        for name in sorted(self.suite.plugins):
            try:
                card = self.suite.plugin_card(name)
            except VendomeError:
                continue  # «vendome doctor» names it
            for verb, roles in card.grants.items():
                grants.setdefault(verb, roles)
        return grants

    def forget(self) -> None:
        """Drop what was kept of settings, boutiques and grants, after they changed."""
        self._shops.clear()
        for name in ("settings", "grants"):
            self.__dict__.pop(name, None)


#: Everybody may know it, and every sale asks: built once, and read without the rules of a session.
_ENABLED = select(RegionEnabling.enabled).where(
    RegionEnabling.entity_id == bindparam("entity"), RegionEnabling.region == bindparam("code")
)


def _shop(boutique: Boutique, entity: LegalEntity, tills: dict[str, UUID]) -> Shop:
    return Shop(
        boutique.id,
        boutique.code,
        boutique.kind,
        boutique.region,
        boutique.zone,
        boutique.day_starts,
        boutique.currency,
        boutique.language,
        tuple(boutique.places),
        dict(boutique.name),
        dict(boutique.address),
        boutique.phone,
        entity.id,
        entity.code,
        entity.name,
        entity.currency,
        dict(entity.address),
        list(entity.numbers),
        tills,
    )


def home() -> Path:
    """The folder of the house: ``VENDOME_HOME``, else ``vendome-house`` here."""
    return Path(os.environ.get("VENDOME_HOME") or "vendome-house")


def database_url(folder: Path) -> str:
    """Where the house's database is: ``DATABASE_URL``, else SQLite in its folder."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'vendome.db'}"


def open_house(
    folder: Path | None = None, *, url: str | None = None, clock: Clock | None = None, suite: Suite | None = None
) -> House:
    """Open the house of a folder. Refused with the way out when there is none."""
    folder = folder or home()
    address = url or database_url(folder)
    if address.startswith("sqlite") and not (folder / "vendome.db").is_file() and url is None:
        raise VendomeError(f"No house lives in {folder}. Run «vendome init» there, or set VENDOME_HOME.")
    engine = open_engine(address)
    names: list[Any] = []
    with reading(engine) as session:
        if inspect(session.connection()).has_table(PluginEnabling.__tablename__):
            names = list(session.scalars(select(PluginEnabling.name).where(PluginEnabling.enabled)))
        suite = (suite or Suite.installed()).enabling(names)
        check_revisions(session.connection(), [CORE, *_migrations(suite)])
    return House(folder, engine, KeyRing.at(folder / "keys"), suite, clock or SystemClock())


def _migrations(suite: Suite) -> Iterator[Path]:
    """The folders of revisions of the plugins that take part; one whose card cannot be read is passed over."""
    for name in sorted(suite.enabled):
        with suppress(VendomeError):
            yield suite.plugin_card(name).folder / "migrations"


def stand_ready() -> None:
    """Call once in a process that will serve for long, when its house is open and warm.

    What is loaded by then stays loaded: it is set aside from garbage collection, which otherwise reads all of it over
    again every few hundred sales, and lets the till stand still meanwhile.
    """
    gc.collect()
    gc.freeze()

"""Who sells and where: legal entities, boutiques, tills and staff."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.engine import Base
from core.database.scopes import EVERYONE

#: Kinds of point of sale.
KINDS = ("flagship", "boutique", "airport", "corner", "concession", "web")


class LegalEntity(Base):
    """A company of the house. ``country``: ISO 3166-1 of its seat and law; ``numbers``: ``[{label, value, role}]``."""

    __tablename__ = "legal_entity"
    __scope__ = EVERYONE
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    country: Mapped[str]
    currency: Mapped[str]
    address: Mapped[dict[str, list[str]]]
    numbers: Mapped[list[dict[str, str]]]


class Boutique(Base):
    """A point of sale. ``region``: the country whose law governs it; ``places``: its tax places, widest first;
    ``language``: its own, BCP 47; ``zone``: IANA; ``day_starts``: hour at which the trading day begins."""

    __tablename__ = "boutique"
    __scope__ = EVERYONE
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint("day_starts BETWEEN 0 AND 12", name="day_starts"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entity.id"))
    region: Mapped[str]
    kind: Mapped[str]
    name: Mapped[dict[str, str]]
    address: Mapped[dict[str, list[str]]]
    phone: Mapped[str]
    currency: Mapped[str]
    language: Mapped[str]
    zone: Mapped[str]
    day_starts: Mapped[int]
    places: Mapped[list[str]]


class Till(Base):
    """A till of a boutique; fiscal series are kept per till where the law says so."""

    __tablename__ = "till"
    __scope__ = EVERYONE
    __table_args__ = (UniqueConstraint("boutique_id", "code"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    boutique_id: Mapped[UUID] = mapped_column(ForeignKey("boutique.id"))
    code: Mapped[str]


class Staff(Base):
    """Someone who works for the house. ``roles``: see ``core.database.access``; ``boutique_id`` None: headquarters."""

    __tablename__ = "staff"
    __scope__ = EVERYONE
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    boutique_id: Mapped[UUID | None] = mapped_column(ForeignKey("boutique.id"))
    employer: Mapped[str]
    roles: Mapped[list[str]]
    languages: Mapped[list[str]]


class RegionEnabling(Base):
    """A country enabled for a legal entity, with the fingerprint of the examination it passed."""

    __tablename__ = "region_enabling"
    __scope__ = EVERYONE
    entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entity.id"), primary_key=True)
    region: Mapped[str] = mapped_column(primary_key=True)
    enabled: Mapped[bool]
    fingerprint: Mapped[str]
    cases: Mapped[int]
    changed_at: Mapped[datetime]


class PluginEnabling(Base):
    """A function plugin enabled in the house."""

    __tablename__ = "plugin_enabling"
    __scope__ = EVERYONE
    name: Mapped[str] = mapped_column(primary_key=True)
    enabled: Mapped[bool]
    changed_at: Mapped[datetime]


class HouseSettings(Base):
    """The one row that says whose database this is. ``synthetic``: its people and sales are invented, and its papers
    say so."""

    __tablename__ = "house"
    __scope__ = EVERYONE
    __table_args__ = (CheckConstraint("id = 1", name="single"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    synthetic: Mapped[bool]
    settings: Mapped[dict[str, Any]]

"""Asking for the house's own order: which countries are enabled for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select

from core.commands.question import Question, View
from core.organisation.model import LegalEntity, RegionEnabling


@dataclass(frozen=True, slots=True)
class Enabled:
    """A country for a legal entity. ``fingerprint``: of the files that passed the examination; ``enabled`` False:
    disabled again."""

    entity: str
    region: str
    enabled: bool
    fingerprint: str
    changed_at: datetime


@dataclass(frozen=True)
class CountriesEnabled(Question[tuple[Enabled, ...]]):
    """Every country that was ever enabled, by country and legal entity."""

    verb: ClassVar[str] = "store.read"


def countries_enabled(view: View, question: CountriesEnabled) -> tuple[Enabled, ...]:
    """Read them."""
    rows = view.session.execute(
        select(
            LegalEntity.code,
            RegionEnabling.region,
            RegionEnabling.enabled,
            RegionEnabling.fingerprint,
            RegionEnabling.changed_at,
        )
        .join(LegalEntity, LegalEntity.id == RegionEnabling.entity_id)
        .order_by(RegionEnabling.region, LegalEntity.code)
    )
    return tuple(Enabled(*row) for row in rows)

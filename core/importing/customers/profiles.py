"""Countries' profile fields as columns of a client file: ``cn.wechat_openid``, only where the country is enabled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from core.base.errors import Refused
from core.commands.house import House
from core.customers.model import Customer, ProfileValue
from core.database.access import Actor
from core.importing.customers.rows import Prepared
from core.importing.formats.rows import Row
from core.importing.kinds import Frame
from core.importing.outcome import RowFinding, shown
from core.jurisdictions.profile import check_value, fields_in_scope
from core.jurisdictions.region import ProfileField

_VALUES: Table = ProfileValue.__table__
_CLIENTS: Table = Customer.__table__


def profile_columns(house: House, actor: Actor) -> frozenset[str]:
    """The profile columns that a file may have: fields in force of the countries in the actor's scope, sensitive ones
    only where the actor may write them."""
    on = house.clock.now().date()
    return frozenset(
        field.key
        for field in fields_in_scope(house.suite, actor.regions, on)
        if not field.sensitive or actor.may("customer.sensitive")
    )


@dataclass
class ProfileChanges:
    """Profile values to set: (client's id, field, value), by client. None clears."""

    house: House
    actor: Actor
    now: datetime
    wanted: dict[str, dict[str, str | None]] = field(default_factory=dict)
    fields: Mapping[str, ProfileField] = field(default_factory=dict)

    @property
    def clients(self) -> frozenset[str]:
        """Ids of the clients concerned."""
        return frozenset(self.wanted)

    def land(self, session: Session) -> None:
        """Replace the values; sensitive ones are encrypted with the client's own key."""
        for client, values in self.wanted.items():
            for key, value in values.items():
                declared = self.fields[key]
                mine = (
                    (_VALUES.c.customer_id == UUID(client))
                    & (_VALUES.c.region == declared.region)
                    & (_VALUES.c.field == declared.name)
                )
                session.execute(delete(_VALUES).where(mine))
                if value is not None:
                    session.execute(insert(_VALUES), self._row(session, UUID(client), declared, value))

    def _row(self, session: Session, client: UUID, declared: ProfileField, value: str) -> dict[str, Any]:
        row: dict[str, Any] = {
            "id": self.house.ids.new(),
            "customer_id": client,
            "region": declared.region,
            "field": declared.name,
            "value": value,
            "cipher": None,
            "recorded_at": self.now,
            "recorded_by": self.actor.code,
        }
        if not declared.sensitive:
            return row
        key = session.scalar(select(_CLIENTS.c.data_key).where(_CLIENTS.c.id == client))
        if key is None:
            key = self.house.keys.new_data_key(str(client))
            session.execute(update(_CLIENTS).where(_CLIENTS.c.id == client).values(data_key=key))
        place = f"profile_value.cipher/{row['id']}"
        return row | {"value": None, "cipher": self.house.keys.encrypt(key, str(client), value, place)}


class Profiles:
    """The profile columns of one file."""

    def __init__(self, frame: Frame, at: Mapping[str, int], now: datetime) -> None:
        self._frame, self._now = frame, now
        fields = fields_in_scope(frame.house.suite, frame.actor.regions, now.date())
        self._fields = {field.key: field for field in fields if field.key in at}
        self._at = at
        self._read: dict[int, dict[str, str | None]] = {}
        self._doubts: list[RowFinding] = []

    def read(self, row: Row) -> RowFinding | None:
        """Check and keep a row's values; the refusal of the first that is not of its type."""
        if not self._fields:
            return None
        values: dict[str, str | None] = {}
        for key, declared in self._fields.items():
            text = row[1][self._at[key]].strip()
            if text:
                try:
                    doubts = check_value(self._frame.house.suite, declared, text)
                except Refused as fault:
                    return self._frame.finding(row[0], key, "" if declared.sensitive else text, str(fault))
                value = "" if declared.sensitive else shown(text)
                self._doubts += [RowFinding(row[0], key, value, doubt.text, "noted") for doubt in doubts]
            values[key] = text or None
        self._read[row[0]] = values
        return None

    def doubts(self) -> list[RowFinding]:
        """The doubts since last asked."""
        doubts, self._doubts = self._doubts, []
        return doubts

    def compare(self, session: Session, worked: Prepared) -> ProfileChanges:
        """The values of a batch that are not held yet."""
        changes = ProfileChanges(self._frame.house, self._frame.actor, self._now, fields=self._fields)
        if not self._fields:
            return changes
        stored = self._stored(session, [UUID(client) for _, client, _ in worked.existing])
        for row, client in [*((row, client) for row, client, _ in worked.existing), *worked.added]:
            values = self._read.pop(row, {})
            mine = stored.get(client, {})
            differing = {key: value for key, value in values.items() if mine.get(key) != value}
            if differing:
                changes.wanted[client] = differing
        return changes

    def _stored(self, session: Session, ids: list[UUID]) -> dict[str, dict[str, str | None]]:
        by_place = {(field.region, field.name): key for key, field in self._fields.items()}
        found: dict[str, dict[str, str | None]] = {}
        for start in range(0, len(ids), 5_000):
            # Classes, not bare tables: their scope goes with them.
            rows = session.execute(
                select(ProfileValue, Customer.data_key)
                .join(Customer, Customer.id == ProfileValue.customer_id)
                .where(ProfileValue.customer_id.in_(ids[start : start + 5_000]))
            )
            for row, data_key in rows:
                key = by_place.get((row.region, row.field))
                if key is None:
                    continue
                value = row.value
                if row.cipher is not None:
                    place = f"profile_value.cipher/{row.id}"
                    value = self._frame.house.keys.decrypt(data_key, str(row.customer_id), row.cipher, place)
                found.setdefault(row.customer_id.hex, {})[key] = value
        return found

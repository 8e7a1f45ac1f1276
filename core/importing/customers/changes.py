"""What a file changes of clients who are held.

A group of columns that the file has replaces what is held: names, contacts, addresses, preferences that came from an
import. A group that it does not have is left alone. Never changed: a name card from a passport, a client's number, the
advisor, the boutique of the first meeting, consents, what an advisor noted, a contact's mark that it was confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, select, update
from sqlalchemy.orm import Session

from core.customers.commands import TABLES, name_keys
from core.customers.search.keys import filed
from core.importing.bulk import write_rows
from core.importing.customers.rows import ADDRESS_COLUMNS, KANA_COLUMNS, NAME_COLUMNS, NATIVE_COLUMNS

Tables = Mapping[str, list[dict[str, Any]]]

#: Our column → the client's own column that it sets.
_OWN = {"kind": "kind", "language": "language", "wish": "wish", "residence": "residence", "birth_date": "birth_date"}
_COMPARED = {
    "name_card": ("script", "language", "fields", "kana"),
    "contact": ("kind", "value", "normal"),
    "address": ("country", "language", "postal_code", "fields"),
    "preference": ("topic", "value"),
}


class ClientChanges:
    """Compares and replaces, for a file with ``columns``."""

    def __init__(self, columns: frozenset[str], now: datetime) -> None:
        self._own = tuple(own for column, own in _OWN.items() if column in columns)
        families = {column.partition(":")[0] for column in columns if ":" in column}
        names = {*NAME_COLUMNS, *NATIVE_COLUMNS, *KANA_COLUMNS, "script", "name_language", "native_language"}
        self._groups = tuple(
            table
            for table, present in (
                ("name_card", columns & names),
                ("contact", columns & {"email", "phone"} or families & {"contact"}),
                ("address", columns & {*ADDRESS_COLUMNS, "postal_code"}),
                ("preference", families & {"preference"}),
            )
            if present
        )
        self._now = now

    def compare(
        self, session: Session, clients: list[tuple[int, str, dict[str, list[dict[str, Any]]]]]
    ) -> tuple[dict[str, tuple[Tables, Tables]], frozenset[str]]:
        """(client's id → (rows of the file, rows held) of those that differ, ids of those that do not)."""
        if not clients:
            return {}, frozenset()
        ids = [UUID(client) for _, client, _ in clients]
        base = self._base(session, ids)
        changed: dict[str, tuple[Tables, Tables]] = {}
        for _, client, incoming in clients:
            if self._differs(incoming, base[client]):
                changed[client] = (incoming, base[client])
        return changed, frozenset(client for _, client, _ in clients if client not in changed)

    def _base(self, session: Session, ids: list[UUID]) -> dict[str, dict[str, list[dict[str, Any]]]]:
        base: dict[str, dict[str, list[dict[str, Any]]]] = {each.hex: {name: [] for name in TABLES} for each in ids}
        for name in ("customer", *self._groups):
            table: Table = TABLES[name]
            owner = table.c.id if name == "customer" else table.c.customer_id
            order = [table.c.position] if "position" in table.c else [table.c.id]
            if name == "customer":
                order = []
            for start in range(0, len(ids), 5_000):
                rows = session.execute(select(table).where(owner.in_(ids[start : start + 5_000])).order_by(*order))
                for row in rows.mappings():
                    base[row[owner.name].hex][name].append(dict(row))
        return base

    def _differs(self, incoming: Tables, stored: Tables) -> bool:
        own, mine = incoming["customer"][0], stored["customer"][0]
        if any(own[name] != mine[name] for name in self._own):
            return True
        for group in self._groups:
            theirs, ours = _comparable(group, incoming[group]), _comparable(group, _replaceable(group, stored[group]))
            if group == "preference":
                theirs, ours = sorted(theirs, key=repr), sorted(ours, key=repr)
            if theirs != ours:
                return True
        return False

    def land(self, session: Session, changed: Mapping[str, tuple[Tables, Tables]]) -> None:
        """Replace the groups of the clients that differ."""
        if not changed:
            return
        ids = [UUID(client) for client in changed]
        customer: Table = TABLES["customer"]
        for client, (incoming, _) in changed.items():
            if self._own:
                values = {name: incoming["customer"][0][name] for name in self._own}
                session.execute(update(customer).where(customer.c.id == UUID(client)).values(**values))
        for group in self._groups:
            table: Table = TABLES[group]
            doomed = [row["id"] for _, stored in changed.values() for row in _replaceable(group, stored[group])]
            for start in range(0, len(doomed), 5_000):
                session.execute(delete(table).where(table.c.id.in_(doomed[start : start + 5_000])))
            rows: list[dict[str, Any]] = []
            for incoming, stored in changed.values():
                rows += _rows(group, incoming[group], stored[group])
            write_rows(session, table, rows)
        if "name_card" in self._groups:
            self._index(session, ids, changed)

    def _index(self, session: Session, ids: list[UUID], changed: Mapping[str, tuple[Tables, Tables]]) -> None:
        table: Table = TABLES["name_key"]
        for start in range(0, len(ids), 5_000):
            session.execute(delete(table).where(table.c.customer_id.in_(ids[start : start + 5_000])))
        rows = []
        for client, (incoming, stored) in changed.items():
            keys = {key for row in incoming["name_key"] for key in row["keys"].split(" ")}
            for card in _kept(stored["name_card"]):
                keys |= name_keys(card)
            rows.append({"customer_id": UUID(client), "keys": filed(keys)})
        write_rows(session, table, rows)


def _kept(cards: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Cards that an import never touches: those read from a passport."""
    return [card for card in cards if card["source"] == "passport"]


def _replaceable(group: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if group == "name_card":
        return [row for row in rows if row["source"] != "passport"]
    if group == "preference":
        return [row for row in rows if row["source"] == "import"]
    return rows


def _comparable(group: str, rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in _COMPARED[group]) for row in rows]


def _rows(group: str, incoming: list[dict[str, Any]], stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The file's rows, with what must outlive them: places taken by passport cards, marks of confirmed contacts."""
    taken = {row["position"] for row in _kept(stored)} if group == "name_card" else set()
    places = (place for place in range(len(incoming) + len(taken)) if place not in taken)
    confirmed = {(row["kind"], row["normal"]) for row in stored if row["confirmed"]} if group == "contact" else set()
    replacements = []
    for row in incoming:
        new = row | {"id": UUID(row["id"]), "customer_id": UUID(row["customer_id"])}
        if group != "preference":
            new["position"] = next(places)
        if group == "contact":
            new["confirmed"] = (row["kind"], row["normal"]) in confirmed
        replacements.append(new)
    return replacements

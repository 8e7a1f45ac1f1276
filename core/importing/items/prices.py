"""Bringing prices in: of an article, in a country and currency, from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from core.base.errors import Refused
from core.base.money import decimal_text, to_minor
from core.catalogue.model import Price, Variant
from core.importing.days import day_of
from core.importing.formats.rows import Row
from core.importing.items.rows import BadCell
from core.importing.kinds import Frame, Judged
from core.importing.outcome import RowFinding
from core.importing.seen import Seen
from core.importing.small import Small, by_key, parts

_PRICES: Table = Price.__table__
_VARIANTS: Table = Variant.__table__
_WANTED = {
    "sku": "",
    "amount": "",
    "region": "--region",
    "currency": "--currency",
    "since": "--since",
}


class Prices(Small):
    """Prices: known by article, country, currency and first day."""

    verb = "item.write"

    def begin(self, frame: Frame) -> None:
        """Take the file's columns."""
        super().begin(frame)
        self._seen = Seen()
        self._codes = {code.upper() for code in frame.house.suite.regions}

    def plan(self, session: Session, rows: list[Row]) -> tuple[list[tuple[int, dict[str, Any]]], list[RowFinding]]:
        """Check rows by themselves."""
        planned, findings = [], []
        for row in rows:
            record = self.record(row)
            try:
                price = self._price(record)
                first = self._seen.first(
                    "\x1f".join(f"{price[name]}" for name in ("sku", "region", "currency", "since")), row[0]
                )
                if first is not None:
                    raise BadCell("sku", f"Row {first} prices the same article from the same day. Keep one of the two.")
            except BadCell as fault:
                findings.append(self.frame.finding(row[0], fault.column, record.get(fault.column, ""), fault.reason))
            else:
                planned.append((row[0], price))
        return planned, findings

    def _price(self, record: Mapping[str, str]) -> dict[str, Any]:
        for column, option in _WANTED.items():
            if column not in record:
                raise BadCell(
                    column,
                    f"{column} is empty. Fill it in{f', or say it for all rows with {option}' if option else ''}.",
                )
        region, currency = record["region"].upper(), record["currency"].upper()
        if region not in self._codes:
            raise BadCell(
                "region", f"No country plugin is installed for it. Known are {', '.join(sorted(self._codes))}."
            )
        days = {name: day_of(record[name]) for name in ("since", "until") if name in record}
        for name, day in days.items():
            if day is None:
                raise BadCell(name, "This is no date. Write year, month and day, such as 2026-01-31.")
        until = days.get("until")
        if until is not None and days["since"] is not None and until < days["since"]:
            raise BadCell("until", "The last day is before the first. Correct one of them.")
        try:
            amount = to_minor(decimal_text(record["amount"]), currency)
        except Refused as fault:
            raise BadCell("currency" if "ISO 4217" in str(fault) else "amount", str(fault)) from None
        if amount < 0:
            raise BadCell("amount", "A price is not below zero. Correct it.")
        return {
            "sku": record["sku"],
            "region": region,
            "currency": currency,
            "amount": amount,
            "since": days["since"],
            "until": until,
        }

    def judge(self, session: Session, worked: list[tuple[int, dict[str, Any]]]) -> Judged:
        """Compare with the prices held."""
        judged = Judged()
        variants = by_key(session, _VARIANTS, "sku", (price["sku"] for _, price in worked))
        stored: dict[tuple[Any, ...], Mapping[str, Any]] = {}
        for part in parts(row["id"] for row in variants.values()):
            for row in session.execute(select(_PRICES).where(_PRICES.c.variant_id.in_(part))).mappings():
                stored[row["variant_id"], row["region"], row["currency"], row["since"]] = dict(row)
        writes = []
        for number, price in worked:
            variant = variants.get(price["sku"])
            if variant is None:
                reason = "No article has this SKU. Import the articles first."
                judged.findings.append(self.frame.finding(number, "sku", price["sku"], reason))
                continue
            mine = stored.get((variant["id"], price["region"], price["currency"], price["since"]))
            values = {name: price[name] for name in ("amount", "until")}
            if mine is None:
                key = {name: price[name] for name in ("region", "currency", "since")}
                judged.tally.new += 1
                writes.append((None, {"variant_id": variant["id"], **key, **values}))
            elif any(mine[name] != value for name, value in values.items()):
                judged.tally.changed += 1
                writes.append((mine["id"], values))
            else:
                judged.tally.unchanged += 1
        judged.changes = writes
        return judged

    def land(self, session: Session, judged: Judged) -> Mapping[str, Any]:
        """Write what is new or differs."""
        fresh = [
            {**values, "id": self.frame.house.ids.new()} for identity, values in judged.changes if identity is None
        ]
        if fresh:
            session.execute(insert(_PRICES), fresh)
        for identity, values in judged.changes:
            if identity is not None:
                session.execute(update(_PRICES).where(_PRICES.c.id == identity).values(**values))
        return {}

"""Bringing exchange rates in, as exact text with their source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from core.base.text import line
from core.catalogue.model import ExchangeRate
from core.importing.days import day_of
from core.importing.formats.rows import Row
from core.importing.items.rows import BadCell
from core.importing.kinds import Frame, Judged
from core.importing.outcome import RowFinding, shown
from core.importing.seen import Seen
from core.importing.small import Small, parts

_RATES: Table = ExchangeRate.__table__
_KEY = ("source", "base", "quote", "on")
_RATE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,12})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
#: A rate this many times its neighbour's in the file is shown for a second look: it may be inverted or misplaced.
ODD = Decimal("1.5")


class Rates(Small):
    """Rates: known by source, pair and day."""

    verb = "rates.write"

    def begin(self, frame: Frame) -> None:
        """Take the file's columns."""
        super().begin(frame)
        self._seen = Seen()
        self._last: dict[tuple[str, str, str], Decimal] = {}

    def plan(self, session: Session, rows: list[Row]) -> tuple[list[dict[str, Any]], list[RowFinding]]:
        """Check rows by themselves and beside their neighbours."""
        planned, findings = [], []
        for row in rows:
            record = self.record(row)
            try:
                rate = _rate(record)
                first = self._seen.first("\x1f".join(f"{rate[name]}" for name in _KEY), row[0])
                if first is not None:
                    raise BadCell("quote", f"Row {first} has the rate of the same pair and day. Keep one of the two.")
            except BadCell as fault:
                findings.append(self.frame.finding(row[0], fault.column, record.get(fault.column, ""), fault.reason))
                continue
            pair, value = (rate["source"], rate["base"], rate["quote"]), Decimal(rate["rate"])
            before = self._last.get(pair, value)
            self._last[pair] = value
            if max(before, value) > ODD * min(before, value):
                reason = f"{rate['quote']}: the row before had {before:f}. Look whether it is inverted or misplaced."
                findings.append(
                    RowFinding(
                        row[0],
                        self.frame.layout.headings.get("rate", rate["quote"]),
                        shown(rate["rate"]),
                        reason,
                        "noted",
                    )
                )
            planned.append(rate)
        return planned, findings

    def judge(self, session: Session, worked: list[dict[str, Any]]) -> Judged:
        """Compare with the rates held."""
        judged = Judged()
        stored: dict[tuple[Any, ...], str] = {}
        for part in parts(rate["on"] for rate in worked):
            for row in session.execute(select(_RATES).where(_RATES.c.on.in_(part))).mappings():
                stored[tuple(row[name] for name in _KEY)] = row["rate"]
        fresh, changed = [], []
        for rate in worked:
            mine = stored.get(tuple(rate[name] for name in _KEY))
            if mine is None:
                fresh.append(rate)
            elif mine != rate["rate"]:
                changed.append(rate)
            else:
                judged.tally.unchanged += 1
        judged.tally.new, judged.tally.changed = len(fresh), len(changed)
        judged.changes = (fresh, changed)
        return judged

    def land(self, session: Session, judged: Judged) -> Mapping[str, Any]:
        """Write what is new or was corrected. Documents keep the rate they were made with."""
        fresh, changed = judged.changes
        if fresh:
            session.execute(insert(_RATES), fresh)
        for rate in changed:
            mine = [_RATES.c[name] == rate[name] for name in _KEY]
            session.execute(update(_RATES).where(*mine).values(rate=rate["rate"]))
        return {}


def _rate(record: Mapping[str, str]) -> dict[str, Any]:
    for column in ("on", "base", "quote", "rate", "source"):
        if column not in record:
            raise BadCell(column, f"{column} is empty. Fill it in.")
    on = day_of(record["on"])
    if on is None:
        raise BadCell("on", "This is no date. Write year, month and day, such as 2026-11-20.")
    for column in ("base", "quote"):
        if not _CURRENCY.fullmatch(record[column]):
            raise BadCell(column, "This is no ISO 4217 currency. Write three capital letters, such as EUR.")
    if record["base"] == record["quote"]:
        raise BadCell("quote", "A currency has no rate against itself. Correct base or quote.")
    rate = record["rate"]
    if not _RATE.fullmatch(rate) or not Decimal(rate):
        raise BadCell("rate", "This is no rate above zero. Write digits and one decimal point, such as 1.1615.")
    return {
        "source": line(record["source"], "source", 40),
        "base": record["base"],
        "quote": record["quote"],
        "on": on,
        "rate": rate,
    }

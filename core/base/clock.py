"""Time and identity, injected: the only file that looks at the machine's clock."""

from __future__ import annotations

import os
import threading
from datetime import UTC, date, datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""


class Ids(Protocol):
    """Where identities come from."""

    def new(self) -> UUID:
        """A new identity, never given before."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands where it was put; for tests, replays and the demo."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        """Move the clock."""
        self._at = at.astimezone(UTC)


class TimeOrderedIds:
    """UUID version 7 (RFC 9562): ordered by creation, so that indexes grow at one end.

    They tell when they were made and therefore stay inside; what clients see has its own random number.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> UUID:
        now = self._clock.now()
        millis = int(now.timestamp()) * 1000 + now.microsecond // 1000
        # 48 bits of time, 12 bits of sequence within the millisecond, 62 random bits.
        with self._lock:
            stamp = max(millis << 12, self._last + 1)
            self._last = stamp
        high = (stamp >> 12) << 16 | 0x7000 | (stamp & 0xFFF)
        low = 0x8000000000000000 | int.from_bytes(os.urandom(8), "big") >> 2
        return UUID(int=high << 64 | low)


def local_time(at: datetime, zone: str) -> datetime:
    """The wall-clock time in ``zone`` (IANA name) at the instant ``at``."""
    return at.astimezone(ZoneInfo(zone))


def business_date(at: datetime, zone: str, day_starts: int = 4) -> date:
    """The trading day of an instant: until ``day_starts`` o'clock local time it is still yesterday's.

    It is stored with the sale and never derived again.
    """
    wall = local_time(at, zone)
    day = wall.date()
    return date.fromordinal(day.toordinal() - 1) if wall.hour < day_starts else day

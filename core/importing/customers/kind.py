"""Bringing clients in: who they are, what is held of them, what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from core.base.errors import NotFound
from core.customers.commands import TABLES, new_number
from core.customers.model import Customer
from core.importing.bulk import mark_unfiled, names_of, write
from core.importing.customers.changes import ClientChanges
from core.importing.customers.names_waiting import leave_job
from core.importing.customers.profiles import Profiles, profile_columns
from core.importing.customers.rows import Known, Piece, Prepared, Setting, begin, prepare
from core.importing.formats.rows import Row
from core.importing.kinds import Frame, Judged
from core.importing.outcome import RowFinding
from core.importing.seen import Seen

#: Values of one IN list, and rows of one piece of work: what a process holds at a time.
_IN = _PIECE = 500
#: Between the instants of two pieces: a millisecond numbers 4,096 identities, a row needs about eight.
_APART = timedelta(milliseconds=4)


class Customers:
    """Clients: known by (source_system, source_id), else by their number."""

    verb = "customer.write"
    batch = 2_500
    costly = True

    def begin(self, frame: Frame) -> None:
        """Take the file's columns."""
        self._frame = frame
        self._now = self._instant = frame.house.clock.now()
        self._setting = Setting(
            frame.layout.columns,
            frame.layout.headings,
            frame.options.language,
            self._now,
            frame.house.engine.dialect.name,
            {name: names_of(table) for name, table in TABLES.items()},
            bool(profile_columns(frame.house, frame.actor).intersection(frame.layout.columns)),
        )
        self._at = {name: place for place, name in enumerate(frame.layout.columns)}
        self._seen, self._numbers = Seen(), Seen()
        self._fresh: set[str] = set()
        self._profiles = Profiles(frame, self._at, self._now)
        self._changes = ClientChanges(frozenset(self._at), self._now)
        self._boutiques: dict[str, UUID] = {}

    def initialiser(self, frame: Frame) -> tuple[Callable[..., None], tuple[Any, ...]]:
        """The second process must know the columns."""
        return begin, (self._setting,)

    @property
    def work(self) -> Callable[[Any], Prepared]:
        """Checking, readings, search keys: nearly all of the time."""
        return prepare

    def parts(self, planned: list[tuple[Row, Known]]) -> list[Piece]:
        """A fifth of a batch at a time."""
        return [self._piece(planned[start : start + _PIECE]) for start in range(0, len(planned), _PIECE) or (0,)]

    def _piece(self, rows: list[tuple[Row, Known]]) -> Piece:
        """Identities go on from the piece before: then each is written beside the last one, not all over the tables."""
        self._instant = max(self._frame.house.clock.now(), self._instant + _APART)
        return self._instant, rows

    def joined(self, worked: list[Prepared]) -> Prepared:
        """The pieces again as one, what is ready to be written untouched."""
        whole = Prepared()
        for piece in worked:
            whole.count += piece.count
            whole.added += piece.added
            whole.existing += piece.existing
            whole.findings += piece.findings
            for name, blocks in piece.new.items():
                whole.new.setdefault(name, []).extend(blocks)
        return whole

    def _cell(self, row: Row, column: str) -> str:
        place = self._at.get(column)
        return row[1][place].strip() if place is not None else ""

    def plan(self, session: Session, rows: list[Row]) -> tuple[list[tuple[Row, Known]], list[RowFinding]]:
        """Say of each row which client it is; refuse those that cannot be told or come twice."""
        findings: list[RowFinding] = []
        named: list[tuple[Row, tuple[str, str], str]] = []
        for row in rows:
            identity, refused = self._identity(row)
            if refused is not None:
                findings.append(refused)
            else:
                named.append((row, identity, self._cell(row, "number")))
        by_source, by_number = _existing(session, [n[1] for n in named if n[1][1]], [n[2] for n in named if n[2]])
        numbers = self._new_numbers(session, len(named))
        planned: list[tuple[Row, Known]] = []
        for row, identity, number in named:
            client = by_source.get(identity) if identity[1] else by_number.get(number)
            if client is not None and client[2] is not None:
                reason = "This client was merged into another. Change that one, or leave the row out."
                findings.append(
                    self._frame.finding(row[0], "source_id" if identity[1] else "number", number or identity[1], reason)
                )
                continue
            if number and identity[1] and (by_number.get(number) or client) != client:
                reason = "Another client has this number. Correct it, or leave number empty."
                findings.append(self._frame.finding(row[0], "number", number, reason))
                continue
            if number and client is not None and client[1] != number:
                reason = f"This client has the number {client[1]}, which never changes. Correct it or leave it empty."
                findings.append(self._frame.finding(row[0], "number", number, reason))
                continue
            boutique, refused = self._boutique(row)
            refused = refused or self._profiles.read(row)
            if refused is not None:
                findings.append(refused)
                continue
            known = Known("", number or next(numbers), boutique) if client is None else Known(client[0].hex, client[1])
            planned.append((row, known))
        return planned, findings + self._profiles.doubts()

    def _identity(self, row: Row) -> tuple[tuple[str, str], RowFinding | None]:
        source_id, number = self._cell(row, "source_id"), self._cell(row, "number")
        identity = (self._cell(row, "source_system"), source_id) if source_id else ("", "")
        if not source_id and not number:
            reason = "Nothing says which client this is, so they would be added twice. Fill in source_id or number."
            return identity, self._frame.finding(row[0], "source_id", "", reason)
        if number and not (number.isascii() and number.isprintable() and 3 <= len(number) <= 40):
            reason = (
                "A client's number has 3 to 40 letters and digits, such as C-7F3K2M9Q. Correct it or leave it empty."
            )
            return identity, self._frame.finding(row[0], "number", number, reason)
        for seen, key, column, value in (
            (self._seen, "\x1f".join(identity), "source_id", source_id),
            (self._numbers, number, "number", number),
        ):
            first = seen.first(key, row[0]) if value else None
            if first is not None:
                reason = f"Row {first} is the same client. Keep one of the two."
                return identity, self._frame.finding(row[0], column, value, reason)
        return identity, None

    def _boutique(self, row: Row) -> tuple[UUID | None, RowFinding | None]:
        code = self._cell(row, "boutique")
        if not code:
            return None, None
        if code not in self._boutiques:
            try:
                self._boutiques[code] = self._frame.house.shop(code).boutique_id
            except NotFound as fault:
                return None, self._frame.finding(row[0], "boutique", code, str(fault))
        return self._boutiques[code], None

    def _new_numbers(self, session: Session, count: int) -> Iterator[str]:
        """Numbers that nobody has, in the base or in batches on their way: of a million drawn, two may well meet."""
        drawn: set[str] = set()
        while len(drawn) < count:
            more = {new_number() for _ in range(count - len(drawn))} - self._fresh
            for part in _parts(sorted(more)):
                more -= set(
                    session.scalars(select(Customer.__table__.c.number).where(Customer.__table__.c.number.in_(part)))
                )
            drawn |= more
        # Two batches back have landed, or will within this one's lifetime: what is older is found in the base.
        self._fresh = set(list(self._fresh)[-4 * self.batch :]) | drawn
        return iter(sorted(drawn))

    def judge(self, session: Session, worked: Prepared) -> Judged:
        """Compare the clients that are held with their rows."""
        judged = Judged(findings=worked.findings)
        changed, unchanged = self._changes.compare(session, worked.existing)
        profiles = self._profiles.compare(session, worked)
        also = {client for client in profiles.clients if client in unchanged} - set(changed)
        judged.tally.new = worked.count
        judged.tally.changed = len(changed) + len(also)
        judged.tally.unchanged = len(worked.existing) - judged.tally.changed
        judged.changes = (worked.new, changed, profiles)
        return judged

    def land(self, session: Session, judged: Judged) -> Mapping[str, Any]:
        """Write the new ones, replace what differs, set the profile values."""
        new, changed, profiles = judged.changes
        for name, table in TABLES.items():
            if name in new:
                if name == "name_key" and self._frame.names_later:
                    mark_unfiled(session, new[name])
                    leave_job(session, self._frame.house)
                write(session, table, new[name])
        self._changes.land(session, changed)
        profiles.land(session)
        return {"new": judged.tally.new, "changed": judged.tally.changed}


Existing = tuple[UUID, str, UUID | None]


def _existing(
    session: Session, sources: Sequence[tuple[str, str]], numbers: Sequence[str]
) -> tuple[dict[tuple[str, str], Existing], dict[str, Existing]]:
    """(id, number, merged into) of the clients held, by source and by number."""
    table: Table = Customer.__table__
    wanted = (table.c.id, table.c.number, table.c.merged_into, table.c.source_system, table.c.source_id)
    by_source: dict[tuple[str, str], Existing] = {}
    systems: dict[str, list[str]] = {}
    for system, source_id in sources:
        systems.setdefault(system, []).append(source_id)
    for system, ids in systems.items():
        for part in _parts(ids):
            found = session.execute(select(*wanted).where(table.c.source_system == system, table.c.source_id.in_(part)))
            by_source |= {(row.source_system, row.source_id): (row.id, row.number, row.merged_into) for row in found}
    by_number: dict[str, Existing] = {}
    for part in _parts(numbers):
        found = session.execute(select(*wanted).where(table.c.number.in_(part)))
        by_number |= {row.number: (row.id, row.number, row.merged_into) for row in found}
    return by_source, by_number


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _IN):
        yield values[start : start + _IN]

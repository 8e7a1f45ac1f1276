"""Bringing a file in: read, checked, compared and landed batch by batch, with one report.

Each batch is one transaction under a key made of the file's SHA-256, the options and the batch's number, so a killed
import goes on where it was when the same words are said again. Once a file has been brought in whole, saying them again
compares it anew with what is held by then; what is equal is not written.

All or nothing: a first reading checks every row and writes nothing. Only when none is refused does a second reading
land the batches. A kill in between leaves the batches landed so far; the same words again land the rest.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from core.base.errors import Retry, VendomeError
from core.commands.batches import commit_batch
from core.commands.command import Answer, CommandRecord
from core.commands.house import House
from core.commands.worker import Worker
from core.database import access
from core.database.access import Actor
from core.importing.customers.kind import Customers
from core.importing.customers.names_waiting import MANY
from core.importing.customers.names_waiting import TOPIC as FILE_NAMES
from core.importing.customers.profiles import profile_columns
from core.importing.files.opener import open_sheet
from core.importing.files.sheet import Sheet
from core.importing.formats.layouts import Layout, layout_of
from core.importing.formats.rows import Options, Row
from core.importing.items.kind import Items
from core.importing.items.prices import Prices
from core.importing.kinds import Frame, Judged, Kind
from core.importing.outcome import Outcome, RowFinding, Tally, shown
from core.importing.pool import Inline, second_process
from core.importing.rates import Rates
from core.importing.report import Report

KINDS: Mapping[str, type[Kind]] = {"customers": Customers, "items": Items, "prices": Prices, "rates": Rates}
#: Findings kept for the screen; the report has all of them.
FIRST = 10
#: Files from this size on get a second process, if their kind is worth one.
WORTH_A_PROCESS = 1_000_000
#: Batches on their way at most; memory is bounded by them.
_AHEAD = 1
#: How often a batch is tried again while the tills have the database, and how long to wait in between, in seconds.
_TRIES, _WAIT = 30, 0.2
_RECORDS: Table = CommandRecord.__table__


@dataclass(frozen=True, slots=True)
class Step:
    """How far an import is: ``checking`` or landing, rows so far, place and size of the file in the same unit;
    ``filing``: the share of waiting names that are filed, None while rows are read."""

    checking: bool
    rows: int
    position: int
    size: int
    filing: float | None = None


Progress = Callable[[Step], None]


@dataclass
class _Batch:
    """A batch on its way: ``findings`` so far, the answer ``stored`` when it landed before, its pieces of work."""

    number: int
    findings: list[RowFinding]
    stored: Mapping[str, Any] | None
    working: list[Future[Any]] = field(default_factory=list)


def bring_in(
    house: House,
    actor: Actor,
    kind: str,
    path: Path,
    *,
    options: Options | None = None,
    all_or_nothing: bool = False,
    dry_run: bool = False,
    report: Report = lambda finding: None,
    progress: Progress = lambda step: None,
) -> Outcome:
    """Bring a file in and say what came of it.

    ``kind``: customers, items, prices or rates; ``report`` hears of every finding, ``progress`` of every batch;
    ``dry_run`` writes nothing. Refused when the file as a whole cannot be read, Forbidden when the actor may not; what
    landed before a refusal stays.
    """
    import_ = _Import(house, actor, KINDS[kind](), kind, path, options or Options(), all_or_nothing, report, progress)
    return import_.run(dry_run)


class _Import:
    def __init__(
        self,
        house: House,
        actor: Actor,
        kind: Kind,
        name: str,
        path: Path,
        options: Options,
        all_or_nothing: bool,
        report: Report,
        progress: Progress,
    ) -> None:
        access.check(actor, kind.verb, None)
        self._house, self._actor, self._kind, self._name, self._path = house, actor, kind, name, path
        self._options, self._strict, self._report, self._progress = options, all_or_nothing, report, progress
        self._extra = profile_columns(house, actor) if name == "customers" else frozenset[str]()
        self._outcome = Outcome(name, "")
        self._later, self._unfiled = False, 0

    def run(self, dry_run: bool) -> Outcome:
        if dry_run:
            self._pass(checking=True, telling=True)
            self._outcome.landed = False
            return self._outcome
        self._prefix = f"import:{self._name}:{self._fingerprint()}:"
        epoch = 1
        while self._answer(f"{epoch}:done") is not None:
            epoch += 1
        self._prefix += f"{epoch}:"
        if self._strict and self._answer("checked") is None:
            self._pass(checking=True, telling=True)
            if self._outcome.tally.refused:
                self._outcome.landed = False
                return self._outcome
            self._outcome = Outcome(self._name, "", noted=self._outcome.noted, first=self._outcome.first)
            self._commit("checked", lambda session: {})
            self._pass(checking=False, telling=False)
        else:
            self._pass(checking=False, telling=True)
        tally = self._outcome.tally
        if tally.new or tally.changed:
            self._prefix = self._prefix[: -len(f"{epoch}:")]
            self._commit(f"{epoch}:done", lambda session: asdict(tally))
        return self._outcome

    def _fingerprint(self) -> str:
        """SHA-256 of everything that decides what lands: the file, the options, the mode."""
        digest = hashlib.sha256(json.dumps([self._name, self._strict, asdict(self._options)], sort_keys=True).encode())
        with self._path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def _answer(self, key: str) -> Mapping[str, Any] | None:
        with self._house.reading(self._actor) as session:
            stored = session.scalar(
                select(_RECORDS.c.answer).where(
                    _RECORDS.c.actor == self._actor.code, _RECORDS.c.key == self._prefix + key
                )
            )
        return None if stored is None else json.loads(stored)

    def _commit(self, key: str, write: Callable[[Session], Mapping[str, Any]]) -> Answer:
        """One transaction; a busy till comes first."""
        for tried in range(_TRIES):
            try:
                return commit_batch(self._house, write, self._actor, self._kind.verb, self._prefix + key)
            except Retry:
                if tried + 1 == _TRIES:
                    raise
                time.sleep(_WAIT)
        raise AssertionError("unreachable")

    def _pass(self, *, checking: bool, telling: bool) -> None:
        """Read the file once, landing unless ``checking``; ``telling``: findings are reported."""
        with open_sheet(self._path) as sheet:
            layout = layout_of(self._name, self._path.name, sheet.heading, self._options, self._extra)
            self._outcome.layout, self._outcome.left_aside = layout.name, layout.left_aside
            self._telling = telling
            self._hear(_of_columns(sheet, layout))
            large = self._kind.costly and self._path.stat().st_size >= WORTH_A_PROCESS
            frame = Frame(self._house, self._actor, layout, self._options, self._path.name, large)
            self._kind.begin(frame)
            waiting: deque[_Batch] = deque()
            with _executor(self._kind, frame) as executor, _tuned(self._house, landing=not checking):
                self._later = frame.names_later
                if not checking:
                    # Of an import that was killed.
                    self._file_names(sheet)
                for number, rows, refused in _batches(sheet, layout, self._kind.batch):
                    stored = None if checking else self._answer(f"{number}")
                    with self._house.reading(self._actor) as session:
                        planned, more = self._kind.plan(session, rows)
                    batch = _Batch(number, refused + more, stored)
                    if stored is None or stored["findings"]:
                        # What landed without a finding needs no second look.
                        batch.working = [executor.submit(self._kind.work, part) for part in self._kind.parts(planned)]
                    waiting.append(batch)
                    if len(waiting) > _AHEAD:
                        self._settle(waiting.popleft(), checking)
                        self._progress(Step(checking, self._outcome.tally.rows, sheet.position(), sheet.size))
                        if self._unfiled >= MANY:
                            self._file_names(sheet)
                while waiting:
                    self._settle(waiting.popleft(), checking)
                    self._progress(Step(checking, self._outcome.tally.rows, sheet.position(), sheet.size))
                if self._unfiled:
                    self._file_names(sheet)

    def _file_names(self, sheet: Sheet) -> None:
        """Carry out the job that the marks left, unless another worker is at it, who then does the rest as well."""
        rows, position, size = self._outcome.tally.rows, sheet.position(), sheet.size

        def heard(topic: str, done: int, total: int) -> None:
            self._progress(Step(False, rows, position, size, done / max(total, 1)))

        with Worker(self._house, heard=heard) as worker:
            while (outcome := worker.next(topics=(FILE_NAMES,), impatient=True)) is not None:
                if outcome.fault is not None:
                    raise outcome.fault
        self._unfiled = 0

    def _settle(self, batch: _Batch, checking: bool) -> None:
        judged = self._judged(batch)
        findings = sorted([*batch.findings, *judged.findings], key=lambda finding: finding.row)
        tally = judged.tally
        if batch.stored is not None:
            tally = Tally(**{name: int(batch.stored[name]) for name in ("new", "changed", "unchanged", "refused")})
            self._outcome.resumed += tally.rows
        else:
            tally.refused = sum(finding.verdict == "refused" for finding in findings)
            if not checking and judged.writes:
                answer = {**asdict(tally), "findings": len(findings)}
                self._commit(f"{batch.number}", lambda session: {**answer, **self._kind.land(session, judged)})
                self._unfiled += tally.new if self._later else 0
        self._outcome.tally.add(tally)
        self._hear(findings)

    def _judged(self, batch: _Batch) -> Judged:
        if not batch.working:
            return Judged()
        try:
            worked = self._kind.joined([future.result() for future in batch.working])
        except BrokenProcessPool as fault:
            raise VendomeError(
                "The second process of the import ended unexpectedly, perhaps for want of memory. "
                "Run the same command again: it goes on from the last batch."
            ) from fault
        with self._house.reading(self._actor) as session:
            return self._kind.judge(session, worked)

    def _hear(self, findings: list[RowFinding]) -> None:
        if not self._telling:
            return
        for finding in findings:
            self._report(finding)
            self._outcome.noted += finding.verdict == "noted"
        self._outcome.first += findings[: FIRST - len(self._outcome.first)] if len(self._outcome.first) < FIRST else []


def _of_columns(sheet: Sheet, layout: Layout) -> list[RowFinding]:
    reason = "Nobody knows this column, so it is not read. Correct its name, or leave it."
    blank = (
        [RowFinding(1, "", "", "A column has no name, so it is not read. Name it.", "noted")]
        if "" in sheet.heading
        else []
    )
    return blank + [RowFinding(1, shown(name), "", reason, "noted") for name in layout.unknown]


def _batches(sheet: Sheet, layout: Layout, size: int) -> Iterator[tuple[int, list[Row], list[RowFinding]]]:
    """(number of the batch, its rows, rows refused for their shape)."""
    number, rows, refused = 0, list[Row](), list[RowFinding]()
    for each in layout.translate(sheet.rows):
        if isinstance(each, RowFinding):
            refused.append(each)
        else:
            rows.append(each)
        if len(rows) + len(refused) >= size:
            yield number, rows, refused
            number, rows, refused = number + 1, [], []
    if rows or refused:
        yield number, rows, refused


@contextmanager
def _executor(kind: Kind, frame: Frame) -> Iterator[Executor]:
    prepare, arguments = kind.initialiser(frame)
    if not frame.large:
        prepare(*arguments)
        yield Inline()
        return
    pool = ProcessPoolExecutor(1, get_context("spawn"), second_process, (prepare, arguments))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _tuned(house: House, *, landing: bool) -> Iterator[None]:
    """On SQLite, room for the pages of the name index while a large file lands: the same pages are met again and again,
    and copying the log back after every batch would write each of them hundreds of times."""
    if not landing or house.engine.dialect.name != "sqlite":
        yield
        return

    def say(*pragmas: str) -> None:
        # The driver's own connection: SQLAlchemy's would begin a transaction, in which the log cannot be copied back.
        connection = house.engine.raw_connection()
        try:
            cursor = connection.cursor()
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}").fetchall()
        finally:
            connection.close()

    say("cache_size=-8000", "wal_autocheckpoint=20000")
    try:
        yield
    finally:
        say("cache_size=-2000", "wal_autocheckpoint=1000", "wal_checkpoint(TRUNCATE)")

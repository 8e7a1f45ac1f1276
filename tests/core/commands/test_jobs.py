"""Jobs: taken by lease, tried by rule, failed in words, opened again, on each database."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Row, select, text, update
from sqlalchemy.orm import Session

from core.base.clock import FixedClock
from core.base.errors import Forbidden, NotFound, Refused, Retry, VendomeError
from core.commands import leases, room, running, worker
from core.commands.ask import ask
from core.commands.batches import commit_job
from core.commands.execute import execute
from core.commands.foreground import run_open
from core.commands.house import House
from core.commands.job_list import JobFindings, JobList, RetryJobs
from core.commands.jobs import Job, Progress, RetryRule, Work
from core.commands.unit import Unit
from core.commands.worker import Worker
from core.customer_card.questions import ShowClient
from core.journal.issued import Document
from core.journal.outbox import OutboxMessage
from tests.support.cast import CLAIRE, FOUNDED, HANAKO, advisor, key, sale

TOPIC = "test.work"
JOB = Job("do the test's work", "a worker of this test")
ROW = OutboxMessage.__table__


class Script:
    """What the work of these tests does, attempt by attempt, and how often it was begun."""

    def __init__(self) -> None:
        self.faults: list[BaseException | None] = []
        self.begun = 0
        self.slow = 0.0

    @contextmanager
    def open(self, house: House) -> Iterator[Work]:
        def work(house: House, payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
            self.begun += 1
            progress(self.begun, 10)
            time.sleep(self.slow)
            fault = self.faults.pop(0) if self.faults else None
            if fault is not None:
                raise fault
            return {"begun": self.begun}

        yield work


@pytest.fixture(autouse=True)
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """The kind of work, declared by the room of commands for one test."""
    script = Script()
    declare(monkeypatch, JOB)
    monkeypatch.setattr(Job, "open", lambda job, house: script.open(house))
    return script


def declare(monkeypatch: pytest.MonkeyPatch, job: Job) -> None:
    """Let the room of commands declare one kind of job."""
    monkeypatch.setattr(room, "declaration", replace(room.declaration, jobs={TOPIC: job}))


def left(house: House, count: int = 1) -> list[UUID]:
    """Jobs in the outbox."""
    ids = [house.ids.new() for _ in range(count)]
    commit_job(house, lambda s: Unit(house, s, house.system(), "k").send(TOPIC, {each: {} for each in ids}))
    return ids


def row(house: House, identity: UUID) -> Row[Any]:
    """A job as the table has it."""
    with house.engine.connect() as connection:
        return connection.execute(select(ROW).where(ROW.c.id == identity)).one()


def change(house: House, identity: UUID, **values: Any) -> None:
    """Set columns of a job behind everybody's back."""
    commit_job(house, lambda session: session.execute(update(ROW).where(ROW.c.id == identity).values(**values)))


def later(house: House, seconds: float) -> None:
    """Let the house's clock go on."""
    assert isinstance(house.clock, FixedClock)
    house.clock.set(house.clock.now() + timedelta(seconds=seconds))


def test_a_job_is_done_once_and_keeps_its_answer(house: House, script: Script) -> None:
    first, second = left(house, 2)
    assert [outcome.id for outcome in run_open(house).outcomes] == [first, second]
    assert run_open(house).outcomes == []
    done = row(house, first)
    assert (done.state, done.attempts, done.answer, done.worker, done.lease_until) == (
        "done",
        1,
        {"begun": 1},
        None,
        None,
    )
    assert script.begun == 2


def test_a_fault_waits_longer_each_time_and_at_last_for_a_person(house: House, script: Script) -> None:
    (identity,) = left(house)
    script.faults = [Retry("The printer sleeps. Wake it.")] * 5
    for attempt, wait in enumerate((10, 60, 600, 3600), 1):
        (outcome,) = run_open(house).outcomes
        assert (outcome.state, row(house, identity).attempts) == ("open", attempt)
        assert row(house, identity).due_at == house.clock.now() + timedelta(seconds=wait)
        later(house, wait - 1)
        assert run_open(house).outcomes == []
        later(house, 1)
    (outcome,) = run_open(house).outcomes
    assert (outcome.state, row(house, identity).fault) == ("failed", "The printer sleeps. Wake it.")
    later(house, 86_400)
    assert run_open(house).outcomes == []


@pytest.mark.parametrize("fault", [Refused("It may not be."), NotFound("It is not there.")])
def test_what_is_refused_is_not_tried_again(house: House, script: Script, fault: VendomeError) -> None:
    (identity,) = left(house)
    script.faults = [fault]
    run_open(house)
    assert (row(house, identity).state, row(house, identity).attempts) == ("failed", 1)


def test_what_nobody_foresaw_is_named_by_kind_and_place_and_never_quotes_a_client(house: House, script: Script) -> None:
    (identity,) = left(house)
    script.faults = [KeyError("Claire de La Tour")]
    run_open(house)
    fault = row(house, identity).fault
    assert "KeyError at test_jobs.py:" in fault
    assert "Claire" not in fault


def test_a_job_of_a_plugin_that_takes_no_part_waits_and_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    (identity,) = left(house)
    monkeypatch.setattr(room, "declaration", replace(room.declaration, jobs={}))
    assert run_open(house).outcomes == []
    (shown,) = ask(house, JobList(), house.actor("hq")).rows
    assert (shown.id, shown.state, shown.allowed) == (identity, "open", 0)
    assert "takes no part" in shown.waits_for


def test_what_one_worker_has_another_does_not_take_until_the_lease_ends(house: House) -> None:
    (identity,) = left(house)
    taken = commit_job(house, lambda s: leases.take(s, "killed", [TOPIC], [], now=FOUNDED, seconds=0.5))
    assert taken is not None
    assert taken.id == identity
    assert run_open(house).outcomes == []
    time.sleep(0.6)
    (outcome,) = run_open(house).outcomes
    assert (outcome.state, row(house, identity).attempts) == ("done", 2)
    # Whoever was only slow can say nothing about it any more.
    assert commit_job(house, lambda s: leases.settle(s, taken, "failed", fault="late")) is False
    assert commit_job(house, lambda s: leases.extend(s, taken, seconds=9, progress=None)) is False
    assert row(house, identity).state == "done"


def test_a_lease_is_kept_while_the_work_goes_on_and_its_progress_is_written_down(house: House, script: Script) -> None:
    (identity,) = left(house)
    script.slow = 1.6
    heard: list[tuple[str, int, int]] = []
    with Worker(house, lease=1.0, heard=lambda *words: heard.append(words)) as one:
        outcome = one.next()
    assert outcome is not None
    assert (outcome.state, heard) == ("done", [(TOPIC, 1, 10)])
    assert (row(house, identity).rows_done, row(house, identity).rows_total) == (1, 10)


def test_a_worker_that_is_killed_again_and_again_leaves_a_job_that_says_so(house: House, script: Script) -> None:
    (identity,) = left(house)
    for _ in range(5):
        commit_job(house, lambda s: leases.take(s, "killed", [TOPIC], [], now=FOUNDED, seconds=-1))
    (outcome,) = run_open(house).outcomes
    assert (outcome.state, script.begun) == ("failed", 0)
    assert "stopped in the middle of it, 5 times" in row(house, identity).fault


def test_a_job_that_hangs_is_left_and_the_next_one_is_done(
    house: House, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, replace(JOB, rule=RetryRule((0,)), patience=1))
    hanging, second = left(house, 2)
    script.slow = 60
    with Worker(house, lease=1.0) as one:
        first = one.next()
        script.slow = 0
        assert one.next() is not None
        assert one.abandoned == 1
    assert first is not None
    assert "made no progress for 1 s" in f"{first.fault}"
    assert (row(house, hanging).state, row(house, second).state) == ("failed", "done")


def test_an_interrupted_job_goes_back_and_the_attempt_does_not_count(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    (identity,) = left(house)

    def interrupted(*_: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr(Worker, "_watched", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run_open(house)
    assert (row(house, identity).state, row(house, identity).attempts) == ("open", 0)


def test_of_a_kind_that_runs_alone_two_never_run_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, replace(JOB, alone=True))
    first, second = left(house, 2)

    def take(name: str) -> UUID | None:
        lease = commit_job(house, lambda s: leases.take(s, name, [TOPIC], [TOPIC], now=FOUNDED, seconds=60))
        return lease.id if lease else None

    assert (take("one"), take("two")) == (first, None)
    change(house, first, state="done", lease_until=None)
    assert take("two") == second


def test_several_workers_at_once_begin_each_job_once(house: House, script: Script) -> None:
    left(house, 12)
    outcomes: list[worker.Outcome] = []
    crew = [threading.Thread(target=lambda: outcomes.extend(run_open(house).outcomes)) for _ in range(4)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    assert (len(outcomes), len({outcome.id for outcome in outcomes}), script.begun) == (12, 12, 12)


def test_what_another_worker_has_is_waited_for_and_answers_alike(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    (identity,) = left(house)
    taken = commit_job(house, lambda s: leases.take(s, "other", [TOPIC], [], now=FOUNDED, seconds=60))
    assert taken is not None

    def by_the_other(seconds: float) -> None:
        commit_job(house, lambda s: leases.settle(s, taken, "done", answer={"by": "the other"}))

    monkeypatch.setattr("core.commands.foreground.time.sleep", by_the_other)
    carried = run_open(house, only=(identity,))
    assert (carried.answers, carried.outcomes, carried.unfinished) == ([{"by": "the other"}], [], [])


def test_what_failed_is_opened_again_by_its_last_characters_or_all_at_once(house: House, script: Script) -> None:
    first, second = left(house, 2)
    script.faults = [Refused("No."), Refused("No.")]
    run_open(house)
    with pytest.raises(Refused, match="at least the last six characters"):
        execute(house, RetryJobs("12345"), house.actor("hq"), key())
    with pytest.raises(NotFound, match="No failed job ends with"):
        execute(house, RetryJobs("zzzzzz"), house.actor("hq"), key())
    with pytest.raises(Forbidden):
        execute(house, RetryJobs(), advisor(house), key())
    assert execute(house, RetryJobs(f"{first}"[-8:]), house.actor("hq"), key())["jobs"] == [f"{first}"]
    assert (row(house, first).state, row(house, first).attempts, row(house, second).state) == ("open", 0, "failed")
    assert execute(house, RetryJobs(), house.actor("hq"), key())["jobs"] == [f"{second}"]
    assert [outcome.state for outcome in run_open(house).outcomes] == ["done", "done"]


def test_the_list_pages_and_says_what_each_job_is_about(house: House) -> None:
    sold = execute(house, sale(papers=("invoice", "receipt")), advisor(house), key())
    page = ask(house, JobList(limit=1), house.actor("hq"))
    following = ask(house, JobList(after=page.next, limit=1), house.actor("hq"))
    assert following.next == ""
    both = [*page.rows, *following.rows]
    assert sorted(each.about for each in both) == [
        f"the invoice of {sold['number']}",
        f"the receipt of {sold['number']}",
    ]
    assert {(each.boutique, each.state, each.allowed) for each in both} == {("PAR1", "open", 5)}


def _failed_paper(house: House) -> tuple[str, UUID]:
    sold = execute(house, sale(papers=("invoice",)), advisor(house), key())
    identity = UUID(sold["documents"][0])
    change(house, identity, state="failed", fault="Glyph 𖿠 is in no font. Install it.", attempts=1)
    return sold["number"], identity


def test_a_paper_that_could_not_be_drawn_is_said_on_the_next_look(house: House) -> None:
    number, identity = _failed_paper(house)
    said = (
        f"The invoice of {number} could not be drawn: Glyph 𖿠 is in no font. Install it. "
        f"Then «vendome jobs retry {identity}» does it again."
    )
    actor = advisor(house)
    (own,) = ask(house, JobFindings((identity,)), actor)
    (next_sale,) = ask(house, JobFindings(boutique="PAR1"), actor)
    assert own.text == next_sale.text == said
    assert ask(house, JobFindings(boutique="MIL1"), actor) == ()

    def card(client: str) -> list[str]:
        return [finding.text for finding in ask(house, ShowClient(client), actor).findings]

    assert card(CLAIRE) == [said]
    assert card(HANAKO) == []


def test_a_papers_job_bears_the_papers_own_identity(house: House) -> None:
    execute(house, sale(papers=("invoice", "receipt")), advisor(house), key())
    with house.engine.connect() as connection:
        papers = set(connection.execute(select(Document.__table__.c.id)).scalars())
        jobs = set(connection.execute(select(ROW.c.id)).scalars())
    assert papers == jobs


@pytest.mark.postgres
def test_procrastinate_holds_one_job_for_each_row_that_is_open_or_running(postgres_house: House) -> None:
    house = postgres_house

    def queued() -> set[str]:
        wanted = text("SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = 'vendome'")
        with house.engine.connect() as connection:
            return set(connection.execute(wanted).scalars())

    first, second, third = left(house, 3)
    assert queued() == {f"{first}", f"{second}", f"{third}"}
    change(house, first, state="failed", fault="No.")
    assert run_open(house, only=(second,)).answers
    assert queued() == {f"{third}"}
    execute(house, RetryJobs(), house.actor("hq"), key())
    assert queued() == {f"{first}", f"{third}"}

    def taken_back(session: Session) -> None:
        Unit(house, session, house.system(), "k").send(TOPIC, {house.ids.new(): {}})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        commit_job(house, taken_back)
    assert queued() == {f"{first}", f"{third}"}


@pytest.mark.postgres
def test_procrastinate_carries_out_what_is_due_and_keeps_to_the_retry_rule(
    postgres_house: House, script: Script
) -> None:
    house = postgres_house
    first, second = left(house, 2)
    script.faults = [Retry("Busy. Wait.")]
    assert running.engine_of(house) == "procrastinate"
    assert running.run(house, "procrastinate", forever=False, lease=2.0) == 0
    states = {row(house, first).state, row(house, second).state}
    assert states == {"open", "done"}
    waiting = first if row(house, first).state == "open" else second
    assert row(house, waiting).due_at > house.clock.now()
    scheduled = text("SELECT scheduled_at FROM procrastinate_jobs WHERE queueing_lock = :job AND status = 'todo'")
    with house.engine.connect() as connection:
        at = connection.execute(scheduled, {"job": f"{waiting}"}).scalar_one()
    assert at >= row(house, waiting).due_at


def test_sqlite_has_local_workers_only(sqlite_house: House) -> None:
    assert running.engine_of(sqlite_house) == "local"
    with pytest.raises(Refused, match="Procrastinate needs PostgreSQL"):
        running.engine_of(sqlite_house, "procrastinate")
    with pytest.raises(Refused, match="There is no engine"):
        running.engine_of(sqlite_house, "celery")

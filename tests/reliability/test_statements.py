"""The k-th statement of a sale made to fail, for every k: the old state or the new one, never anything between."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from core.base.errors import Refused, Unknown, VendomeError
from core.commands.execute import execute, rehearse
from core.commands.house import House
from core.commands.unit import Unit
from core.sales.basket import BasketLine
from core.sales.sell import Sell
from tests.reliability.state import counted, digest, faults
from tests.support.cast import BAG, CLAIRE, WATCH_SERIAL, advisor, sale


class Cut(Exception):
    """The connection to the disk, say, at a chosen moment."""


@contextmanager
def cut_at(house: House, k: int, moment: str) -> Iterator[list[int]]:
    """Let statement ``k`` (from 1) fail before or after it is carried out; the commit is the last. The list counts."""
    seen, dialect = [0], house.engine.dialect
    commit = dialect.do_commit

    def statement(*_: Any) -> None:
        seen[0] += 1
        if seen[0] == k:
            raise Cut(f"statement {k}")

    def committing(raw: Any) -> None:
        if moment == "after":
            commit(raw)
        statement()
        if moment == "before":
            commit(raw)

    name = "before_cursor_execute" if moment == "before" else "after_cursor_execute"
    event.listen(house.engine, name, statement)
    dialect.do_commit = committing  # type: ignore[method-assign,assignment]  # there is no event for a commit that fails
    try:
        yield seen
    finally:
        event.remove(house.engine, name, statement)
        dialect.do_commit = commit  # type: ignore[method-assign]  # as it was


def basket() -> Sell:
    """Everything that a sale can write: a piece, a quantity, two tenders' worth of papers."""
    return sale(lines=(BasketLine(serial=WATCH_SERIAL), BasketLine(sku=BAG)), paid="14000", customer=CLAIRE)


def halfway(house: House, sell: Callable[[], object], moment: str) -> tuple[int, list[str]]:
    """Fail every statement in turn: how many there were, and at which a half-made state was left."""
    before = digest(house.engine)
    wrong: list[str] = []
    committed = False
    for k in range(1, 200):
        with cut_at(house, k, moment) as seen:
            try:
                sell()
            except Cut:
                pass
            else:
                assert seen[0] < k or committed
                return k - 1, wrong
        now = digest(house.engine)
        committed = counted(house.engine, "sale") == 1
        if now != before and (moment, committed, faults(house)) != ("after", True, []):
            wrong.append(f"statement {k} ({moment})")
            return k, wrong
    raise AssertionError("the sale never ended")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_sale_that_fails_at_any_statement_leaves_no_trace_and_then_succeeds(house: House, moment: str) -> None:
    actor = advisor(house)
    house.shop("PAR1")
    statements, wrong = halfway(house, lambda: execute(house, basket(), actor, "one key"), moment)
    assert wrong == []
    # On PostgreSQL what a sale writes goes out in two statements: one more is one more turn over the wire.
    fewest, most = (15, 30) if house.engine.dialect.name == "sqlite" else (6, 12)
    assert fewest <= statements <= most
    assert faults(house, ["one key"]) == []


def test_a_commit_in_the_middle_of_the_sale_turns_the_proof_red(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    post = Unit.post

    def too_early(unit: Unit, *args: Any, **more: Any) -> Any:
        posted = post(unit, *args, **more)
        unit.session.commit()
        return posted

    monkeypatch.setattr(Unit, "post", too_early)
    actor = advisor(house)
    house.shop("PAR1")
    assert halfway(house, lambda: execute(house, basket(), actor, "one key"), "before")[1] != []


@pytest.mark.parametrize("told", ["database or disk is full", "attempt to write a readonly database", "disk I/O error"])
def test_a_full_or_failing_disk_is_named_and_nothing_is_stored(sqlite_house: House, told: str) -> None:
    actor = advisor(sqlite_house)
    before = digest(sqlite_house.engine)

    # Raised where the driver would raise it, so that SQLAlchemy wraps it as it wraps the driver's own.
    @event.listens_for(sqlite_house.engine, "do_execute")
    def failing(cursor: Any, statement: str, parameters: Any, context: Any) -> None:
        if "INSERT INTO journal_entry" in statement:
            raise sqlite3.OperationalError(told)

    with pytest.raises(VendomeError, match=r"Nothing was stored\. Free space or rights"):
        execute(sqlite_house, basket(), actor, "one key")
    event.remove(sqlite_house.engine, "do_execute", failing)
    assert digest(sqlite_house.engine) == before
    assert execute(sqlite_house, basket(), actor, "one key")["number"].endswith("000001")


def test_a_refused_sale_writes_nothing_and_uses_no_number(house: House) -> None:
    actor = advisor(house)
    before = digest(house.engine)
    with pytest.raises(Refused, match="is paid"):
        execute(house, sale(paid="1"), actor, "short")
    assert digest(house.engine) == before
    assert execute(house, sale(), actor, "short")["number"] == "PAR1-T1-2026-000001"


def test_a_rehearsal_answers_like_the_sale_and_writes_nothing(house: House) -> None:
    actor = advisor(house)
    before = digest(house.engine)
    rehearsed = rehearse(house, sale(), actor)
    assert digest(house.engine) == before
    sold = execute(house, sale(), actor, "now in earnest")
    assert {k: v for k, v in rehearsed.items() if k not in ("journal", "documents")} == {
        k: v for k, v in sold.items() if k not in ("journal", "documents")
    }


@pytest.mark.postgres
@pytest.mark.parametrize("committed", [True, False])
def test_a_connection_lost_at_the_commit_is_an_unknown_outcome_that_the_key_settles(
    postgres_house: House, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    house, actor = postgres_house, advisor(postgres_house)
    commit = house.engine.dialect.do_commit

    def lost(raw: Any) -> None:
        if committed:
            commit(raw)
        raw.dbapi_connection.close()
        commit(raw)

    monkeypatch.setattr(house.engine.dialect, "do_commit", lost)
    with pytest.raises(Unknown, match="Do it again with the same key"):
        execute(house, basket(), actor, "one key")
    monkeypatch.undo()
    assert counted(house.engine, "sale") == (1 if committed else 0)
    assert execute(house, basket(), actor, "one key")["number"].endswith("-000001")
    assert faults(house, ["one key"]) == []

"""Writes put together once say the same as those of SQLAlchemy, whether they wait for each other or not."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from core.commands.house import House
from core.database import writes
from core.database.engine import put, reading, writing
from core.importing import bulk
from core.journal.outbox import OutboxMessage

TABLE = OutboxMessage.__table__


def messages(house: House, count: int) -> list[dict[str, Any]]:
    return [
        {
            "id": house.ids.new(),
            "topic": f"told “{n}” — 100%s, %(id)s",
            "payload": {"名": "山田", "n": n, "none": None, "list": [True, {}]},
            "state": "open",
            "attempts": 2**40 + n,
            "fault": "",
            "created_at": house.clock.now(),
        }
        for n in range(count)
    ]


#: Columns that the rows of these tests give.
WRITTEN = ("id", "topic", "payload", "state", "attempts", "fault", "created_at")


def stored(house: House, ids: list[Any]) -> list[dict[str, Any]]:
    with reading(house.engine) as session:
        rows = session.execute(select(TABLE).where(TABLE.c.id.in_(ids)).order_by(TABLE.c.id))
        return [{name: row._mapping[name] for name in WRITTEN} for row in rows]


@pytest.mark.parametrize("count", [0, 1, 2, 2500])
def test_rows_are_stored_as_they_were_given(house: House, count: int) -> None:
    rows = messages(house, count)
    with writing(house.engine) as session:
        put(session, OutboxMessage, rows)
        session.commit()
    assert stored(house, [row["id"] for row in rows[:500]]) == rows[:500]
    assert len(stored(house, [row["id"] for row in rows[-500:]])) == len(rows[-500:])


def test_they_are_the_rows_that_sqlalchemy_stores(house: House) -> None:
    ours, theirs = messages(house, 2)
    with writing(house.engine) as session:
        put(session, OutboxMessage, [ours])
        session.execute(insert(TABLE), [{**theirs, "topic": ours["topic"], "payload": ours["payload"]}])
        session.commit()
    first, second = stored(house, [ours["id"], theirs["id"]])
    assert {**first, "id": None, "attempts": 0} == {**second, "id": None, "attempts": 0}


def write(house: House, *parts: list[dict[str, Any]], ask: bool = False) -> None:
    """One unit of work that puts these rows, then asks something or commits."""
    with writing(house.engine) as session:
        for rows in parts:
            put(session, OutboxMessage, rows)
        if ask:
            session.scalar(select(TABLE.c.id).limit(1))
        session.commit()


@pytest.mark.parametrize("ask", [False, True])
def test_a_row_that_is_refused_comes_up_at_the_latest_with_the_commit_and_takes_everything_with_it(
    house: House, ask: bool
) -> None:
    good, bad, *others = messages(house, 5)
    with pytest.raises(IntegrityError):
        write(house, [good], [{**bad, "state": "forgotten"}], others, ask=ask)
    assert stored(house, [good["id"], bad["id"]]) == []
    write(house, [good])  # the connection is whole again
    assert stored(house, [good["id"]]) == [good]


def test_rows_that_name_no_such_column_are_refused_at_once(house: House) -> None:
    with pytest.raises(Exception, match="colour"):
        write(house, [{**messages(house, 1)[0], "colour": "red"}])


def test_a_row_is_there_for_the_next_statement_and_for_a_row_that_names_it(house: House) -> None:
    """What waits is carried out before anything that could ask for it, in the order in which it was put."""
    first, second = messages(house, 2)
    with writing(house.engine) as session:
        put(session, OutboxMessage, [first])
        put(session, OutboxMessage, [second])  # of the same table: does not wait beside the first
        assert session.scalar(select(TABLE.c.topic).where(TABLE.c.id == first["id"])) == first["topic"]
        assert session.scalar(select(TABLE.c.topic).where(TABLE.c.id == second["id"])) == second["topic"]
        session.rollback()
    assert stored(house, [first["id"], second["id"]]) == []


def test_a_bulk_write_finds_what_was_put_before_it(house: House) -> None:
    (earlier,) = messages(house, 1)
    with writing(house.engine) as session:
        put(session, OutboxMessage, [earlier])
        bulk.write(session, TABLE, [])
        raw: Any = session.connection().connection.driver_connection
        (count,) = raw.execute("SELECT count(*) FROM outbox WHERE topic LIKE 'told%'").fetchone()
        session.rollback()
    assert count == 1


def test_what_waited_on_a_connection_that_was_lost_is_not_carried_out_by_the_next_who_has_it(house: House) -> None:
    first, second = messages(house, 2)
    with suppress(KeyError), writing(house.engine) as session:
        put(session, OutboxMessage, [first])
        raise KeyError("what went wrong meanwhile")
    write(house, [second])
    assert stored(house, [first["id"], second["id"]]) == [second]


def test_a_write_outside_a_transaction_is_a_fault_of_the_program_and_is_said(house: House) -> None:
    if house.engine.dialect.name == "sqlite":
        return  # nothing waits there: the driver carries it out
    with house.engine.connect() as connection, pytest.raises(RuntimeError, match="outside a transaction"):
        writes.write(connection, insert(TABLE), messages(house, 1))

"""Rows inserted by a statement put together once say the same as those that SQLAlchemy writes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from core.commands.house import House
from core.database.engine import put, reading, writing
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


def stored(house: House, ids: list[Any]) -> list[dict[str, Any]]:
    with reading(house.engine) as session:
        rows = session.execute(select(TABLE).where(TABLE.c.id.in_(ids)).order_by(TABLE.c.id))
        return [dict(row._mapping) for row in rows]


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

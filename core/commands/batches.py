"""Writes that are no command of a person: batches of an import, upkeep of an index, the founding of a house."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.base.errors import Refused, Retry
from core.base.text import canonical, plain
from core.commands.command import Answer, CommandRecord
from core.commands.execute import stored_answer, told_plainly
from core.commands.house import House
from core.commands.sights import Sight
from core.database import access
from core.database.access import Actor
from core.database.engine import put, said_plainly, writing

T = TypeVar("T")

#: How often a write about a job is tried; each waits some seconds for its turn.
JOB_TRIES = 3
#: How often a part of upkeep is; nobody stands at the till for it.
UPKEEP_TRIES = 30


def commit_founding(house: House, found: Callable[[Session], None]) -> None:
    """The one write before there is anybody to act: naming a new house."""
    with writing(house.engine) as session:
        found(session)
        session.commit()


def commit_job(house: House, write: Callable[[Session], T]) -> T:
    """One short write about a job: taken, kept, let go; see ``core.commands.leases``. Raises Retry when the tills have
    the database for long."""
    for tried in range(JOB_TRIES):
        try:
            with writing(house.engine) as session:
                answer = write(session)
                session.commit()
                return answer
        except Retry:
            if tried + 1 == JOB_TRIES:
                raise
    raise AssertionError("unreachable")


def commit_upkeep(
    house: House, prepare: Callable[[Session], Sequence[int]], step: Callable[[Session, int], None]
) -> None:
    """Upkeep of an index, which changes nothing that a person entered, in short transactions on one connection.

    ``prepare`` reads, may lay out temporary tables, holds nobody up and says in which parts the work goes; ``step``
    does one part, again if the tills had the database. Raises Retry when they have it for long.
    """
    with house.engine.connect() as connection:
        with said_plainly(), Session(connection, autoflush=False) as session:
            parts = prepare(session)
            session.commit()
        connection.execution_options(vendome_writes=True)
        for part in parts:
            _step(connection, step, part)


def _step(connection: Connection, step: Callable[[Session, int], None], part: int) -> None:
    for tried in range(UPKEEP_TRIES):
        try:
            with said_plainly(), Session(connection, autoflush=False) as session:
                step(session, part)
                session.commit()
            return
        except Retry:
            if tried + 1 == UPKEEP_TRIES:
                raise


def commit_batch(house: House, write: Callable[[Session], Answer], actor: Actor, verb: str, key: str) -> Answer:
    """One batch of an import as one transaction, claimed like a command: the same key writes nothing twice."""
    with writing(house.engine) as session:
        access.check(actor, verb, None)
        table = CommandRecord.__table__
        earlier = session.scalar(select(table.c.answer).where(table.c.actor == actor.code, table.c.key == key))
        if earlier is not None:
            return stored_answer(earlier)
        try:
            answer = canonical(plain(write(session)))
            row = {
                "actor": actor.code,
                "key": key,
                "name": verb,
                "fingerprint": "",
                "answer": answer,
                "at": house.clock.now(),
            }
            session.execute(insert(table), row)
            session.commit()
        except IntegrityError as fault:
            raise Refused(told_plainly(fault)) from fault
        return stored_answer(answer)


def commit_sights(
    house: House, actor: Actor, question: str, customers: Sequence[str], purpose: str, at: datetime
) -> None:
    """Write down which clients' data an answer shows, before it is given."""
    rows = [
        {
            "id": house.ids.new(),
            "at": at,
            "actor": actor.code,
            "question": question,
            "customer": number,
            "purpose": purpose,
        }
        for number in customers
    ]
    with writing(house.engine) as session:
        put(session, Sight, rows)
        session.commit()

"""One command, one transaction: ``execute(command, actor, key)``. Nothing else commits.

The unit of work opens the transaction, claims the idempotency key inside it, checks permission, runs the handler,
writes journal, outbox and answer, and commits. The same key with the same content gives the stored answer; with other
content it is refused. A refusal, a fault or a kill leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import json
import time
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError

from core.base.errors import Refused, Retry, Unknown
from core.base.text import canonical, keepable, plain
from core.commands.command import Answer, Command, CommandRecord
from core.commands.house import House
from core.commands.registry import blamed, handler_of
from core.commands.unit import Unit
from core.database import access
from core.database.access import Actor
from core.database.engine import writing
from core.database.scopes import scoped
from core.database.writes import send_waiting, write

#: How often a whole command is tried again when the database was busy.
TRIES = 3


def fingerprint(command: Command) -> str:
    """SHA-256 of a command's kind and content. Refused, naming the field, when a text in it could never be kept.

    The kind is its verb and name, not its module: a retry across an upgrade meets its first attempt.
    """
    kind = f"{command.verb}:{type(command).__qualname__}"
    content = plain(command)
    text = canonical({"command": kind, "content": content})
    keepable(content, text)
    return hashlib.sha256(text.encode()).hexdigest()


def execute(house: House, command: Command, actor: Actor, key: str) -> Answer:
    """Carry out ``command`` once.

    ``key``: the caller's own name for this attempt (1 to 200 characters). Returns the handler's answer, as plain JSON
    values; a retry gets the very same. Raises Refused (nothing written), Retry (safe to do again), VendomeError.
    """
    if not 1 <= len(key) <= 200 or not key.isprintable():
        raise Refused("The idempotency key must be 1 to 200 printable characters. Use a fresh UUID per attempt.")
    for attempt in range(TRIES):
        try:
            return _once(house, command, actor, key)
        except Retry:
            if attempt + 1 == TRIES:
                raise
            time.sleep(0.02 * (attempt + 1))
    raise AssertionError("unreachable")


def rehearse(house: House, command: Command, actor: Actor) -> Answer:
    """What :func:`execute` would answer, with nothing written: the transaction is taken back at its end."""
    handler = handler_of(house.suite, type(command))
    fingerprint(command)
    with writing(house.engine) as session:
        access.check(actor, command.verb, getattr(command, "boutique", None))
        try:
            with blamed(house.suite, type(command)):
                answer = canonical(plain(handler(Unit(house, scoped(session, actor), actor, "rehearsal"), command)))
            send_waiting(session.connection())  # what the database would refuse is found in a rehearsal too
            return stored_answer(answer)
        except IntegrityError as fault:
            raise Refused(told_plainly(fault)) from fault
        finally:
            session.rollback()


def _once(house: House, command: Command, actor: Actor, key: str) -> Answer:
    handler = handler_of(house.suite, type(command))
    content = fingerprint(command)
    with writing(house.engine) as session:
        access.check(actor, command.verb, getattr(command, "boutique", None))
        unit = Unit(house, session, actor, key)
        connection, mine = session.connection(), {"the_actor": actor.code, "the_key": key}
        kept = {"name": type(command).__name__, "fingerprint": content, "answer": "", "at": unit.now}
        claim = {"actor": actor.code, "key": key, **kept}
        if connection.execute(_claiming(house.engine.dialect.name), claim).one_or_none() is None:
            earlier = connection.execute(_EARLIER, mine).one_or_none()
            session.rollback()
            if earlier is None:
                raise Retry(
                    "The same command is being carried out right now. Do it again; the same key has one effect."
                )
            if earlier.fingerprint != content:
                raise Refused(f"The key {key!r} was used for another command. Use a fresh key.")
            return stored_answer(earlier.answer)
        scoped(session, actor)
        try:
            with blamed(house.suite, type(command)):
                answer = canonical(plain(handler(unit, command)))
            write(session.connection(), _ANSWERED, [mine | {"the_answer": answer}])
            session.commit()
        except IntegrityError as fault:
            raise Refused(told_plainly(fault)) from fault
        except OperationalError as fault:
            if not fault.connection_invalidated:
                raise
            # Lost before the commit or after it: only the key can tell.
            raise Unknown(
                "The database went away before it answered. Do it again with the same key: it has one effect."
            ) from fault
        return stored_answer(answer)


_RECORD = CommandRecord.__table__
_MINE = (_RECORD.c.actor == bindparam("the_actor")) & (_RECORD.c.key == bindparam("the_key"))
_EARLIER = select(_RECORD.c.fingerprint, _RECORD.c.answer).where(_MINE)
_ANSWERED = update(_RECORD).where(_MINE).values(answer=bindparam("the_answer"))


@cache
def _claiming(dialect: str) -> Any:
    claim = (sqlite if dialect == "sqlite" else postgresql).insert(_RECORD)
    return claim.on_conflict_do_nothing().returning(_RECORD.c.key)


def stored_answer(text: str) -> Answer:
    answer: Answer = json.loads(text)
    return answer


def told_plainly(fault: IntegrityError) -> str:
    said = str(fault.orig)
    if "piece_sold" in said or "uq_piece_place_open" in said:
        return "The piece was sold or handed over by somebody else a moment ago. Look it up by its serial."
    return f"The database refused it: {said.splitlines()[0]}. Nothing was written. Correct the input."

"""Faults put in on purpose. A proof that has never been seen to fail proves nothing."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from core.base.text import canonical, plain
from core.commands import unit as units
from core.commands.command import Command, CommandRecord, Handler
from core.commands.registry import handler_of
from core.commands.unit import Unit
from core.database.access import Actor
from core.database.engine import writing
from core.journal import chain as journal
from core.journal.chain import Place, Series
from core.sales import room
from core.sales.sell import Sell

#: What :func:`plant` knows. ``ack-first`` is a fault of the till and lies in ``crash.till``.
NAMES = ("key-apart", "number-apart", "ack-first", "number-by-max")


def plant(name: str) -> None:
    """Put the fault ``name`` into this process; "" leaves everything as it is."""
    if name == "key-apart":
        _instead(_key_apart)
    elif name == "number-apart":
        _instead(_number_apart)
    elif name == "number-by-max":
        units.take_number = _by_max  # type: ignore[attr-defined]  # the name that core.commands.unit calls


def _instead(fault: Callable[[Handler], Handler]) -> None:
    """Let the room of sales declare a faulty handler instead of its own."""
    commands = {**room.declaration.commands, Sell: fault(room.declaration.commands[Sell])}
    room.declaration = replace(room.declaration, commands=commands)


def _key_apart(handler: Handler) -> Handler:
    """The key is claimed and committed; the sale follows in a transaction of its own."""

    def apart(unit: Unit, command: Any) -> Any:
        unit.session.commit()
        return handler(unit, command)

    return apart


def _number_apart(handler: Handler) -> Handler:
    """The number is taken and committed first, as a sequence would."""

    def apart(unit: Unit, command: Sell) -> Any:
        session, held = unit.session, CommandRecord.__table__
        mine = (held.c.actor == unit.actor.code) & (held.c.key == unit.key)
        claim = dict(session.execute(select(held).where(mine)).mappings().one())
        session.execute(delete(held).where(mine))
        shop = unit.house.shop(command.boutique)
        series = Series.__table__
        ours = series.c.code.like(f"{shop.entity}:{shop.boutique}:{command.till}:sale:%")
        taken = session.execute(
            update(series).where(ours).values(next_number=series.c.next_number + 1).returning(series.c.next_number)
        ).scalar()
        session.commit()
        session.execute(insert(held), claim)
        if taken is not None:
            units.take_number = _given(taken - 1)  # type: ignore[attr-defined]  # the name that core.commands.unit calls
        return handler(unit, command)

    return apart


def _given(number: int) -> Any:
    def take(session: Session, code: str, *, amount: int, pattern: Any, **_: Any) -> Place:
        series = Series.__table__
        row = session.execute(
            update(series)
            .where(series.c.code == code)
            .values(total=series.c.total + amount)
            .returning(series.c.head, series.c.total)
        ).one()
        units.take_number = journal.take_number  # type: ignore[attr-defined]  # the name that core.commands.unit calls
        return Place(code, number, str(pattern["pattern"]).format(**{**pattern, "number": number}), row.head, row.total)

    return take


def _by_max(
    session: Session, code: str, *, entity_id: UUID, document_class: str, currency: str, amount: int, pattern: Any
) -> Place:
    """The highest number plus one, read without holding the series."""
    entries, series = journal.JournalEntry.__table__, Series.__table__
    last = session.execute(
        select(entries.c.number, entries.c.hash, entries.c.total)
        .where(entries.c.series == code)
        .order_by(entries.c.number.desc())
        .limit(1)
    ).one_or_none()
    if session.execute(select(series.c.code).where(series.c.code == code)).one_or_none() is None:
        return journal.take_number(
            session,
            code,
            entity_id=entity_id,
            document_class=document_class,
            currency=currency,
            amount=amount,
            pattern=pattern,
        )
    number, previous, total = (
        (last.number + 1, last.hash, last.total + amount) if last else (1, journal.GENESIS, amount)
    )
    session.execute(update(series).where(series.c.code == code).values(next_number=number + 1, total=total))
    return Place(code, number, str(pattern["pattern"]).format(**{**pattern, "number": number}), previous, total)


def failing_after_number(chance: random.Random, share: int) -> None:
    """Let one in ``share`` sales fail after its number was taken, as late as a fault can come."""
    post = Unit.post

    def fails(unit: Unit, *args: Any, **more: Any) -> Any:
        posted = post(unit, *args, **more)
        if chance.randrange(share) == 0:
            raise PlannedFailure
        return posted

    Unit.post = fails  # type: ignore[method-assign,assignment]  # the point of it


class PlannedFailure(Exception):
    """Raised inside a unit of work on purpose."""


def without_record(house: Any, command: Command, actor: Actor, key: str) -> Any:
    """A unit of work that forgets the keys: each repetition is carried out again."""
    handler = handler_of(house.suite, type(command))
    with writing(house.engine) as session:
        answer = canonical(plain(handler(Unit(house, session, actor, key), command)))
        session.commit()
    return json.loads(answer)

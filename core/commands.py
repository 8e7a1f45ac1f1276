"""One command, one transaction: ``execute(command, actor, key)``. Nothing else commits.

The unit of work opens the transaction, claims the idempotency key inside it, checks permission, runs the handler,
writes journal, outbox and answer, and commits. The same key with the same content gives the stored answer; with other
content it is refused. A refusal, a fault or a kill leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import policy
from core.db import Base, put, said_plainly, writing
from core.errors import Refused, Retry, Unknown
from core.hooks import Seal
from core.journal import ALGORITHM, append, record_hash, record_text, take_number
from core.outbox import OutboxMessage
from core.papertrail import Document
from core.policy import Actor
from core.region import Region
from core.text import canonical, keepable, plain

if TYPE_CHECKING:
    from core.house import House, Shop

#: How often a whole command is tried again when the database was busy.
TRIES = 3
#: How often a part of upkeep is; nobody stands at the till for it.
UPKEEP_TRIES = 30

Answer = Mapping[str, Any]


class CommandRecord(Base):
    """A command that took effect: its content's fingerprint and the answer given. Kept as long as the fiscal record."""

    __tablename__ = "command_record"
    actor: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    fingerprint: Mapped[str]
    answer: Mapped[str]
    at: Mapped[datetime]


policy.register(CommandRecord)


@dataclass(frozen=True)
class Command:
    """Base of every command: a frozen dataclass of plain values.

    ``verb`` is what the policy grants; ``boutique`` (a field or property of the subclass, if any) where it happens.
    """

    verb: ClassVar[str]


Given = TypeVar("Given", bound=Command)
Handler = Callable[["Unit", Any], Answer]

_HANDLERS: dict[type[Command], Handler] = {}


def handles(command: type[Given]) -> Callable[[Callable[[Unit, Given], Answer]], Callable[[Unit, Given], Answer]]:
    """Mark the one handler of a command."""

    def mark(handler: Callable[[Unit, Given], Answer]) -> Callable[[Unit, Given], Answer]:
        _HANDLERS[command] = handler
        return handler

    return mark


@dataclass(frozen=True, slots=True)
class Posted:
    """A journal record just written."""

    id: UUID
    series: str
    number: int
    label: str
    hash: str


class Unit:
    """What a handler works with: the open session, who acts, when, and the doors to journal, papers and outbox."""

    def __init__(self, house: House, session: Session, actor: Actor, key: str) -> None:
        self.house, self.session, self.actor, self.key = house, session, actor, key
        self.now = house.clock.now()

    def new_id(self) -> UUID:
        """A new identity."""
        return self.house.ids.new()

    def post(
        self,
        shop: Shop,
        kind: str,
        content: Mapping[str, Any],
        *,
        entry_id: UUID,
        document_class: str,
        on: date,
        amount: int = 0,
        currency: str | None = None,
        customer_id: UUID | None = None,
        till: str = "",
    ) -> Posted:
        """Write a record into the fiscal chain that the shop's country prescribes for this class of document.

        ``content``: plain JSON values, the whole truth of the paper. ``amount`` in minor units of ``currency``
        (default: the entity's) counts towards the perpetual total. Call it last: it holds the series until the
        commit.
        """
        region = self.house.suite.region(shop.region)
        currency = currency or shop.entity_currency
        code, pattern = series_of(region, shop, document_class, on, till, currency)
        place = take_number(
            self.session,
            code,
            entity_id=shop.entity_id,
            document_class=document_class,
            currency=currency,
            amount=amount,
            pattern=pattern,
        )
        row: dict[str, Any] = {
            "id": entry_id,
            "series": place.series,
            "number": place.number,
            "label": place.label,
            "kind": kind,
            "at": self.now,
            "business_date": on,
            "zone": shop.zone,
            "boutique_id": shop.boutique_id,
            "customer_id": customer_id,
            "actor": self.actor.code,
            "region": region.code,
            "rules": region.version,
            "amount": amount,
            "total": place.total,
            "content": canonical(content),
            "algorithm": ALGORITHM,
            "previous": place.previous,
        }
        text = record_text(row)
        row["hash"] = record_hash(text)
        append(self.session, row, self._seal(region, text, place.previous, shop))
        return Posted(entry_id, place.series, place.number, place.label, row["hash"])

    def _seal(self, region: Region, text: bytes, previous: str, shop: Shop) -> Seal | None:
        if not self.house.suite.answers(region.code, "seal"):
            return None
        secret = self.house.keys.secret(f"seal:{shop.entity}")
        seal: Seal | None = self.house.suite.ask(
            region.code, lambda _, hook: hook.seal(text=text, previous=previous, secret=secret)
        )
        return seal

    def issue(
        self, entry_id: UUID, papers: list[tuple[str, tuple[str, ...], int | None]], *, duplicate: bool = False
    ) -> list[str]:
        """Issue papers of a record: (kind, languages, subject). Pages are drawn after the commit, by a worker.

        ``duplicate``: further copies, which say that they are.
        """
        rows = [
            {
                "id": self.new_id(),
                "entry_id": entry_id,
                "kind": kind,
                "languages": list(languages),
                "subject": subject,
                "duplicate": duplicate,
                "state": "pending",
                "created_at": self.now,
                "fault": "",
                "sha256": None,
                "size": None,
                "pages": None,
                "template": None,
                "filed_at": None,
            }
            for kind, languages, subject in papers
        ]
        put(self.session, Document, rows)
        if rows:
            self.send([("document.render", {"document": str(row["id"])}) for row in rows])
        return [str(row["id"]) for row in rows]

    def send(self, messages: list[tuple[str, dict[str, Any]]]) -> None:
        """Put intentions (topic, payload) into the outbox."""
        rows = [
            {
                "id": self.new_id(),
                "topic": topic,
                "payload": payload,
                "state": "open",
                "attempts": 0,
                "fault": "",
                "created_at": self.now,
            }
            for topic, payload in messages
        ]
        put(self.session, OutboxMessage, rows)


def series_of(
    region: Region, shop: Shop, document_class: str, on: date, till: str, currency: str
) -> tuple[str, dict[str, Any]]:
    """Code of the series for a class of document, and the printed pattern with its places, as ``numbering.toml``
    says."""
    table = region.table("numbering")
    entry = table.find(f"series.{document_class}", on) or table.entry("series.default", on)
    scope, reset = str(entry.value), str(entry.more.get("reset", "year"))
    year = f"{on.year}" if reset == "year" else ""
    where = {"till": [shop.boutique, till or "-"], "boutique": [shop.boutique], "entity": []}[scope]
    code = ":".join([shop.entity, *where, document_class, currency, year])
    places = {
        "entity": shop.entity,
        "boutique": shop.boutique,
        "till": till,
        "year": on.year,
        "document_class": document_class,
    }
    return code, {"pattern": str(entry.more["pattern"]), **places}


def fingerprint(command: Command) -> str:
    """SHA-256 of a command's kind and content. Refused, naming the field, when a text in it could never be kept."""
    kind = f"{type(command).__module__}.{type(command).__qualname__}"
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
    handler = _HANDLERS.get(type(command))
    if handler is None:
        raise Refused(f"Nobody handles {type(command).__name__}. Is its plugin enabled?")
    fingerprint(command)
    with writing(house.engine) as session:
        policy.check(actor, command.verb, getattr(command, "boutique", None))
        try:
            return _answer(
                canonical(plain(handler(Unit(house, policy.scope(session, actor), actor, "rehearsal"), command)))
            )
        except IntegrityError as fault:
            raise Refused(_constraint(fault)) from fault
        finally:
            session.rollback()


def _once(house: House, command: Command, actor: Actor, key: str) -> Answer:
    handler = _HANDLERS.get(type(command))
    if handler is None:
        raise Refused(f"Nobody handles {type(command).__name__}. Is its plugin enabled?")
    content = fingerprint(command)
    with writing(house.engine) as session:
        policy.check(actor, command.verb, getattr(command, "boutique", None))
        unit = Unit(house, session, actor, key)
        connection, mine = session.connection(), {"the_actor": actor.code, "the_key": key}
        told = {"name": type(command).__name__, "fingerprint": content, "answer": "", "at": unit.now}
        claim = {"actor": actor.code, "key": key, **told}
        if connection.execute(_claiming(house.engine.dialect.name), claim).one_or_none() is None:
            held = connection.execute(_HELD, mine).one_or_none()
            session.rollback()
            if held is None:
                raise Retry(
                    "The same command is being carried out right now. Do it again; the same key has one effect."
                )
            if held.fingerprint != content:
                raise Refused(f"The key {key!r} was used for another command. Use a fresh key.")
            return _answer(held.answer)
        policy.scope(session, actor)
        try:
            answer = canonical(plain(handler(unit, command)))
            connection.execute(_ANSWERED, mine | {"the_answer": answer})
            session.commit()
        except IntegrityError as fault:
            raise Refused(_constraint(fault)) from fault
        except OperationalError as fault:
            if not fault.connection_invalidated:
                raise
            # Lost before the commit or after it: only the key can tell.
            raise Unknown(
                "The database went away before it answered. Do it again with the same key: it has one effect."
            ) from fault
        return _answer(answer)


_RECORD = CommandRecord.__table__
_MINE = (_RECORD.c.actor == bindparam("the_actor")) & (_RECORD.c.key == bindparam("the_key"))
_HELD = select(_RECORD.c.fingerprint, _RECORD.c.answer).where(_MINE)
_ANSWERED = update(_RECORD).where(_MINE).values(answer=bindparam("the_answer"))


@cache
def _claiming(dialect: str) -> Any:
    claim = (sqlite if dialect == "sqlite" else postgresql).insert(_RECORD)
    return claim.on_conflict_do_nothing().returning(_RECORD.c.key)


def commit_founding(house: House, found: Callable[[Session], None]) -> None:
    """The one write before there is anybody to act: naming a new house."""
    with writing(house.engine) as session:
        found(session)
        session.commit()


def commit_outbox(house: House, message: UUID, *, state: str, attempts: int, fault: str) -> None:
    """Note how far an outbox message came."""
    table = OutboxMessage.__table__
    with writing(house.engine) as session:
        session.execute(
            update(table).where(table.c.id == message).values(state=state, attempts=attempts, fault=fault[:2000])
        )
        session.commit()


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
        policy.check(actor, verb, None)
        table = CommandRecord.__table__
        held = session.scalar(select(table.c.answer).where(table.c.actor == actor.code, table.c.key == key))
        if held is not None:
            return _answer(held)
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
            raise Refused(_constraint(fault)) from fault
        return _answer(answer)


def _answer(text: str) -> Answer:
    held: Answer = json.loads(text)
    return held


def _constraint(fault: IntegrityError) -> str:
    told = str(fault.orig)
    if "piece_sold" in told or "uq_piece_place_open" in told:
        return "The piece was sold or handed over by somebody else a moment ago. Look it up by its serial."
    return f"The database refused it: {told.splitlines()[0]}. Nothing was written. Correct the input."

"""The commands: order and finish. Each is one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Row, or_, select

from core.base.clock import business_date
from core.base.errors import NotFound, Refused
from core.base.languages import known_language
from core.base.text import required_line
from core.catalogue.model import Piece, Reference, Variant
from core.commands.command import Answer, Command
from core.commands.unit import Unit
from core.customers.identity import client_of_number
from core.database import access
from core.database.engine import put
from core.examination.engraving.model import Engraving
from core.examination.engraving.record import TICKET, Ticket
from core.organisation.model import Boutique
from core.papers.header import head_of, mentions_always
from core.papers.occasion import Occasion, occasion_of

#: Most letters that a clasp or a case back has room for.
LETTERS = 6


@dataclass(frozen=True)
class OrderEngraving(Command):
    """Order initials for a client's piece, with a ticket. ``serial``: serial or EPC; ``ready``: the day promised, None:
    the last that the country allows; ``language``: of the ticket, "" = the client's own. The answer holds ``order``,
    ``ready_on``, ``number``, ``journal`` and ``documents``."""

    verb: ClassVar[str] = "engraving.order"
    boutique: str
    customer: str
    serial: str
    initials: str
    ready: date | None = None
    language: str = ""


@dataclass(frozen=True)
class FinishEngraving(Command):
    """The work is done and the piece is back with its client."""

    verb: ClassVar[str] = "engraving.finish"
    order: str


def order(unit: Unit, command: OrderEngraving) -> Answer:
    """Write the order and issue its ticket. The fiscal number comes last."""
    shop = unit.house.shop(command.boutique)
    unit.house.require_enabled(unit.session, shop)
    if command.language:
        known_language(command.language)
    initials = required_line(command.initials, "initials", LETTERS)
    customer = client_of_number(unit.session, command.customer)
    piece = _piece(unit, command.serial)
    occasion = occasion_of(unit, shop, customer, unit.actor.code, command.language)
    ready = command.ready or _latest(unit, occasion)
    if ready < occasion.on:
        raise Refused(f"The promised day {ready} has passed ({occasion.on} is today). Give a day that can be kept.")
    number, entry_id = unit.new_number("E"), unit.new_id()
    record = Ticket(
        **head_of(unit, occasion, occasion.buyer).fields(),
        order=number,
        names=piece.name,
        serial=piece.serial,
        initials=initials,
        ready_on=ready.isoformat(),
        mentions=mentions_always(occasion, TICKET),
    )
    row = {
        "id": unit.new_id(),
        "number": number,
        "piece_id": piece.id,
        "customer_id": customer.id,
        "boutique_id": shop.boutique_id,
        "initials": initials,
        "ordered_on": occasion.on,
        "ready_on": ready,
        "finished_on": None,
        "entry_id": entry_id,
    }
    put(unit.session, Engraving, [row])
    documents = unit.issue(entry_id, [(TICKET, occasion.languages, None)])
    posted = unit.post(
        shop,
        TICKET,
        record,
        entry_id=entry_id,
        document_class="engraving",
        on=occasion.on,
        currency=shop.currency,
        customer_id=customer.id,
    )
    return {
        "order": number,
        "ready_on": record.ready_on,
        "number": posted.label,
        "journal": str(entry_id),
        "documents": documents,
    }


def _piece(unit: Unit, code: str) -> Row[UUID, str, dict[str, str]]:
    piece = unit.session.execute(
        select(Piece.id, Piece.serial, Reference.name)
        .join(Variant, Variant.id == Piece.variant_id)
        .join(Reference, Reference.id == Variant.reference_id)
        .where(or_(Piece.serial == code, Piece.epc == code))
    ).one_or_none()
    if piece is None:
        raise NotFound(f"No piece has the serial or EPC {code!r}. Scan it again.")
    return piece


def _latest(unit: Unit, occasion: Occasion) -> date:
    """The last day that the country allows where none is agreed."""
    table = unit.house.suite.table(occasion.region.code, "engraving")
    return occasion.on + timedelta(days=int(table.value("handover.days", on=occasion.on)))


def finish(unit: Unit, command: FinishEngraving) -> Answer:
    """Note the day. Refused when it was finished before."""
    found = unit.session.execute(
        select(Engraving, Boutique.code)
        .join(Boutique, Boutique.id == Engraving.boutique_id)
        .where(Engraving.number == command.order)
    ).one_or_none()
    if found is None:
        raise NotFound(f"No order has the number {command.order!r}. See «vendome engraving list».")
    row, boutique = found
    access.check(unit.actor, command.verb, boutique)
    if row.finished_on is not None:
        raise Refused(f"{command.order} was finished on {row.finished_on}. Look at its number again.")
    shop = unit.house.shop(boutique)
    row.finished_on = business_date(unit.now, shop.zone, shop.day_starts)
    return {"order": command.order, "finished_on": row.finished_on}

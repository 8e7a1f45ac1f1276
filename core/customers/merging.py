"""One client kept twice: who may be the same person, why, and making one of two, until it is undone.

A merge moves nothing. The client merged away points to the one kept; search answers with the one kept, and the card
gathers both (``core.customers.identity``). Sales, papers and journal stay with the number they were issued under, so
that taking the pointer away leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from core.base.errors import Refused
from core.base.text import required_line
from core.commands.command import Answer, Command
from core.commands.unit import Unit
from core.customers.identity import (
    OneClient,
    client_of_number,
    end_of_merges,
    one_client,
    one_clients,
    same_person,
    unknown_number,
)
from core.customers.model import Contact, Customer, CustomerMerge, IdentityDocument
from core.customers.search.index import Group, candidates, planned
from core.customers.search.keys import postal_key
from core.customers.search.query import ask
from core.customers.search.ranking import matches_of

__all__ = [
    "SHOWN",
    "WEIGHTS",
    "Likeness",
    "MergeCustomers",
    "UnmergeCustomers",
    "history",
    "likely_duplicates",
    "same_person",
]

#: What speaks for one person, and against. Found in documents and contacts more than in names, which many share.
WEIGHTS = {
    "identity document": 70,
    "e-mail": 40,
    "phone": 35,
    "other contact": 30,
    "name as written": 25,
    "reading of the name": 18,
    "birth date": 20,
    "postal code": 8,
    "another birth date": -45,
    "another kind": -60,
}
#: From here on two clients are shown as perhaps one.
SHOWN = 38
#: Clients of the same name that are compared.
_COMPARED = 200


@dataclass(frozen=True, slots=True)
class Likeness:
    """A client who may be the same person; ``reasons``: (what, weight), which add up to ``weight``."""

    customer: Customer
    weight: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class MergeCustomers(Command):
    """Make one of two clients, by their numbers: ``merged`` is from now on found as ``kept``. Nothing is lost."""

    verb: ClassVar[str] = "customer.merge"
    kept: str
    merged: str
    because: str


@dataclass(frozen=True)
class UnmergeCustomers(Command):
    """Take a merge back: ``merged`` stands alone again, with everything it had."""

    verb: ClassVar[str] = "customer.merge"
    merged: str


def likely_duplicates(session: Session, number: str, *, limit: int = 10) -> list[Likeness]:
    """Who may be the same person as a client, the likeliest first. Both are judged whole, with everything that their
    merged numbers hold. ``session`` is scoped to the actor: identity documents count only for those who may see them.
    NotFound for an unknown number."""
    client = one_client(session, client_of_number(session, number))
    reasons: dict[UUID, dict[str, None]] = {}
    ends: dict[UUID, Customer] = {}
    for row, why in _sharing(session, client):
        end = end_of_merges(session, row)
        if end.id not in client.numbers:
            ends[end.id] = end
            reasons.setdefault(end.id, {})[why] = None
    found = []
    for other in one_clients(session, list(ends.values())):
        whys = reasons[other.customer.id]
        if "name as written" in whys:
            whys.pop("reading of the name", None)
        whys |= dict.fromkeys(_facts(client, other))
        weighed = tuple((reason, WEIGHTS[reason]) for reason in sorted(whys, key=list(WEIGHTS).index))
        weight = sum(value for _reason, value in weighed)
        if weight >= SHOWN:
            found.append(Likeness(other.customer, weight, weighed))
    return sorted(found, key=lambda each: (-each.weight, each.customer.number))[:limit]


def _sharing(session: Session, client: OneClient) -> list[tuple[Customer, str]]:
    """Clients, merged ones too, who share something with one, and what."""
    pairs = [*_documents(session, client), *_contacts(session, client), *_names(session, client)]
    wanted = {customer_id for customer_id, _why in pairs} - set(client.numbers)
    by_id = {row.id: row for row in session.scalars(select(Customer).where(Customer.id.in_(wanted)))}
    return [(by_id[customer_id], why) for customer_id, why in pairs if customer_id in by_id]


def _contacts(session: Session, client: OneClient) -> list[tuple[UUID, str]]:
    mine = sorted({contact.normal for contact in client.contacts if contact.normal})
    rows = select(Contact.customer_id, Contact.kind).where(Contact.normal.in_(mine)).limit(_COMPARED)
    said = {"email": "e-mail", "phone": "phone"}
    return [(other, said.get(kind, "other contact")) for other, kind in session.execute(rows)] if mine else []


def _documents(session: Session, client: OneClient) -> list[tuple[UUID, str]]:
    mine = session.scalars(select(IdentityDocument).where(IdentityDocument.customer_id.in_(client.numbers)))
    blinds = sorted({document.blind for document in mine})
    if not blinds:
        return []
    same = session.scalars(select(IdentityDocument).where(IdentityDocument.blind.in_(blinds)).limit(_COMPARED))
    return [(document.customer_id, "identity document") for document in same]


def _names(session: Session, client: OneClient) -> list[tuple[UUID, str]]:
    found = []
    with planned(session):
        for card in client.names:
            words = ask(
                " ".join(filter(None, (card.fields.get("given"), card.fields.get("surname"))))[:200] or "-"
            ).words
            if len(words) < 2:
                continue
            for one in candidates(session, [Group(word.strong) for word in words], _COMPARED):
                met = matches_of(words, one.keys, {})
                written = all(each.how == "name" for each in met)
                found.append((one.customer_id, "name as written" if written else "reading of the name"))
    return found


def _facts(one: OneClient, other: OneClient) -> list[str]:
    reasons = []
    if one.born and other.born:
        reasons.append("birth date" if one.born & other.born else "another birth date")
    codes = [{postal_key(address.postal_code) for address in each.addresses} - {""} for each in (one, other)]
    if codes[0] & codes[1]:
        reasons.append("postal code")
    if one.customer.kind != other.customer.kind:
        reasons.append("another kind")
    return reasons


def _clients(unit: Unit, *numbers: str) -> list[Customer]:
    """The clients with these numbers themselves, held until the end: two merges must not cross and make a circle."""
    wanted = select(Customer).where(Customer.number.in_(numbers)).order_by(Customer.id).with_for_update()
    found = {customer.number: customer for customer in unit.session.scalars(wanted)}
    for number in numbers:
        if number not in found:
            raise unknown_number(number)
    return [found[number] for number in numbers]


def merge(unit: Unit, command: MergeCustomers) -> Answer:
    """Point the one to the other. Refused for a client with itself, and for one already merged."""
    because = required_line(command.because, "The reason", 200)
    kept, merged = _clients(unit, command.kept, command.merged)
    if kept.id == merged.id:
        raise Refused(f"{kept.number} is one client already. Give the numbers of two.")
    for each in (merged, kept):
        if each.merged_into is not None:
            into = unit.session.get_one(Customer, each.merged_into)
            raise Refused(
                f"{each.number} was merged into {into.number} before. Merge that one, or take the merge back."
            )
    if kept.kind != merged.kind:
        raise Refused(f"{kept.number} is a {kept.kind}, {merged.number} a {merged.kind}. Keep both.")
    _point(unit, merged.id, kept.id)
    row = {
        "id": unit.new_id(),
        "kept_id": kept.id,
        "merged_id": merged.id,
        "because": because,
        "at": unit.now,
        "actor": unit.actor.code,
        "undone_at": None,
        "undone_by": None,
    }
    unit.session.execute(insert(CustomerMerge.__table__), row)
    return {"kept": kept.number, "merged": merged.number}


def unmerge(unit: Unit, command: UnmergeCustomers) -> Answer:
    """Take the pointer away. Refused for a client who is merged into nobody."""
    (merged,) = _clients(unit, command.merged)
    if merged.merged_into is None:
        raise Refused(f"{merged.number} is not merged into anybody. There is nothing to take back.")
    kept = unit.session.get_one(Customer, merged.merged_into)
    _point(unit, merged.id, None)
    table = CustomerMerge.__table__
    open_now = (table.c.merged_id == merged.id) & table.c.undone_at.is_(None)
    unit.session.execute(update(table).where(open_now).values(undone_at=unit.now, undone_by=unit.actor.code))
    return {"kept": kept.number, "merged": merged.number}


def _point(unit: Unit, merged: UUID, kept: UUID | None) -> None:
    table = Customer.__table__
    unit.session.execute(update(table).where(table.c.id == merged).values(merged_into=kept))


def history(session: Session, customer_ids: Sequence[UUID]) -> list[CustomerMerge]:
    """The merges, undone ones too, that any of these clients took part in, the oldest first."""
    mine = or_(CustomerMerge.kept_id.in_(customer_ids), CustomerMerge.merged_id.in_(customer_ids))
    return list(session.scalars(select(CustomerMerge).where(mine).order_by(CustomerMerge.at)))

"""One client kept twice: who may be the same person, why, and making one of two, until it is undone.

A merge moves nothing. The client merged away points to the one kept; search answers with the one kept, and the card
gathers both (:func:`same_person`). Sales, papers and journal stay with the number they were issued under, so that
taking the pointer away leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session, selectinload

from core.commands import Answer, Command, Unit, handles
from core.customers import Contact, Customer, CustomerMerge, IdentityDocument
from core.errors import NotFound, Refused
from core.search.asking import ask
from core.search.filing import postal_key
from core.search.index import Group, candidates, planned
from core.search.ranking import matches_of
from core.text import required_line

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
    """Who may be the same person as a client, the likeliest first. ``session`` is scoped to the actor: identity
    documents count only for those who may see them. NotFound for an unknown number."""
    one = _whole(session, Customer.number == number)
    if not one:
        raise NotFound(f"No client has the number {number!r}. Find them with «vendome customer find».")
    customer = one[0]
    known = same_person(session, customer.id)
    by_contact = _sharing_contacts(session, customer)
    by_paper = _sharing_documents(session, customer)
    by_name = _sharing_names(session, customer)
    ids = ({*by_contact, *by_paper, *by_name} - set(known)) or set()
    found = []
    for other in _whole(session, Customer.id.in_(ids), Customer.merged_into.is_(None)):
        reasons = [
            *(["identity document"] if other.id in by_paper else []),
            *by_contact.get(other.id, ()),
            *([by_name[other.id]] if other.id in by_name else []),
            *_facts(customer, other),
        ]
        weighed = tuple((reason, WEIGHTS[reason]) for reason in dict.fromkeys(reasons))
        weight = sum(value for _reason, value in weighed)
        if weight >= SHOWN:
            found.append(Likeness(other, weight, weighed))
    return sorted(found, key=lambda each: (-each.weight, each.customer.number))[:limit]


def same_person(session: Session, customer_id: UUID) -> list[UUID]:
    """All identities under which a client is kept: their own first, then those merged into it, at any distance."""
    found = [customer_id]
    edge = [customer_id]
    while edge:
        edge = list(
            session.scalars(select(Customer.id).where(Customer.merged_into.in_(edge), Customer.id.not_in(found)))
        )
        found += edge
    return found


def _whole(session: Session, *where: object) -> list[Customer]:
    names, contacts, addresses = (
        selectinload(each) for each in (Customer.names, Customer.contacts, Customer.addresses)
    )
    return list(session.scalars(select(Customer).where(*where).options(names, contacts, addresses)))  # type: ignore[arg-type]  # conditions


def _sharing_contacts(session: Session, customer: Customer) -> dict[UUID, list[str]]:
    mine = {contact.normal for contact in customer.contacts if contact.normal}
    found: dict[UUID, list[str]] = {}
    if mine:
        rows = select(Contact.customer_id, Contact.kind).where(Contact.normal.in_(sorted(mine))).limit(_COMPARED)
        for other, kind in session.execute(rows):
            found.setdefault(other, []).append({"email": "e-mail", "phone": "phone"}.get(kind, "other contact"))
    return found


def _sharing_documents(session: Session, customer: Customer) -> set[UUID]:
    mine = session.scalars(select(IdentityDocument).where(IdentityDocument.customer_id == customer.id))
    blinds = sorted({document.blind for document in mine})
    if not blinds:
        return set()
    same = session.scalars(select(IdentityDocument).where(IdentityDocument.blind.in_(blinds)).limit(_COMPARED))
    return {document.customer_id for document in same}


def _sharing_names(session: Session, customer: Customer) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    with planned(session):
        for card in customer.names:
            words = ask(
                " ".join(filter(None, (card.fields.get("given"), card.fields.get("surname"))))[:200] or "-"
            ).words
            if len(words) < 2:
                continue
            for one in candidates(session, [Group(word.strong) for word in words], _COMPARED):
                met = matches_of(words, one.keys, {})
                alike = "name as written" if all(each.how == "name" for each in met) else "reading of the name"
                if found.get(one.customer_id) != "name as written":
                    found[one.customer_id] = alike
    return found


def _facts(one: Customer, other: Customer) -> list[str]:
    reasons = []
    if one.birth_date and other.birth_date:
        reasons.append("birth date" if one.birth_date == other.birth_date else "another birth date")
    codes = [{postal_key(address.postal_code) for address in each.addresses} - {""} for each in (one, other)]
    if codes[0] & codes[1]:
        reasons.append("postal code")
    if one.kind != other.kind:
        reasons.append("another kind")
    return reasons


def _client(unit: Unit, number: str) -> Customer:
    found = unit.session.scalars(select(Customer).where(Customer.number == number)).one_or_none()
    if found is None:
        raise NotFound(f"No client has the number {number!r}. Find them with «vendome customer find».")
    return found


@handles(MergeCustomers)
def merge(unit: Unit, command: MergeCustomers) -> Answer:
    """Point the one to the other. Refused for a client with itself, and for one already merged."""
    because = required_line(command.because, "The reason", 200)
    kept, merged = _client(unit, command.kept), _client(unit, command.merged)
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
        "id": unit.new_id(), "kept_id": kept.id, "merged_id": merged.id, "because": because,
        "at": unit.now, "actor": unit.actor.code, "undone_at": None, "undone_by": None,
    }  # fmt: skip
    unit.session.execute(insert(CustomerMerge.__table__), row)
    return {"kept": kept.number, "merged": merged.number}


@handles(UnmergeCustomers)
def unmerge(unit: Unit, command: UnmergeCustomers) -> Answer:
    """Take the pointer away. Refused for a client who is merged into nobody."""
    merged = _client(unit, command.merged)
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

"""One client under several numbers: to whom a number leads after a merge, and what was given under all of them.

A merge moves nothing (``core.customers.merging``), so whoever takes a client's number follows it here, and whoever
shows the client gathers here what each number holds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.base.errors import NotFound
from core.base.findings import Finding
from core.base.text import line
from core.customers.model import Address, Contact, Customer, NameCard

Row = TypeVar("Row")

#: Longest number that is looked up at all.
_NUMBER_LIMIT = 40


@dataclass(frozen=True)
class OneClient:
    """A client with all that their numbers hold, equal things once, what came under their own number first.

    ``numbers``: by identity, their own first; ``residence``: ISO 3166-1 or None; ``born``: every birth
    date that was told, normally one.
    """

    customer: Customer
    numbers: Mapping[UUID, str]
    names: tuple[NameCard, ...]
    contacts: tuple[Contact, ...]
    addresses: tuple[Address, ...]
    residence: str | None
    born: frozenset[date]

    @property
    def merged(self) -> tuple[str, ...]:
        """The other numbers under which the client was kept."""
        return tuple(self.numbers.values())[1:]

    def under(self, customer_id: UUID) -> str:
        """The number under which something came; "" for the client's own."""
        return "" if customer_id == self.customer.id else self.numbers[customer_id]


def client_of_number(session: Session, number: str) -> Customer:
    """The client whom a number means: of a number merged into another the one kept, to the end of the chain.

    NotFound for a number that nobody has, Refused for what could be none.
    """
    line(number, "The client's number", _NUMBER_LIMIT)
    found = session.scalars(select(Customer).where(Customer.number == number)).one_or_none()
    if found is None:
        raise unknown_number(number)
    return end_of_merges(session, found)


def unknown_number(number: str) -> NotFound:
    """The refusal of a number that nobody has."""
    return NotFound(f"No client has the number {number!r}. Find them with «vendome customer find».")


def end_of_merges(session: Session, customer: Customer) -> Customer:
    """The client kept at the end of a chain of merges; the same client where nothing was merged."""
    met = {customer.id}
    # A circle cannot be made; met, because a till must not hang even if somebody wrote one by hand.
    while customer.merged_into is not None and customer.merged_into not in met:
        customer = session.get_one(Customer, customer.merged_into)
        met.add(customer.id)
    return customer


def led_elsewhere(asked: str, customer: Customer) -> list[Finding]:
    """A note that the number ``asked`` for leads to another client since a merge; none where it is their own."""
    if asked == customer.number:
        return []
    sentence = f"{asked} was merged into {customer.number}, who is meant by both numbers."
    return [Finding("note", "customer.merged", sentence)]


def same_person(session: Session, customer_id: UUID) -> list[UUID]:
    """All identities under which a client is kept: their own first, then those merged into it, at any distance."""
    return list(_ends(session, [customer_id]))


def one_client(session: Session, customer: Customer) -> OneClient:
    """Gather what all numbers of a client hold. ``session`` is scoped to the actor."""
    return one_clients(session, [customer])[0]


def one_clients(session: Session, customers: Sequence[Customer]) -> list[OneClient]:
    """The same for several clients, each the end of their own chain, with as few questions as for one."""
    ends = _ends(session, [customer.id for customer in customers])
    whole = selectinload(Customer.names), selectinload(Customer.contacts), selectinload(Customer.addresses)
    by_id = {row.id: row for row in session.scalars(select(Customer).where(Customer.id.in_(ends)).options(*whole))}
    rows: dict[UUID, list[Customer]] = {}
    for customer_id, end in ends.items():
        rows.setdefault(end, []).append(by_id[customer_id])
    return [_gathered(rows[customer.id]) for customer in customers]


def _ends(session: Session, customer_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """By identity the one of these clients who is meant by it, these clients' own first."""
    found = {customer_id: customer_id for customer_id in customer_ids}
    edge = list(found)
    while edge:
        merged = select(Customer.id, Customer.merged_into).where(Customer.merged_into.in_(edge))
        edge = []
        for customer_id, into in session.execute(merged.order_by(Customer.number)):
            if customer_id not in found and into is not None:
                found[customer_id] = found[into]
                edge.append(customer_id)
    return found


def _gathered(every: list[Customer]) -> OneClient:
    return OneClient(
        every[0],
        {each.id: each.number for each in every},
        tuple(once((card for each in every for card in each.names), _name)),
        tuple(_contacts(contact for each in every for contact in each.contacts)),
        tuple(once((address for each in every for address in each.addresses), _address)),
        next((each.residence for each in every if each.residence), None),
        frozenset(each.birth_date for each in every if each.birth_date),
    )


def once(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> list[Row]:
    """Rows without those that say the same as one before them."""
    kept: dict[Hashable, Row] = {}
    for row in rows:
        kept.setdefault(key(row), row)
    return list(kept.values())


def _contacts(rows: Iterable[Contact]) -> list[Contact]:
    """Each way to reach the client once; where one of two equal ones was confirmed, that one."""
    kept: dict[Hashable, Contact] = {}
    for row in rows:
        key = (row.kind, row.normal or row.value)
        if key not in kept or (row.confirmed and not kept[key].confirmed):
            kept[key] = row
    return list(kept.values())


def _name(card: NameCard) -> Hashable:
    return card.script, card.language, _plain(card.fields), _plain(card.kana or {})


def _address(address: Address) -> Hashable:
    return address.country, address.postal_code, _plain(address.fields)


def _plain(fields: Mapping[str, Any]) -> Hashable:
    return tuple(sorted((name, f"{value}") for name, value in fields.items() if value))

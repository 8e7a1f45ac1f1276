"""The clients found, in the order in which an advisor sees them, each with why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.customers.model import Customer, NameCard
from core.customers.search.keys import postal_key
from core.customers.search.query import Query
from core.customers.search.ranking import Match, said, total
from core.names.transliteration.keys import native_fold

#: Rows given at most: what fits a screen. The base itself never leaves the server.
LIMIT = 20
#: A card's fields and kana.
Names = tuple[Mapping[str, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A client found, with their name cards, why, and how well (0 to 100)."""

    customer: Customer
    why: str
    score: int


@dataclass(slots=True)
class Found:
    """A client found by a door (``why``) or by words (``matches``)."""

    why: str
    score: float
    matches: list[Match]
    #: Whether the client has keys in other than Latin letters: those in Latin ones may be readings.
    read: bool = False


def shown(session: Session, asked: Query, found: dict[UUID, Found]) -> list[Hit]:
    """The twenty best as the advisor sees them: sixty cards are compared as plain values, then whole clients read."""
    if not found:
        return []
    latin = all(word.own.isascii() for word in asked.words)
    # Of many who answer equally those come first whose card cannot but be in the letters typed.
    best = sorted(found, key=lambda one: (-found[one].score, latin and found[one].read, one))[: LIMIT * 3]
    into, numbers = _merged(session, best)
    cards: dict[UUID, list[Names]] = {}
    if any(found[customer_id].matches for customer_id in best):
        rows = select(NameCard.customer_id, NameCard.fields, NameCard.kana).where(NameCard.customer_id.in_(best))
        for customer_id, fields, kana in session.execute(rows):
            cards.setdefault(customer_id, []).append((fields, kana or {}))
    kept: dict[UUID, tuple[float, str]] = {}
    for customer_id in best:
        if customer_id not in into:
            continue
        one = _measured(cards.get(customer_id, []), found[customer_id])
        now, why = into[customer_id], one.why or said(one.matches)
        if now != customer_id:
            why += f"; was {numbers[customer_id]}, merged"
        if now not in kept or kept[now][0] < one.score:
            kept[now] = (one.score, why)
    ordered = sorted(kept, key=lambda one: (-kept[one][0], numbers[one]))[:LIMIT]
    # What a list shows; where a number was typed, contacts and addresses tell which it is.
    parts = (Customer.names, Customer.contacts, Customer.addresses)[: 3 if asked.codes else 1]
    whole = [selectinload(part) for part in parts]
    by_id = {row.id: row for row in session.scalars(select(Customer).where(Customer.id.in_(ordered)).options(*whole))}
    hits = []
    for customer_id in ordered:
        score, why = kept[customer_id]
        customer = by_id[customer_id]
        if asked.words and asked.codes and not found.get(customer_id, Found("-", 0.0, [])).why:
            why += "; " + _code_said(asked, customer)
        hits.append(Hit(customer, why, max(1, min(100, round(score)))))  # exempt(round): a score of likeness, no money
    return hits


def _merged(session: Session, ids: list[UUID]) -> tuple[dict[UUID, UUID], dict[UUID, str]]:
    """By client found the one they were merged into, to the end of the chain (else themselves); and all numbers."""
    numbers: dict[UUID, str] = {}
    onward: dict[UUID, UUID] = {}
    edge = ids
    for _ in range(8):
        rows = session.execute(select(Customer.id, Customer.number, Customer.merged_into).where(Customer.id.in_(edge)))
        edge = []
        for customer_id, number, merged_into in rows:
            numbers[customer_id] = number
            if merged_into is not None and merged_into not in numbers:
                onward[customer_id] = merged_into
                edge.append(merged_into)
            elif merged_into is not None:
                onward[customer_id] = merged_into
        if not edge:
            break
    into = {}
    for customer_id in ids:
        now = customer_id
        while onward.get(now) in numbers:
            now = onward[now]
        if customer_id in numbers:
            into[customer_id] = now
    return into, numbers


def _measured(cards: list[Names], one: Found) -> Found:
    """Told apart: what stands on a card as typed is better than the same as a reading, and a name met whole is better
    than a longer one."""
    if not one.matches:
        return one
    words = [{word for text in (*f.values(), *k.values()) for word in native_fold(text).split()} for f, k in cards]
    solid = {native_fold(text).replace(" ", "") for fields, _kana in cards for text in fields.values()}
    written = solid.union(*words)
    matches = [
        replace(each, score=96.0, how="reading") if each.how == "name" and each.key not in written else each
        for each in one.matches
    ]
    met = {each.key for each in matches if each.key}
    left = min((len(card - met) for card in words), default=0)
    return Found("", total(matches) - 0.5 * min(left, 6), matches)


def _code_said(asked: Query, customer: Customer) -> str:
    digits = "".join(asked.codes)
    if any(contact.tail and contact.tail.startswith(digits[::-1]) for contact in customer.contacts):
        return "phone"
    begun = tuple(postal_key(address.postal_code)[1:] for address in customer.addresses)
    if any(each.startswith((*asked.codes, digits)) for each in begun):
        return "postal code"
    return "number in the name"

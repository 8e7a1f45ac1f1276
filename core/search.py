"""Finding a client: by any reading of the name in any script, phone, e-mail, number or passport; at most 20, best first.

Each hit says why it matched. What the actor may not see is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import phonenumbers
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from core.customers import Address, Contact, Customer, IdentityDocument, NameKey
from core.errors import Refused
from core.scripts import query_words
from core.vault import KeyRing

#: Rows given at most: what fits a screen. The base itself never leaves the server.
LIMIT = 20
QUERY_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A client found, with why, and how well (0 to 100)."""

    customer: Customer
    why: str
    score: int


def find_customers(
    session: Session, query: str, *, keys: KeyRing | None = None, region: str | None = None
) -> list[Hit]:
    """Clients for a query, best first. ``session`` is scoped to the actor; ``region`` (ISO 3166-1) reads local phone
    numbers; ``keys`` opens the blind index for passports. Refused when the query is empty or too long."""
    text = query.strip()
    if not text:
        raise Refused("The search is empty. Type a name, phone, e-mail, card or passport number.")
    if len(text) > QUERY_LIMIT:
        raise Refused(f"The search has {len(text)} characters; at most {QUERY_LIMIT}. Shorten it.")
    found: dict[UUID, tuple[str, int]] = {}
    for ids, why, score in _exact(session, text, keys, region):
        _note(found, ids, why, score)
    if not found:
        _by_name(session, text, found)
    return _hits(session, found)


def _exact(
    session: Session, text: str, keys: KeyRing | None, region: str | None
) -> Iterable[tuple[Sequence[UUID], str, int]]:
    if text.upper().startswith("C-"):
        yield session.scalars(select(Customer.id).where(Customer.number == text.upper())).all(), "client number", 100
    if "@" in text:
        yield _by_contact(session, text.casefold(), prefix=True), "e-mail", 95
    if re.fullmatch(r"[+0-9 ()./-]{5,}", text):
        number = re.sub(r"[^0-9+]", "", text)
        try:
            number = phonenumbers.format_number(phonenumbers.parse(text, region), phonenumbers.PhoneNumberFormat.E164)
        except phonenumbers.NumberParseException:
            pass
        yield _by_contact(session, number, prefix=False), "phone", 95
    bare = text.replace(" ", "").upper()
    if (
        keys is not None
        and 5 <= len(bare) <= 20
        and bare.isascii()
        and bare.isalnum()
        and any(c.isdigit() for c in bare)
    ):
        blind = keys.blind("identity", bare)
        ids = session.scalars(select(IdentityDocument).where(IdentityDocument.blind == blind)).all()
        yield [document.customer_id for document in ids], "identity document", 100


def _by_contact(session: Session, normal: str, *, prefix: bool) -> Sequence[UUID]:
    matches = (
        (Contact.normal >= normal) & (Contact.normal < normal + "\U0010fffd") if prefix else Contact.normal == normal
    )
    return session.scalars(select(Contact.customer_id).where(matches).limit(LIMIT)).all()


def _by_name(session: Session, text: str, found: dict[UUID, tuple[str, int]]) -> None:
    """Every word of the query must begin a key of the client; a word of digits narrows by postal code."""
    numbers = [word for word in text.split() if any(c.isdigit() for c in word)]
    groups = [group for group in query_words(" ".join(word for word in text.split() if word not in numbers)) if group]
    if not groups:
        return
    for exact, score in ((True, 90), (False, 70)):
        statement: Select[tuple[UUID]] = select(Customer.id).where(Customer.merged_into.is_(None))
        for group in groups:
            ways = [
                NameKey.key == key if exact else (NameKey.key >= key) & (NameKey.key < key + "\U0010fffd")
                for key in sorted(group)
            ]
            any_way = ways[0]
            for way in ways[1:]:
                any_way = any_way | way
            statement = statement.where(Customer.id.in_(select(NameKey.customer_id).where(any_way)))
        for number in numbers:
            statement = statement.where(
                Customer.id.in_(
                    select(Address.customer_id).where(
                        func.replace(Address.postal_code, "-", "") == number.replace("-", "")
                    )
                )
            )
        ids = session.scalars(statement.limit(LIMIT)).all()
        why = "name" if exact else "beginning of the name"
        _note(found, ids, f"{why} and postal code" if numbers else why, score)
        if len(found) >= LIMIT:
            break


def _note(found: dict[UUID, tuple[str, int]], ids: Iterable[UUID], why: str, score: int) -> None:
    for customer in ids:
        if customer not in found or found[customer][1] < score:
            found[customer] = (why, score)


def _hits(session: Session, found: dict[UUID, tuple[str, int]]) -> list[Hit]:
    if not found:
        return []
    rows = session.scalars(
        select(Customer).where(Customer.id.in_(list(found)[: LIMIT * 2])).options(selectinload(Customer.names))
    )
    hits = [Hit(row, *found[row.id]) for row in rows]
    return sorted(hits, key=lambda hit: (-hit.score, hit.customer.number))[:LIMIT]

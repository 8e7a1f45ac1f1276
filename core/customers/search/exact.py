"""The exact doors: client number, card, phone, e-mail, passport. Each answers with clients and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.customers.model import Contact, Customer, IdentityDocument
from core.database.encryption import KeyRing

_LAST = "\U0010ffff"
_PHONE = re.compile(r"[+0-9 ()./\-\u2010-\u2015\u00a0\uff0b\uff10-\uff19]{4,40}")
_NUMBER = re.compile(r"[Cc][-\s]?[0-9A-Za-z]{4,12}", re.ASCII)
#: Digits of a phone number from which its ending tells something.
TAIL = 4


class Door(NamedTuple):
    """A client found, why, and how well (0 to 100)."""

    customer_id: UUID
    why: str
    score: int


def through_doors(session: Session, text: str, keys: KeyRing | None, region: str | None, limit: int) -> Iterator[Door]:
    """Clients by exact knowledge. ``region`` (ISO 3166-1) reads local phone numbers; ``keys`` opens the blind index."""
    bare = re.sub(r"[\s\-]", "", text).upper()
    if _NUMBER.fullmatch(text):
        number = f"C-{bare[1:]}"
        for found in session.scalars(select(Customer.id).where(Customer.number == number)):
            yield Door(found, "client number", 100)
    if keys is not None and 5 <= len(bare) <= 20 and bare.isascii() and bare.isalnum() and re.search("[0-9]", bare):
        blind = keys.blind("identity", bare)
        for document in session.scalars(select(IdentityDocument).where(IdentityDocument.blind == blind).limit(limit)):
            yield Door(document.customer_id, f"{document.kind} number", 100)
    if _PHONE.fullmatch(text):
        yield from _by_phone(session, text, region, limit)
    yield from _by_contact(session, text.casefold(), bare.casefold(), limit)


def _by_phone(session: Session, text: str, region: str | None, limit: int) -> Iterator[Door]:
    import phonenumbers  # its tables take as long to load as three interpreters to start

    digits = "".join(f"{int(char)}" for char in text if char.isdecimal())
    try:
        whole = phonenumbers.format_number(phonenumbers.parse(text, region), phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        whole = f"+{digits.removeprefix('00')}"
    exact = select(Contact.customer_id).where(Contact.normal == whole, Contact.tail.is_not(None)).limit(limit)
    for found in session.scalars(exact):
        yield Door(found, "phone", 98)
    # Written at home a number begins with a zero that it loses abroad; the rest is its ending.
    ending = digits.removeprefix("00").removeprefix("0")
    if len(ending) < TAIL:
        return
    back = ending[::-1]
    ends = select(Contact.customer_id, Contact.tail).where(Contact.tail >= back, Contact.tail < back + _LAST)
    for customer_id, tail in session.execute(ends.limit(limit)):
        if len(ending) >= len(tail or "") - 4:
            yield Door(customer_id, "phone", 95)
        else:
            yield Door(customer_id, f"phone ending in {ending}", 60 + 2 * min(len(ending), 12))


def _by_contact(session: Session, folded: str, bare: str, limit: int) -> Iterator[Door]:
    """E-mail by its beginning once it has its @; any other handle or card whole."""
    handles = {bare} if " " in folded else {folded, bare}
    if any(len(handle) >= 3 for handle in handles):
        whole = select(Contact.customer_id, Contact.kind).where(Contact.normal.in_(sorted(handles))).limit(limit)
        for customer_id, kind in session.execute(whole):
            if kind != "phone":
                yield Door(customer_id, "e-mail" if kind == "email" else kind, 97)
    if "@" in folded and " " not in folded and len(folded) >= 4:
        begins = (Contact.normal >= folded) & (Contact.normal < folded + _LAST)
        for found in session.scalars(select(Contact.customer_id).where(begins, Contact.kind == "email").limit(limit)):
            yield Door(found, "beginning of the e-mail", 90)


def phones_ending(session: Session, digits: str, limit: int) -> list[UUID]:
    """Clients who have a phone number ending in ``digits``."""
    back = digits[::-1]
    mine = (Contact.tail >= back) & (Contact.tail < back + _LAST)
    return list(session.scalars(select(Contact.customer_id).where(mine).limit(limit)))

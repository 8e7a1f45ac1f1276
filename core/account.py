"""The client's card: everything the house knows and the actor may see, gathered from core and plugins."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.customers import Consent, Customer, NameCard, Preference, ProfileValue
from core.errors import NotFound
from core.hooks import Service
from core.house import House
from core.journal import JournalEntry
from core.person_names import format_name
from core.policy import Actor
from core.printed import choose_card, plain_name
from core.profile import fields_in_scope
from core.region import ProfileField
from core.sales import Sale
from core.scripts import NameParts, readings
from core.stores import Boutique


@dataclass(frozen=True, slots=True)
class Purchase:
    """A line of the purchase history; ``amount`` decimal text."""

    number: str
    on: date
    boutique: str
    region: str
    what: tuple[str, ...]
    amount: str
    currency: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A country's field with the client's value ("" when none; sensitive values only under permission)."""

    field: ProfileField
    value: str
    hidden: bool


@dataclass(frozen=True)
class Account:
    """What the card shows."""

    customer: Customer
    name: str
    reading: str
    first_boutique: str
    purchases: tuple[Purchase, ...]
    services: tuple[Service, ...]
    profile: tuple[Profile, ...]
    preferences: tuple[Preference, ...]
    consents: tuple[Consent, ...]


def account(house: House, session: Session, actor: Actor, number: str, *, language: str, on: date) -> Account:
    """Gather a client's card for an actor, in their language. ``session`` is scoped to the actor."""
    whole = selectinload(Customer.names), selectinload(Customer.contacts), selectinload(Customer.addresses)
    customer = session.scalars(select(Customer).where(Customer.number == number).options(*whole)).one_or_none()
    if customer is None:
        raise NotFound(f"No client has the number {number!r}. Find them with «vendome customer find».")
    first = session.get(Boutique, customer.first_boutique_id) if customer.first_boutique_id else None
    own = customer.names[0].language if customer.names else language
    services = [
        s
        for given in house.suite.functions.hook.services_in_progress(session=session, customer_id=customer.id)
        for s in given
    ]
    return Account(
        customer,
        plain_name(customer, own),
        reading_of(customer.names, language),
        first.code if first else "",
        tuple(_purchases(session, customer, language)),
        tuple(sorted(services, key=lambda s: (s.since, s.number))),
        tuple(_profile(house, session, actor, customer, on)),
        tuple(session.scalars(select(Preference).where(Preference.customer_id == customer.id).order_by(Preference.on))),
        tuple(session.scalars(select(Consent).where(Consent.customer_id == customer.id).order_by(Consent.at))),
    )


def reading_of(cards: list[NameCard], language: str) -> str:
    """How to say the client's own name: the Latin card given, else the kana, else a derived reading, marked ≈."""
    if not cards or cards[0].script == "Latn":
        return ""
    latin = choose_card([c for c in cards if c.script == "Latn"], "en")
    if latin is not None:
        return format_name(latin.fields, name_locale=latin.language, locale="en", length="long", formality="formal")
    own = cards[0]
    kana = (own.kana.get("family", ""), own.kana.get("given", "")) if own.kana else None
    parts = NameParts(family=own.fields.get("surname", ""), given=own.fields.get("given", ""), kana=kana)
    derived = next(iter(readings(parts, script=own.script, language=own.language)), None)
    return f"≈ {derived.text}" if derived else ""


def _purchases(session: Session, customer: Customer, language: str) -> list[Purchase]:
    rows = session.execute(
        select(JournalEntry.label, JournalEntry.content, Sale.business_date, Sale.currency, Sale.region, Boutique.code)
        .join(Sale, Sale.entry_id == JournalEntry.id)
        .join(Boutique, Boutique.id == Sale.boutique_id)
        .where(Sale.customer_id == customer.id)
        .order_by(Sale.at.desc())
        .limit(50)
    )
    purchases = []
    for row in rows:
        content: dict[str, Any] = json.loads(row.content)
        what = tuple(
            _text(line["names"], language) + (f" {line['serial']}" if line["serial"] else "")
            for line in content["lines"]
        )
        purchases.append(
            Purchase(row.label, row.business_date, row.code, row.region, what, content["totals"]["gross"], row.currency)
        )
    return purchases


def _text(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _profile(house: House, session: Session, actor: Actor, customer: Customer, on: date) -> list[Profile]:
    held = {
        (v.region, v.field): v
        for v in session.scalars(select(ProfileValue).where(ProfileValue.customer_id == customer.id))
    }
    shown = []
    for field in fields_in_scope(house.suite, actor.regions, on):
        value = held.get((field.region, field.name))
        if value is None:
            shown.append(Profile(field, "", False))
        elif value.cipher is None:
            shown.append(Profile(field, value.value or "", False))
        elif not actor.may("customer.sensitive"):
            shown.append(Profile(field, "", True))
        else:
            place = f"profile_value.cipher/{value.id}"
            shown.append(
                Profile(field, house.keys.decrypt(customer.data_key, str(customer.id), value.cipher, place), False)
            )
    return shown

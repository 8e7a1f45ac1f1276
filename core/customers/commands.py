"""Registering and changing clients: name cards, contacts, addresses, tastes, consents and countries' profile fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import delete, insert, select, update

from core.base.errors import Forbidden, Refused
from core.base.findings import Finding
from core.base.text import required_line
from core.commands.command import Answer, Command
from core.commands.unit import Unit
from core.customers.identity import client_of_number, led_elsewhere, same_person
from core.customers.model import (
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
from core.customers.rows import NewAddress, NewCustomer, NewName, customer_rows, name_keys, new_number
from core.customers.search.shared_contacts import known_contacts
from core.jurisdictions.profile import check_value, declared_field

__all__ = [
    "TABLES",
    "AddIdentity",
    "NewAddress",
    "NewName",
    "NoteConsent",
    "RegisterCustomer",
    "SetProfile",
    "customer_of",
    "customer_rows",
    "name_keys",
    "new_number",
]


@dataclass(frozen=True)
class RegisterCustomer(NewCustomer, Command):
    """Take a client into the base. The answer holds ``number`` and ``findings``."""

    verb: ClassVar[str] = "customer.write"


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


#: Tables of :func:`customer_rows` in the order in which they are written.
TABLES: Mapping[str, Any] = {
    "customer": Customer.__table__,
    "name_card": NameCard.__table__,
    "name_key": NameKey.__table__,
    "contact": Contact.__table__,
    "address": Address.__table__,
    "preference": Preference.__table__,
}


def register(unit: Unit, command: RegisterCustomer) -> Answer:
    """Write the client, findable at once by any reading."""
    boutique_id = None
    if command.boutique is not None:
        boutique_id = unit.house.shop(command.boutique).boutique_id
    rows, findings = customer_rows(command, new_id=unit.new_id, now=unit.now, first_boutique=boutique_id)
    findings += known_contacts(unit.session, rows["contact"])
    for name, records in rows.items():
        if records:
            unit.session.execute(insert(TABLES[name]), records)
    return {
        "number": rows["customer"][0]["number"],
        "findings": [{"level": f.level, "where": f.where, "text": f.text} for f in findings],
    }


def customer_of(unit: Unit, number: str) -> Customer:
    """The client whom a number means, also after a merge; NotFound otherwise."""
    return client_of_number(unit.session, number)


def data_key(unit: Unit, customer: Customer) -> bytes:
    """The client's wrapped data key, made at the first sensitive value."""
    if customer.data_key is None:
        customer.data_key = unit.house.keys.new_data_key(str(customer.id))
        unit.session.execute(
            update(Customer.__table__).where(Customer.__table__.c.id == customer.id).values(data_key=customer.data_key)
        )
    return customer.data_key


def set_profile(unit: Unit, command: SetProfile) -> Answer:
    """Keep values of fields whose country is enabled where the actor works; sensitive ones only encrypted."""
    customer = customer_of(unit, command.customer)
    findings = led_elsewhere(command.customer, customer)
    _refuse_clearing_what_was_merged(unit, customer, command)
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
    return {
        "number": customer.number,
        "findings": [{"level": f.level, "where": f.where, "text": f.text} for f in findings],
    }


def _refuse_clearing_what_was_merged(unit: Unit, customer: Customer, command: SetProfile) -> None:
    """A value that came under a merged number stays as it was: taking the merge back must find it again."""
    cleared = {key for key, value in command.values.items() if value is None}
    if not cleared:
        return
    kept = (
        select(Customer.number, ProfileValue.region, ProfileValue.field)
        .join(ProfileValue, ProfileValue.customer_id == Customer.id)
        .where(Customer.id.in_(same_person(unit.session, customer.id)[1:]))
        .order_by(Customer.number)
    )
    for other, region, field in unit.session.execute(kept):
        if f"{region.lower()}.{field}" in cleared:
            raise Refused(
                f"{region.lower()}.{field} came under {other}, which was merged into {customer.number}. "
                "Set another value, or take the merge back and clear it there."
            )


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
    return _answer(led_elsewhere(command.customer, customer))


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
    return _answer(led_elsewhere(command.customer, customer))


def _answer(findings: list[Finding]) -> Answer:
    return {"findings": [{"level": f.level, "where": f.where, "text": f.text} for f in findings]}

"""The client's card as plain values: everything the house knows of a client and the actor may see.

``under`` says, wherever it stands, which merged number something came under; "" = the client's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.base.findings import Finding
from core.commands.question import Page


@dataclass(frozen=True, slots=True)
class CardName:
    """A name card: ``script`` ISO 15924, ``language`` BCP 47, ``source`` who gave it, ``fields`` of CLDR's person
    names, ``kana`` its reading or None."""

    script: str
    language: str
    source: str
    fields: Mapping[str, str]
    kana: Mapping[str, str] | None
    under: str = ""


@dataclass(frozen=True, slots=True)
class CardContact:
    """A way to reach the client; ``confirmed``: they said it is right."""

    kind: str
    value: str
    confirmed: bool
    under: str = ""


@dataclass(frozen=True, slots=True)
class CardAddress:
    """An address: ``country`` ISO 3166-1, ``fields`` in the words of its country's form."""

    country: str
    postal_code: str
    fields: Mapping[str, str]
    under: str = ""


@dataclass(frozen=True, slots=True)
class Purchase:
    """A sale in the history; ``what``: its lines in words, ``amount`` decimal text in ``currency``."""

    number: str
    on: date
    boutique: str
    region: str
    what: tuple[str, ...]
    amount: str
    currency: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class CardService:
    """A service in progress, as a plugin tells it."""

    plugin: str
    number: str
    title: str
    stage: str
    since: date
    promised: date | None
    boutique: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class OtherValue:
    """What another number of the client says of a field."""

    value: str
    under: str


@dataclass(frozen=True, slots=True)
class CardField:
    """A country's profile field with the client's value ("" when none). ``hidden``: there is one, and the actor may
    not see it.

    ``also``: where numbers of the client disagree and nobody has set the field since they were merged, what the others
    say. The value noted last goes first.
    """

    region: str
    name: str
    label: str
    value: str
    hidden: bool
    under: str = ""
    also: tuple[OtherValue, ...] = ()

    @property
    def key(self) -> str:
        """``cn.fapiao_title``."""
        return f"{self.region.lower()}.{self.name}"


@dataclass(frozen=True, slots=True)
class CardPreference:
    """A taste: ``topic`` and ``value``, noted ``on``."""

    topic: str
    value: str
    on: date
    under: str = ""


@dataclass(frozen=True, slots=True)
class CardConsent:
    """The newest decision for a purpose and a channel."""

    purpose: str
    channel: str
    granted: bool
    at: datetime
    under: str = ""


@dataclass(frozen=True)
class Card:
    """What the card shows. ``merged``: other numbers under which the client was kept; ``findings``: that the number
    asked for leads here since a merge, papers of the client that could not be drawn; ``purchases``: the newest, with
    what to ask for the rest; ``to_ask``: the one thing to ask the client, or None."""

    number: str
    merged: tuple[str, ...]
    findings: tuple[Finding, ...]
    name: str
    reading: str
    names: tuple[CardName, ...]
    language: str
    residence: str | None
    contacts: tuple[CardContact, ...]
    addresses: tuple[CardAddress, ...]
    first_boutique: str
    purchases: Page[Purchase]
    services: tuple[CardService, ...]
    profile: tuple[CardField, ...]
    preferences: tuple[CardPreference, ...]
    consents: tuple[CardConsent, ...]
    to_ask: Finding | None

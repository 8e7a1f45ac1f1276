"""Asking for clients: finding them, their whole card, more of their purchases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.base.findings import Finding
from core.base.languages import known_language
from core.commands.paging import Paged
from core.commands.question import Page, Question, View
from core.customer_card.card import Card, Purchase
from core.customer_card.gather import gathered, purchases, reading_of
from core.customer_card.suggestions import to_ask
from core.customers.identity import client_of_number, one_client
from core.customers.on_paper import own_name
from core.customers.search.search import find_customers
from core.customers.search.unfiled import clients_unfiled


@dataclass(frozen=True, slots=True)
class FoundClient:
    """A client found: ``name`` in their own script, its ``reading``, ``why`` they were found, ``score`` 0 to 100."""

    number: str
    name: str
    reading: str
    residence: str | None
    why: str
    score: int


@dataclass(frozen=True, slots=True)
class FoundClients:
    """Clients found, best first, at most twenty. ``to_ask``: of the only one, the one thing to ask; ``unfiled``:
    clients of an import who are not found by name yet."""

    clients: tuple[FoundClient, ...]
    to_ask: Finding | None
    unfiled: int


@dataclass(frozen=True)
class FindClients(Question[FoundClients]):
    """Who is meant by a name in any script, a part of it, a phone, an e-mail, a client or passport number."""

    verb: ClassVar[str] = "customer.read"
    personal: ClassVar[bool] = True
    purpose: ClassVar[str] = "recognising a client"
    query: str
    language: str = "en"


@dataclass(frozen=True)
class ShowClient(Question[Card]):
    """The card of a client; of a merged number, of the client kept. ``language``: of labels and readings."""

    verb: ClassVar[str] = "customer.read"
    personal: ClassVar[bool] = True
    purpose: ClassVar[str] = "serving a client"
    number: str
    language: str = "en"


@dataclass(frozen=True)
class ClientPurchases(Paged[Purchase]):
    """A page of a client's purchases, the newest first; ``after``: number of a sale."""

    verb: ClassVar[str] = "customer.read"
    personal: ClassVar[bool] = True
    purpose: ClassVar[str] = "serving a client"
    number: str
    language: str = "en"


def find_clients(view: View, question: FindClients) -> FoundClients:
    """Search, and say what the list shows of each."""
    known_language(question.language)
    actor = view.actor
    home = next(iter(actor.regions)) if len(actor.regions) == 1 else None
    keys = view.house.keys if actor.may("customer.sensitive") else None
    hits = find_customers(view.session, question.query, keys=keys, region=home)
    view.shows(*(hit.customer.number for hit in hits))
    clients = tuple(
        FoundClient(
            hit.customer.number,
            own_name(hit.customer),
            reading_of(hit.customer.names, question.language),
            hit.customer.residence,
            hit.why,
            hit.score,
        )
        for hit in hits
    )
    asked = to_ask(one_client(view.session, hits[0].customer)) if len(hits) == 1 else None
    return FoundClients(clients, asked, clients_unfiled(view.session))


def show_client(view: View, question: ShowClient) -> Card:
    """Gather the card."""
    known_language(question.language)
    card = gathered(view, question.number, question.language)
    view.shows(card.number)
    return card


def client_purchases(view: View, question: ClientPurchases) -> Page[Purchase]:
    """One page of the history."""
    known_language(question.language)
    client = one_client(view.session, client_of_number(view.session, question.number))
    view.shows(client.customer.number)
    return purchases(view.session, client, question.language, after=question.after, limit=question.limit)

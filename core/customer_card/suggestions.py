"""What to ask a client today: one thing, the one that would help most, and nothing when all is well.

Quietly: it is a line at the end of the card. Nobody is kept from selling by it.
"""

from __future__ import annotations

from core.base.findings import Finding
from core.customers.identity import OneClient

#: Scripts whose names are read aloud in more than one way.
_HAN = frozenset({"Hani", "Hans", "Hant", "Jpan"})


def to_ask(client: OneClient) -> Finding | None:
    """The one thing to ask a client, judged by what all their numbers hold; None when nothing is missing.

    By a rule that gives the same answer until it was asked: any way to reach them; an e-mail address; how the name is
    read; whether the phone number is right.
    """
    emails = [contact for contact in client.contacts if contact.kind == "email"]
    phones = [contact for contact in client.contacts if contact.kind == "phone"]
    if not emails and not phones:
        return Finding("note", "customer.contact", "No phone and no e-mail is known. May we ask for one?")
    if not emails:
        return Finding("note", "customer.email", "No e-mail is known. May we ask for it?")
    reading = _reading(client)
    if reading is not None:
        return reading
    if phones and not any(phone.confirmed for phone in phones):
        return Finding(
            "note", "customer.phone", f"The phone {phones[0].value} was never confirmed. Please read it back."
        )
    return None


def _reading(client: OneClient) -> Finding | None:
    if not client.names or client.customer.kind != "person":
        return None
    own = client.names[0]
    japanese = own.script in _HAN and own.language.partition("-")[0] == "ja"
    if japanese and not any(card.kana for card in client.names):
        return Finding("note", "customer.kana", "How the name is read is not known. May we ask for it in kana?")
    if own.script != "Latn" and not any(card.script == "Latn" for card in client.names):
        return Finding("note", "customer.latin", "How the passport spells the name is not known. May we copy it?")
    return None

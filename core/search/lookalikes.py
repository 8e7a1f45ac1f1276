"""Names that look like another: letters of two alphabets in one word, contacts that another client has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.customers import Contact, Customer
from core.finding import Finding
from core.scripts.script import script_of_character

_WORD = re.compile(r"[^\W\d_]+")
#: Alphabets whose letters are mistaken for each other's: Unicode Technical Standard 39, restriction levels.
_ALIKE = frozenset({"Latn", "Cyrl", "Grek", "Armn"})
_HIDDEN = re.compile("[\u00ad\u034f\u115f\u1160\u180e\u200b\u202a-\u202e\u2060-\u2069\u3164\ufeff]")


def doubtful_letters(fields: Mapping[str, str]) -> list[Finding]:
    """Doubts about the letters of a name: kept as given, and shown."""
    found = []
    for field, text in fields.items():
        for word in _WORD.findall(text):
            mixed = sorted({script_of_character(char) for char in word} & _ALIKE)
            if len(mixed) > 1:
                told = f"{word} mixes letters that only look alike ({', '.join(mixed)}). Please type it again."
                found.append(Finding("warn", f"customer.name.{field}", told))
        if _HIDDEN.search(text):
            told = "The name holds a mark that cannot be seen, such as a change of direction. Please type it again."
            found.append(Finding("warn", f"customer.name.{field}", told))
    return found


def known_contacts(session: Session, contacts: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """That a contact about to be written is another client's: perhaps it is the same person."""
    normals = sorted({contact["normal"] for contact in contacts if contact["normal"]})
    if not normals:
        return []
    rows = session.execute(
        select(Customer.number, Contact.kind)
        .join(Contact, Contact.customer_id == Customer.id)
        .where(Contact.normal.in_(normals))
        .order_by(Customer.number)
        .limit(5)
    )
    return [
        Finding("warn", f"contact.{kind}", f"{number} has the same {kind}. See «vendome customer duplicates {number}».")
        for number, kind in rows
    ]

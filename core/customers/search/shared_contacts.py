"""Contacts that another client has: perhaps it is the same person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.base.findings import Finding
from core.customers.model import Contact, Customer


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

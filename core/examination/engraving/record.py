"""What the journal keeps of an order, and the whole truth of its ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.journal.paper import PaperRecord
from core.journal.record import Day, Record, Texts

TICKET = "engraving.ticket"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticket(PaperRecord):
    """The client's ticket. ``order``: the number that client and workshop see; ``names``: of the piece's article, by
    language."""

    schema: Literal["engraving.ticket/1"] = "engraving.ticket/1"
    kind: Literal["ticket"] = "ticket"
    order: str
    names: Texts
    serial: str
    initials: str
    ready_on: Day


RECORDS: Mapping[str, type[Record]] = {TICKET: Ticket}

"""The record of a filed page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.journal.record import Digest, Record


@dataclass(frozen=True, kw_only=True, slots=True)
class Filing(Record):
    """That a document's page lies in the archive, by its ``sha256``. ``of`` and ``of_hash``: number and hash of the
    record it was drawn from; ``paper``: its kind; ``subject``: the line it is about, or None; ``size``: bytes;
    ``template``: version of the page's template."""

    schema: Literal["vendome.filing/1"] = "vendome.filing/1"
    kind: Literal["document.filed"] = "document.filed"
    document: str
    of: str
    of_hash: Digest
    paper: str
    languages: tuple[str, ...]
    subject: int | None
    duplicate: bool
    sha256: Digest
    size: int
    pages: int
    template: str


RECORDS: Mapping[str, type[Record]] = {"document.filed": Filing}

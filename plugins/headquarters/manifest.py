"""The manifest: which files of facts count, how far each series is extracted, and the sums that must equal the books.

A file that it does not name does not exist for any question; so a batch counts whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from core.base.errors import VendomeError
from core.base.text import canonical

#: Name and version of the form below.
SCHEMA = "vendome.warehouse/1"

#: Sums by currency, in minor units; ``sales`` counts them.
Sums = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class FactFile:
    """A Parquet file. ``path`` within the warehouse; ``sums``: by currency, each ``…_minor`` column and the
    quantity."""

    path: str
    table: str
    year: str
    rows: int
    size: int
    sha256: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a series is extracted: complete from no. ``first`` to no. ``last``, whose hash is ``head``. ``gross``:
    of its sales so far, in minor units of ``currency``."""

    first: int
    last: int
    head: str
    currency: str
    sales: int
    gross: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """``generation``: one higher after each rebuild; ``batches``: how many were written in it; ``at``: instant of the
    last, as text."""

    house: str
    generation: int = 1
    batches: int = 0
    at: str = ""
    series: Mapping[str, Mark] = field(default_factory=dict)
    sums: Sums = field(default_factory=dict)
    files: tuple[FactFile, ...] = ()

    @property
    def sales(self) -> int:
        """Sales extracted."""
        return sum(mark.sales for mark in self.series.values())

    def to_text(self) -> str:
        """Canonical JSON, with the SHA-256 of its own content."""
        fields: dict[str, Any] = {"schema": SCHEMA, **asdict(self)}
        return canonical(fields | {"sha256": _own_hash(fields)}) + "\n"


def read_manifest(text: str, where: str) -> Manifest:
    """The manifest of a text. Refused when it was altered or is of another form."""
    way_out = (
        f"{where} was altered or cut off. Restore it, or draw all facts again with «vendome hq extract --rebuild»."
    )
    try:
        fields = json.loads(text)
        claimed = fields.pop("sha256")
        schema = fields["schema"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise VendomeError(way_out) from None
    if schema != SCHEMA:
        raise VendomeError(
            f"{where} has the form {schema!r}, and this version reads {SCHEMA}. Run «vendome hq extract --rebuild»."
        )
    if claimed != _own_hash(fields):
        raise VendomeError(way_out)
    fields.pop("schema")
    series = {code: Mark(**mark) for code, mark in fields.pop("series").items()}
    files = tuple(FactFile(**file) for file in fields.pop("files"))
    return Manifest(**fields, series=series, files=files)


def add_sums(one: Sums, other: Sums) -> dict[str, dict[str, int]]:
    """Both together, by currency and name."""
    total = {currency: dict(amounts) for currency, amounts in one.items()}
    for currency, amounts in other.items():
        mine = total.setdefault(currency, {})
        for name, value in amounts.items():
            mine[name] = mine.get(name, 0) + value
    return total


def followed_by(
    manifest: Manifest, *, at: str, series: Mapping[str, Mark], sums: Sums, files: tuple[FactFile, ...]
) -> Manifest:
    """The manifest after one more batch."""
    return replace(
        manifest,
        batches=manifest.batches + 1,
        at=at,
        series={**manifest.series, **series},
        sums=add_sums(manifest.sums, sums),
        files=(*manifest.files, *files),
    )


def _own_hash(fields: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(dict(fields)).encode()).hexdigest()

"""A paper made from a kind's sample alone: no database, no sale, nobody's data."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Sequence
from typing import Any

from core.base.errors import Refused
from core.journal.paper import Paper, PaperRecord
from core.journal.record import from_plain
from documents.kinds import Kind


def preview(kind: Kind, languages: Sequence[str], **changes: Any) -> Paper:
    """The kind's sample as a paper in the languages given (the client's first).

    ``sample.toml`` holds ``record`` (``package.module:Class``, whose fields the table ``values`` fills), ``region``,
    ``number``, optionally ``subject`` and ``duplicate_of``. ``changes`` replace fields of the paper, e.g.
    ``duplicate_of="FR01-T1-2026-000041"``. Refused, naming the field, when the sample cannot be read or does not fit
    its record.
    """
    try:
        sample = tomllib.loads(kind.text("sample.toml"))
    except tomllib.TOMLDecodeError as wrong:
        raise Refused(f"sample.toml of {kind.name!r} cannot be read: {wrong}. Correct that line.") from wrong
    try:
        fields: dict[str, Any] = {
            "kind": kind.name,
            "languages": tuple(languages),
            "region": sample["region"],
            "number": sample["number"],
            "record": from_plain(sample["values"], record_class(sample["record"]), f"sample.toml of {kind.name!r}"),
            "subject": sample.get("subject"),
            "duplicate_of": sample.get("duplicate_of"),
        }
    except KeyError as missing:
        raise Refused(
            f"sample.toml of {kind.name!r} lacks {missing.args[0]!r}. Add it at the top of the file."
        ) from None
    return Paper(**{**fields, **changes})


def record_class(name: str) -> type[PaperRecord]:
    """The class of record that a page is drawn from, by ``package.module:Class``. Refused when there is none."""
    module, _, title = name.partition(":")
    try:
        found = getattr(importlib.import_module(module), title)
    except (ImportError, AttributeError, ValueError):
        found = None
    if not isinstance(found, type) or not issubclass(found, PaperRecord):
        raise Refused(f"{name!r} is no record that a page is drawn from. Write such as core.sales.record:SaleRecord.")
    return found


def class_name(record: PaperRecord) -> str:
    """The name under which :func:`record_class` finds a record's class."""
    kind = type(record)
    return f"{kind.__module__}:{kind.__qualname__}"

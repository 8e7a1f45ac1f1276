"""A paper made from a kind's sample alone: no database, no sale, nobody's data."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

from core.base.errors import Refused
from core.journal.paper import Paper
from documents.kinds import Kind


def preview(kind: Kind, languages: Sequence[str], **changes: Any) -> Paper:
    """The kind's sample as a paper in the languages given (the client's first).

    ``sample.toml`` holds ``region``, ``number``, optionally ``subject`` and ``duplicate_of``, and the table ``values``.
    ``changes`` replace fields of the paper, e.g. ``duplicate_of="FR01-T1-2026-000041"``. Refused when the sample
    cannot be read.
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
            "values": sample["values"],
            "subject": sample.get("subject"),
            "duplicate_of": sample.get("duplicate_of"),
        }
    except KeyError as missing:
        raise Refused(
            f"sample.toml of {kind.name!r} lacks {missing.args[0]!r}. Add it at the top of the file."
        ) from None
    return Paper(**{**fields, **changes})

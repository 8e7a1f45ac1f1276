"""Papers of tests: a sample whose record says something else, and a record for pages of a test's own."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.journal.paper import Paper, PaperRecord
from core.journal.record import from_plain, plain
from documents.kinds import Kinds
from documents.preview import preview


@dataclass(frozen=True, kw_only=True, slots=True)
class Note(PaperRecord):
    """A record that says one thing."""

    schema: Literal["test.note/1"] = "test.note/1"
    kind: Literal["note"] = "note"
    note: str = ""


def values_of(paper: Paper) -> dict[str, Any]:
    """What a paper's record says, as plain values."""
    return dict(plain(paper.record))


def with_values(paper: Paper, values: Mapping[str, Any], **fields: Any) -> Paper:
    """The paper with a record of these plain values, refused when they do not fit its class, and with other ``fields``
    of its own."""
    return dataclasses.replace(paper, record=from_plain(values, type(paper.record), "The test's record"), **fields)


def changed(paper: Paper, **values: Any) -> Paper:
    """The paper with a record that says something else in these fields."""
    return with_values(paper, values_of(paper) | values)


def curious(kind: str, note: str = "", language: str = "en") -> Paper:
    """A paper for a page of a test's own: the head of the invoice's sample, and a note."""
    head = values_of(preview(Kinds()["invoice"], [language]))
    fields = {field.name for field in dataclasses.fields(Note)} - {"schema", "kind", "note"}
    record = from_plain({name: head[name] for name in fields} | {"note": note}, Note, "The test's record")
    return Paper(kind, (language,), "FR", "1", record)

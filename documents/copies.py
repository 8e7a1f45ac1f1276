"""A further paper of a record: in another language, of another kind, or once more as a duplicate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.base.errors import Refused
from core.commands.command import Answer, Command
from core.commands.registry import records_of
from core.commands.unit import Unit
from core.journal.issued import record_of
from core.journal.paper import Paper, PaperRecord
from core.papers.commands import entry_of, issued_already
from core.papers.languages import copy_languages


@dataclass(frozen=True)
class IssueCopy(Command):
    """Issue a further paper of a record: ``number`` as printed on the first one; ``languages``: one or two BCP 47 tags,
    the client's first; ``subject``: number of the line, for a kind that is about one. In another language or kind it is
    a paper of its own; ``duplicate``: one more of what was handed over already, marked as the law says."""

    verb: ClassVar[str] = "document.issue"
    number: str
    kind: str
    languages: tuple[str, ...]
    subject: int | None = None
    duplicate: bool = False


def issue_copy(unit: Unit, command: IssueCopy) -> Answer:
    """Issue it: what it says stays the record's own, only language or kind differ.

    Its languages are those of :func:`core.papers.languages.copy_languages`; a paper issued in them already, and which
    is no duplicate, is not issued again. The page is filled before anything is written, so that no paper is issued that
    can never be drawn. Refused: a kind that the house does not print or that this record has no values for, a language
    that cannot be spoken, the same one twice, a line that does not exist, is missing or is not asked for.
    """
    # Templates are loaded here alone: a sale, which asks who carries out its command, does not wait for them.
    from documents.catalogue import Catalogue
    from documents.filing import kinds_of
    from documents.page import compose
    from documents.preview import drawn_from

    entry = entry_of(unit.session, command.number)
    record = record_of(entry, records_of(unit.house.suite))
    if not isinstance(record, PaperRecord):
        raise Refused(f"{command.number} is a {record.kind}, of which no paper is printed.")
    kind = kinds_of(unit.house)[command.kind]
    if not isinstance(record, drawn_from(kind)):
        raise Refused(f"{command.number} is a {record.kind}, of which no {kind.name} is printed.")
    card, spoken = unit.house.suite.region(entry.region).card, Catalogue(kind.locale_folders).languages()
    try:
        languages = copy_languages(card, command.languages, spoken)
    except Refused as fault:
        raise Refused(f"No {command.kind} of {command.number} is issued. {fault}") from fault
    if not command.duplicate:
        known = issued_already(unit.session, entry.id, command.kind, languages, command.subject)
        if known:
            return {"documents": [known]}
    original = entry.label if command.duplicate else None
    paper = Paper(command.kind, languages, entry.region, entry.label, record, command.subject, original)
    try:
        compose(paper, kind)
    except Refused as fault:
        raise Refused(f"No {command.kind} of {command.number} is issued. {fault}") from fault
    issued = (command.kind, languages, command.subject)
    return {"documents": unit.issue(entry.id, [issued], duplicate=command.duplicate)}

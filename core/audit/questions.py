"""Asking whether the books are sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.audit.journal import verify_journal
from core.base.findings import Finding
from core.commands.question import Question, View


@dataclass(frozen=True, slots=True)
class JournalVerified:
    """What was read, and what is wrong."""

    series: int
    records: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether everything agrees."""
        return not self.findings


@dataclass(frozen=True)
class VerifyJournal(Question[JournalVerified]):
    """Whether every record of every series is as it was written; see :func:`core.audit.journal.verify_journal`."""

    verb: ClassVar[str] = "journal.read"


def journal_verified(view: View, question: VerifyJournal) -> JournalVerified:
    """Read everything once more."""
    verdict = verify_journal(view.house, step=view.progress)
    return JournalVerified(verdict.series, verdict.records, tuple(verdict.findings))

"""What this room and those below it bring: the tables of the house's order, of the record and of commands."""

from __future__ import annotations

from core.commands.command import CommandRecord
from core.commands.job_list import JobFindings, JobList, RetryJobs, job_findings, job_list, retry_jobs
from core.commands.registry import Declaration
from core.commands.sights import Sight
from core.journal.chain import JournalEntry, Series
from core.journal.issued import Document
from core.journal.outbox import OutboxMessage
from core.organisation.model import (
    Boutique,
    HouseSettings,
    LegalEntity,
    PluginEnabling,
    RegionEnabling,
    Staff,
    Till,
)

declaration = Declaration(
    "commands",
    commands={RetryJobs: retry_jobs},
    questions={JobList: job_list, JobFindings: job_findings},
    tables=(
        LegalEntity,
        Boutique,
        Till,
        Staff,
        RegionEnabling,
        PluginEnabling,
        HouseSettings,
        Series,
        JournalEntry,
        Document,
        OutboxMessage,
        CommandRecord,
        Sight,
    ),
)

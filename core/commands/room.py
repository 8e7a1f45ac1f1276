"""What this room brings: its commands, questions and tables."""

from __future__ import annotations

from core.commands.command import CommandRecord
from core.commands.job_list import JobFindings, JobList, RetryJobs, job_findings, job_list, retry_jobs
from core.commands.registry import Declaration
from core.commands.sights import Sight

declaration = Declaration(
    "commands",
    commands={RetryJobs: retry_jobs},
    questions={JobList: job_list, JobFindings: job_findings},
    tables=(
        CommandRecord,
        Sight,
    ),
)

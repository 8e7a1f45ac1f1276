"""What this room brings: the job that files the names of a large import."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.importing.customers.names_waiting import JOB, TOPIC

declaration = Declaration("importing", jobs={TOPIC: JOB})

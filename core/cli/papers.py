"""Drawing papers while the person waits, and saying what could not be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rich.console import Console

from core.base.text import plain
from core.commands.ask import ask
from core.commands.foreground import run_open
from core.commands.house import House
from core.commands.job_list import JobFindings
from core.database.access import Actor


def with_papers(
    house: House, actor: Actor, answer: Mapping[str, Any], *, boutique: str, now: bool, console: Console | None
) -> dict[str, Any]:
    """A command's answer with its ``papers``, drawn now if ``now``, and a finding for each that could not be drawn.

    What failed for good in the boutique before is one line at the end of the findings: the next person at the till sees
    it, and nobody is kept from selling by it.
    """
    ids = tuple(UUID(identity) for identity in answer["documents"]) if now else ()
    papers = run_open(house, console=console, only=ids).answers
    findings = plain(ask(house, JobFindings(ids, boutique), actor))
    shown = {"papers": [dict(paper) for paper in papers]} if ids else {}
    return {**answer, **shown, "findings": [*answer.get("findings", ()), *findings]}

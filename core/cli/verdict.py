"""What the words of examinations share: what is installed here, and a verdict with its findings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from core.base.errors import VendomeError
from core.base.findings import Finding, Level
from core.cli.context import grid, open_cli
from core.commands.house import House
from core.jurisdictions.suite import Suite

LEVELS: tuple[Level, ...] = ("error", "warn", "note")


def suite_here() -> tuple[Suite, House | None]:
    """The suite of the house that is open here, with its plugins; without a house, what is installed."""
    try:
        house = open_cli()
    except VendomeError:
        return Suite.installed(), None
    return house.suite, house


def verdict(name: str, passed: str, findings: Sequence[Finding]) -> RenderableType:
    """The outcome in one line, then the findings. ``passed``: the sentence where no error was found."""
    counts: dict[str, int] = {level: sum(finding.level == level for finding in findings) for level in LEVELS}
    head = passed
    if counts["error"]:
        head = f"{name} did not pass: {counted(counts['error'], 'error')} to put right before it can be enabled."
    others = [counted(counts[level], word) for level, word in (("warn", "warning"), ("note", "note")) if counts[level]]
    title = Text(f"{head} {' and '.join(others)}{'.' if others else ''}".strip(), style="bold")
    return Group(title, *(["", findings_grid(findings)] if findings else []))


def findings_grid(findings: Sequence[Finding]) -> RenderableType:
    """The gravest first, in the order in which they were found."""
    ordered = sorted(findings, key=lambda finding: LEVELS.index(finding.level))
    return grid("", ("", "where", "what"), [(finding.level, finding.where, finding.text) for finding in ordered])


def counted(number: int, word: str) -> str:
    """``3 errors``."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def from_here(path: Path) -> Path:
    """A path as a person here would type it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path

"""What a figure was drawn from, and whether that is sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.base.findings import Finding
from plugins.headquarters.manifest import Mark

A = TypeVar("A", covariant=True)


@dataclass(frozen=True, slots=True)
class Source:
    """What a figure was drawn from: instant of the extract as text, sales extracted, sales posted since and not yet
    in it, and how far each series that holds sales is complete."""

    at: str
    sales: int
    newer: int
    series: Mapping[str, Mark]


@dataclass(frozen=True)
class Sourced(Generic[A]):
    """An answer with its source."""

    answer: A
    source: Source


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was read, and what is wrong. Sound when no finding is an error; a note is only worth knowing."""

    files: int
    rows: int
    sales: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether the facts are whole and equal the books."""
        return all(finding.level == "note" for finding in self.findings)

"""What came of a file: findings by row, and counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["refused", "noted"]

#: Characters of a value shown in a report: enough to find it, not enough to be another copy of the client base.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class RowFinding:
    """Something about one row: ``row`` as counted in a spreadsheet (the heading is 1), ``column`` as the file names it
    ("" for the whole row), ``value`` as :func:`shown`, ``reason`` with the way out. ``refused`` rows do not land;
    ``noted`` ones do."""

    row: int
    column: str
    value: str
    reason: str
    verdict: Verdict = "refused"


def shown(value: str) -> str:
    """A value fit for a report line: control characters and half characters escaped, at most 60 characters."""
    short = value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in short)


@dataclass(slots=True)
class Tally:
    """Rows by what came of them."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        """Rows looked at."""
        return self.new + self.changed + self.unchanged + self.refused

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        self.new += other.new
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.refused += other.refused


@dataclass(slots=True)
class Outcome:
    """What an import did.

    ``layout``: whose columns the file has; ``landed``: whether its good rows were written; ``resumed``: rows that an
    interrupted run had landed before; ``left_aside``: known columns that hold nothing the house keeps; ``noted``:
    findings that refused nothing; ``first``: the first findings, for the screen.
    """

    kind: str
    layout: str
    tally: Tally = field(default_factory=Tally)
    resumed: int = 0
    noted: int = 0
    landed: bool = True
    left_aside: tuple[str, ...] = ()
    first: list[RowFinding] = field(default_factory=list)

"""What a kind of file must answer so that :mod:`core.importing.run` can bring it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.orm import Session

from core.commands.house import House
from core.database.access import Actor
from core.importing.formats.layouts import Layout
from core.importing.formats.rows import Options, Row
from core.importing.outcome import RowFinding, Tally


@dataclass(frozen=True)
class Frame:
    """What an import works with. ``large``: whether the file is worth a second process and filing names later."""

    house: House
    actor: Actor
    layout: Layout
    options: Options
    file: str
    large: bool = False

    @property
    def names_later(self) -> bool:
        """Whether names wait to be filed many at once; PostgreSQL files at once."""
        return self.large and self.house.engine.dialect.name == "sqlite"

    def finding(self, row: int, column: str, value: str, reason: str) -> RowFinding:
        """A refusal, under the file's own name of the column."""
        from core.importing.outcome import shown

        return RowFinding(row, self.layout.headings.get(column, column), shown(value), reason)


@dataclass
class Judged:
    """A batch compared with what is held: what to count, what to write."""

    tally: Tally = field(default_factory=Tally)
    findings: list[RowFinding] = field(default_factory=list)
    changes: Any = None

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.tally.new or self.tally.changed)


class Kind(Protocol):
    """One kind of file. A batch goes through ``plan`` (with the session, before the batches ahead of it are written),
    ``work`` (pure, perhaps elsewhere), ``judge`` (with the session, after them) and ``land``."""

    verb: str
    #: Rows to a batch: one transaction, short enough that the tills do not wait.
    batch: int
    #: Whether ``work`` is worth a second process on a large file.
    costly: bool

    def begin(self, frame: Frame) -> None:
        """A file begins."""

    def initialiser(self, frame: Frame) -> tuple[Callable[..., None], tuple[Any, ...]]:
        """What a second process runs first."""

    def plan(self, session: Session, rows: list[Row]) -> tuple[Any, list[RowFinding]]:
        """What ``work`` needs, and rows refused already."""

    def parts(self, planned: Any) -> list[Any]:
        """What is planned, in pieces for ``work``: small ones, so that neither process holds much."""

    def joined(self, worked: list[Any]) -> Any:
        """The pieces again as one."""

    @property
    def work(self) -> Callable[[Any], Any]:
        """The costly part: a function of a module, for it may be carried to another process."""

    def judge(self, session: Session, worked: Any) -> Judged:
        """Compare with what is held."""

    def land(self, session: Session, judged: Judged) -> Mapping[str, Any]:
        """Write what is new or changed."""

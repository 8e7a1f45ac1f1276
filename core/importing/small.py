"""What kinds with few rows share: their rows are checked here, without a second process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from core.importing.formats.rows import Row
from core.importing.kinds import Frame


def as_is(planned: Any) -> Any:
    """The work of a kind that has none."""
    return planned


class Small:
    """Base of such a kind: the cells by name, and nothing to carry elsewhere."""

    costly = False
    batch = 2_000

    def begin(self, frame: Frame) -> None:
        """Take the file's columns."""
        self.frame = frame

    def initialiser(self, frame: Frame) -> tuple[Callable[..., None], tuple[Any, ...]]:
        """Nothing to prepare."""
        return _nothing, ()

    def parts(self, planned: Any) -> list[Any]:
        """One piece."""
        return [planned]

    def joined(self, worked: list[Any]) -> Any:
        """The one piece."""
        return worked[0]

    @property
    def work(self) -> Callable[[Any], Any]:
        """Nothing costly."""
        return as_is

    def record(self, row: Row) -> dict[str, str]:
        """The filled cells of a row by our names."""
        cells = zip(self.frame.layout.columns, row[1], strict=True)
        return {name: cell.strip() for name, cell in cells if cell and not cell.isspace()}


def _nothing() -> None:
    return None


def by_key(session: Session, table: Table, key: str, values: Iterable[Any]) -> dict[Any, Mapping[str, Any]]:
    """Rows of a table by the value of one column."""
    found: dict[Any, Mapping[str, Any]] = {}
    for part in parts(values):
        for row in session.execute(select(table).where(table.c[key].in_(part))).mappings():
            found[row[key]] = dict(row)
    return found


def parts(values: Iterable[Any], size: int = 2_000) -> Iterator[list[Any]]:
    """Values in lists that fit one statement."""
    distinct = sorted(set(values))
    for start in range(0, len(distinct), size):
        yield distinct[start : start + size]

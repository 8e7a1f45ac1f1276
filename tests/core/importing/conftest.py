"""Files to bring in, and a short way to do it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from core.commands.house import House
from core.importing.outcome import Outcome, RowFinding
from core.importing.run import bring_in

Write = Callable[..., Path]
Bring = Callable[..., tuple[Outcome, list[RowFinding]]]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Write lines as a CSV file: ``written("given,surname", "Emma,Johnson")``."""
    count = 0

    def write(*lines: str, encoding: str = "utf-8", name: str = "") -> Path:
        nonlocal count
        count += 1
        path = tmp_path / (name or f"file{count}.csv")
        path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding, "surrogatepass"))
        return path

    return write


@pytest.fixture
def bring() -> Bring:
    """Bring a file in as the system: the outcome and all findings."""

    def run(house: House, kind: str, path: Path, **more: Any) -> tuple[Outcome, list[RowFinding]]:
        found: list[RowFinding] = []
        outcome = bring_in(house, more.pop("actor", None) or house.actor("hq"), kind, path, report=found.append, **more)
        return outcome, found

    return run


def rows_of(house: House, table: Table, *without: str) -> list[dict[str, Any]]:
    """All rows of a table in a fixed order, without the columns that differ by chance."""
    with house.engine.connect() as connection:
        every = [dict(row) for row in connection.execute(select(table)).mappings()]
    compared = [{name: value for name, value in row.items() if name not in without} for row in every]
    return sorted(compared, key=repr)

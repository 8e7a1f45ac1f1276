"""A house whose database is of another version than the code is not worked in: nothing is written half."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from core.base.errors import VendomeError
from core.commands.house import open_house
from core.database.revisions import CORE
from tests.support.cast import copied_house, leave

NEWEST = max(path.stem[: len("core_0001")] for path in CORE.glob("core_*.py"))


def with_heads(folder: Path, change: Callable[[str], str]) -> Path:
    """A house whose database says that it has seen other revisions."""
    leave(copied_house(folder, plugins=("repairs",)))
    [database] = folder.glob("*.db")
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        heads = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
        connection.execute(text("DELETE FROM alembic_version"))
        for head in map(change, heads):
            if head:
                connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})
    engine.dispose()
    return database


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda head: head.replace(NEWEST, "core_0004"), f"older.*lacks {NEWEST}.*vendome init"),
        (lambda head: head.replace("repairs_0002", "repairs_0001"), "older.*lacks repairs_0002"),
        (lambda head: "" if head.startswith("core") else head, f"older.*lacks {NEWEST}"),
        (lambda head: head.replace(NEWEST, "core_9999"), r"newer.*\(core_9999\).*Nothing was written"),
    ],
)
def test_a_house_of_another_version_is_not_opened(tmp_path: Path, change: Callable[[str], str], said: str) -> None:
    database = with_heads(tmp_path, change)
    with pytest.raises(VendomeError, match=said):
        open_house(tmp_path, url=f"sqlite:///{database}")


def test_one_of_this_version_is_and_what_a_plugin_that_is_gone_left_behind_does_not_matter(tmp_path: Path) -> None:
    database = with_heads(tmp_path, str)
    with create_engine(f"sqlite:///{database}").begin() as connection:
        connection.execute(text("INSERT INTO alembic_version VALUES ('gifting_0007')"))
    open_house(tmp_path, url=f"sqlite:///{database}").engine.dispose()

"""What every test may ask for: a PostgreSQL server, and each database in turn."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.postgres import Postgres, session_folder, shared_postgres

_FOLDER = pytest.StashKey[Path]()
_STACK = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """The first process of a session opens the folder by which its workers share one server; nothing starts yet."""
    given: dict[str, Any] | None = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[_FOLDER] = Path(given["vendome_postgres"])
        return
    stack = ExitStack()
    config.stash[_STACK] = stack
    config.stash[_FOLDER] = stack.enter_context(session_folder())


def pytest_collection_finish() -> None:
    """What is loaded by now stays, and most of what comes is small and soon gone: garbage collection, which otherwise
    reads all of it over again every few tests, has less to do."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure(config: pytest.Config) -> None:
    stack = config.stash.get(_STACK, None)
    if stack is not None:
        stack.close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hands the folder to a worker of pytest-xdist."""
    node.workerinput["vendome_postgres"] = str(node.config.stash[_FOLDER])


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Postgres:
    """The session's server: that of DATABASE_URL, else a private one. A test fails where neither can be had."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgresql"):
        return Postgres(given)
    return shared_postgres(pytestconfig.stash[_FOLDER])


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """SQLAlchemy URL of the server's maintenance database; make your own database with ``postgres.create()``."""
    return postgres.url


@pytest.fixture
def postgres_database(postgres: Postgres) -> Iterator[str]:
    """URL of an empty PostgreSQL database of this test's own."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database of this test's own, once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'vendome.sqlite'}"
    url: str = request.getfixturevalue("postgres_database")
    return url

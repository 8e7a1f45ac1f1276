"""The private PostgreSQL server of the tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from tests.support.postgres import Postgres, PostgresMissing, private_postgres

ROOT = Path(__file__).parents[2]


def ask(url: str, question: str) -> object:
    """The one value that a query gives."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            return connection.execute(text(question)).scalar()
    finally:
        engine.dispose()


def fill(url: str) -> None:
    """Something to recognise a database by."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE piece (serial text)"))
        connection.execute(text("INSERT INTO piece VALUES ('ETO-2041')"))
    engine.dispose()


def test_each_test_has_an_empty_database_of_each_kind(database_url: str) -> None:
    fill(database_url)  # a second run in the same database would refuse the table
    assert ask(database_url, "SELECT serial FROM piece") == "ETO-2041"


@pytest.mark.postgres
def test_the_server_listens_on_no_network_and_keeps_its_promises_on_disk(postgres: Postgres) -> None:
    assert ask(postgres.url, "SHOW fsync") == "on"
    if "DATABASE_URL" not in os.environ:
        assert ask(postgres.url, "SHOW listen_addresses") == ""


@pytest.mark.postgres
def test_a_template_is_filled_once_and_copied(postgres: Postgres) -> None:
    filled: list[str] = []

    def prepare(url: str) -> None:
        filled.append(url)
        fill(url)

    name = f"piece_{os.getpid()}"
    for _ in range(2):
        copy = postgres.create(postgres.template(name, prepare))
        assert ask(copy, "SELECT serial FROM piece") == "ETO-2041"
        postgres.drop(copy)
    assert len(filled) == 1


@pytest.mark.postgres
def test_a_template_that_fails_half_way_is_made_again(postgres: Postgres) -> None:
    def fail(url: str) -> None:
        fill(url)
        raise RuntimeError("the lights went out")

    name = f"half_{os.getpid()}"
    with pytest.raises(RuntimeError, match="lights"):
        postgres.template(name, fail)
    copy = postgres.create(postgres.template(name, lambda url: None))
    assert ask(copy, "SELECT count(*) FROM pg_tables WHERE tablename = 'piece'") == 0
    postgres.drop(copy)


def test_a_server_that_is_not_there_is_an_error_that_says_what_to_do() -> None:
    absent = Postgres("postgresql://postgres@127.0.0.1:1/postgres?connect_timeout=2")
    with pytest.raises(PostgresMissing, match="unset DATABASE_URL"):
        absent.create()


@pytest.mark.postgres
def test_the_server_has_the_settings_asked_for_and_goes_with_its_block() -> None:
    with private_postgres(fsync=False, settings={"shared_buffers": "96MB"}) as server:
        assert ask(server.create(), "SHOW shared_buffers") == "96MB"
        assert ask(server.url, "SHOW fsync") == "off"
        folder = Path(str(make_url(server.url).query["host"]))
        assert folder.is_dir()
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(make_url(server.url).set(drivername="postgresql").render_as_string())


@pytest.mark.postgres
def test_the_server_goes_even_with_a_process_that_is_killed() -> None:
    script = (
        "import time\nfrom tests.support.postgres import session_folder, shared_postgres\n"
        "with session_folder() as folder:\n"
        "    print(folder, shared_postgres(folder).url, flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder, url = process.stdout.readline().split()
        assert ask(url, "SELECT 1") == 1
        data = (Path(folder) / "data").resolve()
        process.send_signal(signal.SIGKILL)
        process.wait()
    limit = time.monotonic() + 20
    while Path(folder).exists() and time.monotonic() < limit:
        time.sleep(0.05)
    assert not Path(folder).exists()
    assert not data.exists()

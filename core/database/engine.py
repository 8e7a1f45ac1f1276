"""The two databases: embedded SQLite and PostgreSQL for a network of stores, behaving alike.

Opening sets what must never be forgotten: on SQLite write-ahead log, ``synchronous=FULL``, foreign keys, and ``BEGIN
IMMEDIATE`` for every unit of work that writes; on PostgreSQL durable commits and a bounded wait for locks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Insert,
    MetaData,
    String,
    Table,
    Uuid,
    create_engine,
    event,
    insert,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from core.base.errors import Refused, Retry, VendomeError
from core.database.writes import let_writes_wait, write

#: How long a unit of work waits for another's lock, in milliseconds.
LOCK_WAIT = 3000


class UtcInstant(TypeDecorator[datetime]):
    """An instant, always aware and always UTC, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an instant without a zone cannot be stored")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: Plain JSON values: maps, lists, text, integers, booleans.
Plain = JSON().with_variant(JSONB(), "postgresql")


#: Text compared by code point on both databases, so that a prefix is a range of the index.
KeyText = String().with_variant(String(collation="C"), "postgresql")


class Base(DeclarativeBase):
    """Parent of every table. ``info["privacy"]`` of a column says whom it concerns (see ``core.database.access``)."""

    if TYPE_CHECKING:
        __table__: ClassVar[Table]  # every model here is a plain table

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        UUID: Uuid(),
        datetime: UtcInstant(),
        dict[str, Any]: Plain,
        dict[str, str]: Plain,
        dict[str, list[str]]: Plain,
        list[str]: Plain,
        list[dict[str, str]]: Plain,
        list[dict[str, Any]]: Plain,
        int: BigInteger(),
    }


def open_engine(url: str) -> Engine:
    """An engine for ``sqlite:///path`` or ``postgresql://…``; refused with a sentence for anything else."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # Not shown: it may hold a password, in a place where nobody would look for one.
        raise Refused(
            "The address of the database cannot be read. Write sqlite:///vendome.db or postgresql://user@host:5432/name."
        ) from None
    if address.get_backend_name() == "sqlite":
        return _sqlite(url)
    if address.get_backend_name() == "postgresql":
        return _postgresql(address.set(drivername="postgresql+psycopg").render_as_string(hide_password=False))
    raise Refused(f"{address.get_backend_name()} is not supported. Use SQLite or PostgreSQL.")


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:" and not Path(path).parent.is_dir():
        raise Refused(f"The folder {Path(path).parent} does not exist. Create it or give another path.")
    engine = create_engine(url, connect_args={"timeout": LOCK_WAIT / 1000, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("vendome_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: str) -> Engine:
    options = f"-c lock_timeout={LOCK_WAIT} -c synchronous_commit=on -c timezone=UTC"
    engine = create_engine(url, pool_size=20, max_overflow=20, connect_args={"options": options})
    # Several rows go as one statement (see core.database.writes); the driver's own way takes one for each.
    engine.dialect.use_insertmanyvalues_wo_returning = True

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, record: Any) -> None:
        from psycopg.types.numeric import Int8Dumper

        # By itself the driver sends each number as small as it is, and every mixture of sizes is planned anew.
        raw.adapters.register_dumper(int, Int8Dumper)

    let_writes_wait(engine)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose transaction writes. Only ``core.commands.execute`` commits it."""
    with said_plainly(), engine.connect().execution_options(vendome_writes=True) as connection:
        session = Session(connection, expire_on_commit=False, autoflush=False)
        try:
            yield session
        except BaseException:
            session.close()
            _take_back(connection)
            raise
        finally:
            session.close()


def _take_back(connection: Connection) -> None:
    """End what the driver may still hold open: SQLAlchemy takes a transaction for ended even when its commit failed,
    and would hand the connection with the half-made sale to the next one."""
    if connection.closed or connection.invalidated:
        return
    try:
        connection.connection.rollback()
    except Exception:  # a connection that cannot even roll back is of no use to anybody
        connection.invalidate()


@cache
def _insert_into(table: Table) -> Insert:
    return insert(table)


def put(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of plain values (column → value), none being fine; the statement is built once per table.

    On PostgreSQL they may wait (see ``core.database.writes``): a row that is refused comes up with a later statement or
    the commit.
    """
    if rows:
        write(session.connection(), _insert_into(model.__table__), rows)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one state and cannot write."""
    with said_plainly(), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        session = Session(connection, autoflush=False)
        read_only = connection.dialect.name == "sqlite"
        try:
            if read_only:
                _may_write(connection, False)
            yield session
        finally:
            session.expunge_all()  # what was read stays usable as plain values
            session.close()
            if read_only:
                _may_write(connection, True)


def _may_write(connection: Connection, may: bool) -> None:
    """Whether this connection to SQLite accepts a write; PostgreSQL is told with the transaction."""
    raw: Any = connection.connection.driver_connection
    raw.execute(f"PRAGMA query_only={'OFF' if may else 'ON'}")


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn what a database says of itself into one sentence for a person."""
    try:
        yield
    except OperationalError as fault:
        said = str(fault.orig)
        if any(word in said for word in ("locked", "lock timeout", "lock_timeout", "deadlock", "could not serialize")):
            raise Retry("The database was busy with another sale. Do it again; the same key has one effect.") from fault
        if any(word in said for word in ("full", "readonly", "read-only", "disk I/O", "No space")):
            raise VendomeError(
                f"The database cannot write ({said}). Nothing was stored. Free space or rights, then do it again."
            ) from fault
        if "no such table" in said:
            raise VendomeError(_missing(said.rpartition(" ")[2])) from fault
        if "unable to open" in said:
            raise VendomeError(
                "The database cannot be opened. Run «vendome init», or correct path and rights."
            ) from fault
        if "connection" in said or "resolve host" in said:
            raise VendomeError(
                "The database does not answer. See that it runs and that its address is right; in a password @ is "
                "written %40."
            ) from fault
        raise
    except DBAPIError as fault:
        if "does not exist" in str(fault.orig) and "relation" in str(fault.orig):
            raise VendomeError(_missing(str(fault.orig).split('"')[1])) from fault
        raise


def _missing(table: str) -> str:
    """What to say of a table that is not there: the way out depends on whose it is."""
    return (
        f"The database has no table {table}. A house not begun here, or older than this version, is brought up to date "
        "by «vendome init»; a plugin's tables come with «vendome plugin enable»."
    )


def check_durable(engine: Engine) -> list[str]:
    """What stands in the way of durable commits; empty when an acknowledged sale survives a power cut."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            faults = []
            if connection.execute(text("PRAGMA synchronous")).scalar() != 2:
                faults.append("synchronous is not FULL")
            if not connection.execute(text("PRAGMA foreign_keys")).scalar():
                faults.append("foreign keys are off")
            return faults
        return [
            f"{name} is {value}"
            for name, wanted in (("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on"))
            if (value := connection.execute(text(f"SHOW {name}")).scalar()) != wanted
        ]


def append_only(table: str, dialect: str, columns: tuple[str, ...] = ()) -> list[str]:
    """Statements that make a table insert-only by trigger; with ``columns``, only those are frozen.

    For migrations. Deleting is always refused.
    """
    said = f"{table} is append-only: correct it with a new entry"
    if dialect == "sqlite":
        of = f" OF {', '.join(columns)}" if columns else ""
        return [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{of} ON {table} BEGIN SELECT RAISE(ABORT, '{said}'); END",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{said}'); END",
        ]
    of = f" OF {', '.join(columns)}" if columns else ""
    return [
        "CREATE OR REPLACE FUNCTION vendome_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only: correct it with a new entry', TG_TABLE_NAME; END $$",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{of} ON {table} FOR EACH ROW EXECUTE FUNCTION "
        "vendome_append_only()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION "
        "vendome_append_only()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION vendome_append_only()",
    ]

"""Procrastinate's tables in a house on PostgreSQL, and the trigger by which each job of the outbox is deferred there.

The tables belong to the installed version of Procrastinate: which one they are of stands in a comment on its table of
jobs, and what a newer version changes is applied with the house's own migrations. The trigger defers in the very
transaction that writes the outbox, whoever writes it, and costs a sale no turn over the wire; it takes away what
another worker has done. So Procrastinate holds exactly one job for each row that is open or running.
"""

from __future__ import annotations

from pathlib import Path

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

QUEUE = "vendome"
TASK = "vendome.job"
#: Counts up whenever the functions and triggers below change.
_OURS = "outbox 1"

#: Workers look once a second (see ``procrastinate_worker``). A notification for each job would be quicker by half a
#: second, but PostgreSQL lets transactions that notify commit only one after another, and every sale would.
_QUIET = "ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1"

_DEFER = f"""
CREATE OR REPLACE FUNCTION vendome_defer(job uuid) RETURNS void LANGUAGE sql AS $$
  SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
    '{QUEUE}', '{TASK}', 0, NULL, job::text, jsonb_build_object('job', job::text), NULL
  )::procrastinate_job_to_defer_v1])
$$"""

_FOLLOW = """
CREATE OR REPLACE FUNCTION vendome_outbox_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IN ('done', 'failed') THEN
    DELETE FROM procrastinate_jobs WHERE queueing_lock = NEW.id::text AND status = 'todo';
  ELSIF TG_OP = 'INSERT' OR OLD.state = 'failed' THEN
    PERFORM vendome_defer(NEW.id);
  END IF;
  RETURN NULL;
END $$"""

_TRIGGERS = (
    "DROP TRIGGER IF EXISTS outbox_follow ON outbox",
    "DROP TRIGGER IF EXISTS outbox_follow_state ON outbox",
    "CREATE TRIGGER outbox_follow AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION vendome_outbox_follow()",
    "CREATE TRIGGER outbox_follow_state AFTER UPDATE OF state ON outbox FOR EACH ROW "
    "WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION vendome_outbox_follow()",
)

#: Rows from before Procrastinate, and those whose job was lost with its tables.
_CATCH_UP = """
  SELECT count(vendome_defer(id)::text) FROM outbox WHERE state IN ('open', 'running') AND NOT EXISTS (
    SELECT 1 FROM procrastinate_jobs j WHERE j.queueing_lock = outbox.id::text AND j.status IN ('todo', 'doing'))"""


def install(connection: Connection) -> None:
    """Bring Procrastinate's tables to the installed version and hang the outbox on them, in the caller's transaction.
    Doing it again changes nothing."""
    there, wanted = version(connection), installed_version()
    if there == wanted:
        return
    if there is None:
        _run(connection, SchemaManager.get_schema())
    else:
        for path in _migrations():
            if path.stem > there.partition(",")[0]:
                _run(connection, path.read_text(encoding="utf-8"))
    _run(connection, f"COMMENT ON TABLE procrastinate_jobs IS '{wanted}'")
    for statement in (_QUIET, _DEFER, _FOLLOW, *_TRIGGERS):
        _run(connection, statement)
    connection.execute(text(_CATCH_UP))


def version(connection: Connection) -> str | None:
    """Of which version Procrastinate's tables here are: its last migration, and ours; None where there are none."""
    shown = connection.execute(text("SELECT obj_description(to_regclass('procrastinate_jobs'), 'pg_class')")).scalar()
    return None if shown is None else f"{shown}"


def installed_version() -> str:
    """Of which version the installed Procrastinate would make them."""
    return f"{_migrations()[-1].stem}, {_OURS}"


def _migrations() -> list[Path]:
    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))


def _run(connection: Connection, statements: str) -> None:
    # The driver itself: SQLAlchemy would take a colon for a parameter, and these hold several statements.
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(statements)

"""The schema comes and goes by migrations: a branch for the core, one per plugin, so that a plugin's tables live alone.

Each plugin keeps its revisions in its own ``migrations/`` folder, with its name as branch label and the core's head as
``depends_on``. On SQLite and PostgreSQL alike a migration is one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from core.base.errors import Refused
from core.database.engine import Base
from core.jurisdictions.suite import Suite

CORE = "core"


def config(suite: Suite, plugins: Iterable[str], connection: Connection | None = None) -> Config:
    """Alembic's configuration over the core's revisions, those of the named plugins, and those that the database of
    ``connection`` has seen: a plugin that takes part no longer keeps its tables, which are brought up to date too."""
    here = Path(__file__).parents[1] / "migrations"
    folders = [here / "versions"]
    for name in sorted({*plugins, *(_seen(suite, connection) if connection is not None else ())}):
        folder = suite.plugin_card(name).folder / "migrations"
        if folder.is_dir():
            folders.append(folder)
    settings = Config()
    settings.set_main_option("script_location", str(here))
    settings.set_main_option("version_locations", "\n".join(str(f) for f in folders))
    settings.set_main_option("path_separator", "newline")
    settings.attributes["connection"] = connection
    return settings


def _seen(suite: Suite, connection: Connection) -> Iterator[str]:
    """The installed plugins whose revisions stand in a database. Refused, naming it, for one that is not installed."""
    for revision in MigrationContext.configure(connection).get_current_heads():
        name = revision.rpartition("_")[0]
        if name == CORE:
            continue
        if name not in suite.plugins:
            raise Refused(
                f"The database holds tables of plugin {name} ({revision}), which is not installed. Install it again, "
                "then do the same."
            )
        yield name


def upgrade(engine: Engine, suite: Suite, plugins: Iterable[str] = (), *, branch: str | None = None) -> None:
    """Bring the schema up to date: the core and, of the named plugins, those with tables; or one ``branch`` alone."""
    names = sorted(plugins)
    with engine.connect().execution_options(vendome_writes=True) as connection, connection.begin():
        command.upgrade(config(suite, names, connection), f"{branch}@head" if branch else "heads")
        if connection.dialect.name == "postgresql":
            from core.commands.procrastinate_schema import install  # Procrastinate is imported where it is used

            install(connection)


def remove(engine: Engine, suite: Suite, plugin: str, plugins: Iterable[str]) -> None:
    """Take a plugin's tables away, with everything in them. Never called by disabling, only on a person's explicit
    word."""
    with engine.connect().execution_options(vendome_writes=True) as connection, connection.begin():
        command.downgrade(config(suite, {*plugins, plugin}, connection), f"{plugin}@base")


def pending(engine: Engine, suite: Suite, plugins: Iterable[str] = ()) -> list[str]:
    """Revisions that the database has not seen; empty when it is up to date."""
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(config(suite, plugins, connection))
        applied = set(MigrationContext.configure(connection).get_current_heads())
    # A plugin's head depends on the core's, which is then no longer written down: what a held head stands on is held.
    stood_on = {script.revision for script in scripts.walk_revisions() if _above(scripts, script.revision, applied)}
    missing = sorted(set(scripts.get_heads()) - applied - stood_on)
    if engine.dialect.name == "postgresql" and not missing:
        from core.commands.procrastinate_schema import installed_version, version

        with engine.connect() as connection:
            if version(connection) != installed_version():
                missing.append(f"Procrastinate's tables of {installed_version()}")
    return missing


def differences(engine: Engine, tables: Collection[str]) -> list[str]:
    """What a database has otherwise than the models of ``tables`` say, one half-sentence each; indexes that no model
    knows, such as those made beside them for one kind of database, count too."""

    def ours(thing: Any, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return (name if kind == "table" else getattr(getattr(thing, "table", None), "name", None)) in tables

    options = {"include_object": ours, "compare_type": True, "compare_server_default": True}
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    return [_in_words(change) for changes in found for change in (changes if isinstance(changes, list) else [changes])]


def _in_words(change: Any) -> str:
    what, *parts = change
    named = [getattr(part, "name", part) for part in parts if isinstance(part, str) or getattr(part, "name", None)]
    return f"{what.replace('_', ' ')} {' '.join(map(str, named))}"


def _above(scripts: ScriptDirectory, revision: str, applied: set[str]) -> bool:
    """Whether any held revision stands on ``revision``, by its line or by a dependency."""
    waiting = [head for head in applied if scripts.get_revision(head) is not None]
    seen: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one == revision:
            return True
        if one not in seen:
            seen.add(one)
            waiting += [*scripts.get_revision(one)._all_down_revisions]
    return False


def run(context: Any) -> None:
    """What ``migrations/env.py`` does: everything inside the transaction that the caller opened."""
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=Base.metadata, transactional_ddl=True
    )
    context.run_migrations()

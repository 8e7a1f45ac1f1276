"""The schema comes and goes by migrations, and says the same as the models."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import Engine, MetaData, Table, insert, inspect, select

from core.base.errors import Refused
from core.commands.execute import execute
from core.commands.house import House
from core.database.engine import Base, open_engine
from core.examination.enabling import EnablePlugin
from core.journal.outbox import OutboxMessage
from core.jurisdictions.suite import Suite
from core.setup.create import create_house
from core.setup.migrate import config, differences, pending, remove, upgrade
from plugins.demo.founding import found
from tests.reliability.state import digest
from tests.support.cast import FOUNDED, advisor, key, sale

PLUGINS = sorted(
    name for name in Suite.installed().plugins if (Suite.installed().plugin_card(name).folder / "migrations").is_dir()
)


#: Made beside the models: the index of names is another one on each database (core.customers.search.triggers).
BESIDE = {"ix_name_key_keys"}


def tables_of(names: tuple[str, ...]) -> set[str]:
    """Names of the tables whose models lie in these rooms or plugins."""
    # The model of a new plugin lies in the core as data; its tables are nobody's.
    mapped = (
        m
        for m in Base.registry.mappers
        if m.class_.__module__.startswith(names) and "engraving" not in m.class_.__module__
    )
    return {m.local_table.name for m in mapped if isinstance(m.local_table, Table)}


def unexpected(engine: Engine, wanted: set[str]) -> list[str]:
    """What the models say otherwise than the database, but for what is made beside them."""
    return [told for told in differences(engine, wanted) if not BESIDE.intersection(told.split())]


def test_the_core_migrated_from_nothing_is_what_its_models_say(database_url: str) -> None:
    engine = open_engine(database_url)
    upgrade(engine, Suite.installed())
    core = tables_of(("core.",))
    assert len(core) > 25
    assert core <= set(inspect(engine).get_table_names())
    assert unexpected(engine, core) == []
    assert pending(engine, Suite.installed()) == []
    engine.dispose()


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_migrated_from_nothing_is_what_its_models_say(database_url: str, plugin: str) -> None:
    engine, suite = open_engine(database_url), Suite.installed((plugin,))
    suite.plugin(plugin)
    upgrade(engine, suite, (plugin,))
    own = tables_of((f"plugins.{plugin}.",))
    assert own <= set(inspect(engine).get_table_names())
    assert unexpected(engine, own | tables_of(("core.",))) == []
    assert pending(engine, suite, (plugin,)) == []
    engine.dispose()


def test_a_column_that_no_migration_made_turns_the_comparison_red(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'v.db'}")
    upgrade(engine, Suite.installed())
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox ADD COLUMN forgotten VARCHAR")
        connection.exec_driver_sql("DROP INDEX ix_sale_customer")
    assert len(unexpected(engine, tables_of(("core.",)))) == 2
    engine.dispose()


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugins_tables_come_and_go_and_the_record_stays_as_it_was(house: House, plugin: str) -> None:
    execute(house, sale(), advisor(house), key())
    suite = Suite.installed((plugin,))
    before, tables = digest(house.engine), set(inspect(house.engine).get_table_names())
    assert pending(house.engine, suite, (plugin,)) != []
    for _ in range(2):
        upgrade(house.engine, suite, (plugin,), branch=plugin)
        assert set(inspect(house.engine).get_table_names()) > tables
        assert pending(house.engine, suite, (plugin,)) == []
        remove(house.engine, suite, plugin, ())
        assert set(inspect(house.engine).get_table_names()) == tables
        assert digest(house.engine) == before


def test_migrating_twice_changes_nothing(house: House) -> None:
    before = digest(house.engine)
    upgrade(house.engine, Suite.installed())
    assert digest(house.engine) == before


def test_a_database_of_before_is_told_what_it_lacks(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'v.db'}")
    (lacking,) = pending(engine, Suite.installed())
    assert lacking.startswith("core_")
    engine.dispose()


@pytest.mark.parametrize("taking_part", [True, False])
def test_a_house_with_a_plugins_tables_is_brought_up_to_date_by_init(tmp_path: Path, taking_part: bool) -> None:
    house = found(tmp_path / "house", plugins=("repairs",))
    if not taking_part:
        execute(house, EnablePlugin("repairs", enabled=False), house.actor("it"), key())
    house.engine.dispose()
    again = create_house(tmp_path / "house", name="Another name")
    assert again.settings == house.settings
    assert pending(again.engine, again.suite) == []
    again.engine.dispose()


def test_tables_of_a_plugin_that_is_not_installed_are_named(tmp_path: Path) -> None:
    engine, suite = open_engine(f"sqlite:///{tmp_path / 'v.db'}"), Suite.installed(("repairs",))
    upgrade(engine, suite, ("repairs",))
    gone = replace(suite, plugins={}, enabled=frozenset())
    with pytest.raises(Refused, match="tables of plugin repairs"):
        upgrade(engine, gone)
    engine.dispose()


def test_jobs_of_the_version_before_are_found_by_their_paper_and_names_left_unfiled_get_a_job(
    database_url: str,
) -> None:
    engine, suite = open_engine(database_url), Suite.installed()
    paper, done, client = uuid4(), uuid4(), uuid4()
    with engine.connect().execution_options(vendome_writes=True) as connection, connection.begin():
        command.upgrade(config(suite, (), connection), "core_0002")
        outbox, unfiled = (Table(name, MetaData(), autoload_with=connection) for name in ("outbox", "name_unfiled"))
        common = {"topic": "document.render", "attempts": 3, "fault": "No.", "created_at": FOUNDED.replace(tzinfo=None)}
        for identity, state in ((paper, "failed"), (done, "done")):
            id_ = uuid4().hex if engine.dialect.name == "sqlite" else uuid4()
            payload = {"document": f"{identity}"}
            connection.execute(insert(outbox), {"id": id_, "payload": payload, "state": state, **common})
        id_ = client.hex if engine.dialect.name == "sqlite" else client
        connection.execute(insert(unfiled), {"customer_id": id_, "changed": False})
    upgrade(engine, suite)
    with engine.connect() as connection:
        rows = connection.execute(select(OutboxMessage.__table__)).all()
    assert {(row.topic, row.state) for row in rows} == {
        ("document.render", "failed"),
        ("document.render", "done"),
        ("customers.file_names", "open"),
    }
    assert [row.id for row in rows if row.state == "failed"] == [paper]
    engine.dispose()

"""Making a new house: folder, keys, database, name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.base.clock import Clock, SystemClock
from core.base.errors import VendomeError
from core.base.text import required_line
from core.commands.batches import commit_founding
from core.commands.house import House, database_url
from core.database.encryption import KeyRing
from core.database.engine import check_durable, open_engine
from core.jurisdictions.suite import Suite
from core.organisation.model import HouseSettings
from core.setup.migrate import upgrade


def create_house(
    folder: Path,
    *,
    name: str,
    synthetic: bool = False,
    url: str | None = None,
    clock: Clock | None = None,
    suite: Suite | None = None,
    plugins: Iterable[str] = (),
) -> House:
    """A house in ``folder``, its database migrated for the core and ``plugins``. Doing it twice keeps what is there.

    Raises VendomeError when the database would not keep what it acknowledges.
    """
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_engine(url or database_url(folder))
    faults = check_durable(engine)
    if faults:
        raise VendomeError(f"The database would lose sales in a power cut: {', '.join(faults)}. Correct its settings.")
    suite = (suite or Suite.installed()).enabling(plugins)
    for plugin in sorted(suite.enabled):
        suite.plugin(plugin)
    upgrade(engine, suite, suite.enabled)
    house = House(folder, engine, KeyRing.create(folder / "keys"), suite, clock or SystemClock())

    def name_it(session: Session) -> None:
        if session.scalar(select(HouseSettings.id)) is None:
            row = {"id": 1, "name": required_line(name, "name of the house"), "synthetic": synthetic, "settings": {}}
            session.execute(insert(HouseSettings.__table__), row)

    commit_founding(house, name_it)
    return house

"""Drawing the facts out of the journal."""

from __future__ import annotations

from collections.abc import Callable

from core.commands.house import House
from core.commands.registry import require_plugin
from core.database import access
from core.database.access import Actor
from plugins.headquarters.extract import Extracted, extract_all
from plugins.headquarters.warehouse import Step, Warehouse


def warehouse_of(house: House) -> Warehouse:
    """The house's warehouse."""
    return Warehouse(house.folder / "warehouse", house.settings[0])


def extract(
    house: House,
    actor: Actor,
    *,
    rebuild: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    step: Step = lambda what: None,
) -> Extracted:
    """Bring the facts up to the journal; see :func:`plugins.headquarters.extract.extract_all`."""
    require_plugin(house.suite, "headquarters")
    access.check(actor, "report.extract", None)
    return extract_all(house, warehouse_of(house), rebuild=rebuild, progress=progress, step=step)

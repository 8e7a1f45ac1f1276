"""Which kinds of journal record there are: those that rooms of the core list, and those of enabled plugins."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType

from core.journal.record import Record
from core.jurisdictions.suite import Suite

#: Rooms of the core that post records. Each lists its kinds in ``record.py`` under RECORDS, loaded when one is read.
ROOMS = ("papers", "sales")


def records_of(suite: Suite) -> Mapping[str, type[Record]]:
    """The journal's kind → the class of its records. A plugin lists its own in ``records`` of its plugin object."""
    kinds: dict[str, type[Record]] = {}
    for room in ROOMS:
        kinds |= importlib.import_module(f"core.{room}.record").RECORDS
    for name in sorted(suite.enabled):
        kinds |= getattr(suite.plugin(name), "records", {})
    return MappingProxyType(kinds)

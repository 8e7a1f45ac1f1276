"""What is installed and what is enabled: finding regions and plugins by entry point, loading them by name.

Nothing is imported to be listed, and only what a command touches is imported to be asked; a broken Korea cannot stop
France. Scope: one pluggy manager per region, holding the enabled function plugins and that region alone, so what is
installed elsewhere is never asked.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import pluggy

from core.dated import read_toml
from core.errors import NotFound, Refused, RegionFault, VendomeError
from core.hooks import PluginSpec, RegionSpec
from core.region import Card, Region, read_card

Answer = TypeVar("Answer")

#: How long a country may think, in seconds.
PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class PluginCard:
    """``plugin.toml``: a function plugin, readable without importing it. ``tables``: the region tables it reads, with
    the keys each must hold; ``grants``: which roles may give its commands."""

    name: str
    title: str
    requires: tuple[str, ...]
    tables: Mapping[str, tuple[str, ...]]
    grants: Mapping[str, frozenset[str]]
    folder: Path


def read_plugin_card(folder: Path) -> PluginCard:
    """Read a plugin's card."""
    path = folder / "plugin.toml"
    if not path.is_file():
        raise Refused(f"{folder.name} has no plugin.toml. Write one with name and title.")
    held = read_toml(path)
    return PluginCard(
        str(held["name"]),
        str(held["title"]),
        tuple(held.get("requires", ())),
        MappingProxyType({name: tuple(keys) for name, keys in held.get("tables", {}).items()}),
        MappingProxyType({verb: frozenset(roles) for verb, roles in held.get("grants", {}).items()}),
        folder,
    )


def _folder(module: str) -> Path:
    package = module.rpartition(".")[0]
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Refused(f"{package} is announced as an entry point but is not installed. Install it again or remove it.")
    return Path(next(iter(spec.submodule_search_locations)))


@dataclass(frozen=True)
class Suite:
    """The installed regions and plugins, and which plugins are enabled in this house.

    ``regions`` and ``plugins`` map a name to the module that holds its ``plugin`` object; ``enabled`` names the
    function plugins that take part.
    """

    regions: Mapping[str, str]
    plugins: Mapping[str, str]
    enabled: frozenset[str] = frozenset()
    _loaded: dict[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def installed(cls, enabled: Iterable[str] = ()) -> Suite:
        """What the entry points ``vendome.regions`` and ``vendome.plugins`` announce."""
        return cls(
            MappingProxyType({e.name: e.module for e in sorted(entry_points(group="vendome.regions"))}),
            MappingProxyType({e.name: e.module for e in sorted(entry_points(group="vendome.plugins"))}),
            frozenset(enabled),
        )

    def enabling(self, enabled: Iterable[str]) -> Suite:
        """The same suite with these function plugins taking part."""
        return Suite(self.regions, self.plugins, frozenset(enabled))

    # Cards: read, not imported ---------------------------------------------------------------------------------------

    def card(self, code: str) -> Card:
        """A region's card by its code, in any case."""
        return read_card(_folder(self._region_module(code)))

    @cached_property
    def cards(self) -> Mapping[str, Card]:
        """Every installed region's card by code; a card that cannot be read is left out (``doctor`` names it)."""
        found: dict[str, Card] = {}
        for name in self.regions:
            try:
                found[name.upper()] = self.card(name)
            except VendomeError:
                continue
        return MappingProxyType(found)

    def plugin_card(self, name: str) -> PluginCard:
        """A function plugin's card."""
        if name not in self.plugins:
            raise NotFound(f"No plugin {name!r} is installed. Installed are: {', '.join(self.plugins) or 'none'}.")
        return read_plugin_card(_folder(self.plugins[name]))

    # Loading ---------------------------------------------------------------------------------------------------------

    def region(self, code: str) -> Region:
        """The region itself, imported now if it was not. A fault in its code stays its own."""
        name = code.lower()
        held = self._loaded.get(name)
        if held is None:
            held = self._load(self._region_module(code), f"Region {code.upper()}")
            if not isinstance(held, Region):
                raise RegionFault(
                    f"Region {code.upper()}: its 'plugin' is no core.region.Region. Correct its plugin.py."
                )
            self._loaded[name] = held
        return held

    def plugin(self, name: str) -> Any:
        """A function plugin's object, imported now if it was not."""
        key = f"plugin:{name}"
        held = self._loaded.get(key)
        if held is None:
            self.plugin_card(name)
            held = self._loaded[key] = self._load(self.plugins[name], f"Plugin {name}")
        return held

    def manager(self, code: str) -> pluggy.PluginManager:
        """The scope of one region: itself and the enabled function plugins."""
        key = f"scope:{code.lower()}"
        manager = self._loaded.get(key)
        if manager is None:
            manager = pluggy.PluginManager("vendome")
            manager.add_hookspecs(RegionSpec)
            manager.add_hookspecs(PluginSpec)
            for name in sorted(self.enabled):
                manager.register(self.plugin(name), name)
            manager.register(self.region(code), f"region:{code.lower()}")
            self._loaded[key] = manager
        return manager

    @cached_property
    def functions(self) -> pluggy.PluginManager:
        """The enabled function plugins alone, for questions that concern no country."""
        manager = pluggy.PluginManager("vendome")
        manager.add_hookspecs(PluginSpec)
        for name in sorted(self.enabled):
            manager.register(self.plugin(name), name)
        return manager

    def ask(self, code: str, question: Callable[[Region, pluggy.HookRelay], Answer]) -> Answer:
        """Let ``question`` put its hooks to the scope of region ``code``, contained: an exception, an exit or a hang of
        the country becomes one :class:`RegionFault` that names it; a refusal passes through.

        Python cannot end a thread, so a hanging answer is abandoned, not stopped.
        """
        region, hook = self.region(code), self.manager(code).hook
        waiting = _THINKERS.submit(_contained, question, region, hook)
        try:
            answer, fault = waiting.result(timeout=PATIENCE)
        except Late:
            raise RegionFault(
                f"Region {code} gave no answer within {PATIENCE:g} s. Nothing was written; other countries are not "
                "affected. Ask regional IT to look at its plugin."
            ) from None
        if fault is None:
            return answer  # type: ignore[return-value]  # _contained gives an answer exactly when there is no fault
        if isinstance(fault, VendomeError):
            raise fault
        raise RegionFault(
            f"Region {code} failed: {type(fault).__name__}: {fault}. Nothing was written; other countries are not "
            "affected. Ask regional IT to look at its plugin."
        ) from fault

    def answers(self, code: str, question: str) -> bool:
        """Whether anyone in the scope of region ``code`` answers a question at all."""
        return bool(getattr(self.manager(code).hook, question).get_hookimpls())

    def _region_module(self, code: str) -> str:
        module = self.regions.get(code.lower())
        if module is None:
            raise NotFound(
                f"No region {code.upper()} is installed. Installed are: {', '.join(self.regions).upper() or 'none'}."
            )
        return module

    def _load(self, module: str, what: str) -> Any:
        try:
            return importlib.import_module(module).plugin
        except VendomeError:
            raise
        except BaseException as fault:  # a plugin may raise anything, SystemExit included
            if isinstance(fault, KeyboardInterrupt):
                raise
            raise RegionFault(
                f"{what} cannot be loaded: {type(fault).__name__}: {fault}. Correct its plugin.py or disable it."
            ) from fault


_THINKERS = ThreadPoolExecutor(max_workers=32, thread_name_prefix="region")


def _contained(
    question: Callable[[Region, pluggy.HookRelay], Answer], region: Region, hook: pluggy.HookRelay
) -> tuple[Answer | None, BaseException | None]:
    try:
        return question(region, hook), None
    except BaseException as fault:  # the one place that catches everything: the plugin's thread must not die silently
        return None, fault

"""What is installed and what is enabled: finding regions and plugins by entry point, loading them by name.

Nothing is imported to be listed, and only what a command touches is imported to be asked; a broken Korea cannot stop
France. Scope: one pluggy manager per region, holding the enabled function plugins and that region alone, so what is
installed elsewhere is never asked.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property, partial, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

import pluggy

from core.base.announced import Announced, announced
from core.base.errors import NotFound, Refused, RegionFault, VendomeError
from core.base.findings import Finding
from core.jurisdictions.answers import ACCEPTABLE_OF_FUNCTIONS, Asking
from core.jurisdictions.hooks import PluginSpec, RegionSpec
from core.jurisdictions.region import Card, Region, read_card
from core.jurisdictions.sandbox import contained, described
from core.jurisdictions.tables import Table, empty_table, load_table, read_toml

Answer = TypeVar("Answer")

#: How long a country may think about a question, in seconds, and how long the import of its code may take.
PATIENCE = 2.0
LOADING_PATIENCE = 10.0

_REMEDY = "Ask regional IT to look at its plugin."


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
    card = read_toml(path)
    try:
        return PluginCard(
            str(card["name"]),
            str(card["title"]),
            tuple(card.get("requires", ())),
            MappingProxyType({name: tuple(keys) for name, keys in card.get("tables", {}).items()}),
            MappingProxyType({verb: frozenset(roles) for verb, roles in card.get("grants", {}).items()}),
            folder,
        )
    except KeyError as missing:
        raise Refused(f"{folder.name}/plugin.toml lacks {missing.args[0]!r}. Add it.") from None
    except (AttributeError, TypeError) as fault:  # a text where a list or a table should stand
        raise Refused(
            f"{folder.name}/plugin.toml cannot be used: {described(fault)}. Compare it with another plugin's."
        ) from None


def _folder(module: str) -> Path:
    package = module.rpartition(".")[0]
    try:
        spec = importlib.util.find_spec(package)
    except Exception:  # a package above it is missing, or fails as it is imported
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise Refused(f"{package} is announced as an entry point but is not installed. Install it again or remove it.")
    return Path(next(iter(spec.submodule_search_locations)))


def _claims(entries: Iterable[Announced]) -> dict[str, dict[str, None]]:
    """Name → the modules that are announced under it."""
    claims: dict[str, dict[str, None]] = {}
    for entry in sorted(entries, key=_order):
        claims.setdefault(entry.name.lower(), {})[entry.module] = None
    return claims


def _modules(group: str, entries: Iterable[Announced]) -> tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]:
    """Name → module of an entry point group, and the names that several modules claim."""
    claims = _claims(entries)
    modules = {name: next(iter(claimed)) for name, claimed in claims.items()}
    disputed = {f"{group}:{name}": tuple(claimed) for name, claimed in claims.items() if len(claimed) > 1}
    return MappingProxyType(modules), MappingProxyType(disputed)


def _order(entry: Announced) -> tuple[str, str, str]:
    return entry.name, entry.module, entry.attribute


@dataclass(frozen=True)
class Suite:
    """The installed regions and plugins, and which plugins are enabled in this house.

    ``regions`` and ``plugins`` map a name to the module that holds its ``plugin`` object; ``enabled`` names the
    function plugins that take part; ``disputed``: entry points that several modules claim, none of which is used;
    ``words``: of the command line, with the modules that announce them;
    ``faults``: of plugins that take part, what went wrong with them here, by name. Such a plugin is left out, and the
    others go on.
    """

    regions: Mapping[str, str]
    plugins: Mapping[str, str]
    enabled: frozenset[str] = frozenset()
    _loaded: dict[str, Any] = field(default_factory=dict, repr=False)
    disputed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def installed(cls, enabled: Iterable[str] = ()) -> Suite:
        """What the entry points ``vendome.regions`` and ``vendome.plugins`` announce."""
        groups = announced()
        regions, disputed = _modules("vendome.regions", groups.get("vendome.regions", ()))
        plugins, more = _modules("vendome.plugins", groups.get("vendome.plugins", ()))
        claims = _claims(groups.get("vendome.commands", ()))
        words = MappingProxyType({word: tuple(modules) for word, modules in claims.items()})
        return cls(regions, plugins, frozenset(enabled), disputed=MappingProxyType({**disputed, **more}), words=words)

    def enabling(self, enabled: Iterable[str]) -> Suite:
        """The same suite with these function plugins taking part."""
        return replace(self, enabled=frozenset(enabled), _loaded={}, faults={})

    # Cards: read, not imported ---------------------------------------------------------------------------------------

    def card(self, code: str) -> Card:
        """A region's card by its code, in any case; refused, naming what is wrong, when it cannot be read."""
        folder = _folder(self._region_module(code))
        try:
            return read_card(folder)
        except VendomeError:
            raise
        except Exception as fault:  # a list where a text should stand, and the like
            raise Refused(
                f"{folder.name}/region.toml cannot be used: {described(fault)}. Compare it with another region's."
            ) from None

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
        self._undisputed("vendome.plugins", name)
        return read_plugin_card(_folder(self.plugins[name]))

    # Loading ---------------------------------------------------------------------------------------------------------

    def region(self, code: str) -> Region:
        """The region itself, imported now if it was not. A fault in its code stays its own."""
        name = code.lower()
        region = self._loaded.get(name)
        if region is None:
            who, module = f"Region {code.upper()}", self._region_module(code)
            load = partial(_load, module, who)
            remedy = "Correct its plugin.py or disable it."
            region = contained(who, "was imported", load, patience=LOADING_PATIENCE, remedy=remedy)
            if not isinstance(region, Region):
                raise RegionFault(f"{who}: its 'plugin' is no core.jurisdictions.region.Region. Correct its plugin.py.")
            if getattr(region, "code", None) != name.upper():
                claimed = getattr(region, "code", "none")
                raise RegionFault(f"{who}: its plugin.py gives the code {claimed!r}. Make it {name.upper()!r}.")
            _refuse_unknown_questions(region, who, (RegionSpec,))
            self._loaded[name] = region
        return region

    def plugin(self, name: str) -> Any:
        """A function plugin's object, imported now if it was not."""
        key = f"plugin:{name}"
        plugin = self._loaded.get(key)
        if isinstance(plugin, RegionFault):
            raise plugin  # a hang is waited for once
        if plugin is None:
            self.plugin_card(name)
            who = f"Plugin {name}"
            load = partial(_load, self.plugins[name], who)
            remedy = f"Correct it, or run «vendome plugin disable {name}»."
            try:
                plugin = contained(who, "was imported", load, patience=LOADING_PATIENCE, remedy=remedy)
            except RegionFault as fault:
                self._loaded[key] = fault
                raise
            _refuse_unknown_questions(plugin, who, (PluginSpec, RegionSpec))
            self._loaded[key] = plugin
        return plugin

    def manager(self, code: str) -> pluggy.PluginManager:
        """The scope of one region: itself and the enabled function plugins."""
        key = f"scope:{code.lower()}"
        manager: pluggy.PluginManager | None = self._loaded.get(key)
        if manager is None:
            who, region = f"Region {code.upper()}", self.region(code)
            manager = self._manager_of_functions()
            _register(manager, region, f"region:{code.lower()}", who)
            self._loaded[key] = manager
        return manager

    @cached_property
    def functions(self) -> pluggy.PluginManager:
        """The enabled function plugins alone, for questions that concern no country. A plugin that cannot be loaded is
        left out, one that fails is passed over; ``faults`` names both."""
        return self._manager_of_functions()

    def _manager_of_functions(self) -> pluggy.PluginManager:
        manager = pluggy.PluginManager("vendome")
        for spec in (RegionSpec, PluginSpec):
            manager.add_hookspecs(spec)
        for name in sorted(self.enabled):
            try:
                _register(manager, self._guarded(name), name, f"Plugin {name}")
            except VendomeError as fault:
                self.faults[name] = str(fault)
        return manager

    def _guarded(self, name: str) -> object:
        """What pluggy asks in a function plugin's stead: its answers, each contained."""
        plugin = self.plugin(name)
        guarded = _Guarded()
        for question in dir(type(plugin)):
            # Looked at on the class: a property of the plugin is not to be computed for it.
            if hasattr(getattr(type(plugin), question), "vendome_impl"):
                answer = getattr(plugin, question)
                setattr(guarded, question, wraps(answer)(self._passed_over(name, question, answer)))
        return guarded

    def _passed_over(self, name: str, question: str, answer: Callable[..., Any]) -> Callable[..., Any]:
        """``answer`` of a function plugin to a question, contained: a fault in it is silence, and noted. What it
        refuses when a country is asked is refused."""

        who, remedy = f"Plugin {name}", f"Correct it, or run «vendome plugin disable {name}»."
        of_functions = hasattr(PluginSpec, question)

        def answered(*values: Any) -> Any:
            try:
                if not of_functions:
                    return answer(*values)  # what a country's scope is asked is contained as a whole
                work = partial(answer, *values)
                found = contained(who, f"was asked for {question}", work, patience=PATIENCE, remedy=remedy)
                if found is None or ACCEPTABLE_OF_FUNCTIONS[question](found):
                    return found
                self.faults[name] = f"{who} answered {question} with what it does not promise. {remedy}"
            except Exception as fault:
                if isinstance(fault, Refused) and not of_functions:
                    raise
                known = isinstance(fault, VendomeError)
                self.faults[name] = str(fault) if known else f"{who} failed on {question}: {described(fault)}. {remedy}"
            return None

        return answered

    def faulty(self) -> tuple[Finding, ...]:
        """The faults as findings, for whoever is served without these plugins."""
        return tuple(Finding("warn", f"plugin.{name}", text) for name, text in sorted(self.faults.items()))

    def ask(self, code: str, question: Callable[[Region, pluggy.HookRelay], Answer]) -> Answer:
        """Let ``question`` put its hooks to the scope of region ``code``, contained: an exception, an exit, a hang or
        an answer of the wrong kind becomes one :class:`RegionFault` that names it; a refusal passes through.

        What the region is handed is frozen or a copy (see :class:`core.jurisdictions.answers.Asking`).
        """
        region, who = self.region(code), f"Region {code.upper()}"
        # Asking has the shape of pluggy's relay, whose class is final.
        hook = cast(pluggy.HookRelay, Asking(who, self.manager(code).hook))
        return contained(who, "was asked", lambda: question(region, hook), patience=PATIENCE, remedy=_REMEDY)

    def table(self, code: str, name: str) -> Table:
        """A dated table of a region that a function plugin reads. What the region does not say itself is read in the
        folder of the plugin that declares the table: ``regions/<code>/<name>.toml``, inherited as the region inherits.
        """
        key = f"table:{code.lower()}:{name}"
        table: Table | None = self._loaded.get(key)
        if table is None:
            region = self.region(code)
            table = empty_table(name, region.code)
            for plugin in sorted(self.enabled):
                card = self._readable_card(plugin)
                if card is not None and name in card.tables:
                    for folder in region.chain:
                        path = card.folder / "regions" / read_card(folder).code.lower() / f"{name}.toml"
                        table = table.overlaid(load_table(path, region.code)) if path.is_file() else table
            table = self._loaded[key] = table.overlaid(region.table(name))
        return table

    def _readable_card(self, name: str) -> PluginCard | None:
        try:
            return self.plugin_card(name)
        except VendomeError as fault:
            self.faults[name] = str(fault)
            return None

    def answers(self, code: str, question: str) -> bool:
        """Whether anyone in the scope of region ``code`` answers a question at all."""
        return bool(getattr(self.manager(code).hook, question).get_hookimpls())

    def _region_module(self, code: str) -> str:
        module = self.regions.get(code.lower())
        if module is None:
            raise NotFound(
                f"No region {code.upper()} is installed. Installed are: {', '.join(self.regions).upper() or 'none'}."
            )
        self._undisputed("vendome.regions", code.lower())
        return module

    def _undisputed(self, group: str, name: str) -> None:
        claims = self.disputed.get(f"{group}:{name}")
        if claims:
            raise Refused(
                f"{name} is announced under {group} by {' and by '.join(claims)}; none is used. Keep one of them."
            )


class _Guarded:
    """Stands before a function plugin; its answers are set on it."""


def _load(module: str, who: str) -> Any:
    try:
        return importlib.import_module(module).plugin
    except (VendomeError, KeyboardInterrupt):
        raise
    except BaseException as fault:  # a plugin may raise anything, SystemExit included
        raise RegionFault(
            f"{who} cannot be loaded: {described(fault)}. Correct its plugin.py or disable it."
        ) from fault


def _register(manager: pluggy.PluginManager, plugin: object, name: str, who: str) -> None:
    try:
        manager.register(plugin, name)
    except pluggy.PluginValidationError as fault:  # such as an argument that the question does not have
        raise RegionFault(
            f"{who}: {described(fault)}. Compare its plugin.py with core/jurisdictions/hooks.py."
        ) from None


def _refuse_unknown_questions(plugin: object, who: str, specs: tuple[type, ...]) -> None:
    """A misspelt question would never be asked, and nobody would notice."""
    for name in dir(type(plugin)):
        marked = getattr(getattr(type(plugin), name), "vendome_impl", None)
        asked = (marked.get("specname") or name) if isinstance(marked, dict) else None
        if asked is None or any(hasattr(getattr(spec, asked, None), "vendome_spec") for spec in specs):
            continue
        questions = [known for spec in specs for known in vars(spec) if hasattr(getattr(spec, known), "vendome_spec")]
        near = get_close_matches(asked, questions, 1)
        meant = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(questions)}."
        raise RegionFault(f"{who}: its plugin.py answers {asked}, which nobody asks.{meant}")

"""The examination that every function plugin passes before it may be enabled; for people (``vendome plugin check``) and
tests."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import inspect

from core.base.errors import VendomeError
from core.base.findings import Finding
from core.commands.registry import Declaration, declared_by, paper_examiners
from core.database.access import GRANTS, ROLES
from core.database.engine import Base, open_engine
from core.database.scopes import scope_of
from core.examination.plain_values import unplain
from core.examination.source import Permitted, source_findings
from core.journal.record import schema_of
from core.jurisdictions.sandbox import contained
from core.jurisdictions.suite import PluginCard, Suite
from core.jurisdictions.tables import load_table
from core.setup.migrate import differences, remove, upgrade

#: How long one part of the examination may take, in seconds.
PATIENCE = 60.0

_CLI = Path(__file__).parents[1] / "cli"


@dataclass(frozen=True, slots=True)
class PluginReport:
    """The outcome: passed when nothing of level ``error`` was found."""

    plugin: str
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether the plugin may be enabled."""
        return not any(finding.level == "error" for finding in self.findings)


def examine_plugin(suite: Suite, name: str, *, thorough: bool = True) -> PluginReport:
    """Examine an installed plugin as it stands. Whatever its code does, the outcome is a report.

    ``thorough``: make its tables in a scratch database and draw its papers too, which takes seconds.
    """
    try:
        card = suite.plugin_card(name)
    except VendomeError as fault:
        return PluginReport(name, (Finding("error", name, str(fault)),))
    findings: list[Finding] = []

    def attempt(what: str, look: Callable[[], Iterable[Finding]]) -> None:
        work = partial(_all, look)
        try:
            seen = contained(f"Plugin {name}", what, work, patience=PATIENCE, remedy="Correct it.")
        except VendomeError as fault:
            seen = [Finding("error", name, str(fault))]
        findings.extend(finding for finding in seen if finding not in findings)

    attempt("had its card read", lambda: _card(suite, card))
    attempt("had its word looked at", lambda: _word(suite, card))
    attempt("had its tables of countries read", lambda: _tables_of_countries(card))
    attempt("had its source read", lambda: source_findings(name, card.folder, _permitted(suite, card)))
    alone = suite.enabling((name, *card.requires))
    _ = alone.functions  # loads it: what fails is a fault, not an exception
    if name in alone.faults:
        return PluginReport(name, (*findings, Finding("error", name, alone.faults[name])))
    try:
        declared = declared_by(alone, name) or Declaration(name)
    except VendomeError as fault:
        return PluginReport(name, (*findings, Finding("error", name, str(fault))))
    package = suite.plugins[name].rpartition(".")[0]
    attempt("had its declaration looked at", lambda: _declaration(alone, card, declared, package))
    attempt("had its tables looked at", lambda: _tables(name, declared, package))
    asked = suite.enabling((name,))
    kinds = {kind: folder for kinds in asked.functions.hook.document_kinds() for kind, folder in kinds.items()}
    attempt("was asked for its kinds of paper", lambda: _papers(name, asked, kinds))
    if thorough:
        attempt("was migrated", lambda: _schema(alone, card, declared))
        for examiner in paper_examiners(alone):
            attempt("had its papers drawn", partial(examiner, kinds))
    return PluginReport(name, tuple(findings))


def _all(look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    return list(look())


def words(suite: Suite) -> Mapping[str, tuple[str, ...]]:
    """Words of the command line, each with the modules that claim it; the core's own are its files."""
    found = {path.stem.removesuffix("_"): (f"core.cli.{path.stem}",) for path in sorted(_CLI.glob("*_.py"))}
    for word, modules in suite.words.items():
        found[word] = (*found.get(word, ()), *modules)
    return found


def _card(suite: Suite, card: PluginCard) -> Iterator[Finding]:
    if not (card.folder / "README.md").is_file():
        yield Finding("warn", card.name, "README.md is missing. Say on one page what it does, step by step.")
    for other in card.requires:
        if other not in suite.plugins:
            yield Finding("error", card.name, f"requires {other}, which is not installed. Install it, or leave it out.")
    for verb, roles in card.grants.items():
        where = f"{card.name}.grants.{verb}"
        if verb in GRANTS:
            yield Finding("error", where, "is a verb of the core, which alone grants it. Give your command its own.")
        if not roles or roles - set(ROLES):
            unknown = ", ".join(sorted(roles - set(ROLES))) or "nobody"
            yield Finding("error", where, f"is granted to {unknown}. Choose from {', '.join(ROLES)}.")
        for other in sorted(set(suite.plugins) - {card.name}):
            try:
                theirs = verb in suite.plugin_card(other).grants
            except VendomeError:
                continue
            if theirs:
                yield Finding("error", where, f"is granted by plugin {other} too. Begin the verb with your own name.")


def _word(suite: Suite, card: PluginCard) -> Iterator[Finding]:
    package = suite.plugins[card.name].rpartition(".")[0] + "."
    for word, modules in words(suite).items():
        others = [module for module in modules if not module.startswith(package)]
        if others and len(others) < len(modules):
            text = f"the word «vendome {word}» is {others[0]}'s too. Announce another under vendome.commands."
            yield Finding("error", card.name, text)


def _tables_of_countries(card: PluginCard) -> Iterator[Finding]:
    for path in sorted((card.folder / "regions").glob("*/*.toml")):
        where = f"{card.name}.regions.{path.parent.name}.{path.stem}"
        if path.stem not in card.tables:
            yield Finding("error", where, f"plugin.toml declares no table {path.stem}. Add its keys under [tables].")
            continue
        table = load_table(path, path.parent.name.upper())
        for key in card.tables[path.stem]:
            if key not in table.entries:
                yield Finding("note", where, f"does not say {key}; the country must say it itself.")


def _permitted(suite: Suite, card: PluginCard) -> Permitted:
    packages = {name: module.rpartition(".")[0] for name, module in suite.plugins.items()}
    mine = (card.name, *card.requires)
    others = {package: name for name, package in packages.items() if name not in mine}
    return Permitted(tuple(packages[name] for name in mine if name in packages), others, card.tables)


def _declaration(suite: Suite, card: PluginCard, declared: Declaration, package: str) -> Iterator[Finding]:
    if declared.name != card.name:
        yield Finding("error", card.name, f"its declaration is called {declared.name!r}. Call it {card.name!r}.")
    granted = {**GRANTS}
    for name in suite.enabled:
        granted |= suite.plugin_card(name).grants
    for kind in (*declared.commands, *declared.questions):
        where = f"{card.name}.{kind.__name__}"
        if not kind.__module__.startswith(f"{package}."):
            yield Finding(
                "error", where, f"stands in {kind.__module__}, not in {package}: nobody would find it. Move it."
            )
        verb = getattr(kind, "verb", "")
        if verb not in granted:
            yield Finding("error", where, f"nobody may «{verb}». Grant the verb under [grants] in plugin.toml.")
        yield from (Finding("error", where, text) for text in unplain(kind))
    own = {getattr(kind, "verb", "") for kind in (*declared.commands, *declared.questions)}
    for verb in sorted(set(card.grants) - own):
        text = "is granted, and no command or question of the plugin has it. Correct the verb, or leave it out."
        yield Finding("error", f"{card.name}.grants.{verb}", text)
    for question, answerer in declared.questions.items():
        where = f"{card.name}.{question.__name__}"
        if question.personal and not question.purpose:
            yield Finding("error", where, "shows data of clients and gives no purpose. Say what for in purpose.")
        if not question.personal and "shows" in getattr(getattr(answerer, "__code__", None), "co_names", ()):
            yield Finding("error", where, "shows data of clients and does not say so. Set personal = True and purpose.")
    for name, record in declared.records.items():
        where = f"{card.name}.{record.__name__}"
        if not name.startswith(f"{card.name}."):
            yield Finding("error", where, f"the kind {name!r} does not begin with {card.name}. Call it {card.name}.…")
        schema_of(record)


def _tables(name: str, declared: Declaration, package: str) -> Iterator[Finding]:
    mapped = {m.class_ for m in Base.registry.mappers if m.class_.__module__.startswith(f"{package}.")}
    for table in sorted({*mapped, *declared.tables}, key=lambda table: table.__name__):
        where = f"{name}.{table.__name__}"
        if declared.tables.count(table) != 1:
            times = "twice" if table in declared.tables else "nowhere"
            yield Finding("error", where, f"is declared {times}. Name it once in tables of the declaration.")
        try:
            scope_of(table)
        except VendomeError as fault:
            yield Finding("error", where, str(fault))
        stem = name.removesuffix("s")
        if table.__tablename__ not in (name, stem) and not table.__tablename__.startswith((f"{name}_", f"{stem}_")):
            yield Finding("error", where, f"its table is called {table.__tablename__}. Begin its name with {stem}_.")


def _papers(name: str, suite: Suite, kinds: Mapping[str, Path]) -> Iterator[Finding]:
    if name in suite.faults:
        yield Finding("error", name, suite.faults[name])
    for kind in kinds:
        if not kind.startswith(f"{name}."):
            yield Finding("error", f"{name}.{kind}", f"the kind does not begin with {name}. Call it {name}.{kind}.")


def _schema(suite: Suite, card: PluginCard, declared: Declaration) -> Iterator[Finding]:
    """Its migrations make what its models say in a scratch database, and go away again without a trace."""
    where, own = f"{card.name}.migrations", {table.__tablename__ for table in declared.tables}
    branch = card.name if (card.folder / "migrations").is_dir() else None
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'scratch.db'}")
        try:
            upgrade(engine, suite, card.requires)
            before = set(inspect(engine).get_table_names())
            if branch:
                upgrade(engine, suite, (card.name, *card.requires), branch=branch)
            new = set(inspect(engine).get_table_names()) - before
            for table in sorted(new - own):
                yield Finding("error", where, f"make the table {table}, which no model declares. Declare or leave it.")
            for change in differences(engine, own):
                yield Finding("error", where, f"do not make what the models say: {change} is to do. Write a revision.")
            if branch:
                remove(engine, suite, card.name, (card.name, *card.requires))
            left = set(inspect(engine).get_table_names()) ^ before
            if left:
                yield Finding("error", where, f"do not undo {', '.join(sorted(left))}. Correct downgrade().")
        finally:
            engine.dispose()

"""A plugin's source read without running it: what it imports, which tables of countries it reads, the house's rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.base.findings import Finding

#: The rooms, from the ground up: who may be imported by a plugin, and who may not.
_BELOW = ("core", "documents")
_ABOVE = ("regions", "tests")
#: Tables of a country that the core itself reads, whose keys are the core's matter.
_OF_THE_CORE = frozenset(("tax", "cash", "numbering", "titles", "privacy", "territory"))
_EXEMPT = re.compile(r"#\s*exempt\((\w+)\):\s*\S")
_CLOCK = frozenset(("now", "utcnow", "today"))
_WAY_OUT = {
    "round": "Bare round() is half-even. Use a rounding of core.base.money, which has the rule's name.",
    "float": "Amounts and rates are Decimal. Use core.base.money.",
    "clock": "Nothing looks at the clock. Take unit.now, view.now or the business date.",
    "commit": "Only the core commits. Make the change a command and execute() it.",
}


@dataclass(frozen=True, slots=True)
class Permitted:
    """What the source of a plugin may use: ``packages`` of its own and of the plugins that it requires; ``others``:
    package → name of the plugins that it does not require; ``tables``: of countries, with the keys it declares."""

    packages: tuple[str, ...]
    others: Mapping[str, str]
    tables: Mapping[str, Collection[str]]


def source_findings(name: str, folder: Path, permitted: Permitted) -> Iterator[Finding]:
    """What the Python files below ``folder`` do that plugin ``name`` may not."""
    for path in sorted(folder.rglob("*.py")):
        shown = path.relative_to(folder).as_posix()
        source = path.read_text("utf-8")
        try:
            tree = ast.parse(source, shown)
        except SyntaxError as fault:
            yield Finding("error", name, f"{shown}:{fault.lineno}: {fault.msg}. Correct that line.")
            continue
        lines = source.splitlines()
        for node in ast.walk(tree):
            for line, text in (*_imports(node, permitted), *_tables(node, permitted), *_rules(node, lines)):
                yield Finding("error", name, f"{shown}:{line}: {text}")


def _imports(node: ast.AST, permitted: Permitted) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Import):
        modules = [each.name for each in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        modules = [f"{node.module}.{each.name}" for each in node.names]
    else:
        return
    for module in modules:
        dotted = f"{module}."
        if dotted.startswith(tuple(f"{package}." for package in permitted.packages)):
            continue
        if module.partition(".")[0] in _ABOVE:
            yield (
                node.lineno,
                f"imports {module}; a plugin imports {', '.join(_BELOW)}, its own package and the plugins that it "
                "requires. Ask the country through its tables, or take the value as an argument.",
            )
        for package, other in permitted.others.items():
            if dotted.startswith(f"{package}."):
                yield node.lineno, f'imports {module} of plugin {other}. Write requires = ["{other}"] in plugin.toml.'


def _tables(node: ast.AST, permitted: Permitted) -> Iterator[tuple[int, str]]:
    """``….table("engraving")``, and ``.value("key")`` or ``.entry("key")`` right upon it."""
    match node:
        case ast.Call(func=ast.Attribute(attr="table"), args=[*_, ast.Constant(value=str(table))]):
            if table not in _OF_THE_CORE and table not in permitted.tables:
                yield node.lineno, f"reads {table}.toml of countries. Declare its keys under [tables] in plugin.toml."
        case ast.Call(
            func=ast.Attribute(
                attr="value" | "entry",
                value=ast.Call(func=ast.Attribute(attr="table"), args=[*_, ast.Constant(value=str(table))]),
            ),
            args=[ast.Constant(value=str(key)), *_],
        ):
            if table in permitted.tables and key not in permitted.tables[table]:
                yield node.lineno, f"needs {key} of {table}.toml. Declare it under [tables] in plugin.toml."


def _rules(node: ast.AST, lines: list[str]) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Call(func=ast.Name(id="round" | "float" as name)):
            rule = str(name)
        case ast.Call(func=ast.Attribute(attr="commit")):
            rule = "commit"
        case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name), attr=attr) if (
            name in ("datetime", "date") and attr in _CLOCK
        ):
            rule = "clock"
        case _:
            return
    if not any(rule == said for said in _EXEMPT.findall(lines[node.lineno - 1])):
        yield node.lineno, _WAY_OUT[rule]

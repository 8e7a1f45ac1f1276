"""Code that only tests call: public functions, methods and classes of the rooms whose name occurs nowhere else in
them."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.rooms.staircase import ROOMS, is_model

#: Decorators that change how a thing is called and not who calls it; any other registers it with somebody.
_PLAIN = frozenset(
    ("property", "cached_property", "staticmethod", "classmethod", "cache", "lru_cache", "dataclass", "contextmanager")
)
#: Bases that call nothing by a name of their own.
_OF_PYTHON = frozenset(("Exception", "Protocol", "Generic", "StrEnum", "NamedTuple", "TypedDict"))
_WORD = re.compile(r"[A-Za-z_]\w*")
#: A text that names something, dotted or not; prose is none.
_NAME = re.compile(r"[A-Za-z_][\w.:]*")
#: Files beside the code that name code: templates, entry points, migrations' template, the launcher.
_NAMING = (".html", ".jinja", ".j2", ".toml", ".mako")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name that is kept although no room uses it, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unused:
    """A definition that only tests use. ``path`` is relative to the project's folder."""

    path: str
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.name} is used by no room. Use it, delete it, or say who else needs it."


def unused(root: Path) -> list[Unused]:
    """Every public definition in the rooms under ``root`` whose name occurs nowhere in them but where it is defined."""
    definitions: list[Unused] = []
    occurrences: Counter[str] = Counter()
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.suffix == ".py":
                shown = path.relative_to(root).as_posix()
                if is_model(shown):
                    continue  # made to be copied: nobody uses it, and it is no use of anything
                tree = ast.parse(path.read_text("utf-8"))
                definitions.extend(_definitions(tree, shown))
                occurrences.update(_names(tree))
            elif path.suffix in _NAMING:
                occurrences.update(_WORD.findall(path.read_text("utf-8")))
    for beside in ("pyproject.toml", "vendome"):
        if (root / beside).is_file():
            occurrences.update(_WORD.findall((root / beside).read_text("utf-8")))
    return [each for each in definitions if not occurrences[each.name.rpartition(".")[2]]]


def _definitions(tree: ast.AST, path: str, inside: str = "") -> Iterator[Unused]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = f"{inside}{node.name}"
            if not node.name.startswith("_") and all(_called(decorator) in _PLAIN for decorator in node.decorator_list):
                yield Unused(path, node.lineno, name)
            if isinstance(node, ast.ClassDef) and not _of_a_library(node, tree):
                yield from _definitions(node, path, f"{name}.")
        elif not isinstance(node, ast.expr):
            yield from _definitions(node, path, inside)


def _of_a_library(node: ast.ClassDef, tree: ast.AST) -> bool:
    """Whether a class stands on one of a library, which calls its methods: its bases are imported from elsewhere."""
    ours = {
        name.name for each in ast.walk(tree) if isinstance(each, ast.ImportFrom) for name in each.names if _own(each)
    }
    ours |= {each.name for each in ast.walk(tree) if isinstance(each, ast.ClassDef)}
    named = [ast.unparse(base).partition("[")[0] for base in node.bases]
    return any(name not in ours and name not in _OF_PYTHON for name in named)


def _own(statement: ast.ImportFrom) -> bool:
    return (statement.module or "").partition(".")[0] in ROOMS


def _called(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def _names(tree: ast.AST) -> Iterator[str]:
    """Every name that is used, and every text that is one: a look-up by name uses it too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _NAME.fullmatch(node.value):
            yield from _WORD.findall(node.value)

"""The staircase of rooms, read from the syntax trees: who may import whom, and how to put a breach right."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

#: From the ground floor up. A file may import from its own room and from those before it.
ROOMS = ("core", "documents", "plugins", "regions")
#: Rooms that are divided: each folder keeps to itself unless its card names another.
DIVIDED = {"regions": ("region.toml", "inherits"), "plugins": ("plugin.toml", "requires")}

#: Folders of the core that hold a model to be copied: its code is that of a country or a plugin, and looks down from
#: there.
MODELS = {"core/examination/fictitious": "regions", "core/examination/engraving": "plugins"}

#: A row of the table in ``core/README.md``, which lists the rooms of the core from the ground up.
_CORE_ROOM = re.compile(r"^\| \[?`(\w+)/`", re.MULTILINE)

#: What follows is the reason, which the house rules insist on (see lint.py).
_EXEMPT = "# exempt(country):"
_REGION_PACKAGE = re.compile(r"\bregions[./][a-z]{2}\b")


@dataclass(frozen=True, slots=True)
class Breach:
    """An import or a name that looks up the stairs. ``path`` is relative to the project's folder."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


class House:
    """A tree of rooms on disk.

    ``root``: the folder that holds ``core``, ``documents``, ``plugins`` and ``regions``; missing rooms are empty.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def core_rooms(self) -> tuple[str, ...]:
        """The rooms of the core, from the ground up, as ``core/README.md`` lists them."""
        readme = self.root / "core" / "README.md"
        return tuple(_CORE_ROOM.findall(readme.read_text("utf-8"))) if readme.is_file() else ()

    def circles(self) -> list[str]:
        """Files that import each other, directly or round a corner: one sentence a circle."""
        files = {
            _dotted(path.relative_to(self.root)): path for room in ROOMS for path in (self.root / room).rglob("*.py")
        }
        wanted: dict[str, set[str]] = {}
        for name, path in files.items():
            package = tuple(name.split(".")) if path.name == "__init__.py" else tuple(name.split(".")[:-1])
            found = {module for _, module in _imports(ast.parse(path.read_text("utf-8")), package)}
            # A name of a module names the module: "core.base.money.rounded" is core.base.money.
            named = {module if module in files else module.rpartition(".")[0] for module in found}
            wanted[name] = {module for module in named if module in files and module != name}
        try:
            TopologicalSorter(wanted).prepare()
        except CycleError as fault:
            return [" imports ".join(reversed(fault.args[1])) + ". Move what both need into a file below them."]
        return []

    def breaches(self) -> list[Breach]:
        """Every breach of the staircase, in order of file and line."""
        found: list[Breach] = []
        for room in ROOMS:
            for path in sorted((self.root / room).rglob("*.py")):
                found.extend(self._of_file(path))
        return found

    @cached_property
    def region_codes(self) -> frozenset[str]:
        """The codes of the countries that have a folder, in capitals."""
        return frozenset(card.parent.name.upper() for card in (self.root / "regions").glob("*/region.toml"))

    def allowed_neighbours(self, room: str, folder: str) -> frozenset[str]:
        """The folders of its room that ``folder`` names in its card, and those that they name in turn."""
        card_name, key = DIVIDED[room]
        reached: set[str] = set()
        waiting = [folder]
        while waiting:
            card = self.root / room / waiting.pop() / card_name
            named = tomllib.loads(card.read_text("utf-8")).get(key, []) if card.is_file() else []
            for name in named:
                if name.lower() not in reached:
                    reached.add(name.lower())
                    waiting.append(name.lower())
        return frozenset(reached)

    def _of_file(self, path: Path) -> Iterator[Breach]:
        shown = path.relative_to(self.root).as_posix()
        source = path.read_text("utf-8")
        tree = ast.parse(source, shown)
        parts = path.relative_to(self.root).with_suffix("").parts
        package = parts[:-1]
        model = is_model(shown)
        if model and path.name.startswith("test_"):
            return  # copied to the tests, which may use everything
        if model:
            parts = (MODELS[model], path.parent.name, path.stem)
        for line, module in _imports(tree, package):
            text = self._objection(parts, module)
            if text:
                yield Breach(shown, line, text)
        if parts[0] == "core" or model:
            exempt = {number for number, line in enumerate(source.splitlines(), 1) if _EXEMPT in line}
            for breach in self._countries_in_core(tree, shown):
                if breach.line not in exempt:
                    yield breach

    def _objection(self, importer: tuple[str, ...], module: str) -> str | None:
        room, *below = importer
        target, *inside = module.split(".")
        if target == "tests":
            return f"imports {module}: what runs may not need the tests. Move what both use into {room}."
        if target not in ROOMS:
            return None
        if ROOMS.index(target) > ROOMS.index(room):
            return (
                f"imports {module}, and {room} is below {target} (regions → plugins → documents → core). "
                f"Pass it the value instead, or ask for it with a hook."
            )
        if target != room or not inside:
            return None
        if room == "core":
            return self._objection_in_core(below, inside)
        if room not in DIVIDED:
            return None
        card_name, key = DIVIDED[room]
        neighbours = {folder.name for folder in (self.root / room).iterdir() if folder.is_dir()}
        # A file directly in the room belongs to all of its folders, and to none in particular.
        mine = below[0] if len(below) > 1 else None
        theirs = inside[0]
        if theirs not in neighbours or theirs == mine:
            return None
        if mine is None:
            return f"imports {module}: a file of the whole room names no folder of it. Move it into {room}/{theirs}."
        if theirs in self.allowed_neighbours(room, mine):
            return None
        return (
            f'imports {module}, but {room}/{mine}/{card_name} does not name it. Add {key} = ["{theirs}"] there if '
            f"{mine} cannot be without {theirs}; otherwise take the value from a hook."
        )

    def _objection_in_core(self, below: list[str], inside: list[str]) -> str | None:
        mine, theirs = below[0] if len(below) > 1 else "", inside[0]
        for name in (mine, theirs):
            if self.core_rooms and name not in self.core_rooms and (self.root / "core" / name).is_dir() and name:
                return (
                    f"belongs to core/{name}/, which the table of rooms in core/README.md does not list. Add it there."
                )
        if mine not in self.core_rooms or theirs not in self.core_rooms:
            return None
        if self.core_rooms.index(theirs) <= self.core_rooms.index(mine):
            return None
        return (
            f"imports core.{'.'.join(inside)}, and core/{mine}/ stands before core/{theirs}/ in the table of "
            "core/README.md. Pass it the value instead, or move what both need into the lower room."
        )

    def _countries_in_core(self, tree: ast.AST, shown: str) -> Iterator[Breach]:
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str(text)) if _REGION_PACKAGE.search(text) and not _is_prose(tree, node):
                    yield Breach(
                        shown,
                        node.lineno,
                        f"names the region package {text!r}. Regions are found by entry points; core names none.",
                    )
                case ast.Compare() | ast.MatchValue():
                    for constant in ast.walk(node):
                        if isinstance(constant, ast.Constant) and constant.value in self.region_codes:
                            yield Breach(
                                shown,
                                constant.lineno,
                                f"decides by the country {constant.value!r}. Put what differs into the region's tables "
                                f"or ask the region with a hook. If it is geography and not law, say so on the line: "
                                f"# exempt(country): the reason",
                            )


def is_model(shown: str) -> str:
    """The model that a file, relative to the project's folder, belongs to, or ""."""
    return next((model for model in MODELS if shown.startswith(f"{model}/")), "")


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _is_prose(tree: ast.AST, constant: ast.Constant) -> bool:
    """Whether a string stands alone as a statement, which is what docstrings do."""
    return any(isinstance(node, ast.Expr) and node.value is constant for node in ast.walk(tree))


def _imports(tree: ast.AST, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything imported anywhere in a file: at the top, in functions, for types only,
    relatively, or through importlib with a name written out."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for name in names:
                    yield node.lineno, name.name
            case ast.ImportFrom(module=module, names=names, level=level):
                base = list(package[: len(package) - level + 1]) if level else []
                base += module.split(".") if module else []
                for name in names:
                    # "from regions import fr" names a folder, "from regions.fr import plugin" a file: both count.
                    yield node.lineno, ".".join([*base, name.name])
            case ast.Call(func=ast.Name(id="__import__" | "import_module"), args=[ast.Constant(value=str(text)), *_]):
                yield node.lineno, text
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(text)), *_]):
                yield node.lineno, text

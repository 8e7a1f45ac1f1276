"""What installed packages announce: the entry points of the groups whose names begin with ``vendome.``.

``importlib.metadata`` gives the same, but takes longer to be imported than the interpreter to start, and every word
of the command line asks. Read here is what every installer writes: ``entry_points.txt`` in a ``.dist-info`` or
``.egg-info`` folder on the path. Packages inside a zip file are not looked into.
"""

from __future__ import annotations

import importlib
import os
import sys


class Announced:
    """One entry point: ``name`` stands for ``attribute`` of ``module``."""

    __slots__ = ("attribute", "module", "name")

    def __init__(self, name: str, module: str, attribute: str) -> None:
        self.name, self.module, self.attribute = name, module, attribute

    def load(self) -> object:
        """The thing announced, its module imported now."""
        found: object = importlib.import_module(self.module)
        for part in self.attribute.split("."):
            found = getattr(found, part)
        return found


def announced() -> dict[str, list[Announced]]:
    """Everything announced on the path of now, by group. Of a package that is installed twice the first counts."""
    groups: dict[str, list[Announced]] = {}
    met: set[str] = set()
    for folder in sys.path:
        for package, info in _packages(folder or os.curdir):
            if package not in met:
                met.add(package)
                _read(info, groups)
    return groups


def _packages(folder: str) -> list[tuple[str, str]]:
    """Name of each package installed in a folder, and the folder of what is known about it."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:  # a zip file, or a folder that is gone
        return []
    return [
        (name.rpartition(".")[0].partition("-")[0].lower().replace("_", "-").replace(".", "-"), f"{folder}/{name}")
        for name in names
        if name.endswith((".dist-info", ".egg-info"))
    ]


def _read(info: str, groups: dict[str, list[Announced]]) -> None:
    try:
        with open(f"{info}/entry_points.txt", encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):  # most packages announce nothing
        return
    if "vendome." not in text:
        return
    group = ""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            group = line.strip("[] ")
        elif group.startswith("vendome.") and "=" in line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            module, _, attribute = value.partition("[")[0].partition(":")
            groups.setdefault(group, []).append(Announced(name.strip(), module.strip(), attribute.strip()))

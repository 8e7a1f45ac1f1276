"""The words of the command line, each loaded only when used."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import Any

from core.base.announced import announced
from core.base.errors import Refused

#: Words of the core: module of ``core.cli``, whose docstring's first line is its help.
WORDS = ("init", "import", "customer", "item", "sell", "journal", "region", "plugin", "work", "jobs", "about", "doctor")

_OVERVIEW = """Usage: vendome WORD [OPTIONS]

Sales, clients, papers and consolidation for luxury houses, country by country.

{words}

Every word explains itself: vendome sell --help. Every word takes --json.
The house lives in VENDOME_HOME (default: ./vendome-house); DATABASE_URL puts its data on PostgreSQL."""


def overview() -> str:
    """Every word with the first line of what its module says of itself; none is imported."""
    words = {word: _first_line(module) for word, module in sorted(_modules().items())}
    width = max(map(len, words))
    return _OVERVIEW.format(words="\n".join(f"  {word:<{width}}  {line}" for word, line in words.items()))


def command(word: str) -> Any:
    """The command of a word, imported now. Refused when there is no such word."""
    module = _modules().get(word)
    if module is None:
        raise Refused(f"There is no word {word!r}. See them all with «vendome --help».")
    gc.disable()  # what is imported stays: looking through it for garbage would only take time
    try:
        from typer.main import get_command

        return get_command(importlib.import_module(module).app)
    finally:
        gc.enable()


def _modules() -> dict[str, str]:
    """Word → module that holds its ``app``."""
    modules = {word: f"core.cli.{word}_" for word in WORDS}
    for entry in announced().get("vendome.commands", ()):
        modules.setdefault(entry.name, entry.module)
    return modules


def _first_line(module: str) -> str:
    """First line of a module's docstring, or "" where it does not begin with one; read from its file."""
    for folder in sys.path:
        try:
            with open(os.path.join(folder, *module.split(".")) + ".py", encoding="utf-8") as file:
                begun, _, line = file.readline().partition('"""')
                return "" if begun.strip("rR") else line.partition('"""')[0].strip()
        except OSError:  # not here
            continue
    return ""

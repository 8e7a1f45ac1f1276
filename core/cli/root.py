"""The words of the command line, each loaded only when used."""

from __future__ import annotations

import ast
import importlib
import importlib.util
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

#: Words of the core: module of ``core.cli``, whose docstring's first line is its help.
WORDS = ("init", "import", "customer", "item", "sell", "journal", "region", "plugin", "work", "about", "doctor")


def _targets() -> dict[str, str]:
    """Word → module that holds its ``app``."""
    found = {word: f"core.cli.{word}_" for word in WORDS}
    for entry in entry_points(group="vendome.commands"):
        found.setdefault(entry.name, entry.module)
    return found


def _first_line(module: str) -> str:
    """First line of a module's docstring, without importing the module or its siblings."""
    package, _, name = module.rpartition(".")
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / f"{name}.py"
        if path.is_file():
            try:
                return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]
            except (SyntaxError, ValueError):  # a plugin's word that is broken does not stop the list of words
                return "cannot be read"
    return ""


class Words(TyperGroup):
    """A group whose words are looked up when used."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_targets())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        module = _targets().get(cmd_name)
        if module is None:
            return None
        return _load(cmd_name, module)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        words = {word: _first_line(module) for word, module in sorted(_targets().items())}
        width = max(map(len, words))
        print("Usage: vendome WORD [OPTIONS]\n")
        print("Sales, clients, papers and consolidation for luxury houses, country by country.\n")
        for word, line in words.items():
            print(f"  {word:<{width}}  {line}")
        print("\nEvery word explains itself: vendome sell --help. Every word takes --json.")
        print("The house lives in VENDOME_HOME (default: ./vendome-house); DATABASE_URL puts its data on PostgreSQL.")


def _load(word: str, module: str) -> Any:
    app = importlib.import_module(module).app
    command = get_command(app)
    command.name = word
    return command


def build() -> Any:
    """The root command."""
    app = typer.Typer(cls=Words, add_completion=False, no_args_is_help=True)

    @app.callback()
    def root() -> None:
        """Sales, clients, papers and consolidation for luxury houses, country by country."""

    return get_command(app)

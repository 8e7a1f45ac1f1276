"""Countries for one test: copies of the fictitious one in a package of their own, with the plugin.py the test wants."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest

from core.examination.scaffold import begin_country
from core.jurisdictions.facts import LineFacts, SaleFacts
from core.jurisdictions.suite import Suite

TODAY = date(2026, 11, 21)

_HEAD = """
import sys
import time
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from core.base.errors import Refused
from core.base.findings import Finding
from core.jurisdictions.facts import Treatment
from core.jurisdictions.hooks import Code, Seal, hookimpl
from core.jurisdictions.region import Region
from core.tax import Levy, Mode, Rounding


class Country(Region):
    code = {code!r}
"""


class Abroad:
    """A package on the path of the interpreter, for the length of a test."""

    def __init__(self, root: Path) -> None:
        self.package = f"abroad_{uuid4().hex}"
        self.root = root
        self.folder = root / self.package
        self.folder.mkdir()
        self.modules: dict[str, str] = {}

    def country(self, code: str, answers: str = "", *, plugin: str | None = None, **files: str) -> Path:
        """A country like the model. ``answers``: methods of its class, unindented; ``plugin``: all of plugin.py
        instead; ``files``: more tables by stem, appended to those of the model. Gives its folder."""
        begun = begin_country(code, "Zembla", self.folder)
        body = "".join(f"    {line}\n" if line else "\n" for line in answers.splitlines())
        text = _HEAD.format(code=code.upper()) + body + "\n\nplugin = Country()\n" if plugin is None else plugin
        (begun.folder / "plugin.py").write_text(text, "utf-8")
        for name, more in files.items():
            path = begun.folder / f"{name}.toml"
            path.write_text((path.read_text("utf-8") if path.is_file() else "") + "\n" + more, "utf-8")
        self.modules[code] = f"{self.package}.{begun.folder.name}.plugin"
        importlib.invalidate_caches()
        return begun.folder

    def suite(self) -> Suite:
        """All countries made so far, and nothing else."""
        return Suite(dict(self.modules), {})


def bag(region: str, amount: str = "1200.00", *, on: date = TODAY) -> SaleFacts:
    """An Aurore 25, crocodile, sold to somebody of whom nothing is known."""
    line = LineFacts(n=1, sku="AUR-25-CR", supply="leather_goods", amount=Decimal(amount))
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return SaleFacts(region=region, on=on, at=at, currency="EUR", lines=(line,))


@pytest.fixture
def abroad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Abroad]:
    """A place for countries of the test's own; forgotten afterwards."""
    country = Abroad(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield country
    for name in [name for name in sys.modules if name.partition(".")[0] == country.package]:
        del sys.modules[name]

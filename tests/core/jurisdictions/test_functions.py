"""Broken function plugins: each is passed over and named, and countries and other plugins go on."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest

from core.base.errors import Refused
from core.jurisdictions import suite as suite_module
from core.jurisdictions.suite import Suite
from core.sales.taxation import tax_sale
from tests.support.abroad import TODAY, Abroad, abroad, bag

__all__ = ["abroad"]

HEAD = """
import time
from pathlib import Path
from core.base.errors import Refused
from core.jurisdictions.hooks import PluginSpec, hookimpl


class Function(PluginSpec):
    @hookimpl
    def {answer}


plugin = Function()
"""


class Functions:
    """Function plugins of one test, beside a sound one and a sound country."""

    def __init__(self, abroad: Abroad) -> None:
        abroad.country("ok")
        self.abroad, self.modules = abroad, dict[str, str]()
        self.plugin("sound", "document_kinds(self):\n        return {'sound.ticket': Path('here')}")

    def plugin(self, name: str, answer: str, card: str = "") -> Path:
        """A plugin that answers one question; ``answer``: the rest of the method's ``def``."""
        folder = self.abroad.folder / f"{name}_{uuid4().hex}"
        folder.mkdir()
        (folder / "__init__.py").touch()
        (folder / "plugin.toml").write_text(card or f'name = "{name}"\ntitle = "{name}"\n', "utf-8")
        (folder / "plugin.py").write_text(HEAD.format(answer=answer), "utf-8")
        self.modules[name] = f"{self.abroad.package}.{folder.name}.plugin"
        importlib.invalidate_caches()
        return folder

    def suite(self) -> Suite:
        """Country and plugins, all taking part."""
        return Suite(dict(self.abroad.modules), dict(self.modules), frozenset(self.modules))


@pytest.fixture
def functions(abroad: Abroad) -> Iterator[Functions]:
    """A sound plugin and a sound country."""
    yield Functions(abroad)
    for name in [name for name in sys.modules if name.startswith(f"{abroad.package}.")]:
        del sys.modules[name]


def goes_on(suite: Suite) -> bool:
    """Whether the country taxes as before, and the sound plugin is heard."""
    kinds = suite.functions.hook.document_kinds()
    return tax_sale(suite, bag("OK")).assessment.tax == Decimal("200.00") and {"sound.ticket": Path("here")} in kinds


def test_without_a_fault_nothing_is_noted(functions: Functions) -> None:
    suite = functions.suite()
    assert goes_on(suite)
    assert suite.faulty() == ()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("document_kinds(self):\n        raise ValueError('lost')", "failed: ValueError: lost"),
        ("document_kinds(self):\n        raise SystemExit(3)", "failed: SystemExit: 3"),
        ("document_kinds(self):\n        raise Refused('I will not.')", "I will not."),
        ("document_kinds(self):\n        return 7", "answered document_kinds with what it does not promise"),
        ("document_kinds(self):\n        return {'x.y': 'a text'}", "with what it does not promise"),
        ("document_kind(self):\n        return {}", "Did you mean document_kinds?"),
        ("document_kinds(self, client):\n        return {}", "client"),
        ("document_kinds(self):\n        return {}\n\n1 / 0", "ZeroDivisionError"),
        ("facts(self, assessed):\n        raise ValueError('no facts')", "failed on facts: ValueError: no facts"),
    ],
)
def test_a_plugin_that_fails_is_passed_over_and_named(functions: Functions, answer: str, sentence: str) -> None:
    functions.plugin("broken", answer)
    suite = functions.suite()
    assert goes_on(suite)
    [finding] = suite.faulty()
    assert (finding.level, finding.where) == ("warn", "plugin.broken")
    assert sentence in finding.text


def test_a_plugin_that_hangs_is_left_behind(functions: Functions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite_module, "PATIENCE", 0.2)
    functions.plugin("broken", "document_kinds(self):\n        time.sleep(2)\n        return {}")
    suite = functions.suite()
    assert {"sound.ticket": Path("here")} in suite.functions.hook.document_kinds()
    assert "gave no answer within 0.2 s" in suite.faults["broken"]


@pytest.mark.parametrize(
    ("card", "sentence"),
    [
        ('title = "x"', "plugin.toml lacks 'name'"),
        ("name = ", "is not readable TOML"),
        ('name = "broken"\ntitle = "x"\ngrants = 3', "plugin.toml cannot be used"),
    ],
)
def test_a_card_that_cannot_be_read_is_named(functions: Functions, card: str, sentence: str) -> None:
    functions.plugin("broken", "document_kinds(self):\n        return {}", card)
    suite = functions.suite()
    assert goes_on(suite)
    assert sentence in suite.faults["broken"]


def test_what_a_plugin_refuses_when_a_country_is_asked_is_refused(functions: Functions) -> None:
    functions.plugin("strict", "facts(self, assessed):\n        raise Refused('Not on a Sunday.')")
    with pytest.raises(Refused, match=r"Not on a Sunday\."):
        tax_sale(functions.suite(), bag("OK"))


def test_a_plugin_brings_the_tables_of_countries_that_do_not_speak_of_it_yet(functions: Functions) -> None:
    card = 'name = "gifting"\ntitle = "x"\n[tables]\ngifting = ["handover.days"]\n'
    folder = functions.plugin("gifting", "document_kinds(self):\n        return {}", card)
    row = '[[handover.days]]\nsince = 2020-01-01\nvalue = {}\nsource = "fictitious"\n'
    (folder / "regions" / "ok").mkdir(parents=True)
    (folder / "regions" / "ok" / "gifting.toml").write_text(row.format(30), "utf-8")
    assert functions.suite().table("OK", "gifting").value("handover.days", on=TODAY) == 30
    assert functions.suite().enabling(()).table("OK", "gifting").entries == {}


def test_what_the_country_says_itself_goes_before_what_a_plugin_brings(functions: Functions) -> None:
    card = 'name = "gifting"\ntitle = "x"\n[tables]\ngifting = ["handover.days"]\n'
    folder = functions.plugin("gifting", "document_kinds(self):\n        return {}", card)
    row = '[[handover.days]]\nsince = 2020-01-01\nvalue = {}\nsource = "fictitious"\n'
    (folder / "regions" / "ow").mkdir(parents=True)
    (folder / "regions" / "ow" / "gifting.toml").write_text(row.format(30), "utf-8")
    functions.abroad.country("ow", gifting=row.format(14))
    assert functions.suite().table("OW", "gifting").value("handover.days", on=TODAY) == 14

"""The examination of function plugins: what it reads without running, and that enabling is refused without it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest

from core.base.errors import Refused
from core.commands.execute import execute
from core.commands.house import House
from core.commands.question import Question
from core.examination.enabling import EnablePlugin
from core.examination.plain_values import unplain
from core.examination.plugins import examine_plugin, words
from core.examination.source import Permitted, source_findings
from core.jurisdictions.suite import Suite
from tests.support.abroad import Abroad, abroad
from tests.support.cast import key, sqlite_house

__all__ = ["abroad", "sqlite_house"]

PERMITTED = Permitted(("gifting",), {"plugins.repairs": "repairs"}, {"gifting": ("handover.days",)})


def found(folder: Path, content: str) -> list[str]:
    """What is found in one file of a plugin."""
    (folder / "service.py").write_text(content + "\n", "utf-8")
    return [finding.text for finding in source_findings("gifting", folder, PERMITTED)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("import regions.fr.plugin", "imports regions.fr.plugin"),
        ("from tests.support import cast", "imports tests.support.cast"),
        ("from plugins.repairs.model import RepairCase", 'requires = ["repairs"]'),
        ("def later():\n    import plugins.repairs", 'requires = ["repairs"]'),
        ("law = region.table('loans')", "reads loans.toml of countries"),
        ("law = suite.table('FR', 'loans')", "reads loans.toml of countries"),
        ("days = region.table('gifting').value('other.key', on=on)", "needs other.key of gifting.toml"),
        ("total = round(amount, 2)", "Bare round() is half-even"),
        ("rate = float(text)", "Amounts and rates are Decimal"),
        ("at = datetime.now()", "Nothing looks at the clock"),
        ("session.commit()", "Only the core commits"),
        ("def broken(:", "Correct that line"),
    ],
)
def test_what_a_plugin_may_not_do_is_found_in_its_source(tmp_path: Path, content: str, sentence: str) -> None:
    [text] = found(tmp_path, content)
    assert text.startswith("service.py:")
    assert sentence in text


@pytest.mark.parametrize(
    "content",
    [
        "from core.sales.sell import Sell\nfrom documents.archive import Archive\nfrom gifting.model import Gifting",
        "days = suite.table('FR', 'gifting').value('handover.days', on=on)",
        "rates = region.table('tax').value('rate.standard', on=on)",
        "more = region.table('gifting').find('what.may.be.missing', on)",
        "width = float(text)  # exempt(float): a width on paper, not money",
        "at = unit.now",
    ],
)
def test_what_a_plugin_may_do_is_left_alone(tmp_path: Path, content: str) -> None:
    assert found(tmp_path, content) == []


@dataclass
class Changeable:
    serial: str


@dataclass(frozen=True)
class AskChangeable(Question[tuple[Changeable, ...]]):
    verb: ClassVar[str] = "x.read"


@dataclass(frozen=True)
class AskPlain(Question[tuple[str, int] | None]):
    verb: ClassVar[str] = "x.read"
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskWithList(Question[str]):
    verb: ClassVar[str] = "x.read"
    serials: list[str] | None = None


def test_what_can_be_changed_is_no_answer_and_no_question() -> None:
    assert list(unplain(AskPlain)) == []
    [answer] = unplain(AskChangeable)
    assert "Changeable, which can be changed. Make it @dataclass(frozen=True)" in answer
    [asked] = unplain(AskWithList)
    assert asked.startswith("AskWithList.serials holds list")


@pytest.mark.parametrize("name", sorted(Suite.installed().plugins))
def test_a_word_that_another_has_is_named(name: str) -> None:
    suite = Suite.installed()
    module = suite.plugins[name].replace(".plugin", ".cli")
    taken = replace(suite, words={**suite.words, "sell": (module,)})
    assert "sell" in words(suite)
    [finding] = [f for f in examine_plugin(taken, name, thorough=False).findings if "vendome sell" in f.text]
    assert finding.level == "error"
    assert not [f for f in examine_plugin(suite, name, thorough=False).findings if f.level == "error"]


@pytest.fixture
def granting(abroad: Abroad) -> str:
    """The module of a plugin that grants itself a verb of the core."""
    folder = abroad.folder / "greedy"
    folder.mkdir()
    (folder / "__init__.py").touch()
    card = 'name = "greedy"\ntitle = "Greedy"\n[grants]\n"sell.price" = ["advisor"]\n'
    (folder / "plugin.toml").write_text(card, "utf-8")
    (folder / "plugin.py").write_text("class Greedy:\n    pass\n\n\nplugin = Greedy()\n", "utf-8")
    return f"{abroad.package}.greedy.plugin"


def test_enabling_is_refused_without_the_examination_and_disabling_is_not(sqlite_house: House, granting: str) -> None:
    suite = sqlite_house.suite
    sqlite_house.suite = replace(suite, plugins={**suite.plugins, "greedy": granting}, _loaded={})
    it = sqlite_house.actor("it")
    with pytest.raises(Refused, match=r"greedy did not pass its examination: .*sell\.price.*verb of the core"):
        execute(sqlite_house, EnablePlugin("greedy"), it, key())
    assert execute(sqlite_house, EnablePlugin("greedy", enabled=False), it, key())["enabled"] is False

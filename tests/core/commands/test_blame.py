"""What the code of a plugin raises in a command or question is said as its fault; what others raise stays as it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

import core.jurisdictions.suite
from core.base.errors import Refused, RegionFault
from core.commands.command import Command
from core.commands.question import Question
from core.commands.registry import blamed, check_answer
from core.inventory.questions import ShowItem
from core.jurisdictions.sandbox import contained
from core.jurisdictions.suite import Suite
from core.sales.sell import Sell

SUITE = Suite({}, {"gifting": "gifting.plugin"}, frozenset({"gifting"}))


@dataclass(frozen=True)
class Wrap(Command):
    verb: ClassVar[str] = "gifting.wrap"


@dataclass(frozen=True)
class CountWrapped(Question[int]):
    verb: ClassVar[str] = "gifting.read"


Wrap.__module__ = CountWrapped.__module__ = "gifting.service"


def test_a_command_that_raises_is_its_plugins_fault() -> None:
    said = r"Plugin gifting: Wrap failed: KeyError.*plugin disable gifting"
    with pytest.raises(RegionFault, match=said), blamed(SUITE, Wrap):
        raise KeyError("ribbon")


def test_what_the_plugin_refuses_is_its_own_sentence() -> None:
    with pytest.raises(Refused, match="no ribbon"), blamed(SUITE, Wrap):
        raise Refused("There is no ribbon. Choose another.")


def test_what_the_core_raises_is_nobody_elses_fault() -> None:
    with pytest.raises(KeyError), blamed(SUITE, Sell):
        raise KeyError("till")


@pytest.mark.parametrize("answer", ["many", None, (1,), object()])
def test_an_answer_of_another_type_than_promised_is_its_plugins_fault(answer: object) -> None:
    with pytest.raises(RegionFault, match=r"Plugin gifting: CountWrapped answered .*, not int"):
        check_answer(SUITE, CountWrapped, answer)


def test_the_answer_that_was_promised_passes_and_the_core_is_proved_elsewhere() -> None:
    check_answer(SUITE, CountWrapped, 3)
    check_answer(SUITE, ShowItem, "whatever")


def test_a_plugin_that_hangs_while_it_is_loaded_is_waited_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "slow_gifting"
    folder.mkdir()
    (folder / "plugin.toml").write_text('name = "slow"\ntitle = "Slow"\n', "utf-8")
    (folder / "__init__.py").write_text("", "utf-8")
    (folder / "plugin.py").write_text("import time\ntime.sleep(5)\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(core.jurisdictions.suite, "LOADING_PATIENCE", 0.2)
    suite = Suite({}, {"slow": "slow_gifting.plugin"}, frozenset({"slow"}))
    waited: list[float] = []

    def counting(who: str, what: str, work: Callable[[], object], *, patience: float, remedy: str) -> object:
        waited.append(patience)
        return contained(who, what, work, patience=patience, remedy=remedy)

    monkeypatch.setattr(core.jurisdictions.suite, "contained", counting)
    for _ in range(3):
        with pytest.raises(RegionFault, match=r"no answer within 0.2 s.*plugin disable slow"):
            suite.plugin("slow")
    assert waited == [0.2]
    sys.modules.pop("slow_gifting.plugin", None)

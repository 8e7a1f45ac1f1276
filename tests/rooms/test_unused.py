"""No code that only tests call."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rooms.unused import Wanted, unused

ROOT = Path(__file__).parents[2]

#: What no room uses and somebody else does.
WANTED = (
    Wanted("RegionContract", "inherited by the tests of every country, those of a house's own repository too"),
    Wanted("RegionContract.test_it_is_announced_under_its_own_code", "pytest runs it"),
    Wanted("RegionContract.test_its_examination_finds_no_error", "pytest runs it"),
    Wanted("RegionContract.test_every_case_of_its_tax_lawyer_holds", "pytest runs it"),
    Wanted("RegionContract.test_a_planted_fault_in_a_case_is_noticed", "pytest runs it"),
    Wanted("PluginContract", "inherited by the tests of every plugin, those of a house's own repository too"),
    Wanted("PluginContract.test_it_is_announced_under_the_name_on_its_card", "pytest runs it"),
    Wanted("PluginContract.test_its_examination_finds_no_error", "pytest runs it"),
    Wanted("PluginContract.test_a_planted_fault_is_noticed", "pytest runs it"),
)


def written(root: Path, name: str, content: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")


def test_everything_public_is_used_by_a_room() -> None:
    wanted = {each.name for each in WANTED}
    assert [str(each) for each in unused(ROOT) if each.name not in wanted] == []


def test_nothing_is_wanted_that_is_used_or_gone() -> None:
    assert {each.name for each in WANTED} - {each.name for each in unused(ROOT)} == set()


@pytest.mark.parametrize(
    "content",
    [
        "def stamp_duty(net): ...",
        "class Japan:\n    def stamp_duty(self, net): ...",
        "class Japan:\n    @property\n    def stamp_duty(self): ...",
        "if True:\n    def stamp_duty(net): ...",
        "class stamp_duty: ...",
    ],
)
def test_what_only_a_test_calls_is_found(tmp_path: Path, content: str) -> None:
    written(tmp_path, "regions/jp/plugin.py", content + "\n\n\nplugin = Japan\n")
    written(tmp_path, "tests/test_jp.py", "from regions.jp.plugin import plugin\n\nplugin.stamp_duty(50000)\n")
    (found,) = unused(tmp_path)
    assert (found.path, found.name.rpartition(".")[2]) == ("regions/jp/plugin.py", "stamp_duty")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("core/till.py", "from regions.jp.plugin import stamp_duty"),
        ("core/till.py", "japan.stamp_duty(1)"),
        ("core/till.py", "getattr(japan, 'stamp_duty')"),
        ("documents/receipt/page.html", "{{ stamp_duty(1) }}"),
        ("pyproject.toml", "duty = 'regions.jp.plugin:stamp_duty'"),
    ],
)
def test_what_a_room_names_is_used(tmp_path: Path, name: str, content: str) -> None:
    written(tmp_path, "regions/jp/plugin.py", "def stamp_duty(net): ...\n")
    written(tmp_path, name, content + "\n")
    assert unused(tmp_path) == []


def test_prose_is_no_use(tmp_path: Path) -> None:
    written(tmp_path, "regions/jp/plugin.py", 'def stamp_duty(net):\n    """The stamp_duty of a receipt."""\n')
    assert [found.name for found in unused(tmp_path)] == ["stamp_duty"]


def test_answers_and_commands_are_called_by_whom_they_are_registered_with(tmp_path: Path) -> None:
    written(
        tmp_path, "regions/jp/plugin.py", "@hookimpl\ndef stamp_duty(net): ...\n\n\n@handles(Sell)\ndef sell(): ...\n"
    )
    written(tmp_path, "core/text.py", "class Text(HTMLParser):\n    def handle_data(self): ...\n\n\nText()\n")
    assert unused(tmp_path) == []

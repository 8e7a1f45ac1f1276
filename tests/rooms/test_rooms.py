"""The four rooms: files look only down the staircase."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rooms.staircase import ROOMS, Breach, House

ROOT = Path(__file__).parents[2]


def build(root: Path, files: dict[str, str]) -> list[Breach]:
    """The breaches of a small house made of ``files`` (path → content) under ``root``."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return House(root).breaches()


def test_every_file_looks_only_down_the_staircase() -> None:
    assert "\n".join(map(str, House(ROOT).breaches())) == ""


def test_no_file_imports_itself_round_a_corner() -> None:
    assert House(ROOT).circles() == []


def test_a_circle_between_files_is_named(tmp_path: Path) -> None:
    files = {"core/base/money.py": "from core.base import text\n", "core/base/text.py": "import core.base.money\n"}
    build(tmp_path, files)
    [circle] = House(tmp_path).circles()
    assert "core.base.text imports core.base.money" in circle


def test_nothing_lies_loose_in_core_and_every_room_has_its_page() -> None:
    core = ROOT / "core"
    assert {path.name for path in core.iterdir() if path.is_file()} == {"__init__.py", "py.typed", "README.md"}
    rooms = list(House(ROOT).core_rooms)
    assert sorted(rooms) == sorted(path.name for path in core.iterdir() if path.is_dir() and path.name != "__pycache__")
    pages = {
        room: (core / room / "README.md").read_text("utf-8").splitlines() for room in rooms if room != "migrations"
    }
    assert [room for room, lines in pages.items() if not 5 <= len(lines) <= 190] == []


@pytest.mark.parametrize("line", ["from core.sales.sell import Sell", "import core.sales", "from ..sales import sell"])
def test_a_room_of_the_core_imports_no_room_that_stands_after_it(tmp_path: Path, line: str) -> None:
    table = "| `base/` | |\n| [`sales/`](sales/README.md) | |\n"
    [breach] = build(tmp_path, {"core/README.md": table, "core/sales/sell.py": "", "core/base/money.py": line + "\n"})
    assert (breach.path, breach.line) == ("core/base/money.py", 1)
    assert "stands before core/sales/" in breach.text
    assert build(tmp_path, {"core/base/money.py": "", "core/sales/sell.py": "from core.base import money\n"}) == []


def test_a_room_that_the_table_does_not_list_is_a_breach(tmp_path: Path) -> None:
    files = {"core/README.md": "| `base/` | |\n", "core/attic/x.py": "import core.base\n", "core/base/money.py": ""}
    [breach] = build(tmp_path, files)
    assert "does not list" in breach.text


def test_there_is_something_to_look_at_in_every_room() -> None:
    assert [room for room in ROOMS if not any((ROOT / room).rglob("*.py"))] == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("core/till.py", "import regions.fr.plugin"),
        ("core/till.py", "from plugins import repairs"),
        ("core/till.py", "from documents.render import render"),
        ("core/deep/till.py", "from ...regions.fr import plugin"),
        ("core/deep/till.py", "from ...documents import render"),
        ("documents/page.py", "import plugins.repairs.model as model"),
        ("plugins/repairs/plugin.py", "from regions.fr.plugin import plugin"),
        ("core/till.py", "def later():\n    from plugins.repairs import model"),
        ("core/till.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import documents"),
        ("core/till.py", "try:\n    import documents\nexcept ImportError:\n    pass"),
        ("core/till.py", "import importlib\nimportlib.import_module('plugins.repairs')"),
        ("regions/fr/plugin.py", "from tests.support import postgres"),
    ],
)
def test_looking_up_is_a_breach(tmp_path: Path, name: str, line: str) -> None:
    [breach] = build(tmp_path, {name: line + "\n"})
    assert breach.path == name
    assert breach.line == len(line.splitlines()) - ("except" in line) * 2
    assert "imports " in breach.text


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("regions/fr/plugin.py", "from plugins.repairs import model\nfrom core import money\nimport documents"),
        ("plugins/repairs/plugin.py", "from . import model\nfrom .model import Repair\nimport core.money"),
        ("documents/page.py", "from core.money import Money"),
        ("core/till.py", "import json\nimport regionset\nfrom core.money import Money"),
        ("regions/fr/plugin.py", "from regions.fr import siret\nfrom regions import common"),
    ],
)
def test_looking_down_or_at_oneself_is_no_breach(tmp_path: Path, name: str, line: str) -> None:
    assert build(tmp_path, {name: line + "\n"}) == []


def test_a_region_imports_another_only_if_its_card_inherits_it(tmp_path: Path) -> None:
    files = {"regions/fr/region.toml": "", "regions/mc/plugin.py": "from regions.fr.plugin import France\n"}
    [breach] = build(tmp_path, files)
    assert str(breach).startswith("regions/mc/plugin.py:1: imports regions.fr.plugin")
    assert 'Add inherits = ["fr"]' in breach.text
    assert build(tmp_path, {"regions/mc/region.toml": 'inherits = ["fr"]\n'}) == []


def test_inheritance_reaches_the_ancestors_of_ancestors(tmp_path: Path) -> None:
    files = {
        "regions/aa/region.toml": "",
        "regions/bb/region.toml": 'inherits = ["aa"]\n',
        "regions/cc/region.toml": 'inherits = ["bb"]\n',
        "regions/cc/plugin.py": "import regions.aa.plugin\n",
    }
    assert build(tmp_path, files) == []


def test_a_plugin_imports_another_only_if_its_card_requires_it(tmp_path: Path) -> None:
    files = {"plugins/loans/model.py": "", "plugins/repairs/service.py": "import plugins.loans.model\n"}
    [breach] = build(tmp_path, files)
    assert 'Add requires = ["loans"]' in breach.text
    assert build(tmp_path, {"plugins/repairs/plugin.toml": 'requires = ["loans"]\n'}) == []


def test_a_file_of_the_whole_room_names_no_country(tmp_path: Path) -> None:
    files = {"regions/fr/region.toml": "", "regions/common.py": "from regions.fr import plugin\n"}
    [breach] = build(tmp_path, files)
    assert "Move it into regions/fr" in breach.text


def test_core_names_no_region_package_even_in_a_string(tmp_path: Path) -> None:
    [breach] = build(tmp_path, {"core/suite.py": '"""Not regions.fr, which is prose."""\nname = "regions.fr.plugin"\n'})
    assert (breach.path, breach.line) == ("core/suite.py", 2)


@pytest.mark.parametrize(
    "decision", ['if code == "FR": pass', 'if code in ("FR", "X"): pass', "match code:\n  case 'FR': pass"]
)
def test_core_decides_nothing_by_country(tmp_path: Path, decision: str) -> None:
    [breach] = build(tmp_path, {"regions/fr/region.toml": "", "core/till.py": decision + "\n"})
    assert "decides by the country 'FR'" in breach.text


def test_geography_in_core_is_exempted_beside_itself(tmp_path: Path) -> None:
    line = 'small_first = code in {"JP"}  # exempt(country): how addresses are written there\n'
    assert build(tmp_path, {"regions/jp/region.toml": "", "core/post.py": line}) == []

"""A stranger's path: from nothing to a paper of their own plugin, installed from a real wheel; then ten faults, each of
which the examination names while the boutique sells on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.cast import WATCH_SERIAL, found_house

ROOT = Path(__file__).parents[2]

#: In houses with a broken plugin, each in a process of its own: sells, asks for a client's card, looks at the kinds of
#: paper, examines, disables. One process loads the core, and is copied for each house.
VISITS = """
import json, os, sys
from pathlib import Path
from core.base.clock import FixedClock
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.house import open_house
from core.customer_card.questions import ShowClient
from core.examination.enabling import EnablePlugin
from core.examination.plugins import examine_plugin
from core.sales.basket import BasketLine
from documents.filing import kinds_of
from tests.support.cast import CLAIRE, FOUNDED, SCARF, sale

def visit(folder, thorough):
    house = open_house(folder, clock=FixedClock(FOUNDED))
    advisor = house.actor("cm")
    sold = execute(house, sale(lines=(BasketLine(sku=SCARF),), paid="450.00"), advisor, "sold while it is broken")
    card = ask(house, ShowClient(CLAIRE, "fr"), advisor)
    invoice = "invoice" in kinds_of(house)
    report = examine_plugin(house.suite, "gifting", thorough=thorough)
    off = execute(house, EnablePlugin("gifting", enabled=False), house.actor("it"), "disabled though it is broken")
    return {
        "sold": sold["gross"],
        "shown": [finding["text"] for finding in sold["findings"]] + [finding.text for finding in card.findings],
        "invoice": invoice,
        "errors": [f"{f.where}: {f.text}" for f in report.findings if f.level == "error"],
        "enabled": off["enabled"],
    }

for folder in map(Path, sys.argv[1:]):
    if not os.fork():
        sys.path.insert(0, str(folder / "site"))
        told = visit(folder / "house", (folder / "thorough").exists())
        (folder / "told.json").write_text(json.dumps(told), "utf-8")
        os._exit(0)
    os.wait()
"""


@dataclass(frozen=True)
class Bench:
    """Where a stranger works: ``project`` with its source, ``site`` with the installed wheel, ``house`` with the plugin
    enabled."""

    project: Path
    site: Path
    house: Path

    def run(self, *words: str, cwd: Path | None = None) -> str:
        """What a process says that finds the installed wheel, and nothing of the project's folder."""
        env = {
            **os.environ,
            "PYTHONPATH": f"{self.site}{os.pathsep}{ROOT}",
            "VENDOME_HOME": str(self.house),
            "VENDOME_NOW": "2026-11-20T10:00:00+00:00",
            "COLUMNS": "200",
        }
        env.pop("DATABASE_URL", None)
        run = subprocess.run(
            [sys.executable, *words],
            env=env,
            cwd=cwd or self.project.parent,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    def vendome(self, *words: str) -> Any:
        """What a word of the command line answers to a script."""
        return json.loads(self.run("-m", "core.cli", *words, "--json"))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Begun, built, installed, examined and enabled, each with the line that plugins/README.md says."""
    here = tmp_path_factory.mktemp("stranger")
    house = found_house(here / "house")
    house.engine.dispose()
    made = Bench(here / "vendome-gifting", here / "site", here / "house")
    made.site.mkdir()
    made.run("-m", "core.cli", "plugin", "new", "gifting", "--title", "Gift wrapping", cwd=here)
    pip = ("-m", "pip", "--disable-pip-version-check", "-q")
    wheel = ("wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(here), str(made.project))
    made.run(*pip, *wheel)
    [built] = here.glob("*.whl")
    made.run(*pip, "install", "--no-deps", "--no-index", "--no-compile", "--target", str(made.site), str(built))
    assert made.vendome("plugin", "enable", "gifting", "--as", "it") == {"enabled": True, "plugin": "gifting"}
    return made


@pytest.mark.slow
def test_a_stranger_gets_a_paper_from_their_own_plugin(bench: Bench) -> None:
    assert not (bench.site / "gifting" / "test_gifting.py").exists()
    [row] = [row for row in bench.vendome("plugin", "list") if row["name"] == "gifting"]
    assert (row["title"], row["enabled"]) == ("Gift wrapping", True)
    client = ("--boutique", "PAR1", "--customer", "C-CASTAAA5", "--as", "cm")
    order = bench.vendome("gifting", "order", WATCH_SERIAL, "C. T.", *client)
    assert order["ready_on"] == "2026-12-20"
    [paper] = order["papers"]
    assert (paper["kind"], paper["languages"]) == ("gifting.ticket", ["fr"])
    assert Path(paper["file"]).read_bytes().startswith(b"%PDF")
    [shown] = bench.vendome("gifting", "list", "--as", "cm")
    assert shown["initials"] == "C. T."
    assert bench.vendome("journal", "verify", "--as", "hq")["sound"] is True


@pytest.mark.slow
def test_the_plugins_own_tests_pass(bench: Bench) -> None:
    told = bench.run("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=bench.project)
    assert "8 passed" in told


def put(path: str, old: str, new: str) -> Callable[[Path], None]:
    """Replace a text in a file of the installed plugin; it must be there."""

    def change(site: Path) -> None:
        file = site / "gifting" / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")

    return change


def claimed_twice(site: Path) -> None:
    """Another distribution announces the same name."""
    info = site / "other-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text("[vendome.plugins]\ngifting = other.plugin:plugin\n", "utf-8")


#: A fault in the installed plugin, a part of the sentence that names it, and whether the boutique hears of it.
FAULTS: dict[str, tuple[Callable[[Path], None], str, bool]] = {
    "a table without scope": (put("model.py", "    __scope__ = EVERYONE\n", ""), "declares no scope", True),
    "a verb not granted": (
        put("plugin.toml", '"gifting.order" =', '"gifting.other" ='),
        "nobody may «gifting.order»",
        False,
    ),
    "a verb of the core granted": (
        put("plugin.toml", '"gifting.finish" =', '"sell.price" ='),
        "is a verb of the core",
        False,
    ),
    "a question whose answer can be changed": (
        put("questions.py", "Question[tuple[GiftingInHand, ...]]", "Question[list[GiftingInHand]]"),
        "holds list, which can be changed",
        False,
    ),
    "a word that no catalogue has": (
        put("documents/ticket/page.html", '"Your piece"', '"Your present"'),
        "«Your present» is not translated into fr",
        False,
    ),
    "a column that no migration makes": (
        put("migrations/gifting_0001.py", '        sa.Column("initials", sa.String(), nullable=False),\n', ""),
        "add column gifting initials",
        False,
    ),
    "a name that another claims": (claimed_twice, "is announced under vendome.plugins by", True),
    "a question of the core misspelt": (
        put("plugin.py", "def services_in_progress", "def services_in_progres"),
        "Did you mean services_in_progress?",
        True,
    ),
    "an import up the stairs": (
        put("service.py", "from gifting.model", "from regions.fr.plugin import plugin as france\nfrom gifting.model"),
        "imports regions.fr.plugin.plugin",
        False,
    ),
    "an import that fails": (put("plugin.py", "from gifting.record", "from gifting.recrod"), "cannot be loaded", True),
}
#: Faults that only a scratch database or a drawn page shows.
_DRAWN = ("a word that no catalogue has", "a column that no migration makes")


@pytest.fixture(scope="module")
def visits(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What was seen in a house of its own with each fault, and under "" with none."""
    folders = {}
    for n, fault in enumerate(("", *FAULTS)):
        folder = folders[fault] = tmp_path_factory.mktemp(f"fault{n}")
        # Without what Python compiled: two files written in one second may look the same to it.
        shutil.copytree(bench.site, folder / "site", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(bench.house, folder / "house")
        if fault:
            FAULTS[fault][0](folder / "site")
        if fault in _DRAWN:
            (folder / "thorough").touch()
    bench.run("-c", VISITS, *map(str, folders.values()))
    return {fault: json.loads((folder / "told.json").read_text("utf-8")) for fault, folder in folders.items()}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_plugin_is_named_and_the_boutique_sells_on(visits: dict[str, Any], fault: str) -> None:
    _, sentence, heard = FAULTS[fault]
    told = visits[fault]
    assert any(sentence in error for error in told["errors"]), told["errors"]
    assert (told["sold"], told["invoice"], told["enabled"]) == ("450.00", True, False)
    assert bool(told["shown"]) is heard, told["shown"]


@pytest.mark.slow
def test_without_a_fault_nothing_is_found(visits: dict[str, Any]) -> None:
    assert visits[""] == {"sold": "450.00", "shown": [], "invoice": True, "errors": [], "enabled": False}

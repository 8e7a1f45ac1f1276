"""The demo as a newcomer runs it, and every example of the README after it."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.cli import main

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder in which the demo has run once."""
    folder = tmp_path_factory.mktemp("newcomer")
    with pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        here.delenv("DATABASE_URL", raising=False)
        assert main(["demo"]) == 0
        yield folder


@pytest.fixture
def here(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That folder, as the README sets it up: VENDOME_HOME and the clock of the synthetic house."""
    monkeypatch.chdir(place)
    monkeypatch.setenv("VENDOME_HOME", "demo-house")
    monkeypatch.setenv("VENDOME_NOW", "2026-11-20T15:00:00+00:00")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return place


def examples() -> list[str]:
    """The lines of the README's console blocks."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    return [
        line.removeprefix("$ vendome ")
        for block in blocks
        for line in block.splitlines()
        if line.startswith("$ vendome ")
    ]


def test_the_demo_leaves_papers_for_every_client(place: Path) -> None:
    papers = [path.name for path in (place / "demo-house" / "papers").glob("*.pdf")]
    assert len(papers) == 26
    assert {name.split("-", 1)[0] for name in papers} == {
        "PAR1",
        "MCM1",
        "MIL1",
        "ZRH1",
        "TYO1",
        "SHA1",
        "RUH1",
        "NYC1",
    }


def test_the_demo_again_changes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(path.name for path in (here / "demo-house" / "archive").rglob("*") if path.is_file())
    assert main(["demo"]) == 0
    assert "Sold: PAR1-T1-2026-000004" in capsys.readouterr().out
    assert sorted(path.name for path in (here / "demo-house" / "archive").rglob("*") if path.is_file()) == before


def test_the_demo_does_not_remove_a_real_house(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = here / "mine"
    mine.mkdir(exist_ok=True)
    (mine / "precious.txt").write_text("keep me", encoding="utf-8")
    assert main(["demo", "--fresh", "--folder", str(mine)]) == 2
    assert (mine / "precious.txt").read_text(encoding="utf-8") == "keep me"
    assert "not removed" in capsys.readouterr().err


def test_every_example_of_the_readme_runs(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (basket,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (here / "basket.toml").write_text(basket, encoding="utf-8")
    shutil.rmtree(here / "regions_of_house", ignore_errors=True)
    lines = examples()
    assert len(lines) >= 15
    for line in lines:
        assert main(shlex.split(line)) == 0, f"vendome {line}: {capsys.readouterr().err}"


def test_the_pictures_of_the_readme_exist() -> None:
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)
    assert pictures
    assert [path for path in pictures if not (ROOT / path).is_file()] == []


def test_the_pages_that_the_readme_names_exist() -> None:
    pages = re.findall(r"(?<!!)\[[^]]+\]\(([^)#]+)\)", README)
    assert [path for path in pages if not (ROOT / path).is_file()] == []

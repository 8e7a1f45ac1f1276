"""Beginning a country: the copy is complete, sound, and no word in it is damaged."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.base.errors import Refused
from core.examination.conformance import examine
from core.examination.scaffold import COUNTRY, begin_country
from core.jurisdictions.suite import Suite
from tests.support.abroad import TODAY, Abroad, abroad

__all__ = ["abroad"]

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("code", "name", "folder", "named"),
    [
        ("pt", "Portugal", "pt", "Portugal"),
        ("PT", "Portugal", "pt", "Portugal"),
        ("ci", "Côte d'Ivoire", "ci", "CoteDIvoire"),
        ("gb", "United Kingdom", "gb", "UnitedKingdom"),
        ("in", "India", "in_", "India"),
        ("is", "Iceland", "is_", "Iceland"),
        ("zz", "Zembla", "zz", "Zembla"),
        ("ax", "ZZ zz Zembla", "ax", "ZZZzZembla"),
    ],
)
def test_a_new_country_passes_its_examination_under_its_own_code_and_name(
    abroad: Abroad, code: str, name: str, folder: str, named: str
) -> None:
    begun = begin_country(code, name, abroad.folder)
    assert begun.folder == abroad.folder / folder
    assert begun.entry_point == f'{code.lower()} = "{abroad.package}.{folder}.plugin:plugin"'
    suite = Suite({code.lower(): f"{abroad.package}.{folder}.plugin"}, {})
    report = examine(suite, code, on=TODAY)
    assert [f for f in report.findings if f.level == "error"] == []
    assert report.cases == 8
    assert (suite.card(code).code, suite.card(code).name) == (code.upper(), name)
    assert type(suite.region(code)).__name__ == named
    assert suite.region(code).table("territory").value("vat.domestic", on=TODAY) == [code.upper()]


def test_only_the_code_and_the_name_are_replaced(abroad: Abroad) -> None:
    begun = begin_country("pt", "Portugal", abroad.folder)
    for path in begun.folder.iterdir():
        back = path.read_text("utf-8").replace("Portugal", "Zembla").replace("PT", "ZZ")
        back = re.sub(r"\bcheck pt\b", "check zz", back)
        assert back == (COUNTRY / path.name).read_text("utf-8"), path.name
        assert not re.search(r"\bZZ\b|\bzz\b|Zembla|core\.fictitious", path.read_text("utf-8")), path.name
    model = {path.name for path in COUNTRY.iterdir() if path.is_file()}
    assert {path.name for path in begun.folder.iterdir()} == model - {"test_zz.py"}


def test_the_test_file_is_made_where_tests_stand_beside_and_runs(abroad: Abroad) -> None:
    (abroad.root / "tests").mkdir()
    begun = begin_country("pt", "Portugal", abroad.folder)
    assert begun.test == abroad.root / "tests" / abroad.package / "pt" / "test_pt.py"
    info = abroad.root / "house-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: house\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[vendome.regions]\n{begun.entry_point.replace(chr(34), '')}\n", "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", str(begun.test)],
        cwd=abroad.root,
        env={"PYTHONPATH": f"{abroad.root}:{ROOT}", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "4 passed" in run.stdout, run.stdout + run.stderr


def test_beside_a_src_folder_the_tests_are_found_too(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    begun = begin_country("pt", "Portugal", tmp_path / "src" / "regions_of_house")
    assert begun.test == tmp_path / "tests" / "regions_of_house" / "pt" / "test_pt.py"
    assert begun.entry_point == 'pt = "regions_of_house.pt.plugin:plugin"'


def test_inside_a_package_the_whole_dotted_name_is_announced(tmp_path: Path) -> None:
    (tmp_path / "atelier").mkdir()
    (tmp_path / "atelier" / "__init__.py").touch()
    begun = begin_country("pt", "Portugal", tmp_path / "atelier" / "regions")
    assert begun.entry_point == 'pt = "atelier.regions.pt.plugin:plugin"'
    assert begun.test is None


@pytest.mark.parametrize("code", ["", "p", "prt", "p1", "pt\n", "ðt", "..", "p/"])
def test_a_code_that_is_none_is_refused(tmp_path: Path, code: str) -> None:
    with pytest.raises(Refused, match="is no ISO 3166-1 code"):
        begin_country(code, "Portugal", tmp_path / "own")
    assert not (tmp_path / "own").exists()


@pytest.mark.parametrize(
    "name", ["", '"', 'A "quoted" name', "back\\slash", "two\nlines", "{braces}", "9", "葡萄牙", "x" * 61]
)
def test_a_name_that_could_break_the_files_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match=r"is no name of a country|has no Latin letter"):
        begin_country("pt", name, tmp_path / "own")
    assert not (tmp_path / "own").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    begin_country("pt", "Portugal", tmp_path / "own")
    (tmp_path / "own" / "pt" / "tax.toml").write_text("mine", "utf-8")
    with pytest.raises(Refused, match="exists already"):
        begin_country("pt", "Portugal", tmp_path / "own")
    assert (tmp_path / "own" / "pt" / "tax.toml").read_text("utf-8") == "mine"


def test_an_existing_test_is_not_overwritten_and_nothing_is_half_made(tmp_path: Path) -> None:
    held = tmp_path / "tests" / "own" / "pt" / "test_pt.py"
    held.parent.mkdir(parents=True)
    held.write_text("mine", "utf-8")
    with pytest.raises(Refused, match=r"test_pt\.py exists already"):
        begin_country("pt", "Portugal", tmp_path / "own")
    assert not (tmp_path / "own").exists()
    assert held.read_text("utf-8") == "mine"


@pytest.mark.parametrize("folder", ["regions", "json", "core"])
def test_a_package_that_python_would_look_for_elsewhere_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(Refused, match="which would hide"):
        begin_country("pt", "Portugal", tmp_path / folder)


@pytest.mark.parametrize("folder", ["my-regions", "class", "2nd"])
def test_a_folder_that_is_no_package_name_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(Refused, match="cannot be imported as a package"):
        begin_country("pt", "Portugal", tmp_path / folder)

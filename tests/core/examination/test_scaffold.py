"""Beginning a country: the copy is complete, sound, and no word in it is damaged."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.base.errors import Refused
from core.examination.conformance import examine
from core.examination.scaffold import COUNTRY, PLUGIN, begin_country, begin_plugin
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
        assert not re.search(r"\bZZ\b|\bzz\b|Zembla|core\.examination\.fictitious", path.read_text("utf-8")), path.name
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


def lines_of(folder: Path) -> str:
    """Everything written below a folder."""
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_new_plugin_is_a_distribution_with_its_tests_and_no_word_of_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    begun = begin_plugin("gift_wrapping", "Gift wrapping")
    assert begun.project == Path("vendome-gift_wrapping")
    assert begun.test == begun.project / "tests" / "test_gift_wrapping.py"
    assert begun.entry_points == {
        "vendome.plugins": 'gift_wrapping = "gift_wrapping.plugin:plugin"',
        "vendome.commands": 'gift_wrapping = "gift_wrapping.cli:app"',
    }
    written = lines_of(begun.project)
    assert "ngraving" not in written
    assert "class OrderGiftWrapping(Command):" in written
    assert 'title = "Gift wrapping"' in written
    assert "# Gift wrapping" in written.splitlines()
    assert "uq_gift_wrapping_number" in written
    names = {path.name for path in begun.project.rglob("*") if path.is_file()}
    assert {"pyproject.toml", "py.typed", "gift_wrapping_0001.py", "gift_wrapping.toml"} <= names
    assert len(names) > 1
    assert {path.name for path in tmp_path.iterdir()} == {"vendome-gift_wrapping"}


def test_only_the_name_of_a_plugin_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    begun = begin_plugin("gifting", "Gifting")
    for path in begun.folder.rglob("*"):
        if path.is_file():
            back = path.read_text("utf-8").replace("Gifting", "Engraving").replace("gifting", "engraving")
            model = PLUGIN / path.relative_to(begun.folder).as_posix().replace("gifting", "engraving")
            assert back == model.read_text("utf-8").replace("core.examination.engraving", "engraving"), path


def test_inside_a_package_a_plugin_gets_its_folder_and_its_tests_beside(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    begun = begin_plugin("gifting", into=tmp_path / "plugins_of_house")
    assert begun.folder == tmp_path / "plugins_of_house" / "gifting"
    assert begun.test == tmp_path / "tests" / "plugins_of_house" / "gifting" / "test_gifting.py"
    assert begun.entry_points["vendome.commands"] == 'gifting = "plugins_of_house.gifting.cli:app"'
    assert begun.project is None
    assert not (tmp_path / "pyproject.toml").exists()
    assert "from plugins_of_house.gifting.model import Gifting" in (begun.folder / "service.py").read_text("utf-8")


@pytest.mark.parametrize(
    "name",
    ["", "Gifting", "gift-wrapping", "gift wrapping", "2nd", "class", "_gift", "gift_", "gïft", "g" * 31, "../g"],
)
def test_a_name_that_no_plugin_can_have_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match="is no name of a plugin"):
        begin_plugin(name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["core", "documents", "json", "regions"])
def test_a_plugin_that_would_hide_another_package_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match="which would hide"):
        begin_plugin(name)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_a_plugin_or_a_word_has_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match="repairs is taken"):
        begin_plugin("repairs", taken={"repairs"})
    with pytest.raises(Refused, match="is no title"):
        begin_plugin("gifting", 'Gift "wrapping"')
    assert list(tmp_path.iterdir()) == []


def test_a_plugin_that_exists_is_not_overwritten_and_nothing_is_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vendome-gifting").mkdir()
    with pytest.raises(Refused, match="vendome-gifting exists already"):
        begin_plugin("gifting")
    assert list((tmp_path / "vendome-gifting").iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["vendome-gifting"]


def test_what_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tests").mkdir()

    def broken(self: Path, target: Path) -> Path:
        if self.name.endswith(".making"):
            raise OSError("the disk is full")
        return renamed(self, target)

    renamed = Path.rename
    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(OSError, match="the disk is full"):
        begin_plugin("gifting", into=tmp_path / "plugins_of_house")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert list((tmp_path / "tests").iterdir()) == []

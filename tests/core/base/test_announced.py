"""What installed packages announce is read as ``importlib.metadata`` reads it."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from core.base.announced import announced


def pairs() -> dict[str, list[tuple[str, str]]]:
    """Group → (name, value) of everything announced."""
    return {g: sorted((e.name, f"{e.module}:{e.attribute}") for e in held) for g, held in announced().items()}


def package(folder: Path, name: str, text: str) -> None:
    info = folder / f"{name}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name.partition('-')[0]}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(text, "utf-8")


@pytest.mark.parametrize("group", ["vendome.regions", "vendome.plugins", "vendome.commands"])
def test_the_same_is_found_as_by_the_standard_library(
    group: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"[console_scripts]\nz = z:main\n\n[{group}]\n# a remark\nzz = house.zz.plugin:plugin\nyy=a.b:c.d [extra]\n"
    package(tmp_path, "house_countries-1.0", text)
    monkeypatch.syspath_prepend(tmp_path)
    found = sorted((entry.name, f"{entry.module}:{entry.attr}") for entry in entry_points(group=group))
    assert ("zz", "house.zz.plugin:plugin") in found
    assert ("yy", "a.b:c.d") in found
    assert pairs()[group] == found


def test_of_a_package_installed_twice_the_first_on_the_path_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package(tmp_path / "old", "House.Countries-1.0", "[vendome.regions]\nzz = old.plugin:plugin\n")
    package(tmp_path / "new", "house_countries-2.0", "[vendome.regions]\nzz = new.plugin:plugin\n")
    monkeypatch.syspath_prepend(tmp_path / "old")
    monkeypatch.syspath_prepend(tmp_path / "new")
    assert [value for name, value in pairs()["vendome.regions"] if name == "zz"] == ["new.plugin:plugin"]


def test_what_cannot_be_read_is_left_out_and_the_rest_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package(tmp_path, "broken-1.0", "")
    (tmp_path / "broken-1.0.dist-info" / "entry_points.txt").write_bytes(b"[vendome.regions]\n\xff = a:b\n")
    (tmp_path / "empty-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.syspath_prepend(tmp_path / "is not there")
    assert "fr" in [name for name, _ in pairs()["vendome.regions"]]


def test_a_thing_announced_is_loaded() -> None:
    (entry,) = [each for each in announced()["vendome.regions"] if each.name == "fr"]
    assert getattr(entry.load(), "code", "") == "FR"

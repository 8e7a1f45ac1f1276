"""The doctor finds what is there, and names what is not with the way out."""

from __future__ import annotations

import importlib.metadata
import os
import zoneinfo
from pathlib import Path

import pytest

from core.base.errors import VendomeError
from core.database.engine import open_engine
from core.setup import doctor
from core.setup.doctor import Check, examine


def named(checks: list[Check], name: str) -> Check:
    """The one check of that name."""
    [check] = [check for check in checks if check.name == name]
    return check


def program(folder: Path, name: str, script: str) -> None:
    """A program of that name in front of the path."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)


def test_a_machine_that_was_prepared_is_well() -> None:
    assert [check for check in examine() if not check.ok] == []


def test_each_script_has_a_named_font() -> None:
    checks = examine()
    assert named(checks, "Font for Japanese").detail == "Noto Serif CJK JP"
    assert named(checks, "Font for Arabic").detail == "Noto Naskh Arabic"
    assert len([check for check in checks if check.name.startswith("Font for ")]) == len(doctor.FONTS)


def test_a_missing_font_is_named_with_what_stands_in_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "fc-list", 'echo "DejaVu Sans,DejaVu Sans Light"')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    check = named(examine(), "Font for Thai")
    assert not check.ok
    assert check.detail == "Noto Serif Thai is missing; only DejaVu Sans has «ณ»"
    assert check.remedy == "apt-get install fonts-noto-core"


def test_a_machine_without_any_font_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "fc-list", "true")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert "no font at all" in named(examine(), "Font for Latin").detail


def test_a_machine_without_fontconfig_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    check = named(examine(), "Font for Hebrew")
    assert (check.ok, check.remedy) == (False, "apt-get install fontconfig")


def test_a_missing_library_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = (("Engraving", "libengraving.so.9", "engraving", "libengraving9"),)
    monkeypatch.setattr(doctor, "_LIBRARIES", absent)
    check = named(examine(), "Engraving")
    assert (check.ok, check.remedy) == (False, "apt-get install libengraving9")


@pytest.mark.parametrize("found", ["69.9", None])
def test_an_old_or_absent_weasyprint_is_refused(monkeypatch: pytest.MonkeyPatch, found: str | None) -> None:
    def version(name: str) -> str:
        if found is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return found

    monkeypatch.setattr(importlib.metadata, "version", version)
    check = named(examine(), "WeasyPrint")
    assert not check.ok
    assert "./vendome prepare" in check.remedy


def test_a_machine_without_time_zones_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(key: str) -> zoneinfo.ZoneInfo:
        raise zoneinfo.ZoneInfoNotFoundError(key)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", absent)
    check = named(examine(), "Time zones")
    assert not check.ok
    assert "Asia/Riyadh" in check.detail


def test_the_database_is_opened_on_either_kind(database_url: str) -> None:
    engine = open_engine(database_url)
    engine.connect().close()
    engine.dispose()
    check = named(examine(database_url), "Database")
    assert (check.ok, "durable" in check.detail) == (True, True)


@pytest.mark.parametrize(
    "address",
    ["sqlite:////nowhere/at/all/vendome.db", "oracle://x", "postgresql://nobody@127.0.0.1:1/x?connect_timeout=2"],
)
def test_a_database_that_cannot_be_had_is_a_finding_and_not_a_crash(address: str) -> None:
    check = named(examine(address), "Database")
    assert not check.ok
    assert check.detail
    assert check.remedy


def test_looking_for_a_database_does_not_make_one(tmp_path: Path) -> None:
    check = named(examine(f"sqlite:///{tmp_path / 'vendome.db'}"), "Database")
    assert not check.ok
    assert "is not there" in check.detail
    assert list(tmp_path.iterdir()) == []


def test_the_caller_may_ask_about_the_database_in_its_own_way() -> None:
    def behind() -> str:
        raise VendomeError("Two migrations are missing. Run «vendome init».")

    assert named(examine(lambda: "at revision 7"), "Database") == Check("Database", True, "at revision 7")
    assert named(examine(behind), "Database").detail.startswith("Two migrations are missing.")


def test_without_an_address_no_database_is_looked_at() -> None:
    assert "Database" not in {check.name for check in examine()}

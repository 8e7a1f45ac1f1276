"""A folder made is a folder kept: every name that was added is forced to the disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.base.files import make_folder, sync_folder


@pytest.fixture
def forced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders forced to the disk, in order."""
    names: list[str] = []
    fsync = os.fsync

    def noting(handle: int) -> None:
        names.append(Path(os.readlink(f"/proc/self/fd/{handle}")).name)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noting)
    return names


def test_every_new_folder_is_named_on_the_disk_by_the_one_above_it(tmp_path: Path, forced: list[str]) -> None:
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    assert forced == [tmp_path.name, "a"]


def test_a_folder_that_is_there_costs_nothing(tmp_path: Path, forced: list[str]) -> None:
    make_folder(tmp_path)
    assert forced == []


def test_a_file_in_the_way_is_an_error_and_no_handle_is_left_open(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "a")
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "nowhere")
    sync_folder(tmp_path)
    assert len(os.listdir("/proc/self/fd")) == before

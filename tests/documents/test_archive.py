"""The archive: whole or not at all, never overwritten, and nothing changes unseen."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from core.base.errors import NotFound, Refused
from documents import archive as archives
from documents.archive import Archive

PAPERS = [f"paper {n}".encode() * 50 for n in range(12)]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "deep" / "archive")


def test_a_paper_comes_back_by_the_hash_of_its_bytes(archive: Archive) -> None:
    name = archive.put(b"%PDF-1.7")
    assert name == hashlib.sha256(b"%PDF-1.7").hexdigest()
    assert archive.get(name) == b"%PDF-1.7"
    assert name in archive
    assert archive.path(name).relative_to(archive.folder).as_posix() == f"{name[:2]}/{name}"


def test_the_same_paper_twice_is_one_file_that_was_never_written_again(archive: Archive) -> None:
    name = archive.put(b"once")
    before = archive.path(name).stat()
    assert archive.put(b"once") == name
    after = archive.path(name).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert list(archive.names()) == [name]


def test_an_unknown_paper_is_not_found_and_a_path_is_no_name(archive: Archive) -> None:
    with pytest.raises(NotFound):
        archive.get("0" * 64)
    with pytest.raises(Refused, match="64 hex digits"):
        archive.get("../../etc/passwd")
    assert "../../etc/passwd" not in archive


def test_a_whole_archive_has_nothing_to_report(archive: Archive) -> None:
    names = [archive.put(paper) for paper in PAPERS]
    assert archive.verify(names) == ()


@pytest.mark.parametrize("place", [0, 199, 349])
def test_one_changed_bit_is_named_and_never_handed_out(archive: Archive, place: int) -> None:
    names = [archive.put(paper) for paper in PAPERS]
    path = archive.path(names[3])
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
    (found,) = archive.verify(names)
    assert found.level == "error"
    assert names[3] in found.where
    assert "altered" in found.text
    with pytest.raises(Refused, match="altered"):
        archive.get(names[3])
    with pytest.raises(Refused, match="altered"):
        archive.put(PAPERS[3])


def test_a_missing_paper_a_foreign_file_and_two_swapped_papers_are_named(archive: Archive) -> None:
    names = [archive.put(paper) for paper in PAPERS]
    archive.path(names[0]).unlink()
    (archive.folder / "notes.txt").write_text("hello")
    first, second = archive.path(names[1]), archive.path(names[2])
    first.rename(archive.folder / "aside")
    second.rename(first)
    (archive.folder / "aside").rename(second)
    texts = {finding.where: finding.text for finding in archive.verify(names)}
    assert "missing" in texts[names[0]]
    assert "not the archive's" in texts["notes.txt"]
    assert "altered" in texts[f"{names[1][:2]}/{names[1]}"]
    assert "altered" in texts[f"{names[2][:2]}/{names[2]}"]
    assert len(texts) == 4


def test_a_paper_in_another_folder_is_foreign_and_missed(archive: Archive) -> None:
    name = archive.put(b"moved")
    (archive.folder / "zz").mkdir()
    archive.path(name).rename(archive.folder / "zz" / name)
    texts = [finding.text for finding in archive.verify([name])]
    assert len(texts) == 3


def test_a_link_in_the_archive_is_reported_and_not_followed(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("secret")
    (archive.folder / "link").symlink_to(tmp_path / "elsewhere")
    (found,) = archive.verify()
    assert "no ordinary file" in found.text


@pytest.mark.parametrize("step", ["write", "fsync", "link"])
def test_a_crash_at_any_step_leaves_the_old_state_and_the_next_try_succeeds(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    kept = archive.put(b"before")

    def stop(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as fault:
        if step == "write":
            fault.setattr(archives, "_write_through", stop)
        else:
            fault.setattr(os, step, stop)
        with pytest.raises(OSError, match="No space"):
            archive.put(b"after")
    assert list(archive.names()) == [kept]
    assert archive.verify([kept]) == ()
    name = archive.put(b"after")
    assert archive.verify([kept, name]) == ()


def test_a_write_cut_off_by_a_power_failure_is_a_note_and_not_a_paper(archive: Archive) -> None:
    name = hashlib.sha256(b"whole").hexdigest()
    (archive.folder / name[:2]).mkdir()
    (archive.folder / name[:2] / f".{name}.{'0' * 16}.part").write_bytes(b"who")
    (found,) = archive.verify()
    assert found.level == "note"
    assert name not in archive


def test_bytes_and_folder_reach_the_disk_before_the_name_is_given(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    true_sync, true_link = os.fsync, os.link

    def sync(handle: int) -> None:
        steps.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        true_sync(handle)

    def link(source: Path, target: Path) -> None:
        steps.append("name")
        true_link(source, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "link", link)
    archive.put(b"in order")
    assert steps[-3:] == ["file", "name", "folder"]

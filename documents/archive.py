"""Finished papers, kept by what they are: a file's name is the SHA-256 of its bytes.

Nothing is ever overwritten or made again; a reprint is the stored bytes. A file appears whole or not at all: it is
written beside its place, forced to the disk, then given its name, and the folder is forced to the disk too.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from core.base.errors import NotFound, Refused
from core.base.files import make_folder, sync_folder
from core.base.findings import Finding

_NAME = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"\.[0-9a-f]{64}\.[0-9a-f]{16}\.part")


class Archive:
    """A folder of papers: ``<first two hex digits>/<sha256>``."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made when it is not there yet."""
        self.folder = folder
        make_folder(folder)

    def put(self, content: bytes) -> str:
        """Keep some bytes and return their name (64 hex digits).

        When this returns, the bytes survive a power cut. Keeping the same bytes again changes nothing. Refused when
        what is stored under that name is no longer these bytes.
        """
        name = hashlib.sha256(content).hexdigest()
        place = self._place(name)
        if place.exists():
            self.get(name)
            return name
        make_folder(place.parent)
        part = place.parent / f".{name}.{secrets.token_hex(8)}.part"
        try:
            _write_through(part, content)
            # A hard link, unlike a rename, fails when the name is taken: of two writers one wins and none overwrites.
            with contextlib.suppress(FileExistsError):
                os.link(part, place)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(place.parent)
        return name

    def get(self, name: str) -> bytes:
        """The bytes of a paper, checked against their name. NotFound when absent, Refused when altered."""
        if not _NAME.fullmatch(name):
            raise Refused(f"{name[:80]!r} is not the name of an archived paper. Give the 64 hex digits of its SHA-256.")
        try:
            content = self._place(name).read_bytes()
        except FileNotFoundError:
            raise NotFound(f"No paper {name} is archived here. Restore it from a copy of the archive.") from None
        if hashlib.sha256(content).hexdigest() != name:
            raise Refused(f"The archived paper {name} has been altered. Restore it from a copy of the archive.")
        return content

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(_NAME.fullmatch(name)) and self._place(name).exists()

    def names(self) -> Iterator[str]:
        """Names of all papers, sorted."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                if _NAME.fullmatch(path.name):
                    yield path.name

    def verify(self, expected: Iterable[str] = ()) -> tuple[Finding, ...]:
        """What is wrong with the archive; empty when nothing is.

        Every file is read: changed papers, files that are no papers, papers in the wrong folder, writes that a crash
        left unfinished (a note: they were never acknowledged), and names of ``expected`` (the journal's) that are
        missing.
        """
        found: list[Finding] = []
        present = set()
        for path in sorted(self.folder.rglob("*")):
            where = path.relative_to(self.folder).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                found.append(Finding("error", where, "This is no ordinary file. Take it out of the archive."))
            elif path.is_dir():
                if path.parent != self.folder or not re.fullmatch("[0-9a-f]{2}", path.name):
                    found.append(Finding("error", where, "This folder is not the archive's. Take it out."))
            elif _PART.fullmatch(path.name):
                found.append(Finding("note", where, "A write that never finished. It can be removed."))
            elif not _NAME.fullmatch(path.name) or path != self._place(path.name):
                found.append(Finding("error", where, "This file is not the archive's. Take it out."))
            else:
                present.add(path.name)
                if _digest(path) != path.name:
                    found.append(Finding("error", where, "The paper has been altered. Restore it from a copy."))
        lost = "The journal names this paper and it is missing. Restore it from a copy."
        found.extend(Finding("error", name, lost) for name in sorted(set(expected) - present))
        return tuple(found)

    def path(self, name: str) -> Path:
        """Where the paper of a hash lies, for opening it; reading through :meth:`get` verifies it."""
        return self._place(name)

    def _place(self, name: str) -> Path:
        return self.folder / name[:2] / name


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_through(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())

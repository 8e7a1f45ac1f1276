"""Whether a database has the tables that this version of the code knows, asked at every opening: so without Alembic,
by the names of the revisions alone, which are ``<branch>_<four digits>``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from core.base.errors import VendomeError

_REVISION = re.compile(r"(\w+)_(\d{4})")
#: The core's own revisions.
CORE = Path(__file__).parents[1] / "migrations" / "versions"


def check_revisions(connection: Connection, folders: Iterable[Path]) -> None:
    """Refuse a database that is behind these folders of revisions, or ahead of them: a command would be carried out
    half by one version and half by the other. One that has no tables yet is left to what opens it."""
    if not inspect(connection).has_table("alembic_version"):
        return
    applied = connection.scalars(text("SELECT version_num FROM alembic_version"))
    heads = {branch: int(number) for branch, number in map(_parts, applied) if branch}
    known = {branch: number for folder in folders for branch, number in [_newest(folder)] if branch}
    lacking = [f"{branch}_{number:04d}" for branch, number in sorted(known.items()) if heads.get(branch, 0) < number]
    ahead = [f"{branch}_{number:04d}" for branch, number in sorted(heads.items()) if number > known.get(branch, number)]
    if ahead:
        raise VendomeError(
            f"The database is newer than this version of Vendome ({', '.join(ahead)}). Nothing was written. Install "
            "the version that the house runs elsewhere."
        )
    if lacking:
        raise VendomeError(
            f"The database is older than this version of Vendome: it lacks {', '.join(lacking)}. Nothing was written. "
            "Run «vendome init», which brings it up to date."
        )


def _newest(folder: Path) -> tuple[str, int]:
    """The branch of a folder and the number of its last revision; ("", 0) without any."""
    return max((_parts(path.stem) for path in folder.glob("*_[0-9][0-9][0-9][0-9]*.py")), default=("", 0))


def _parts(revision: str) -> tuple[str, int]:
    found = _REVISION.match(revision)
    return (found[1], int(found[2])) if found else ("", 0)

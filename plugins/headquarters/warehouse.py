"""The warehouse: a folder of Parquet files beside the house, and the manifest that says which of them count.

Each file is written beside its place, forced to the disk, then given its name; the manifest follows last, in the same
way. Whatever a crash leaves behind is not named by the manifest, counts for nothing, and is cleared by the next
extract.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.base.errors import Retry, VendomeError
from core.base.files import make_folder, sync_folder
from plugins.headquarters.facts import AMOUNTS, TABLES
from plugins.headquarters.manifest import FactFile, Manifest, Sums, read_manifest

MANIFEST = "manifest.json"
_LOCK = ".lock"

#: Told before each thing that reaches the disk; tests end the process there.
Step = Callable[[str], None]


def _quietly(what: str) -> None:
    return None


class Warehouse:
    """The facts of one house, in ``<folder of the house>/warehouse``."""

    def __init__(self, folder: Path, house: str) -> None:
        """``house``: its name, so that two houses' facts are never mixed."""
        self.folder, self.house = folder, house

    def manifest(self) -> Manifest:
        """What counts. An empty one where nothing was extracted yet; refused when altered or of another house."""
        path = self.folder / MANIFEST
        try:
            manifest = read_manifest(path.read_text(encoding="utf-8"), str(path))
        except FileNotFoundError:
            return Manifest(self.house)
        except UnicodeDecodeError:
            return read_manifest("", str(path))
        if manifest.house != self.house:
            raise VendomeError(
                f"{path} holds facts of {manifest.house}, not of {self.house}. Set VENDOME_HOME to the folder of "
                "the right house."
            )
        return manifest

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the warehouse for writing; the lock ends with the process, whatever happens."""
        make_folder(self.folder)
        handle = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Retry(
                    "Another extract is writing this warehouse right now. Wait for it, then do it again."
                ) from None
            yield
        finally:
            os.close(handle)

    def write_facts(
        self, manifest: Manifest, table: str, year: str, rows: list[dict[str, Any]], step: Step = _quietly
    ) -> FactFile:
        """Write one file of the batch after ``manifest``. It counts only once a manifest names it."""
        import pyarrow.parquet as parquet

        columns = arrow_table(table, rows)
        buffer = io.BytesIO()
        parquet.write_table(columns, buffer, compression="zstd")
        content = buffer.getvalue()
        path = f"g{manifest.generation}/{table}/{year}/{manifest.batches + 1:06d}.parquet"
        _write_through(self.folder / path, content, step)
        return FactFile(
            path, table, year, len(rows), len(content), hashlib.sha256(content).hexdigest(), sums_of(table, columns)
        )

    def publish(self, manifest: Manifest, step: Step = _quietly) -> None:
        """Make a manifest the one that counts."""
        _write_through(self.folder / MANIFEST, manifest.to_text().encode(), step)

    def leftovers(self, manifest: Manifest) -> list[Path]:
        """Files that no manifest names: of an extract that was cut off, or of facts before a rebuild."""
        named = {self.folder / file.path for file in manifest.files} | {self.folder / MANIFEST, self.folder / _LOCK}
        return [path for path in sorted(self.folder.rglob("*")) if path.is_file() and path not in named]

    def clear(self, manifest: Manifest) -> None:
        """Remove the leftovers and the folders they leave empty."""
        for path in self.leftovers(manifest):
            path.unlink()
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()

    def checked(self, files: Iterable[FactFile]) -> list[str]:
        """The full paths of these files, each one there and unaltered. Refused, naming the first that is not."""
        paths = []
        for file in files:
            fault = self.fault_of(file)
            if fault:
                raise VendomeError(f"{file.path}: {fault}")
            paths.append(str(self.folder / file.path))
        return paths

    def fault_of(self, file: FactFile) -> str:
        """What is wrong with a file, with the way out; empty when it is the one that the manifest names."""
        way_out = (
            "Restore it from a backup of the warehouse, or draw all facts again with «vendome hq extract --rebuild»."
        )
        try:
            with (self.folder / file.path).open("rb") as opened:
                found = hashlib.file_digest(opened, "sha256").hexdigest()
        except FileNotFoundError:
            return f"the file is missing. {way_out}"
        except OSError as fault:
            return f"the file cannot be read ({fault.strerror}). {way_out}"
        return "" if found == file.sha256 else f"the file was altered. {way_out}"


def arrow_table(name: str, rows: list[dict[str, Any]]) -> Any:
    """Rows as an Arrow table of exactly the declared types."""
    import pyarrow

    return pyarrow.Table.from_pylist(rows, schema=arrow_schema(name))


def arrow_schema(name: str) -> Any:
    """The Arrow types of a table's columns. No floating point anywhere."""
    import pyarrow

    types: Mapping[str, Any] = {
        "text": pyarrow.string(),
        "count": pyarrow.int64(),
        "date": pyarrow.date32(),
        "rate": pyarrow.decimal128(18, 10),
        "amount": pyarrow.decimal128(38, 4),
        "minor": pyarrow.int64(),
    }
    return pyarrow.schema([(column, types[kind]) for column, kind in TABLES[name].items()])


def sums_of(name: str, table: Any) -> Sums:
    """Sums of an Arrow table by currency: every column of minor units, and of lines the quantity."""
    found: dict[str, dict[str, int]] = {}
    for column, currency in AMOUNTS[name].items():
        for key, value in _grouped(table, currency, f"{column}_minor"):
            found.setdefault(key, {})[f"{column}_minor"] = int(value)
    if name == "lines":
        for key, value in _grouped(table, "currency", "quantity"):
            found[key]["quantity"] = int(value)
    return found


def decimal_sums_of(name: str, table: Any) -> dict[tuple[str, str], Any]:
    """Sums of the decimal columns by (currency, column)."""
    return {
        (key, column): value
        for column, currency in AMOUNTS[name].items()
        for key, value in _grouped(table, currency, column)
    }


def _grouped(table: Any, key: str, column: str) -> list[tuple[str, Any]]:
    sums = table.group_by(key).aggregate([(column, "sum")])
    return list(zip(sums[key].to_pylist(), sums[f"{column}_sum"].to_pylist(), strict=True))


def _write_through(path: Path, content: bytes, step: Step) -> None:
    """Bytes under a name, whole or not at all, and there after a power cut when this returns."""
    make_folder(path.parent)
    part = path.with_name(f".{path.name}.part")
    step(f"write {path.name}")
    with part.open("wb") as file:
        file.write(content[: len(content) // 2])
        step(f"half of {path.name}")
        file.write(content[len(content) // 2 :])
        file.flush()
        os.fsync(file.fileno())
    step(f"name {path.name}")
    part.replace(path)
    sync_folder(path.parent)
    step(f"named {path.name}")

"""The engine that answers questions over the facts: the only file that knows which one it is.

Questions are Ibis expressions over the three tables (see turnover.py and receipts.py). They group and add whole
numbers and nothing else, so an engine that a house already has answers them unchanged: give :class:`Facts` its
connection and tables.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from plugins.headquarters.manifest import Manifest
from plugins.headquarters.warehouse import Warehouse, arrow_schema


@dataclass(frozen=True)
class Facts:
    """A connection of Ibis and the fact tables it can ask, by name."""

    connection: Any
    tables: Mapping[str, Any]

    def rows(self, question: Any) -> list[dict[str, Any]]:
        """Answer a question: rows as plain Python values, whole numbers exact. Too large a sum raises, it never
        wraps."""
        found: list[dict[str, Any]] = self.connection.to_pyarrow(question).to_pylist()
        return found


def open_facts(
    warehouse: Warehouse, manifest: Manifest, first: date | None, last: date | None, names: Sequence[str] = ("lines",)
) -> Facts:
    """DuckDB over the Parquet files of the years asked for, each file checked against the manifest before it is
    read."""
    import ibis

    # Nothing is fetched from the network: what is needed to read Parquet is built in.
    connection = ibis.duckdb.connect(autoinstall_known_extensions=False, autoload_known_extensions=False)
    tables = {}
    for name in names:
        files = [file for file in manifest.files if file.table == name and _meets(file.year, first, last)]
        paths = warehouse.checked(files)
        if paths:
            tables[name] = connection.read_parquet(paths, table_name=name, hive_partitioning=False)
        else:
            tables[name] = connection.create_table(name, schema=ibis.Schema.from_pyarrow(arrow_schema(name)))
    return Facts(connection, tables)


def _meets(year: str, first: date | None, last: date | None) -> bool:
    return (first is None or int(year) >= first.year) and (last is None or int(year) <= last.year)


def scoped(
    lines: Any, first: date | None, last: date | None, countries: Sequence[str], boutiques: Collection[str] | None
) -> Any:
    """The lines of a stretch of business dates, of these countries (none given: all) and boutiques (None: all)."""
    import ibis

    if first is not None:
        lines = lines.filter(lines.business_date >= ibis.literal(first))
    if last is not None:
        lines = lines.filter(lines.business_date <= ibis.literal(last))
    if countries:
        lines = lines.filter(lines.country.isin(list(countries)))
    if boutiques is not None:
        lines = lines.filter(lines.boutique.isin(sorted(boutiques)))
    return lines

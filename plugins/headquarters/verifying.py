"""``vendome hq verify``: every file of facts re-read, re-hashed and summed, and the sums compared with the books."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from core.base.errors import VendomeError
from core.base.findings import Finding
from core.base.money import amount
from core.commands.house import House
from core.database.engine import reading
from plugins.headquarters.books import Span, booked, check_same_history, heads
from plugins.headquarters.extract import check_series, difference
from plugins.headquarters.manifest import FactFile, Manifest, Sums, add_sums
from plugins.headquarters.source import Verdict
from plugins.headquarters.warehouse import Warehouse, arrow_schema, decimal_sums_of, sums_of

_REBUILD = "Draw all facts again with «vendome hq extract --rebuild»."


def verify_warehouse(house: House, warehouse: Warehouse) -> Verdict:
    """Verify files, sums, watermarks and books. Records newer than the watermark are no fault."""
    try:
        manifest = warehouse.manifest()
    except VendomeError as fault:
        return Verdict(0, 0, 0, (Finding("error", "manifest.json", str(fault)),))
    findings = [*_files(warehouse, manifest), *_books(house, manifest)]
    for path in warehouse.leftovers(manifest):
        where = path.relative_to(warehouse.folder).as_posix()
        findings.append(
            Finding("note", where, "No manifest names this file; it counts for nothing. The next extract clears it.")
        )
    return Verdict(len(manifest.files), sum(file.rows for file in manifest.files), manifest.sales, tuple(findings))


def _files(warehouse: Warehouse, manifest: Manifest) -> Iterator[Finding]:
    sums: dict[str, Sums] = {"lines": {}, "taxes": {}, "tenders": {}}
    whole = True
    for file in manifest.files:
        fault = warehouse.fault_of(file) or _content(warehouse, file)
        if fault:
            whole = False
            yield Finding("error", file.path, fault)
        sums[file.table] = add_sums(sums[file.table], file.sums)
    if not whole:
        return
    for currency, claimed in sorted(manifest.sums.items()):
        for name in ("net", "tax", "gross"):
            found = sums["lines"].get(currency, {}).get(f"{name}_minor", 0)
            if found != claimed[name]:
                text = (
                    f"The lines add up to {found} minor units of {name}, the manifest says {claimed[name]}. {_REBUILD}"
                )
                yield Finding("error", currency, text)
        paid = sums["tenders"].get(currency, {}).get("value_minor", 0)
        if paid != claimed["payable"]:
            text = f"The payments add up to {paid} minor units, {claimed['payable']} were payable. {_REBUILD}"
            yield Finding("error", currency, text)


def _content(warehouse: Warehouse, file: FactFile) -> str:
    """What the rows of a file say against its entry in the manifest; empty when they agree."""
    import pyarrow.parquet as parquet

    table: Any = parquet.read_table(io.BytesIO((warehouse.folder / file.path).read_bytes()))
    if table.schema != arrow_schema(file.table):
        return f"its columns are not those of {file.table}. {_REBUILD}"
    found = sums_of(file.table, table)
    if table.num_rows != file.rows or found != {currency: dict(amounts) for currency, amounts in file.sums.items()}:
        return f"its rows do not add up to what the manifest says. {_REBUILD}"
    for (currency, name), exact in decimal_sums_of(file.table, table).items():
        if exact != amount(found[currency][f"{name}_minor"], currency):
            return f"its column {name} in {currency} does not equal its minor units. {_REBUILD}"
    return ""


def _books(house: House, manifest: Manifest) -> Iterator[Finding]:
    way_out = "Run «vendome journal verify»; if it is sound, «vendome hq extract --rebuild»."
    with reading(house.engine) as session:
        known = {head.code: head for head in heads(session)}
        for code, mark in sorted(manifest.series.items()):
            span = Span(code, 0, mark.last)
            try:
                check_same_history(session, mark, known.get(code), code)
                check_series(session, span)
                books = booked(session, [span])
            except VendomeError as fault:
                yield Finding("error", code, str(fault))
                continue
            found = books.get(mark.currency, {"sales": 0, "gross": 0})
            if (found["sales"], found["gross"]) != (mark.sales, mark.gross):
                text = (
                    f"The facts say {mark.sales} sales and {mark.gross} minor units up to no. {mark.last}, the "
                    f"books {found['sales']} and "
                    f"{found['gross']}. {way_out}"
                )
                yield Finding("error", code, text)
        try:
            difference(
                manifest.sums,
                booked(session, [Span(code, 0, mark.last) for code, mark in manifest.series.items()]),
                way_out,
            )
        except VendomeError as fault:
            yield Finding("error", "sums", str(fault))

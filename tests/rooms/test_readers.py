"""What the journal keeps is read as typed values: nobody parses a record by hand or reaches into one by a bare key."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: The one reader, and the audit that only writes the same text again.
READERS = {"core/journal/record.py", "core/audit/journal.py"}
#: A file that names none of these holds no record of the journal, whatever it calls its own.
SOURCES = ("core.journal", ".record import", ".records")
#: A country gets the record as plain values, like everything else it is told.
ROOMS = ("core", "documents", "plugins")
PARSERS = {"loads", "decode", "convert"}
VALUES = {"plain", "values_of", "from_plain", "read", "record_of"}


def breaches(source: str) -> Iterator[str]:
    """Where a file parses a record's content, or takes a value of a record by its key."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in PARSERS and any(map(_is_content, node.args)):
            yield f"line {node.lineno}: {ast.unparse(node)} parses a record; use core.journal.record.read"
        key = _key(node)
        if key is not None and _is_record(key[0]):
            yield f"line {getattr(node, 'lineno', 0)}: {ast.unparse(node)} takes a value by its key; use the attribute"


def _key(node: ast.AST) -> tuple[ast.expr, str] | None:
    """(what, key) of ``what["key"]`` and ``what.get("key")``."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.value, node.slice.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            return node.func.value, first.value
    return None


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_content(node: ast.expr) -> bool:
    """``row.content``, ``row["content"]`` or a name ``content``."""
    key = _key(node)
    return _name(node) == "content" or (key is not None and key[1] == "content")


def _is_record(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return _name(node.func) in VALUES
    return _name(node) in {"record", "content"} or ((key := _key(node)) is not None and _is_record(key[0]))


def test_every_reader_of_a_record_reads_typed_attributes() -> None:
    found = [
        f"{name}: {breach}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if (name := path.relative_to(ROOT).as_posix()) not in READERS
        and any(word in (source := path.read_text("utf-8")) for word in SOURCES)
        for breach in breaches(source)
    ]
    assert "\n".join(found) == ""


@pytest.mark.parametrize(
    "line",
    [
        "told = json.loads(entry.content)",
        'told = json.loads(row["content"])',
        "record = msgspec.json.decode(content)",
        'gross = record["totals"]["gross"]',
        'lines = content.get("lines", ())',
        'net = plain(record)["totals"]',
        'name = record_of(entry, kinds)["seller"]',
    ],
)
def test_a_reader_by_key_turns_the_proof_red(line: str) -> None:
    assert list(breaches(line))


@pytest.mark.parametrize("line", ["gross = record.totals.gross", 'size = row["size"]', "held = json.loads(answer)"])
def test_other_keys_are_nobodys_business(line: str) -> None:
    assert list(breaches(line)) == []

"""The table of documents says what the journal says of every page filed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from core.audit import journal as verifying
from core.audit.journal import verify_journal
from core.commands.execute import execute
from core.commands.house import House
from core.journal.chain import JournalEntry
from core.journal.issued import Document
from core.papers.commands import FileDocument
from tests.reliability.state import unguarded
from tests.support.cast import advisor, copied_house, key, leave, sale

DOCUMENT = Document.__table__
#: Columns that the journal says nothing of: when the paper was asked for, and why drawing it failed.
OF_THE_WORK = {"created_at", "fault"}


def filed(house: House) -> list[str]:
    """A sale whose two papers are filed; their identities."""
    answer = execute(house, sale(), advisor(house), key())
    for n, identity in enumerate(answer["documents"]):
        execute(house, FileDocument(identity, f"{n}" * 64, 4000 + n, 2, "0123456789abcdef"), house.system(), key())
    assert verify_journal(house).sound
    return list(answer["documents"])


def found(house: House) -> str:
    """What verification says, "" when all is well."""
    return "\n".join(f"{f.where}: {f.text}" for f in verify_journal(house).findings)


def tampered(house: House, identity: str, **values: Any) -> None:
    """Change a document's row as somebody would who owns the database."""
    connection: Connection
    with house.engine.connect() as connection:
        unguarded(connection)
        row = connection.execute(select(DOCUMENT).where(DOCUMENT.c.id == _uuid(identity))).one()
        assert {name: getattr(row, name) for name in values} != values
        connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == row.id).values(**values))
        connection.commit()


def _uuid(identity: str) -> Any:
    return DOCUMENT.c.id.type.python_type(identity)


def other(house: House, column: str) -> Any:
    """Another value for a column."""
    with house.engine.connect() as connection:
        row = connection.execute(select(DOCUMENT).order_by(DOCUMENT.c.id).limit(1)).one()
        filing = select(JournalEntry.id).where(JournalEntry.kind == "document.filed").limit(1)
        entry = connection.execute(filing).scalar_one()
    values: dict[str, Any] = {
        "entry_id": entry,
        "kind": "certificate",
        "languages": ["ja"],
        "subject": 1,
        "duplicate": True,
        "sha256": "f" * 64,
        "size": row.size + 1,
        "pages": row.pages + 1,
        "template": "fedcba9876543210",
        "filed_at": row.filed_at + timedelta(seconds=1),
    }
    return values[column]


COLUMNS = tuple(column.name for column in DOCUMENT.columns if column.name not in {"id", "state", *OF_THE_WORK})


@pytest.mark.parametrize("column", COLUMNS)
def test_any_column_of_a_filed_document_changed_in_the_table_is_found_and_named(house: House, column: str) -> None:
    identity = filed(house)[0]
    tampered(house, identity, **{column: other(house, column)})
    findings = found(house)
    assert f"document {identity}: " in findings
    assert ("record it was drawn from" if column == "entry_id" else f"Its {column} is not the") in findings


def test_a_filing_taken_back_in_the_table_and_one_that_never_was_are_found(house: House) -> None:
    first, second = filed(house)
    tampered(house, first, state="pending", sha256=None)
    assert f"document {first}: The journal says that it was filed" in found(house)
    answer = execute(house, sale(), advisor(house), key())
    tampered(house, answer["documents"][0], state="filed", sha256="a" * 64)
    assert f"document {answer['documents'][0]}: The journal does not say that it was filed" in found(house)
    assert second not in found(house)


@pytest.mark.parametrize("column", ["size", "pages", "languages", "filed_at", "duplicate"])
def test_a_document_that_cannot_even_be_read_is_named(sqlite_house: House, column: str) -> None:
    identity, second = filed(sqlite_house)
    with sqlite_house.engine.connect() as connection:
        unguarded(connection)
        statement = f"UPDATE document SET {column} = 'ruined' WHERE id = '{_uuid(identity).hex}'"
        assert connection.exec_driver_sql(statement).rowcount == 1
        connection.commit()
    assert f"document {identity}: " in found(sqlite_house)
    assert second not in found(sqlite_house)


def test_a_comparison_that_leaves_a_column_out_turns_the_proof_red(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = copied_house(tmp_path)
    identity = filed(house)[0]
    monkeypatch.setattr(verifying, "_FILED", {"sha256": "sha256"})
    tampered(house, identity, pages=9)
    assert found(house) == ""
    leave(house)

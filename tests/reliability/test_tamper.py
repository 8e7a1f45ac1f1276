"""Any change of the record behind the software's back is found and named."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from core.audit import journal as verifying
from core.audit.journal import verify_journal
from core.base.errors import NotFound, Refused
from core.commands.execute import execute
from core.commands.house import House
from core.journal import chain as journal
from core.journal.chain import JournalEntry, Series, record_hash, record_text
from core.journal.issued import Document
from core.papers.commands import FileDocument
from core.sales.model import Sale, SaleLine
from documents.archive import Archive
from tests.reliability.state import unguarded
from tests.reliability.tamper import sell_some, undetected
from tests.support.cast import advisor, copied_house, key, sale

ENTRY, SERIES, DOCUMENT = JournalEntry.__table__, Series.__table__, Document.__table__


def sold(house: House, count: int = 5) -> list[dict[str, Any]]:
    """That many sales of one till; their records in order."""
    for _ in range(count):
        execute(house, sale(), advisor(house), key())
    with house.engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(select(ENTRY).order_by(ENTRY.c.number))]


def found(house: House) -> str:
    """What verification says, "" when all is well."""
    return "\n".join(f"{f.where}: {f.text}" for f in verify_journal(house).findings)


class Owner:
    """Somebody who owns the database, with the triggers off."""

    def __init__(self, house: House) -> None:
        self._house = house

    def __enter__(self) -> Connection:
        self._connection = self._house.engine.connect()
        unguarded(self._connection)
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.commit()
        self._connection.close()
        self._house.engine.dispose()


def test_an_untouched_record_is_sound(house: House) -> None:
    sell_some(house, 4)
    verdict = verify_journal(house)
    assert (verdict.sound, verdict.records, verdict.series) == (True, 4, 2)


def test_a_change_of_any_column_of_the_record_is_found_and_named(house: House) -> None:
    sell_some(house, 4)
    count, missed = undetected(house, 2, random.Random(38))
    assert missed == []
    assert count > 90


def test_any_single_character_of_a_record_counts(sqlite_house: House) -> None:
    record = sold(sqlite_house, 1)[0]
    chance = random.Random(25)
    content: str = record["content"]
    for at in chance.sample(range(len(content)), 60):
        with Owner(sqlite_house) as connection:
            other = content[:at] + ("~" if content[at] != "~" else "^") + content[at + 1 :]
            connection.execute(update(ENTRY).values(content=other))
        assert "PAR1-T1-2026-000001" in found(sqlite_house), f"character {at}"
    with Owner(sqlite_house) as connection:
        connection.execute(update(ENTRY).values(content=content))
    assert found(sqlite_house) == ""


@pytest.mark.parametrize("column", ["at", "business_date", "amount", "boutique_id", "total", "content"])
def test_a_value_that_is_not_even_of_its_type_is_named_not_stumbled_over(sqlite_house: House, column: str) -> None:
    sold(sqlite_house, 3)
    with Owner(sqlite_house) as connection:
        connection.exec_driver_sql(f"UPDATE journal_entry SET {column} = 'ruined' WHERE number = 2")
    assert "no. 2 (PAR1-T1-2026-000002)" in found(sqlite_house)


@pytest.mark.parametrize("column", ["at", "net", "till_id", "business_date"])
def test_a_sale_that_cannot_even_be_read_is_named(sqlite_house: House, column: str) -> None:
    sold(sqlite_house, 3)
    with Owner(sqlite_house) as connection:
        connection.exec_driver_sql(
            f"UPDATE sale SET {column} = 'ruined' WHERE entry_id IN (SELECT id FROM journal_entry WHERE number = 2)"
        )
    assert "sale PAR1-T1-2026-000002" in found(sqlite_house)


def test_a_record_taken_out_is_missed_where_it_stood(house: House) -> None:
    sold(house)
    with Owner(house) as connection:
        connection.execute(delete(ENTRY).where(ENTRY.c.number == 3))
    told = found(house)
    assert "no. 4 (PAR1-T1-2026-000004): No. 3 is missing before it" in told


def test_a_tail_cut_off_shows_at_the_head_of_the_series(house: House) -> None:
    sold(house)
    with Owner(house) as connection:
        connection.execute(delete(ENTRY).where(ENTRY.c.number >= 4))
    assert "FR01:PAR1:T1:sale:EUR:2026: The head of the series does not fit its last record, no. 3" in found(house)


def test_a_tail_cut_off_with_the_head_set_back_shows_in_the_sales(house: House) -> None:
    records = sold(house)
    with Owner(house) as connection:
        connection.execute(delete(ENTRY).where(ENTRY.c.number >= 4))
        last = records[2]
        connection.execute(update(SERIES).values(next_number=4, head=last["hash"], total=last["total"]))
    assert "The journal has no record of it" in found(house)


def test_two_records_that_changed_places_are_found(house: House) -> None:
    records = sold(house)
    with Owner(house) as connection:
        for number, label, at in ((99, "x", 2), (2, records[1]["label"], 3), (3, records[2]["label"], 99)):
            connection.execute(update(ENTRY).where(ENTRY.c.number == at).values(number=number, label=label))
    assert "no. 2 (PAR1-T1-2026-000002)" in found(house)


def test_a_record_slipped_in_is_found(house: House) -> None:
    records = sold(house)
    forged = {**records[-1], "id": house.ids.new(), "number": 6, "label": "PAR1-T1-2026-000006"}
    with Owner(house) as connection:
        connection.execute(insert(ENTRY), forged)
    assert "no. 6 (PAR1-T1-2026-000006)" in found(house)


def test_a_chain_rebuilt_with_sound_hashes_lacks_the_countrys_seal(house: House) -> None:
    rebuilt = forged_chain(sold(house))
    with Owner(house) as connection:
        for row in rebuilt:
            connection.execute(update(ENTRY).where(ENTRY.c.id == row["id"]).values(**row))
        connection.execute(update(SERIES).values(head=rebuilt[-1]["hash"], total=rebuilt[-1]["total"]))
    assert "no. 2 (PAR1-T1-2026-000002): Its country's seal does not fit" in found(house)


def forged_chain(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """From the second record on a hundred times cheaper, hashed anew as the software would; the seals stay."""
    previous, total, rebuilt = records[0]["hash"], records[0]["total"], [records[0]]
    for row in records[1:]:
        amount = row["amount"] // 100
        total += amount
        new = {**row, "amount": amount, "total": total, "previous": previous}
        new["hash"] = previous = record_hash(record_text(new))
        rebuilt.append(new)
    return rebuilt


def test_lines_of_no_sale_and_sales_of_no_record_are_found(house: House) -> None:
    sold(house, 1)
    with house.engine.connect() as connection:
        line = dict(connection.execute(select(SaleLine.__table__).limit(1)).one()._mapping)
        head = dict(connection.execute(select(Sale.__table__)).one()._mapping)
    with Owner(house) as connection:
        connection.execute(insert(SaleLine.__table__), {**line, "sale_id": house.ids.new()})
        connection.execute(insert(Sale.__table__), {**head, "id": house.ids.new(), "entry_id": house.ids.new()})
    told = found(house)
    assert "sale_line: 1 rows belong to no sale" in told
    assert "The journal has no record of it" in told


def test_a_sale_taken_from_the_tables_alone_is_named(house: House) -> None:
    sold(house, 2)
    with house.engine.connect() as connection:
        chosen = connection.execute(select(ENTRY.c.id).where(ENTRY.c.number == 2)).scalar_one()
    with Owner(house) as connection:
        connection.execute(delete(Sale.__table__).where(Sale.__table__.c.entry_id == chosen))
    assert "sale PAR1-T1-2026-000002: The sales tables lack it" in found(house)


def filed(house: House) -> tuple[Archive, list[str]]:
    """A sale whose two papers lie in the archive; their names there."""
    answer = execute(house, sale(), advisor(house), key())
    archive, names = Archive(house.archive_folder), []
    for n, document in enumerate(answer["documents"]):
        content = f"paper {n} of {answer['number']}\n".encode() * 50
        names.append(archive.put(content))
        command = FileDocument(document, names[-1], len(content), 1, "invoice/1")
        execute(house, command, house.system(), f"file:{document}")
    return archive, names


def test_any_flipped_bit_of_an_archived_paper_is_found(sqlite_house: House) -> None:
    archive, names = filed(sqlite_house)
    assert archive.verify(names) == ()
    chance = random.Random(90)
    path = archive.folder / names[0][:2] / names[0]
    whole = path.read_bytes()
    path.chmod(0o644)
    for at in (0, len(whole) - 1, *chance.sample(range(len(whole)), 30)):
        path.write_bytes(whole[:at] + bytes((whole[at] ^ 1 << chance.randrange(8),)) + whole[at + 1 :])
        assert [f.where for f in archive.verify(names)] == [f"{names[0][:2]}/{names[0]}"]
        with pytest.raises(Refused, match="has been altered"):
            archive.get(names[0])
    path.write_bytes(whole[:-1])
    assert len(archive.verify(names)) == 1


def test_archived_papers_swapped_lost_or_added_are_found(sqlite_house: House) -> None:
    archive, names = filed(sqlite_house)
    first, second = (archive.folder / name[:2] / name for name in names)
    held = first.read_bytes(), second.read_bytes()
    for path, content in ((first, held[1]), (second, held[0])):
        path.chmod(0o644)
        path.write_bytes(content)
    assert len(archive.verify(names)) == 2
    first.write_bytes(held[0])
    second.unlink()
    assert [f.where for f in archive.verify(names)] == [names[1]]
    with pytest.raises(NotFound):
        archive.get(names[1])
    (first.parent / "invoice.pdf").write_bytes(b"%PDF")
    assert len(archive.verify(names)) == 2


def test_a_paper_exchanged_in_the_table_of_documents_is_named(house: House) -> None:
    _, names = filed(house)
    with Owner(house) as connection:
        chosen = connection.execute(select(DOCUMENT.c.id).where(DOCUMENT.c.sha256 == names[0])).scalar_one()
        connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == chosen).values(sha256=names[1]))
    assert f"document {chosen}" in found(house)
    with Owner(house) as connection:
        connection.execute(delete(DOCUMENT).where(DOCUMENT.c.id == chosen))
    assert f"document {chosen}" in found(house)


def test_a_hash_over_the_numbers_alone_turns_the_proof_red(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = ("id", "series", "number", "algorithm", "previous")
    monkeypatch.setattr(journal, "HASHED", few)
    house = copied_house(tmp_path)
    sell_some(house, 2)
    assert verify_journal(house).sound
    _, missed = undetected(house, 1, random.Random(38))
    house.engine.dispose()
    assert any("journal_entry.content" in miss or "journal_entry.actor" in miss for miss in missed)


def test_a_verification_that_sees_nothing_turns_the_proof_red(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "sales_agree", lambda session: iter(()))
    house = copied_house(tmp_path)
    sell_some(house, 2)
    _, missed = undetected(house, 1, random.Random(38))
    house.engine.dispose()
    assert any(miss.startswith("sale_line.") for miss in missed)

"""Names of a large import on SQLite: filed later, many at once, as the trigger would have filed them."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import delete, insert, select, update
from typer.testing import CliRunner

from core.cli import work_
from core.commands.house import House
from core.customers.model import NameKey, NamePosting, NameUnfiled, NameWord
from core.customers.search import find_customers
from core.customers.search.unfiled import clients_unfiled
from core.database.engine import reading, writing
from core.importing import run
from core.importing.customers import names_waiting
from core.importing.customers.names_waiting import file_waiting
from tests.core.importing.conftest import Bring, Write, rows_of

HEADING = "source_system,source_id,given,surname,native_given,native_surname,language,residence,phone"
ROWS = [
    f"crm,{n},{given},{surname}{n},{native},{family},{language},FR,+3361234{n:04d}"
    for n, (given, surname, native, family, language) in enumerate(
        [("Xue", "Shan", "雪", "单", "zh"), ("Niki", "Papadopoulou", "Νίκη", "Παπαδοπούλου", "el")] * 20
    )
]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is a large one, brought in by batches of ten."""
    monkeypatch.setattr(run, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr("core.importing.customers.kind.Customers.batch", 10)


@pytest.fixture
def unfiled(sqlite_house: House, written: Write, bring: Bring, large: None, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house whose import was killed before any name was filed."""
    with monkeypatch.context() as killed:
        killed.setattr(run._Import, "_file_names", lambda self, sheet: None)
        bring(sqlite_house, "customers", written(HEADING, *ROWS))
    return sqlite_house


def index(house: House) -> tuple[set[tuple[str, str]], set[str]]:
    """(key, client) of the inverted index, and the words."""
    postings = {(row["key"], row["customer_id"].hex) for row in rows_of(house, NamePosting.__table__)}
    return postings, {row["key"] for row in rows_of(house, NameWord.__table__)}


def meant(house: House) -> tuple[set[tuple[str, str]], set[str]]:
    """The same, worked out from the clients' keys."""
    rows = rows_of(house, NameKey.__table__)
    postings = {(key, row["customer_id"].hex) for row in rows for key in row["keys"].split()}
    return postings, {key for key, _client in postings}


def test_a_large_import_files_what_the_trigger_files(
    sqlite_house: House, written: Write, bring: Bring, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = index(sqlite_house)
    monkeypatch.setattr(run, "MANY", 20)
    monkeypatch.setattr(names_waiting, "_SLICE", 7)
    bring(sqlite_house, "customers", written(HEADING, *ROWS))
    assert index(sqlite_house) == meant(sqlite_house)
    assert len(index(sqlite_house)[0]) > len(before[0]) + 40
    assert rows_of(sqlite_house, NameUnfiled.__table__) == []


def waiting(house: House) -> int:
    """Clients whose names are not filed yet."""
    with reading(house.engine) as session:
        return clients_unfiled(session)


def test_who_waits_is_found_by_phone_and_after_the_next_import_by_name(
    unfiled: House, written: Write, bring: Bring
) -> None:
    def found(query: str) -> int:
        with unfiled.reading(unfiled.actor("hq")) as session:
            return len(find_customers(session, query))

    assert waiting(unfiled) == 40
    assert (found("+33612340003"), found("Papadopoulou3")) == (1, 0)
    bring(unfiled, "customers", written(HEADING, "crm,x,Emma,Johnson,,,en,US,"))
    assert (found("+33612340003"), found("Papadopoulou3")) == (1, 1)
    assert index(unfiled) == meant(unfiled)


def test_a_kill_in_the_middle_of_filing_loses_no_name(unfiled: House, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def killed(share: float) -> None:
        if share > 0.3:
            raise Killed

    monkeypatch.setattr(names_waiting, "_SLICE", 50)
    with pytest.raises(Killed):
        file_waiting(unfiled, killed)
    assert waiting(unfiled) == 40
    assert file_waiting(unfiled) == 40
    assert index(unfiled) == meant(unfiled)
    assert file_waiting(unfiled) == 0


@pytest.mark.parametrize("guarded", [True, False])
def test_who_is_renamed_or_erased_while_names_are_filed_is_filed_as_they_are_now(
    unfiled: House, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """Without the guard, the planted fault, the old name is in the index."""
    if not guarded:
        guard = "AND one.customer_id NOT IN (SELECT name_unfiled.customer_id FROM name_unfiled WHERE changed)"
        for name in ("_FILE", "_WORDS"):
            statement = getattr(names_waiting, name)
            assert guard in statement
            monkeypatch.setattr(names_waiting, name, statement.replace(guard, ""))
    monkeypatch.setattr(names_waiting, "_SLICE", 100)
    with unfiled.reading(unfiled.actor("hq")) as session:
        waiting = list(session.scalars(select(NameUnfiled.customer_id).order_by(NameUnfiled.customer_id)))
    changed = False

    def at_the_till(share: float) -> None:
        nonlocal changed
        if not changed:
            changed = True
            with writing(unfiled.engine) as session:
                session.execute(update(NameKey).where(NameKey.customer_id == waiting[0]).values(keys="xanadu zuleika"))
                session.execute(delete(NameKey).where(NameKey.customer_id.in_(waiting[1:3])))
                session.execute(insert(NameKey).values(customer_id=waiting[2], keys="yolanda"))
                session.commit()

    file_waiting(unfiled, at_the_till)
    postings, words = index(unfiled)
    assert {("zuleika", waiting[0].hex), ("yolanda", waiting[2].hex)} <= postings
    assert ((postings, words) == meant(unfiled)) is guarded


def test_vendome_work_files_what_a_killed_import_left(unfiled: House) -> None:
    outcome = CliRunner().invoke(work_.app, ["--json"], env={"VENDOME_HOME": str(unfiled.folder)})
    assert json.loads(outcome.stdout)[-1] == {"names filed": 40}
    assert index(unfiled) == meant(unfiled)

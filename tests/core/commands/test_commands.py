"""One command, one transaction."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import pytest
from sqlalchemy import select, text

from core.base.errors import Forbidden, Refused, Retry
from core.base.text import plain
from core.commands.command import Command, CommandRecord
from core.commands.execute import execute, fingerprint
from core.commands.house import House
from core.database import engine as db
from core.journal.issued import Document
from core.journal.outbox import OutboxMessage
from tests.reliability.state import counted, digest
from tests.support.cast import advisor, key, sale


@dataclass(frozen=True)
class Orphan(Command):
    """A command that nobody handles."""

    verb: ClassVar[str] = "sell"


def test_a_command_that_nobody_handles_is_refused(sqlite_house: House) -> None:
    with pytest.raises(Refused, match=r"Nobody carries out Orphan\. A room declares"):
        execute(sqlite_house, Orphan(), advisor(sqlite_house), key())


def test_permission_is_asked_before_anything_is_written(house: House) -> None:
    before = digest(house.engine)
    with pytest.raises(Forbidden, match="it may not «sell»"):
        execute(house, sale(), house.actor("it"), key())
    assert digest(house.engine) == before


def test_somebody_of_another_boutique_may_not_sell_here(house: House) -> None:
    elsewhere = house.actor("cm")
    with pytest.raises(Forbidden, match="does not work for boutique MIL1"):
        execute(house, sale("IT"), elsewhere, key())


def test_a_command_leaves_its_record_its_papers_and_the_intention_to_draw_them(house: House) -> None:
    answer = execute(house, sale(papers=("invoice", "receipt")), advisor(house), "one key")
    with house.engine.connect() as connection:
        record = connection.execute(select(CommandRecord.__table__).where(CommandRecord.key == "one key")).one()
        documents = connection.execute(select(Document.__table__)).all()
        messages = connection.execute(select(OutboxMessage.__table__)).all()
    assert (record.actor, record.name, answer["number"] in record.answer) == ("cm", "Sell", True)
    assert sorted(d.kind for d in documents) == ["invoice", "receipt"]
    assert {m.payload["document"] for m in messages} == {str(d.id) for d in documents} == set(answer["documents"])
    assert {m.state for m in messages} == {"open"}


def test_a_fingerprint_tells_commands_and_contents_apart() -> None:
    prints = {fingerprint(sale()), fingerprint(sale(customer=None)), fingerprint(sale("IT")), fingerprint(Orphan())}
    assert len(prints) == 4
    assert fingerprint(sale()) == fingerprint(sale())


def test_values_become_plain_in_one_way() -> None:
    value = {"at": date(2026, 11, 20), "of": Decimal("1.50"), "id": UUID(int=1), "roles": frozenset({"b", "a"})}
    assert plain(value) == {
        "at": "2026-11-20",
        "of": "1.50",
        "id": "00000000-0000-0000-0000-000000000001",
        "roles": ["a", "b"],
    }


def test_a_busy_database_says_that_the_same_key_is_safe(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = advisor(house)
    execute(house, sale(), actor, key())
    with house.engine.connect().execution_options(vendome_writes=True) as other:
        other.execute(text("UPDATE series SET total = total"))
        impatient = _impatient(house)
        with pytest.raises(Retry, match="the same key has one effect"):
            execute(impatient, sale(), actor, "one key")
        impatient.engine.dispose()
        other.rollback()
    assert execute(house, sale(), actor, "one key")["number"] == "PAR1-T1-2026-000002"
    assert counted(house.engine, "sale") == 2


def _impatient(house: House) -> House:
    """The same house, waiting a tenth of a second for a lock instead of three."""
    held = db.LOCK_WAIT
    db.LOCK_WAIT = 100
    try:
        engine = db.open_engine(house.engine.url.render_as_string(hide_password=False))
    finally:
        db.LOCK_WAIT = held
    return House(house.folder, engine, house.keys, house.suite, house.clock)


def test_clerks_who_sell_at_once_all_get_through(house: House) -> None:
    actor, answers = advisor(house), []

    def sell(till: str) -> None:
        for _ in range(3):
            answers.append(execute(house, sale(till=till), actor, key())["number"])

    clerks = [threading.Thread(target=sell, args=(till,)) for till in ("T1", "T2", "T1", "T2")]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert sorted(answers) == sorted(f"PAR1-{t}-2026-{n:06d}" for t in ("T1", "T2") for n in range(1, 7))

"""Leaving and coming back: a disabled plugin breaks nothing, and its rows stay."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, select, text

from core.audit.journal import verify_journal
from core.base.errors import Refused
from core.commands.ask import ask
from core.commands.house import House, open_house
from core.customer_card.questions import ShowClient
from core.database.engine import reading
from core.examination.enabling import EnablePlugin
from core.jurisdictions.suite import Suite
from core.sales.basket import BasketLine
from core.setup.migrate import remove, upgrade
from documents.filing import kinds_of
from plugins.repairs.model import RepairCase, RepairEvent, RepairQuote, RepairQuoteLine
from plugins.repairs.questions import ShowRepair
from plugins.repairs.service import AnswerQuote, SendRepair
from tests.plugins.repairs.conftest import Desk
from tests.support.cast import CLAIRE, SCARF, sale


def again(desk: Desk) -> Desk:
    """The same house as a new process opens it."""
    url = desk.house.engine.url.render_as_string(hide_password=False)
    return Desk(open_house(desk.house.folder, url=url, clock=desk.clock), desk.clock)


def enabled(desk: Desk, yes: bool) -> Desk:
    """The house after the plugin was enabled or disabled."""
    desk.do(EnablePlugin("repairs", yes), "it")
    return again(desk)


def services(house: House) -> list[str]:
    """Numbers on the client's card."""
    return [service.number for service in ask(house, ShowClient(CLAIRE, "fr"), house.actor("cm")).services]


def test_disabling_stops_repairs_and_keeps_their_rows_and_enabling_continues(desk: Desk) -> None:
    number = desk.quoted("620.00")
    without = enabled(desk, False)
    with pytest.raises(Refused, match="Plugin repairs does not take part"):
        without.do(AnswerQuote(number, True, "phone"))
    assert services(without.house) == []
    assert "repairs.quote" not in kinds_of(without.house)
    paid = without.do(sale(lines=(BasketLine(sku=SCARF),), paid="450.00"))
    assert paid["gross"] == "450.00"
    assert verify_journal(without.house).sound
    [told] = ask(without.house, ShowRepair(number), without.actor("cm"))
    assert told.repair.stage == "quoted"

    back = enabled(without, True)
    assert services(back.house) == [number]
    assert {"repairs.quote", "repairs.reception"} <= set(kinds_of(back.house))
    assert back.do(AnswerQuote(number, True, "phone"))["stage"] == "accepted"
    assert back.do(SendRepair(number, "Atelier"))["stage"] == "in_work"


def test_the_tables_are_exactly_what_the_model_says(desk: Desk) -> None:
    found = inspect(desk.house.engine)
    for model in (RepairCase, RepairEvent, RepairQuote, RepairQuoteLine):
        table = model.__table__
        columns = {c["name"]: c["nullable"] for c in found.get_columns(model.__tablename__)}
        assert columns == {c.name: c.nullable for c in table.columns}
        keys = {(*k["constrained_columns"], k["referred_table"]) for k in found.get_foreign_keys(table.name)}
        assert keys == {(k.parent.name, k.column.table.name) for k in table.foreign_keys}
        indexes = {i["name"] for i in found.get_indexes(table.name) if not i.get("duplicates_constraint")}
        assert indexes == {i.name for i in table.indexes}


def test_only_the_plugins_own_tables_point_to_the_core(desk: Desk) -> None:
    found = inspect(desk.house.engine)
    mine = {model.__tablename__ for model in (RepairCase, RepairEvent, RepairQuote, RepairQuoteLine)}
    assert {name for name in found.get_table_names() if name.startswith("repair")} == mine
    for name in set(found.get_table_names()) - mine:
        assert not mine & {key["referred_table"] for key in found.get_foreign_keys(name)}


def test_the_tables_are_taken_away_only_on_a_persons_word_and_come_back_empty(desk: Desk) -> None:
    desk.quoted("620.00")
    engine, suite = desk.house.engine, Suite.installed()
    remove(engine, suite, "repairs", ())
    assert not [name for name in inspect(engine).get_table_names() if name.startswith("repair_")]
    with reading(engine) as session:
        kept = text("SELECT count(*) FROM journal_entry WHERE kind LIKE 'repairs.%'")
        assert session.scalar(kept) == 2  # the record stays the house's
    upgrade(engine, suite, ("repairs",))
    with reading(engine) as session:
        assert session.scalars(select(RepairCase)).all() == []

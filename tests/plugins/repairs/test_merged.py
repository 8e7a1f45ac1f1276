"""Repairs of a client who was kept under two numbers: one owner, one card, one bill."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from core.base.errors import NotFound
from core.commands.ask import ask
from core.commands.execute import execute
from core.customer_card.questions import ShowClient
from core.customers.commands import NewName, RegisterCustomer
from core.customers.identity import client_of_number
from core.customers.merging import MergeCustomers, UnmergeCustomers
from core.inventory.model import PiecePlace
from core.journal.chain import JournalEntry
from plugins.repairs.questions import ListRepairs
from plugins.repairs.service import ReceiveRepair
from tests.plugins.repairs.conftest import Desk
from tests.support.cast import CLAIRE, WATCH_SERIAL, key

TWIN = "C-TWN22222"
TOLD = f"{TWIN} was merged into {CLAIRE}, who is meant by both numbers."


def merged(desk: Desk, kept: str = CLAIRE, gone: str = TWIN) -> None:
    manager = replace(desk.house.actor("hq"), code="manager", roles=frozenset({"manager"}))
    execute(desk.house, MergeCustomers(kept, gone, "same passport"), manager, key())


def twin(desk: Desk) -> None:
    name = NewName({"given": "Clara", "surname": "La Tour"}, "it")
    desk.do(RegisterCustomer((name,), "it", number=TWIN))


def said(answer: dict[str, object]) -> list[str]:
    findings = answer["findings"]
    assert isinstance(findings, list)
    return [finding["text"] for finding in findings]


def test_a_piece_brought_under_a_merged_number_is_the_kept_clients(desk: Desk) -> None:
    twin(desk)
    merged(desk)
    answer = desk.do(ReceiveRepair("PAR1", TWIN, WATCH_SERIAL, "Le fermoir ne tient plus."))
    assert said(answer) == [TOLD], "she owns the watch under her other number: no stranger"
    with desk.house.reading(desk.actor("cm")) as session:
        assert [r.customer for r in ask(desk.house, ListRepairs(customer=TWIN), desk.actor("cm"))] == [CLAIRE]
        entry = session.scalars(select(JournalEntry).where(JournalEntry.label == answer["number"])).one()
        assert f'"number":"{CLAIRE}"' in entry.content


def test_a_piece_that_a_merged_number_bought_is_not_a_strangers(desk: Desk) -> None:
    twin(desk)
    merged(desk, TWIN, CLAIRE)
    answer = desk.do(ReceiveRepair("PAR1", TWIN, WATCH_SERIAL, "Le fermoir ne tient plus."))
    assert said(answer) == []


def test_a_repair_opened_before_the_merge_is_quoted_paid_and_returned_to_the_one_kept(desk: Desk) -> None:
    twin(desk)
    number = desk.ready("120.00")
    with desk.house.reading(desk.actor("cm")) as session:
        issued = {e.id: (e.hash, e.content, e.customer_id) for e in session.scalars(select(JournalEntry))}
    merged(desk, TWIN, CLAIRE)
    card = ask(desk.house, ShowClient(TWIN, "fr"), desk.actor("cm"))
    assert [(service.number, service.under) for service in card.services] == [(number, CLAIRE)]
    assert [purchase.under for purchase in card.purchases.rows] == [CLAIRE]
    given = desk.give_back(number, "120.00")
    assert said(given) == [f"{CLAIRE} was merged into {TWIN}, who is meant by both numbers."]
    with desk.house.reading(desk.actor("cm")) as session:
        entries = {e.id: e for e in session.scalars(select(JournalEntry))}
        assert {each: (entries[each].hash, entries[each].content, entries[each].customer_id) for each in issued} == (
            issued
        )
        new = [e for each, e in entries.items() if each not in issued]
        assert {e.customer_id for e in new} == {client_of_number(session, TWIN).id}
        holder = select(PiecePlace.holder).where(PiecePlace.until_at.is_(None), PiecePlace.holder_kind == "customer")
        assert session.scalars(holder).all() == [TWIN]
    manager = replace(desk.house.actor("hq"), code="manager", roles=frozenset({"manager"}))
    execute(desk.house, UnmergeCustomers(CLAIRE), manager, key())
    alone = ask(desk.house, ShowClient(CLAIRE, "fr"), desk.actor("cm"))
    assert [purchase.under for purchase in alone.purchases.rows] == [""]


def test_the_board_of_nobody_is_not_found(paris: Desk) -> None:
    with pytest.raises(NotFound, match="C-NOBODY22"):
        ask(paris.house, ListRepairs(customer="C-NOBODY22"), paris.actor("cm"))

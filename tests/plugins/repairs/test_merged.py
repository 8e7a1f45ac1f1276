"""Repairs of a client who was kept under two numbers: one owner, one card, one bill."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from core.base.errors import NotFound
from core.commands.execute import execute
from core.customer_card.card import account
from core.customers.commands import NewName, RegisterCustomer
from core.customers.merging import MergeCustomers, UnmergeCustomers
from core.inventory.model import PiecePlace
from core.journal.chain import JournalEntry
from plugins.repairs.board import repairs
from plugins.repairs.service import ReceiveRepair
from tests.plugins.repairs.conftest import Desk
from tests.support.cast import CLAIRE, WATCH_SERIAL, key

TWIN = "C-TWN22222"
TOLD = f"{TWIN} was merged into {CLAIRE}, who is meant by both numbers."


def merged(desk: Desk, kept: str = CLAIRE, gone: str = TWIN) -> None:
    manager = replace(desk.house.system(), code="manager", roles=frozenset({"manager"}))
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
        today = desk.clock.now().date()
        assert [r.customer for r in repairs(session, today, customer=TWIN)] == [CLAIRE]
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
    with desk.house.reading(desk.actor("cm")) as session:
        card = account(desk.house, session, desk.actor("cm"), TWIN, language="fr", on=desk.clock.now().date())
        assert [(s.number, card.services_under[s.number]) for s in card.services] == [(number, CLAIRE)]
        assert [p.under for p in card.purchases] == [CLAIRE]
    given = desk.give_back(number, "120.00")
    assert said(given) == [f"{CLAIRE} was merged into {TWIN}, who is meant by both numbers."]
    with desk.house.reading(desk.actor("cm")) as session:
        entries = {e.id: e for e in session.scalars(select(JournalEntry))}
        assert {each: (entries[each].hash, entries[each].content, entries[each].customer_id) for each in issued} == (
            issued
        )
        new = [e for each, e in entries.items() if each not in issued]
        assert {e.customer_id for e in new} == {card.customer.id}
        holder = select(PiecePlace.holder).where(PiecePlace.until_at.is_(None), PiecePlace.holder_kind == "customer")
        assert session.scalars(holder).all() == [TWIN]
    manager = replace(desk.house.system(), code="manager", roles=frozenset({"manager"}))
    execute(desk.house, UnmergeCustomers(CLAIRE), manager, key())
    with desk.house.reading(desk.actor("cm")) as session:
        who = desk.actor("cm")
        alone = account(desk.house, session, who, CLAIRE, language="fr", on=desk.clock.now().date())
        assert [p.under for p in alone.purchases] == [""]


def test_the_board_of_nobody_is_not_found(paris: Desk) -> None:
    with paris.house.reading(paris.actor("cm")) as session, pytest.raises(NotFound, match="C-NOBODY22"):
        repairs(session, paris.clock.now().date(), customer="C-NOBODY22")

"""A repair from the counter to the counter, on both databases."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core.audit.journal import verify_journal
from core.base.errors import NotFound, Refused
from core.catalogue.model import Piece
from core.commands.ask import ask
from core.customer_card.questions import ShowClient
from core.database.engine import writing
from core.inventory.custody import where_is
from core.inventory.model import PiecePlace
from core.journal.chain import JournalEntry
from core.journal.issued import Document
from core.sales.basket import BasketLine
from core.sales.model import Sale, SaleLine
from documents.archive import Archive
from plugins.repairs.questions import ListRepairs, ShowRepair, Story
from plugins.repairs.service import AnswerQuote, FinishRepair, ReceiveRepair, ReturnRepair, SendRepair
from tests.plugins.repairs.conftest import WORKSHOP, Desk
from tests.support.cast import CLAIRE, EMMA, RING_SERIAL, STEEL, WATCH_SERIAL, sale


def custody(desk: Desk, serial: str = WATCH_SERIAL) -> list[tuple[str, str, str]]:
    """Everybody who held a piece, in order: kind, who, why."""
    with desk.house.reading(desk.actor("cm")) as session:
        rows = session.execute(
            select(PiecePlace.holder_kind, PiecePlace.holder, PiecePlace.because)
            .join(Piece, Piece.id == PiecePlace.piece_id)
            .where(Piece.serial == serial)
            .order_by(PiecePlace.since_at, PiecePlace.id)
        )
        return [(row.holder_kind, row.holder, row.because) for row in rows]


def story(desk: Desk, code: str) -> Story:
    """The story of one repair."""
    [found] = ask(desk.house, ShowRepair(code), desk.actor("cm"))
    return found


def contents(desk: Desk, kind: str) -> list[dict[str, Any]]:
    """What the journal holds of a kind, oldest first."""
    with desk.house.reading(desk.actor("cm")) as session:
        rows = session.scalars(select(JournalEntry.content).where(JournalEntry.kind == kind).order_by(JournalEntry.id))
        return [json.loads(row) for row in rows]


def test_a_repair_goes_from_the_counter_to_the_workshop_and_back_paid(desk: Desk) -> None:
    today = desk.clock.now().date()
    number = desk.receive(promised=today + timedelta(days=10))
    desk.later(1)
    desk.do(SendRepair(number, WORKSHOP))
    desk.later(3)
    offer = desk.quote(number, "620.00", "80.00", promised=today + timedelta(days=40))
    assert (offer["net"], offer["tax"], offer["gross"]) == ("583.33", "116.67", "700.00")
    desk.later(2)
    desk.do(AnswerQuote(number, True, "phone", "Called at noon"))
    desk.do(SendRepair(number, WORKSHOP))
    desk.later(20)
    desk.do(FinishRepair(number), "jb")
    desk.later(5)
    given = desk.give_back(number, "700.00")

    assert (given["sale"]["net"], given["sale"]["tax"], given["sale"]["gross"]) == ("583.33", "116.67", "700.00")
    told = story(desk, number)
    assert [(e.step, e.stage, e.days) for e in told.events] == [
        ("receive", "received", 0),
        ("send", "at_workshop", 1),
        ("quote", "quoted", 3),
        ("accept", "accepted", 2),
        ("send", "in_work", 0),
        ("done", "ready", 20),
        ("return", "returned", 5),
    ]
    assert [e.holder for e in told.events] == ["PAR1", WORKSHOP, WORKSHOP, WORKSHOP, WORKSHOP, "PAR1", CLAIRE]
    assert {e.actor for e in told.events} == {"cm", "jb"}
    assert told.repair.days == 31
    assert told.repair.promised_on == today + timedelta(days=40)
    assert told.events[-1].details == {"sale": given["sale"]["number"]}
    because = f"repair {number}"
    assert custody(desk)[-4:] == [
        ("workshop", "PAR1", because),
        ("workshop", WORKSHOP, because),
        ("workshop", "PAR1", because),
        ("customer", CLAIRE, because),
    ]
    assert verify_journal(desk.house).sound


def test_headquarters_count_the_repair_as_a_sale_of_the_service(desk: Desk) -> None:
    given = desk.give_back(desk.ready("120.00", "30.00"), "150.00")
    with desk.house.reading(desk.actor("cm")) as session:
        posted = session.scalars(select(Sale).order_by(Sale.at.desc(), Sale.id.desc()).limit(1)).one()
        lines = session.execute(select(SaleLine.gross).where(SaleLine.sale_id == posted.id).order_by(SaleLine.n)).all()
        kinds = session.scalars(select(Document.kind).where(Document.entry_id == posted.entry_id)).all()
    assert posted.gross == 15000
    assert [row.gross for row in lines] == [12000, 3000]
    assert sorted(kinds) == ["invoice", "receipt"]
    [content] = [c for c in contents(desk, "sale") if c["totals"]["gross"] == "150.00"]
    assert {line["supply"] for line in content["lines"]} == {"repair_service"}
    assert {line["names"]["fr"] for line in content["lines"]} == {"Réparation"}
    assert content["client"]["number"] == CLAIRE
    assert given["documents"] == given["sale"]["documents"]


def test_a_piece_in_repair_cannot_be_sold_and_says_where_it_is(desk: Desk) -> None:
    number = desk.receive()
    with pytest.raises(Refused, match=f"workshop PAR1 holds it since .* \\(repair {number}\\)"):
        desk.do(sale(lines=(BasketLine(serial=WATCH_SERIAL),), paid="9800.00"))


def test_a_piece_of_the_window_cannot_be_taken_in(desk: Desk) -> None:
    with pytest.raises(Refused, match="boutique PAR1 holds it"):
        desk.receive(RING_SERIAL)
    assert custody(desk, RING_SERIAL)[-1][0] == "boutique"


def test_an_older_piece_is_registered_as_its_clients(desk: Desk) -> None:
    with pytest.raises(NotFound, match="give its article"):
        desk.receive("M38-000003")
    desk.receive("M38-000003", sku=STEEL)
    assert [kind for kind, _, _ in custody(desk, "M38-000003")] == ["customer", "workshop"]
    assert custody(desk, "M38-000003")[0] == ("customer", CLAIRE, "brought in by the client")
    [content] = contents(desk, "repairs.reception")
    assert content["piece"]["sku"] == STEEL


def test_a_declined_quote_gives_the_piece_back_unpaid(desk: Desk) -> None:
    number = desk.quoted("620.00")
    desk.do(AnswerQuote(number, False, "email"))
    given = desk.give_back(number)
    assert given["sale"] is None
    assert custody(desk)[-1] == ("customer", CLAIRE, f"repair {number}")
    assert contents(desk, "repairs.answer")[0]["accepted"] is False


def test_a_declined_piece_comes_back_from_the_workshop_first(desk: Desk) -> None:
    number = desk.receive()
    desk.do(SendRepair(number, WORKSHOP))
    desk.quote(number, "620.00")
    desk.do(AnswerQuote(number, False, "phone"))
    with pytest.raises(Refused, match=f"workshop {WORKSHOP} holds it"):
        desk.give_back(number)
    desk.do(FinishRepair(number), "jb")
    assert desk.give_back(number)["stage"] == "returned"


def test_work_under_guarantee_is_free_and_prolongs_the_guarantee(desk: Desk) -> None:
    given = desk.give_back(desk.ready("0", covered=True))
    assert given["sale"] is None
    [content] = contents(desk, "repairs.quote")
    assert content["covered"] is True
    assert content["totals"]["gross"] == "0.00"
    # France: 12 months since 2026-07-31 (repairs.toml of the country).
    assert content["guarantee_months"] == 12


def test_a_new_quote_replaces_one_that_nobody_answered(desk: Desk) -> None:
    number = desk.quoted("620.00")
    desk.quote(number, "700.00")
    desk.do(AnswerQuote(number, True, "message"))
    assert [q.gross for q in story(desk, number).quotes] == ["620.00", "700.00"]
    assert contents(desk, "repairs.answer")[0]["totals"] == {"gross": "700.00"}
    desk.do(SendRepair(number, "PAR1"))
    desk.do(FinishRepair(number), "jb")
    assert desk.give_back(number, "700.00")["sale"]["gross"] == "700.00"


def test_the_same_key_has_one_effect(desk: Desk) -> None:
    command = ReceiveRepair("PAR1", CLAIRE, WATCH_SERIAL, "Le fermoir")
    first = desk.do(command, key="once")
    assert desk.do(command, key="once") == first
    assert len(contents(desk, "repairs.reception")) == 1
    number = first["repair"]
    sent = SendRepair(number, WORKSHOP)
    assert desk.do(sent, key="sent") == desk.do(sent, key="sent")
    assert len(story(desk, number).events) == 2


def test_a_refused_payment_leaves_the_piece_at_the_desk(desk: Desk) -> None:
    number = desk.ready("700.00")
    with pytest.raises(Refused, match=r"699\.00 EUR is paid, 700\.00 EUR is due"):
        desk.give_back(number, "699.00")
    told = story(desk, number)
    assert told.repair.stage == "ready"
    assert custody(desk)[-1][0] == "workshop"
    assert desk.give_back(number, "700.00")["stage"] == "returned"


def test_the_clients_card_shows_the_repair_until_it_is_returned(desk: Desk) -> None:
    def card() -> list[tuple[str, str, str, date | None]]:
        services = ask(desk.house, ShowClient(CLAIRE, "fr"), desk.actor("cm")).services
        return [(s.number, s.title, s.stage, s.promised) for s in services]

    number = desk.ready("700.00")
    assert card() == [(number, f"MER-38 {WATCH_SERIAL}", "ready", None)]
    desk.give_back(number, "700.00")
    assert card() == []


def test_events_and_quotes_cannot_be_changed_or_deleted(desk: Desk) -> None:
    desk.quoted("620.00")
    for statement in (
        "UPDATE repair_event SET note = 'x'",
        "DELETE FROM repair_event",
        "UPDATE repair_quote SET gross = 1, net = 1, tax = 0",
        "UPDATE repair_quote_line SET amount = 1",
        "UPDATE repair_case SET wish = 'x'",
        "DELETE FROM repair_case",
    ):
        with writing(desk.house.engine) as session, pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(statement))


def test_a_broken_promise_is_counted_in_days(desk: Desk) -> None:
    number = desk.receive(promised=desk.clock.now().date() + timedelta(days=7))

    def late() -> int:
        [repair] = ask(desk.house, ListRepairs(boutique="PAR1"), desk.actor("cm"))
        assert repair.number == number
        return repair.late

    assert late() == 0
    desk.later(7)
    assert late() == 0
    desk.later(1)
    assert late() == 1


def test_photographs_are_kept_by_their_hash(desk: Desk) -> None:
    name = Archive(desk.house.archive_folder).put(b"the clasp, seen from above")
    desk.receive(photos=(name,))
    [content] = contents(desk, "repairs.reception")
    assert content["photos"] == [name]


def test_the_desk_learns_that_the_piece_was_somebody_elses(desk: Desk) -> None:
    answer = desk.do(ReceiveRepair("PAR1", EMMA, WATCH_SERIAL, "A gift; the clasp is loose"))
    assert [f["where"] for f in answer["findings"]] == ["repair.owner"]
    assert CLAIRE in answer["findings"][0]["text"]


def test_a_piece_is_found_by_its_epc_and_all_its_repairs_by_its_serial(desk: Desk) -> None:
    first = desk.ready("700.00")
    desk.give_back(first, "700.00")
    desk.later(100)
    second = desk.receive()
    told = ask(desk.house, ShowRepair(WATCH_SERIAL), desk.actor("cm"))
    assert [(s.repair.number, s.repair.stage) for s in told] == [(first, "returned"), (second, "received")]
    assert told[0].repair.days == 0
    with desk.house.reading(desk.actor("cm")) as session:
        piece = session.scalars(select(Piece).where(Piece.serial == WATCH_SERIAL)).one()
        assert f"repair {second}" in where_is(session, piece.id)


def test_a_french_repair_of_25_euros_always_brings_its_note(desk: Desk) -> None:
    def kinds(amount: str) -> list[str]:
        given = desk.give_back(desk.ready(amount), amount, papers=("receipt",))
        with desk.house.reading(desk.actor("cm")) as session:
            held = {str(d.id): d.kind for d in session.scalars(select(Document))}
        return sorted(held[name] for name in given["documents"])

    assert kinds("25.00") == ["invoice", "receipt"]
    assert kinds("24.99") == ["receipt"]


def test_nothing_is_given_back_twice(desk: Desk) -> None:
    number = desk.ready("700.00")
    desk.give_back(number, "700.00")
    with pytest.raises(Refused, match="is returned; nothing more can be done"):
        desk.do(ReturnRepair(number))

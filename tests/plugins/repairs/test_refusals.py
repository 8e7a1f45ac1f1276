"""What is refused, with which sentence, and that nothing is left behind."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.base.errors import Forbidden, NotFound, Refused, VendomeError
from core.catalogue.commands import DefineItem
from core.commands.execute import execute
from core.database.engine import reading, writing
from core.examination.enabling import EnableRegion
from core.journal.chain import JournalEntry
from core.jurisdictions.tables import Entry, Table
from core.organisation.model import HouseSettings
from core.sales.payment import Tender
from plugins.repairs.model import RepairCase, RepairEvent
from plugins.repairs.offer import QuoteLine, house_ways
from plugins.repairs.service import AnswerQuote, FinishRepair, QuoteRepair, ReceiveRepair, ReturnRepair, SendRepair
from tests.plugins.repairs.conftest import Desk
from tests.support.cast import BAG, CLAIRE, HANAKO, STEEL, WATCH_SERIAL


def count(desk: Desk) -> tuple[int | None, ...]:
    """How many cases, events and records there are."""
    with reading(desk.house.engine) as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) for table in (RepairCase, RepairEvent, JournalEntry)
        )


YESTERDAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"wish": "  "}, "Write it under wish"),
        ({"condition": ("Rayure", " ")}, "condition, line 2 is empty"),
        ({"condition": ("x",) * 41}, "at most 40"),
        ({"promised": YESTERDAY}, "has passed"),
        ({"photos": ("f" * 64,)}, "Put the photograph into the archive first"),
        ({"photos": ("../etc",)}, "No archived file is called"),
        ({"customer": "C-NOBODY"}, "No client has the number"),
        ({"serial": "M38-000117 "}, "No piece has the serial"),
        ({"serial": ""}, "serial is empty"),
        ({"sku": BAG}, f"is in the books as {STEEL}"),
        ({"serial": "X-1", "sku": "NO-SUCH"}, "No article 'NO-SUCH'"),
        ({"boutique": "XXX1"}, "does not work for boutique"),
        ({"wish": "a\x00b"}, "control character"),
        ({"wish": "5555 5555 5555 4444"}, "payment card"),
    ],
)
def test_a_reception_is_refused_and_leaves_nothing(paris: Desk, changes: dict[str, Any], sentence: str) -> None:
    before = count(paris)
    told = {"boutique": "PAR1", "customer": CLAIRE, "serial": WATCH_SERIAL, "wish": "Le fermoir", **changes}
    with pytest.raises(Refused, match=sentence):
        paris.do(ReceiveRepair(**told))
    assert count(paris) == before


@pytest.mark.parametrize(
    ("lines", "more", "sentence"),
    [
        ((), {}, "1 to 60 lines"),
        ((QuoteLine({}, "1"),), {}, "has no words"),
        ((QuoteLine({"fr": " "}, "1"),), {}, "line 1 in fr is empty"),
        ((QuoteLine({"fr": "x"}, "-1.00"),), {}, "at least zero"),
        ((QuoteLine({"fr": "x"}, "1.001"),), {}, "more decimals"),
        ((QuoteLine({"fr": "x"}, "NaN"),), {}, "is not an amount"),
        ((QuoteLine({"fr": "x"}, "1"),), {"covered": True}, "under guarantee is free"),
        ((QuoteLine({"fr": "x"}, "1"),), {"valid": YESTERDAY}, "before it is made"),
        ((QuoteLine({"fr": "x"}, "1"),), {"promised": YESTERDAY}, "has passed"),
    ],
)
def test_a_quote_is_refused_and_leaves_nothing(
    paris: Desk, lines: tuple[QuoteLine, ...], more: dict[str, Any], sentence: str
) -> None:
    number = paris.receive()
    before = count(paris)
    with pytest.raises(Refused, match=sentence):
        paris.do(QuoteRepair(number, lines, **more))
    assert count(paris) == before


def test_a_quote_is_accepted_on_its_last_day_and_not_after(paris: Desk) -> None:
    number = paris.quoted("100.00")
    paris.later(house_ways()["quote_valid_days"] + 1)
    with pytest.raises(Refused, match="Draw up a new one"):
        paris.do(AnswerQuote(number, True, "phone"))
    paris.later(-1)
    assert paris.do(AnswerQuote(number, True, "phone"))["stage"] == "accepted"


def test_an_expired_quote_may_still_be_declined(paris: Desk) -> None:
    number = paris.quoted("100.00")
    paris.later(400)
    assert paris.do(AnswerQuote(number, False, "letter"))["stage"] == "declined"


def test_an_answer_says_how_it_was_given(paris: Desk) -> None:
    number = paris.quoted("100.00")
    with pytest.raises(Refused, match="in_person, phone, email"):
        paris.do(AnswerQuote(number, True, "telepathy"))


def test_steps_out_of_turn_are_refused(paris: Desk) -> None:
    number = paris.receive()
    turns: tuple[Callable[[], Any], ...] = (
        lambda: paris.do(AnswerQuote(number, True, "phone")),
        lambda: paris.do(FinishRepair(number), "jb"),
        lambda: paris.do(ReturnRepair(number)),
    )
    before = count(paris)
    for turn in turns:
        with pytest.raises(Refused, match=f"Repair {number} is received, which is no stage for"):
            turn()
    assert count(paris) == before


def test_a_payment_where_nothing_is_due_is_refused(paris: Desk) -> None:
    number = paris.ready("0", covered=True)
    with pytest.raises(Refused, match="Nothing is due"):
        paris.give_back(number, "10.00")


def test_an_unknown_repair_names_the_way_to_find_it(paris: Desk) -> None:
    with pytest.raises(NotFound, match="vendome repair show SERIAL"):
        paris.do(FinishRepair("R-NOTHERE"), "jb")


@pytest.mark.parametrize(
    ("who", "step"),
    [
        ("pp", lambda n: SendRepair(n, "Atelier")),
        ("pp", lambda n: ReturnRepair(n)),
        ("jb", lambda n: AnswerQuote(n, True, "phone")),
        ("jb", lambda n: ReturnRepair(n)),
        ("st", lambda n: SendRepair(n, "Atelier")),
        ("st", lambda n: AnswerQuote(n, True, "phone")),
    ],
)
def test_who_may_not_take_a_step_is_told_so(paris: Desk, who: str, step: Callable[[str], Any]) -> None:
    number = paris.quoted("100.00")
    with pytest.raises(Forbidden, match=f"{who} (may not|does not work)"):
        paris.do(step(number), who)


def test_paid_work_is_given_back_only_by_those_who_may_sell(paris: Desk) -> None:
    number = paris.ready("100.00")
    weak = paris.actor("cm")
    kept = {verb: roles for verb, roles in weak.grants.items() if verb != "sell"}
    actor = type(weak)(weak.code, weak.roles, weak.boutiques, weak.regions, kept)
    command = ReturnRepair(number, "T1", (Tender("card", "EUR", "100.00"),))
    with pytest.raises(Forbidden, match="«sell»"):
        execute(paris.house, command, actor, "weak")


def test_a_country_that_is_not_enabled_receives_nothing(paris: Desk) -> None:
    paris.do(EnableRegion("FR", paris.house.shop("PAR1").entity, False), "it")
    with pytest.raises(Refused, match="not enabled"):
        paris.do(ReceiveRepair("PAR1", CLAIRE, WATCH_SERIAL, "Le fermoir"), "cm")


def test_quote_and_invoice_agree_to_the_cent_whatever_the_lines(paris: Desk) -> None:
    for amounts in (("33.33", "66.66", "0.01"), ("0.07", "0.07", "0.07"), ("19.99",) * 7, ("0.00", "12.34")):
        number = paris.receive()
        offer = paris.quote(number, *amounts)
        paris.do(AnswerQuote(number, True, "phone"))
        paris.do(SendRepair(number, "PAR1"))
        paris.do(FinishRepair(number), "jb")
        paid = paris.give_back(number, offer["gross"])["sale"]
        assert (paid["net"], paid["tax"], paid["gross"]) == (offer["net"], offer["tax"], offer["gross"])


def test_in_tokyo_a_repair_is_quoted_in_whole_yen_and_paid_there(paris: Desk) -> None:
    wish = ReceiveRepair("TYO1", HANAKO, "M38-000004", "留め具がゆるい", sku=STEEL, promised=date(2026, 12, 4))
    number = paris.do(wish, "st")["repair"]
    with pytest.raises(Refused, match="more decimals than JPY"):
        paris.do(QuoteRepair(number, (QuoteLine({"ja": "研磨"}, "5000.50"),)), "st")
    offer = paris.do(QuoteRepair(number, (QuoteLine({"ja": "研磨"}, "5005"), QuoteLine({"ja": "部品"}, "994"))), "st")
    # 10 % inside 5,999 yen, fractions cut off once per rate.
    assert (offer["currency"], offer["tax"], offer["gross"]) == ("JPY", "545", "5999")
    paris.do(AnswerQuote(number, True, "in_person"), "st")
    paris.do(SendRepair(number, "TYO1"), "st")
    paris.do(FinishRepair(number), "st")
    paid = paris.do(ReturnRepair(number, "T1", (Tender("cash", "JPY", "6000"),)), "st")
    assert (paid["sale"]["tax"], paid["sale"]["change"]) == ("545", "1")


def test_a_promise_is_moved_only_with_a_step_and_kept_beside_it(paris: Desk) -> None:
    today = paris.clock.now().date()
    number = paris.receive(promised=today + timedelta(days=5))
    paris.do(SendRepair(number, "Atelier", promised=today + timedelta(days=9)))
    with reading(paris.house.engine) as session:
        kept = session.scalars(select(RepairEvent.promised_on).order_by(RepairEvent.n)).all()
        held = session.scalars(select(RepairCase.promised_on)).one()
    assert kept == [today + timedelta(days=5), today + timedelta(days=9)]
    assert held == kept[-1]


def test_a_quote_holds_as_the_country_says_else_the_house_else_its_own_custom(
    paris: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = paris.clock.now().date()

    def until() -> str:
        held = paris.quote(paris.receive(f"OLD-{paris.house.ids.new()}", sku=STEEL), "10.00")["valid_until"]
        return str(held)

    assert until() == (today + timedelta(days=house_ways()["quote_valid_days"])).isoformat()
    with writing(paris.house.engine) as session:
        session.execute(update(HouseSettings).values(settings={"repairs": {"quote_valid_days": 10}}))
        session.commit()
    assert until() == (today + timedelta(days=10)).isoformat()
    region = paris.house.suite.region("FR")
    law = Table("repairs", "FR", {"quote.valid_days": (Entry(date(2020, 1, 1), 60, "an invented law", None, {}),)})
    monkeypatch.setitem(region._tables, "repairs", region.table("repairs").overlaid(law))
    assert until() == (today + timedelta(days=60)).isoformat()


def test_a_country_whose_service_the_house_does_not_invoice_is_refused(
    paris: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = paris.receive()
    region = paris.house.suite.region("FR")
    law = Table("repairs", "FR", {"supply.repair": (Entry(date(2020, 1, 1), "art", "an invented law", None, {}),)})
    monkeypatch.setitem(region._tables, "repairs", region.table("repairs").overlaid(law))
    with pytest.raises(Refused, match="invoices no 'art'"):
        paris.quote(number, "10.00")


def test_a_catalogue_that_uses_the_services_sku_for_something_else_is_refused(paris: Desk) -> None:
    number = paris.ready("10.00")
    paris.do(DefineItem("SVC", "SVC-REPAIR", {"en": "A book"}, "book"), "hq")
    with pytest.raises(Refused, match="Rename the article"):
        paris.give_back(number, "10.00")


def test_of_many_who_answer_at_once_exactly_one_is_heard(desk: Desk) -> None:
    number = desk.quoted("100.00")

    def answer(n: int) -> str:
        try:
            return str(desk.do(AnswerQuote(number, n % 2 == 0, "phone"))["stage"])
        except VendomeError:
            return ""

    with ThreadPoolExecutor(6) as many:
        heard = [stage for stage in many.map(answer, range(6)) if stage]
    with reading(desk.house.engine) as session:
        [stage] = session.scalars(select(RepairCase.stage)).all()
        steps = session.scalars(select(RepairEvent.step).order_by(RepairEvent.n)).all()
    assert heard == [stage]
    assert len(steps) == 3

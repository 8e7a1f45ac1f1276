"""The same repair in every country: taxed by its own rules, paid to the cent, printed in its client's language."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from core.audit.journal import verify_journal
from core.base.clock import FixedClock
from core.commands.registry import records_of
from core.journal.issued import Document, paper_of
from core.sales.payment import Tender
from documents.filing import kinds_of
from documents.render import render
from plugins.repairs.offer import QuoteLine
from plugins.repairs.service import AnswerQuote, FinishRepair, QuoteRepair, ReceiveRepair, ReturnRepair, SendRepair
from tests.plugins.repairs.conftest import Desk
from tests.support.cast import (
    CLAIRE,
    EMMA,
    FOUNDED,
    GIULIA,
    HANAKO,
    OLENA,
    SARA,
    SHAN_XUE,
    STEEL,
    TILLS,
    URSULA,
    copied_house,
    leave,
)

#: Who comes, the two amounts of the quote, and what the law makes of them: net, tax, gross.
CASES = {
    "FR": (CLAIRE, ("620.00", "80.00"), ("583.33", "116.67", "700.00")),  # 20 % inside
    "MC": (OLENA, ("620.00", "80.00"), ("583.33", "116.67", "700.00")),  # as in France
    "IT": (GIULIA, ("620.00", "80.00"), ("573.77", "126.23", "700.00")),  # 22 % inside
    "CH": (URSULA, ("620.00", "80.00"), ("647.55", "52.45", "700.00")),  # 8.1 % inside
    "JP": (HANAKO, ("99200", "12800"), ("101819", "10181", "112000")),  # 10 % inside, fractions cut off
    "CN": (SHAN_XUE, ("4960.00", "640.00"), ("4955.75", "644.25", "5600.00")),  # 13 % inside
    "SA": (SARA, ("2480.00", "320.00"), ("2434.78", "365.22", "2800.00")),  # 15 % inside
    "US": (EMMA, ("620.00", "80.00"), ("700.00", "62.13", "762.13")),  # 8.875 % on top: labour is taxed in New York
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Desk]:
    """Eight countries with repairs."""
    clock = FixedClock(FOUNDED)
    house = copied_house(tmp_path, None, CASES, ("repairs",), clock)
    yield Desk(house, clock)
    leave(house)


def test_in_every_country_a_repair_is_taxed_paid_and_printed(world: Desk) -> None:
    for region, (client, amounts, expected) in CASES.items():
        boutique, till, advisor, currency = TILLS[region]
        taken = world.do(ReceiveRepair(boutique, client, f"M38-OLD-{region}", "…", sku=STEEL), advisor)
        number = taken["repair"]
        lines = tuple(QuoteLine({"en": "Work"}, amount) for amount in amounts)
        offer = world.do(QuoteRepair(number, lines), advisor)
        assert (region, offer["net"], offer["tax"], offer["gross"]) == (region, *expected)
        world.do(AnswerQuote(number, True, "email"), advisor)
        world.do(SendRepair(number, boutique), advisor)
        world.do(FinishRepair(number), advisor)
        tender = Tender("card", currency, offer["gross"])
        paid = world.do(ReturnRepair(number, till, (tender,)), advisor)["sale"]
        assert (paid["net"], paid["tax"], paid["gross"]) == expected
        assert Decimal(paid["net"]) + Decimal(paid["tax"]) == Decimal(paid["gross"])
        with world.house.reading(world.actor(advisor)) as session:
            for name in (*taken["documents"], *offer["documents"]):
                document = session.get(Document, UUID(name))
                assert document is not None
                drawn = render(paper_of(session, document, records_of(world.house.suite)), kinds=kinds_of(world.house))
                assert drawn.pages == 1, (region, document.kind)
    assert verify_journal(world.house).sound

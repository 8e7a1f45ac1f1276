"""The cast's house with repairs enabled, in Paris and Tokyo: one watch sold, one in stock, a workshop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from core.base.clock import FixedClock
from core.commands.command import Command
from core.commands.execute import execute
from core.commands.house import House
from core.database.access import Actor
from core.sales.basket import BasketLine
from core.sales.payment import Tender
from core.setup.organisation import DefineStaff
from plugins.repairs.offer import QuoteLine
from plugins.repairs.service import AnswerQuote, FinishRepair, QuoteRepair, ReceiveRepair, ReturnRepair, SendRepair
from tests.support.cast import CLAIRE, FOUNDED, WATCH_SERIAL, copied_house, leave, sale
from tests.support.postgres import Postgres

#: The workshop at the other end.
WORKSHOP = "Atelier Genève"


@dataclass
class Desk:
    """The service desk of Paris. The watch is Claire's; the ring still lies in the window."""

    house: House
    clock: FixedClock

    def do(self, command: Command, who: str = "cm", key: str | None = None) -> dict[str, Any]:
        """Carry out a command as a member of staff."""
        return dict(execute(self.house, command, self.actor(who), key or str(uuid4())))

    def actor(self, who: str) -> Actor:
        """A member of staff."""
        return self.house.actor(who)

    def later(self, days: int) -> None:
        """Let days pass."""
        self.clock.set(self.clock.now() + timedelta(days=days))

    def receive(self, serial: str = WATCH_SERIAL, *, client: str = CLAIRE, **more: Any) -> str:
        """Take a piece in; the repair's number."""
        told = {"wish": "Le fermoir ne tient plus.", "condition": ("Rayure sur la lunette, à 4 heures",), **more}
        return str(self.do(ReceiveRepair("PAR1", client, serial, **told))["repair"])

    def quote(self, number: str, *amounts: str, **more: Any) -> dict[str, Any]:
        """A quote of these amounts, in euros, by the workshop."""
        lines = tuple(
            QuoteLine({"fr": f"Travail {n}", "en": f"Work {n}"}, amount) for n, amount in enumerate(amounts, 1)
        )
        return self.do(QuoteRepair(number, lines, **more), "jb")

    def quoted(self, *amounts: str, **more: Any) -> str:
        """A repair that waits for its client's answer."""
        number = self.receive()
        self.quote(number, *amounts, **more)
        return number

    def ready(self, *amounts: str, **more: Any) -> str:
        """A repair that waits to be given back."""
        number = self.quoted(*amounts, **more)
        self.do(AnswerQuote(number, True, "phone"))
        self.do(SendRepair(number, WORKSHOP))
        self.do(FinishRepair(number), "jb")
        return number

    def give_back(self, number: str, amount: str = "", **more: Any) -> dict[str, Any]:
        """Give the piece back, against a card payment if an amount is named."""
        tenders = (Tender("card", "EUR", amount),) if amount else ()
        return self.do(ReturnRepair(number, "T1", tenders, **more))


def opened(folder: Path, postgres: Postgres | None = None) -> Desk:
    """The desk of a copied house, with a workshop hand and a cashier."""
    clock = FixedClock(FOUNDED + timedelta(hours=1))  # after everything that the founding wrote
    house = copied_house(folder, postgres, ("FR", "JP"), ("repairs",), clock)
    desk = Desk(house, clock)
    desk.do(DefineStaff("jb", "Jean Berger", ("workshop",)), "hq")
    desk.do(DefineStaff("pp", "Paul Petit", ("cashier",), "PAR1"), "hq")
    desk.do(sale(lines=(BasketLine(serial=WATCH_SERIAL),), paid="9800.00", papers=()))
    return desk


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """The desk, once on each database."""
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    held = opened(tmp_path, server)
    yield held
    leave(held.house, server)


@pytest.fixture
def paris(tmp_path: Path) -> Iterator[Desk]:
    """The desk on SQLite, where the database makes no difference."""
    held = opened(tmp_path)
    yield held
    leave(held.house)

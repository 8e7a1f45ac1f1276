"""Every reading has a right, one state, and where it shows clients a trace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import pytest
from sqlalchemy import select, text

from core.base.errors import Forbidden, VendomeError
from core.commands import room
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.house import House
from core.commands.question import Question, View
from core.commands.sights import Sight
from core.customer_card.questions import ClientPurchases, FindClients, ShowClient
from core.customers.model import Customer
from core.database.engine import reading
from core.inventory.questions import ShowItem
from tests.support.cast import CLAIRE, GIULIA, SCARF, advisor, house, key, sale, sqlite_house

__all__ = ["house", "sqlite_house"]


@dataclass(frozen=True)
class Careless(Question[str]):
    """Shows a client and does not say that it shows any."""

    verb: ClassVar[str] = "customer.read"


def careless(view: View, question: Careless) -> str:
    """One name."""
    view.shows(CLAIRE)
    return CLAIRE


@dataclass(frozen=True)
class Meddling(Question[int]):
    """Writes while it should only read."""

    verb: ClassVar[str] = "item.read"


def meddling(view: View, question: Meddling) -> int:
    """Take every client's residence away."""
    view.session.execute(text("UPDATE customer SET residence = NULL"))
    return 0


Careless.__module__ = Meddling.__module__ = "core.commands.questions"


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two bad questions, declared."""
    bad = replace(room.declaration, questions={Careless: careless, Meddling: meddling})
    monkeypatch.setattr(room, "declaration", bad)


def sights(house: House) -> list[tuple[str, str, str, str]]:
    with reading(house.engine) as session:
        rows = session.scalars(select(Sight).order_by(Sight.id)).all()
        return [(row.actor, row.question, row.customer, row.purpose) for row in rows]


def test_who_looked_at_whom_and_why_is_written_down(house: House) -> None:
    cm = house.actor("cm")
    ask(house, ShowClient(CLAIRE), cm)
    ask(house, FindClients("giulia"), cm, why="a call")
    assert sights(house) == [
        ("cm", "customer.read", CLAIRE, "serving a client"),
        ("cm", "customer.read", GIULIA, "a call"),
    ]
    ask(house, ShowItem(SCARF), cm)
    assert len(sights(house)) == 2, "an article is nobody's"


def test_what_cannot_be_written_down_is_not_shown(sqlite_house: House) -> None:
    with sqlite_house.engine.begin() as connection:
        connection.execute(text("DROP TABLE sight"))
    with pytest.raises(VendomeError):
        ask(sqlite_house, ShowClient(CLAIRE), sqlite_house.actor("cm"))


def test_a_sight_is_never_changed_or_taken_away(house: House) -> None:
    ask(house, ShowClient(CLAIRE), house.actor("cm"))
    for statement in ("UPDATE sight SET actor = 'nobody'", "DELETE FROM sight"):
        with pytest.raises(Exception, match="append-only"), house.engine.begin() as connection:
            connection.execute(text(statement))


def test_who_has_not_the_right_is_refused_and_nothing_is_written(house: House) -> None:
    with pytest.raises(Forbidden, match=r"it may not «customer\.read»"):
        ask(house, ShowClient(CLAIRE), house.actor("it"))
    assert sights(house) == []


def test_a_question_that_shows_clients_and_does_not_say_so_is_a_fault(sqlite_house: House, planted: None) -> None:
    with pytest.raises(TypeError, match="Careless shows data of clients"):
        ask(sqlite_house, Careless(), sqlite_house.actor("cm"))


def test_a_question_cannot_write(house: House, planted: None) -> None:
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        ask(house, Meddling(), house.actor("cm"))
    with reading(house.engine) as session:
        assert session.scalar(select(Customer.residence).where(Customer.number == CLAIRE)) == "FR"


def test_purchases_come_page_by_page_the_newest_first(sqlite_house: House) -> None:
    sold = [execute(sqlite_house, sale(), advisor(sqlite_house), key())["number"] for _ in range(5)]
    who = sqlite_house.actor("cm")
    first = ask(sqlite_house, ClientPurchases(CLAIRE, limit=2), who)
    second = ask(sqlite_house, ClientPurchases(CLAIRE, after=first.next, limit=2), who)
    last = ask(sqlite_house, ClientPurchases(CLAIRE, after=second.next, limit=2), who)
    pages = [purchase.number for page in (first, second, last) for purchase in page.rows]
    assert pages == sold[::-1]
    assert last.next == ""

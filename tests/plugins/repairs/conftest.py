"""A small house with repairs enabled: Paris and Tokyo, three clients, a watch, a ring and a bag."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert

from core.catalogue import DefineItem, PieceGiven, Receive, SetPrice
from core.clock import FixedClock
from core.commands import Command
from core.db import open_engine, writing
from core.founding import DefineBoutique, DefineEntity, DefineStaff, EnablePlugin, EnableRegion
from core.house import House
from core.migrating import upgrade
from core.policy import Actor
from core.registering import AddressGiven, NameGiven, RegisterCustomer
from core.selling import BasketLine, Sell
from core.stores import HouseSettings
from core.suite import Suite
from core.tender import Tender
from core.vault import KeyRing
from plugins.repairs.offer import QuoteLine
from plugins.repairs.service import AnswerQuote, FinishRepair, QuoteRepair, ReceiveRepair, ReturnRepair, SendRepair

START = datetime(2026, 11, 21, 14, tzinfo=UTC)
WATCH, OTHER_WATCH, STOCK_WATCH = "M38-000117", "M38-000118", "M38-000119"


@dataclass
class Desk:
    """The house and those who work in it; ``clients`` by short name → number."""

    house: House
    clock: FixedClock
    clients: dict[str, str] = field(default_factory=dict)

    def do(self, command: Command, who: str = "cm", key: str | None = None) -> dict[str, Any]:
        """Carry out a command as a member of staff."""
        return dict(self.house.execute(command, self.actor(who), key or str(uuid4())))

    def actor(self, who: str) -> Actor:
        return self.house.system() if who == "system" else self.house.actor(who)

    def later(self, days: int) -> None:
        """Let days pass."""
        self.clock.set(self.clock.now() + timedelta(days=days))

    def receive(self, serial: str = WATCH, **more: Any) -> str:
        """Take Claire's watch in; the repair's number."""
        told = {"wish": "Le fermoir ne tient plus.", "condition": ("Rayure sur la lunette, à 4 heures",), **more}
        client = told.pop("client", "claire")
        return str(self.do(ReceiveRepair("PAR1", self.clients[client], serial, **told))["repair"])

    def quoted(self, *amounts: str, **more: Any) -> str:
        """A repair with a quote of these amounts, in euros."""
        number = self.receive()
        words = [{"fr": f"Travail {n}", "en": f"Work {n}"} for n, _ in enumerate(amounts, 1)]
        lines = tuple(QuoteLine(said, amount) for said, amount in zip(words, amounts, strict=True))
        self.do(QuoteRepair(number, lines, **more), "jb")
        return number

    def ready(self, *amounts: str) -> str:
        """A repair that waits to be given back."""
        number = self.quoted(*amounts)
        self.do(AnswerQuote(number, True, "phone"))
        self.do(SendRepair(number, "Atelier Genève"))
        self.do(FinishRepair(number), "jb")
        return number

    def pay(self, number: str, amount: str, **more: Any) -> dict[str, Any]:
        """Give the piece back against a card payment."""
        return self.do(ReturnRepair(number, "T1", (Tender("card", "EUR", amount),), **more))


Founding = Callable[[str], Desk]


@pytest.fixture
def founding(tmp_path: Path) -> Founding:
    """Founds the house on the database of a URL."""

    def found(url: str) -> Desk:
        folder = tmp_path / "house"
        folder.mkdir()
        suite = Suite.installed(("repairs",))
        suite.plugin("repairs")
        engine = open_engine(url)
        upgrade(engine, suite, ("repairs",))
        with writing(engine) as session:
            told = {"id": 1, "name": "Maison Aurelle", "synthetic": True, "settings": {}}
            session.execute(insert(HouseSettings), told)
            session.commit()
        clock = FixedClock(START)
        desk = Desk(House(folder, engine, KeyRing.create(folder / "keys"), suite, clock), clock)
        _people(desk)
        _pieces(desk)
        _clients(desk)
        return desk

    return found


@pytest.fixture
def desk(founding: Founding, database_url: str) -> Desk:
    """The house, once on each database."""
    return founding(database_url)


@pytest.fixture
def paris(founding: Founding, tmp_path: Path) -> Desk:
    """The house on SQLite, where the database makes no difference."""
    return founding(f"sqlite:///{tmp_path / 'vendome.db'}")


def _people(desk: Desk) -> None:
    number = {"label": "TVA", "value": "FR40303265045", "role": "tax_number"}
    address = {"fr": ("12 rue de la Paix", "75002 Paris")}
    place = {"fr": "Paris, place Vendôme", "ja": "パリ ヴァンドーム広場店"}
    desk.do(DefineEntity("FR01", "Maison Aurelle France SAS", "FR", "EUR", address, (number,)), "system")
    desk.do(DefineEntity("JP01", "メゾン オーレル株式会社", "JP", "JPY", {"ja": ("東京都中央区銀座5-1-1",)}), "system")
    vendome = DefineBoutique(
        "PAR1", "FR01", "FR", "flagship", place, address, "fr", "Europe/Paris", "EUR", phone="+33 1 55 35 50 05"
    )
    desk.do(vendome, "system")
    ginza = {"ja": ("東京都中央区銀座5-1-1",)}
    desk.do(
        DefineBoutique("TYO1", "JP01", "JP", "flagship", {"ja": "銀座本店"}, ginza, "ja", "Asia/Tokyo", "JPY"), "system"
    )
    desk.do(DefineStaff("cm", "Camille Morel", ("advisor",), "PAR1"), "system")
    desk.do(DefineStaff("jb", "Jean Berger", ("workshop",)), "system")
    desk.do(DefineStaff("st", "佐藤 恵", ("advisor",), "TYO1"), "system")
    desk.do(DefineStaff("ca", "Paul Petit", ("cashier",), "PAR1"), "system")
    for region, entity in (("FR", "FR01"), ("JP", "JP01")):
        desk.do(EnableRegion(region, entity), "system")
    desk.do(EnablePlugin("repairs"), "system")


def _pieces(desk: Desk) -> None:
    steel = {"metals": [{"metal": "steel", "fineness": "316L"}]}
    names = {"fr": "Montre Méridien 38", "en": "Méridien 38 watch", "ja": "メリディアン 38 ウォッチ"}
    desk.do(DefineItem("MER-38", "MER-38-ST", names, "watch", unique=True, composition=steel), "system")
    desk.do(SetPrice("MER-38-ST", "FR", "EUR", "9800.00", date(2020, 1, 1)), "system")
    serials = (WATCH, OTHER_WATCH, STOCK_WATCH)
    pieces = tuple(PieceGiven(s, epc=f"urn:epc:id:sgtin:3012345.067890.{s[-3:]}") for s in serials)
    desk.do(Receive("PAR1", "MER-38-ST", pieces=pieces), "system")
    bag = {"fr": "Sac Aurore 25", "en": "Aurore 25 bag"}
    desk.do(DefineItem("AUR-25", "AUR-25-NOI", bag, "leather_goods"), "system")


def _clients(desk: Desk) -> None:
    claire = NameGiven({"given": "Claire", "surname-prefix": "de", "surname-core": "La Tour"}, "fr")
    hanako = (
        NameGiven({"given": "花子", "surname": "山田"}, "ja", kana={"family": "ヤマダ", "given": "ハナコ"}),
        NameGiven({"given": "Hanako", "surname": "Yamada"}, "en"),
    )
    home = AddressGiven("FR", {"street_address": "24 quai de Béthune", "city": "Paris"}, "75004", "fr")
    wanted = {
        "claire": RegisterCustomer((claire,), "fr", residence="FR", addresses=(home,)),
        "hanako": RegisterCustomer(hanako, "ja", residence="JP"),
        "emma": RegisterCustomer((NameGiven({"given": "Emma", "surname": "Johnson"}, "en"),), "en", residence="US"),
    }
    for name, command in wanted.items():
        desk.clients[name] = desk.do(command)["number"]
    for serial, client in ((WATCH, "claire"), (OTHER_WATCH, "hanako")):
        basket = (BasketLine(serial=serial),)
        desk.do(Sell("PAR1", "T1", "cm", basket, (Tender("card", "EUR", "9800.00"),), desk.clients[client], papers=()))

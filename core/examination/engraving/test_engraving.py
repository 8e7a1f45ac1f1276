"""Engraving: the examination, an order from the counter to the client, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from core.base.clock import FixedClock
from core.base.errors import Forbidden, NotFound, Refused
from core.catalogue.commands import DefineItem
from core.commands.ask import ask
from core.commands.command import Command
from core.commands.execute import execute
from core.commands.foreground import run_open
from core.commands.house import House
from core.contracts.plugin import PluginContract
from core.customers.commands import NewName, RegisterCustomer
from core.examination.engraving.questions import EngravingsInHand
from core.examination.engraving.service import FinishEngraving, OrderEngraving
from core.inventory.commands import Receive, ReceivedPiece
from plugins.demo.founding import found

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ORDER = OrderEngraving("PAR1", "C-CASTAAA5", "M38-000117", "C. T.")


class TestEngraving(PluginContract):
    plugin = "engraving"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The demo's house in France, with this plugin, a watch and a client."""
    url = f"sqlite:///{tmp_path / 'vendome.db'}"
    house = found(tmp_path, url=url, clock=FixedClock(NOW), regions=("FR",), plugins=("engraving",))
    house.suite = house.suite.enabling(("engraving",))
    do(house, DefineItem("MER-38", "MER-38-ST", {"fr": "Montre Méridien 38"}, "watch", unique=True), "hq")
    do(house, Receive("PAR1", "MER-38-ST", 0, (ReceivedPiece("M38-000117"),)), "hq")
    name = NewName({"given": "Claire", "surname": "de La Tour"}, "fr")
    do(house, RegisterCustomer((name,), "fr", number="C-CASTAAA5", residence="FR"), "hq")
    yield house
    house.engine.dispose()


def do(house: House, command: Command, who: str = "cm") -> dict[str, Any]:
    """Carry out a command as a member of staff."""
    return dict(execute(house, command, house.actor(who), str(house.ids.new())))


def test_an_order_is_promised_in_time_printed_and_finished(house: House) -> None:
    answer = do(house, ORDER)
    assert answer["ready_on"] == "2026-12-20"
    [paper] = run_open(house, only=[UUID(each) for each in answer["documents"]]).answers
    assert Path(paper["file"]).read_bytes().startswith(b"%PDF")
    [shown] = ask(house, EngravingsInHand("PAR1"), house.actor("cm"))
    assert (shown.order, shown.initials, shown.customer) == (answer["order"], "C. T.", "C-CASTAAA5")
    do(house, FinishEngraving(answer["order"]))
    assert ask(house, EngravingsInHand(), house.actor("cm")) == ()
    with pytest.raises(Refused, match="was finished on 2026-11-20"):
        do(house, FinishEngraving(answer["order"]))


@pytest.mark.parametrize(
    ("change", "refusal", "sentence"),
    [
        ({"initials": "CLAIRE DE LA TOUR"}, Refused, "at most 6"),
        ({"serial": "M38-999999"}, NotFound, "No piece has"),
        ({"ready": date(2026, 11, 19)}, Refused, "has passed"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    house: House, change: dict[str, Any], refusal: type[Refused], sentence: str
) -> None:
    wanted = OrderEngraving(
        **{"boutique": "PAR1", "customer": "C-CASTAAA5", "serial": "M38-000117", "initials": "CT"} | change
    )
    with pytest.raises(refusal, match=sentence):
        do(house, wanted)
    assert ask(house, EngravingsInHand(), house.actor("cm")) == ()


def test_headquarters_reads_and_does_not_order(house: House) -> None:
    with pytest.raises(Forbidden, match=r"may not «engraving\.order»"):
        do(house, ORDER, "hq")

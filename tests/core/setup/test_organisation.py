"""Setting up a house: what may be enabled, and what may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.base.errors import NotFound, Refused
from core.commands.execute import execute
from core.commands.house import House
from core.examination.enabling import EnableRegion
from core.setup.create import create_house
from core.setup.organisation import DefineBoutique, DefineEntity, DefineStaff
from tests.support.abroad import Abroad
from tests.support.abroad import abroad as abroad
from tests.support.cast import named


def house_abroad(folder: Path, abroad: Abroad, *, synthetic: bool) -> House:
    abroad.country("xa")
    house = create_house(folder, name="Maison Aurelle", synthetic=synthetic, suite=abroad.suite())
    named(house)
    entity = DefineEntity("XA01", "Maison Aurelle XA", "XA", "EUR", {"en": ("1 Main Street",)})
    execute(house, entity, house.actor("hq"), "entity")
    return house


def test_a_country_begun_and_not_finished_is_not_enabled_in_a_real_house(tmp_path: Path, abroad: Abroad) -> None:
    house = house_abroad(tmp_path / "real", abroad, synthetic=False)
    with pytest.raises(Refused, match=r"XA was begun and not finished: \d+ sources still say fictitious"):
        execute(house, EnableRegion("xa", "XA01"), house.actor("it"), "enable")


def test_in_a_synthetic_house_it_may_be_tried(tmp_path: Path, abroad: Abroad) -> None:
    house = house_abroad(tmp_path / "synthetic", abroad, synthetic=True)
    assert execute(house, EnableRegion("xa", "XA01"), house.actor("it"), "enable")["enabled"] is True


def test_what_does_not_exist_is_named(tmp_path: Path, abroad: Abroad) -> None:
    house = house_abroad(tmp_path / "house", abroad, synthetic=True)
    system = house.actor("hq")
    with pytest.raises(NotFound, match="No legal entity 'XA09' is known"):
        execute(house, EnableRegion("xa", "XA09"), house.actor("it"), "1")
    boutique = DefineBoutique(
        "XAA1", "XA01", "XA", "castle", {"en": "One"}, {"en": ("1",)}, "en", "Europe/Paris", "EUR"
    )
    with pytest.raises(Refused, match="A boutique's kind is one of"):
        execute(house, boutique, system, "2")
    with pytest.raises(Refused, match="There is no role 'king'"):
        execute(house, DefineStaff("kk", "King Kong", ("king",)), system, "3")


def test_making_a_house_twice_keeps_what_is_there(tmp_path: Path, abroad: Abroad) -> None:
    house = house_abroad(tmp_path / "house", abroad, synthetic=True)
    again = create_house(tmp_path / "house", name="Another name", suite=abroad.suite())
    assert again.settings == house.settings == ("Maison Aurelle", True)
    assert again.keys.secret("seal:XA01") == house.keys.secret("seal:XA01")

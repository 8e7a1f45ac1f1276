"""Fields that a country adds to a client: seen and written only where it is enabled, and nowhere else."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from core.base.errors import Forbidden, NotFound, Refused
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.house import House
from core.customer_card.card import Card
from core.customer_card.questions import ShowClient
from core.customers.commands import SetProfile
from core.database.access import Actor
from core.examination.enabling import EnableRegion
from tests.support.cast import SHAN_XUE, advisor, found_house

OPENID = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A French and a Chinese company of one house."""
    return found_house(tmp_path / "house", regions=("FR", "CN"))


def card(house: House, actor: Actor) -> Card:
    return ask(house, ShowClient(SHAN_XUE), actor)


def keys(shown: Card) -> set[str]:
    return {field.key.split(".")[0] for field in shown.profile}


def told(shown: Card, key: str) -> tuple[str, bool]:
    return next((field.value, field.hidden) for field in shown.profile if field.key == key)


def test_an_advisor_in_paris_sees_no_chinese_field_and_one_in_shanghai_no_french_one(house: House) -> None:
    assert keys(card(house, advisor(house, "FR"))) == {"fr"}
    assert keys(card(house, advisor(house, "CN"))) == {"cn"}


def test_headquarters_sees_the_fields_of_every_enabled_country(house: House) -> None:
    assert keys(card(house, house.actor("hq"))) == {"fr", "cn"}


def test_a_value_is_kept_where_its_country_is_enabled(house: House) -> None:
    answer = execute(house, SetProfile(SHAN_XUE, {"cn.fapiao_title": "单雪工作室"}), advisor(house, "CN"), "set")
    assert answer["findings"] == []
    assert told(card(house, advisor(house, "CN")), "cn.fapiao_title") == ("单雪工作室", False)


def test_to_paris_a_chinese_field_does_not_exist(house: House) -> None:
    paris = advisor(house, "FR")
    with pytest.raises(NotFound) as chinese:
        execute(house, SetProfile(SHAN_XUE, {"cn.fapiao_title": "x"}), paris, "1")
    with pytest.raises(NotFound) as invented:
        execute(house, SetProfile(SHAN_XUE, {"cn.nothing": "x"}), paris, "2")
    assert str(chinese.value).replace("cn.fapiao_title", "?") == str(invented.value).replace("cn.nothing", "?")


def test_a_sensitive_value_is_encrypted_and_hidden_from_who_may_not_see_it(house: House) -> None:
    execute(house, SetProfile(SHAN_XUE, {"cn.wechat_openid": OPENID}), house.actor("hq"), "set")
    assert told(card(house, house.actor("hq")), "cn.wechat_openid") == (OPENID, False)
    plain_advisor = Actor("x", frozenset({"advisor"}), frozenset({"SHA1"}), frozenset({"CN"}), house.grants)
    assert told(card(house, plain_advisor), "cn.wechat_openid") == ("", True)
    with pytest.raises(Forbidden, match="is sensitive"):
        execute(house, SetProfile(SHAN_XUE, {"cn.wechat_openid": OPENID}), plain_advisor, "again")
    with sqlite3.connect(house.folder / "vendome.db") as raw:
        assert not any(OPENID in line for line in raw.iterdump())


def test_a_value_is_cleared_by_none(house: House) -> None:
    shanghai = advisor(house, "CN")
    execute(house, SetProfile(SHAN_XUE, {"cn.fapiao_title": "单雪"}), shanghai, "set")
    execute(house, SetProfile(SHAN_XUE, {"cn.fapiao_title": None}), shanghai, "clear")
    assert told(card(house, shanghai), "cn.fapiao_title") == ("", False)


def test_a_doubtful_number_is_kept_with_a_finding_and_a_control_character_refused(house: House) -> None:
    shanghai = advisor(house, "CN")
    answer = execute(house, SetProfile(SHAN_XUE, {"cn.fapiao_tax_number": "91440300708461136X"}), shanghai, "doubt")
    assert [finding["where"] for finding in answer["findings"]] == ["cn.fapiao_tax_number"]
    assert told(card(house, shanghai), "cn.fapiao_tax_number")[0] == "91440300708461136X"
    with pytest.raises(Refused, match="control character"):
        execute(house, SetProfile(SHAN_XUE, {"cn.fapiao_title": "a\x00b"}), shanghai, "nul")


def test_disabling_hides_the_fields_and_enabling_again_brings_the_values_back(house: House) -> None:
    execute(house, SetProfile(SHAN_XUE, {"cn.fapiao_title": "单雪"}), advisor(house, "CN"), "set")
    execute(house, EnableRegion("cn", "CN01", enabled=False), house.actor("it"), "off")
    assert keys(card(house, house.actor("hq"))) == {"fr"}
    execute(house, EnableRegion("cn", "CN01"), house.actor("it"), "on")
    assert told(card(house, house.actor("hq")), "cn.fapiao_title") == ("单雪", False)

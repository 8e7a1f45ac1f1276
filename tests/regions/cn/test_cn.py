"""China: the examination, the consumption tax that matter decides, and the client's own fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from stdnum.cn import uscc

from core.examination.cases import case_sale
from core.jurisdictions.facts import SaleFacts
from core.jurisdictions.suite import Suite
from core.sales.taxation import tax_sale
from regions.cn.plugin import plugin
from tests.support.region_contract import RegionContract

TODAY = date(2026, 11, 21)


def ring(composition: Mapping[str, Any], *, on: date = TODAY) -> SaleFacts:
    """An Étoile of 8,888 yuan with tax."""
    line = {"sku": "ETO-RG", "supply": "jewellery", "amount": "8888.00", "composition": composition}
    return case_sale(plugin, {"on": on, "residence": "CN", "lines": [line]})


class TestChina(RegionContract):
    region = plugin

    @pytest.mark.parametrize(
        ("composition", "due"),
        [
            ({"metals": [{"metal": "gold", "fineness": "750"}]}, True),
            ({"metals": [{"metal": "platinum", "fineness": "950"}]}, True),
            ({"metals": [{"metal": "steel"}], "stones": [{"stone": "diamond", "count": 24}]}, True),
            ({"metals": [{"metal": "palladium", "fineness": "950"}]}, False),
            ({"metals": [{"metal": "rose_gold", "fineness": "750"}]}, True),
            ({"stones": [{"stone": "pearl", "count": 1}]}, False),
            ({}, True),
        ],
    )
    def test_the_matter_of_a_jewel_decides_the_consumption_tax(
        self, suite: Suite, composition: Mapping[str, Any], due: bool
    ) -> None:
        got = tax_sale(suite, ring(composition)).assessment
        taxes = {row.code: row.tax for row in got.summary}
        assert taxes["standard"] == Decimal("1022.51")
        assert taxes.get("consumption") == (Decimal("393.27") if due else None)

    def test_the_consumption_tax_is_owed_and_never_printed(self, suite: Suite) -> None:
        got = tax_sale(suite, ring({})).assessment
        assert {row.code for row in got.summary if row.shown} == {"standard"}
        shown = next(row for row in got.summary if row.shown)
        assert (shown.base, shown.tax, got.gross) == (Decimal("7865.49"), Decimal("1022.51"), Decimal("8888.00"))

    def test_platinum_was_added_to_the_list_later_than_gold(self) -> None:
        tax = plugin.table("tax")
        assert "platinum" not in tax.value("consumption.metals", on=date(2003, 4, 30))
        assert "platinum" in tax.value("consumption.metals", on=date(2003, 5, 1))

    def test_every_paper_says_that_it_is_no_fapiao(self) -> None:
        (mention,) = [m for m in plugin.mentions if m.code == "not_a_fapiao"]
        assert set(mention.on) == {"invoice", "receipt", "credit_note"}
        titles = plugin.table("titles")
        assert all("发票" not in titles.value(key, on=TODAY)["zh-Hans"] for key in titles.keys("title"))

    @pytest.mark.parametrize(
        ("name", "value", "sound"),
        [
            ("wechat_openid", "oX1yZ2345678901234567890-_aB", True),
            ("wechat_openid", "short", False),
            ("wechat_unionid", "oX1yZ2345678901234567890-_aBc", True),
            ("lunar_birthday", "闰04-12", True),
            ("lunar_birthday", "12-30", True),
            ("lunar_birthday", "12-31", False),
            ("lunar_birthday", "13-01", False),
            ("name_reading", "shan4 xue3", True),
            ("name_reading", "lü3 bu4", True),
            ("name_reading", "Shan Xue", False),
        ],
    )
    def test_a_profile_field_knows_its_form(self, name: str, value: str, sound: bool) -> None:
        (field,) = [f for f in plugin.profile if f.name == name]
        assert bool(re.fullmatch(field.check.removeprefix("regex:"), value)) is sound

    def test_the_tax_number_is_checked_by_its_checksum(self) -> None:
        (field,) = [f for f in plugin.profile if f.name == "fapiao_tax_number"]
        entry = plugin.table("identifiers").entry("seller.uscc", TODAY)
        assert field.check == entry.more["check"] == "stdnum:cn.uscc"
        assert uscc.is_valid(entry.more["example"])
        assert re.fullmatch(entry.value, entry.more["example"])

    def test_children_are_protected_by_a_guardian_below_the_age_of_the_act(self) -> None:
        privacy = plugin.table("privacy")
        assert privacy.value("consent.age", on=TODAY) == 14
        assert privacy.find("consent.age", date(2021, 10, 31)) is None

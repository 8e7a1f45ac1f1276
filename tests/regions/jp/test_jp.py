"""Japan: the examination, stamp duty, readings, and the number that is never kept."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from stdnum.jp import cn, in_

from core.examination.cases import case_sale
from core.jurisdictions.facts import SaleFacts
from core.jurisdictions.suite import Suite
from core.sales.taxation import mentions, tax_sale
from core.tax import TaxLine, assess
from regions.jp.plugin import plugin
from tests.support.region_contract import RegionContract

TODAY = date(2026, 11, 21)


def aurore(amount: str, *, cash: str = "0", cashless: str = "0", on: date = TODAY) -> SaleFacts:
    """An Aurore 25 at a shop price with tax, paid in cash, by card or not at all yet."""
    line = {"sku": "AUR-25-NOI", "supply": "leather_goods", "amount": amount}
    card = {"card": cashless} if Decimal(cashless) else {}
    return case_sale(plugin, {"on": on, "residence": "JP", "lines": [line], "cash": cash, "cashless": card})


def gross_of(net: int) -> str:
    """The price with tax of which the net amount is ``net`` yen; the tax is rounded down."""
    return str(net + net // 10)


class TestJapan(RegionContract):
    region = plugin

    def test_the_tax_of_net_prices_is_rounded_once_per_rate(self) -> None:
        """The facts' own example, with prices without tax as a workshop quotes them."""
        standard = plugin.levy("standard", TODAY, mode="exclusive")
        reduced = plugin.levy("reduced", TODAY, mode="exclusive")
        lines = [
            TaxLine("bag", Decimal(1), Decimal(185455), (standard,)),
            TaxLine("scarf", Decimal(1), Decimal(62728), (standard,)),
            TaxLine("chocolates", Decimal(2), Decimal(6482), (reduced,)),
        ]
        got = assess(lines, currency="JPY", rounding=plugin.rounding(TODAY))
        assert {row.code: row.tax for row in got.summary} == {"standard": 24818, "reduced": 518}
        assert got.gross == 280001

    @pytest.mark.parametrize(
        ("net", "duty"),
        [
            (49999, 0),
            (50000, 200),
            (1000000, 200),
            (1000001, 400),
            (2000000, 400),
            (2000001, 600),
            (3000000, 600),
            (3000001, 1000),
            (5000000, 1000),
            (5000001, 2000),
            (10000001, 4000),
            (20000001, 6000),
            (30000001, 10000),
            (50000000, 10000),
            (50000001, 20000),
            (100000000, 20000),
        ],
    )
    def test_stamp_duty_follows_the_scale_to_the_yen(self, suite: Suite, net: int, duty: int) -> None:
        taxed = tax_sale(suite, aurore(gross_of(net), cash=gross_of(net)))
        assert taxed.assessment.net == net
        stamps = [(f.level, f.text) for f in taxed.findings if f.where == "JP.stamp_duty"]
        assert [level for level, _ in stamps] == (["note"] if duty else [])
        assert all(f"a revenue stamp of {duty} yen" in text for _, text in stamps)
        assert ("stamp_duty" in taxed.facts) is bool(duty)

    def test_above_the_known_scale_the_till_is_warned_and_sells(self, suite: Suite) -> None:
        amount = gross_of(100000001)
        (finding,) = [f for f in tax_sale(suite, aurore(amount, cash=amount)).findings if f.where == "JP.stamp_duty"]
        assert finding.level == "warn"
        assert "more than 20000 yen" in finding.text

    def test_change_given_back_needs_no_stamp(self, suite: Suite) -> None:
        """Notes of 60 000 for 49 999 net: what pays is 54 998."""
        assert "stamp_duty" not in tax_sale(suite, aurore("54998", cash="60000")).facts
        assert "stamp_duty" not in tax_sale(suite, aurore("110000", cash="60000", cashless="110000")).facts

    @pytest.mark.parametrize(
        ("amount", "cash", "due"),
        # 54,999 with tax is 50,000 without it, rounded down: 4,999 of tax.
        [("54999", "54999", True), ("54998", "54998", False), ("110000", "0", False), ("110000", "110000", True)],
    )
    def test_room_for_a_stamp_is_left_on_receipts_for_cash(
        self, suite: Suite, amount: str, cash: str, due: bool
    ) -> None:
        sale = aurore(amount, cash=cash)
        taxed = tax_sale(suite, sale)
        standing = {m.code for m in mentions(plugin, frozenset({"receipt"}), taxed.facts, sale)}
        assert ("revenue_stamp" in standing) is due

    def test_a_card_receipt_says_so_in_the_words_that_spare_the_stamp(self, suite: Suite) -> None:
        sale = aurore("110000", cashless="110000")
        (card,) = mentions(plugin, frozenset({"receipt"}), tax_sale(suite, sale).facts, sale)
        assert card.text["ja"] == "クレジットカード利用"

    def test_lines_at_the_reduced_rate_bear_the_sign_that_the_legend_explains(self) -> None:
        sign = plugin.table("tax").entry("rate.reduced", TODAY).more["mark"]
        legend = next(m for m in plugin.mentions if m.code == "reduced_rate")
        assert sign
        assert all(sign in text for text in legend.text.values())
        assert "mark" not in plugin.table("tax").entry("rate.standard", TODAY).more

    def test_a_my_number_is_refused_in_any_field(self) -> None:
        (finding,) = plugin.check_profile(field="gaisho", value="621498320257")
        assert in_.is_valid("621498320257")
        assert finding.level == "error"
        assert plugin.check_profile(field="gaisho", value="621498320258") == ()

    @pytest.mark.parametrize(
        ("value", "sound"),
        [("ヤマダ", True), ("やまだ", False), ("山田", False), ("Yamada", False), ("ﾔﾏﾀﾞ", False)],
    )
    def test_a_reading_is_katakana(self, value: str, sound: bool) -> None:
        (field,) = [f for f in plugin.profile if f.name == "family_name_kana"]
        assert field.key == "jp.family_name_kana"
        assert bool(re.fullmatch(field.check.removeprefix("regex:"), value)) is sound

    def test_the_registration_number_of_the_facts_has_the_form_and_check_digit(self) -> None:
        entry = plugin.table("identifiers").entry("seller.qualified_invoice_issuer", TODAY)
        number = entry.more["example"]
        assert re.fullmatch(entry.value, number)
        assert cn.is_valid(number.removeprefix("T"))
        assert not re.fullmatch(entry.value, number.removeprefix("T"))

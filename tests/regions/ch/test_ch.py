"""Switzerland: the examination every country passes, and what its tables cannot say."""

from __future__ import annotations

import importlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.examination.cases import case_sale
from core.jurisdictions.facts import SaleFacts
from core.jurisdictions.suite import Suite
from core.sales.taxation import cash_rounding, tax_sale
from regions.ch.plugin import plugin
from tests.support.region_contract import RegionContract

TODAY = date(2026, 11, 21)


def sale(**facts: Any) -> SaleFacts:
    """A watch of 129 000.00 sold today, but for what the test says."""
    return case_sale(plugin, {"on": TODAY, "lines": [{"supply": "watch", "amount": "129000.00"}], **facts})


class TestSwitzerland(RegionContract):
    region = plugin

    def test_every_label_can_be_read_in_its_four_languages_and_those_it_offers(self) -> None:
        offered = {*plugin.card.local, *plugin.card.courtesy}
        assert set(plugin.card.local) == {"de", "fr", "it", "rm"}
        tax = plugin.table("tax")
        labels = [entry.more["label"] for key in tax.keys("rate") for entry in tax.entries[key]]
        assert labels
        assert [held for held in labels if offered - set(held)] == []

    def test_its_sentence_stands_in_three_languages_of_its_law(self) -> None:
        mention = next(m for m in plugin.mentions if m.code == "margin")
        assert {mention.text[language] for language in ("de", "fr", "it")} == {
            "margenbesteuert",
            "imposé sur la marge",
            "imposizione dei margini",
        }

    @pytest.mark.parametrize(
        ("exact", "coins"),
        [("0.00", "0.00"), ("0.02", "0.00"), ("0.03", "0.05"), ("0.07", "0.05"), ("0.08", "0.10"), ("-0.03", "-0.05")],
    )
    def test_coins_go_to_the_nearest_five_centimes(self, exact: str, coins: str) -> None:
        payable = Decimal(exact)
        assert payable + cash_rounding(plugin, payable, "CHF", sale()) == Decimal(coins)

    def test_euro_taken_at_the_till_are_not_rounded_to_swiss_coins(self) -> None:
        assert cash_rounding(plugin, Decimal("187.63"), "EUR", sale()) == 0

    def test_cash_above_a_hundred_thousand_obliges_to_identify_and_no_cash_is_refused(self, suite: Suite) -> None:
        assert tax_sale(suite, sale(cash="100000.00")).findings == ()
        above = tax_sale(suite, sale(cash="100000.01")).findings
        assert [(f.level, f.where) for f in above] == [("warn", "CH.cash.identify.from")]

    def test_a_parcel_to_the_union_is_an_export_without_doubt(self, suite: Suite) -> None:
        taxed = tax_sale(suite, sale(delivery="DE"))
        assert taxed.treatment.code == "export"
        assert taxed.assessment.tax == 0
        assert taxed.findings == ()

    @pytest.mark.parametrize("suffix", ["MWST", "TVA", "IVA", "TPV"])
    def test_a_vat_number_is_the_same_in_each_language(self, suffix: str) -> None:
        declared = next(f for f in plugin.profile if f.name == "mwst_number")
        rules = importlib.import_module("stdnum." + declared.check.removeprefix("stdnum:"))
        assert rules.is_valid(f"CHE-107.787.577 {suffix}")
        assert not rules.is_valid(f"CHE-107.787.578 {suffix}")

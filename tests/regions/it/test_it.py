"""Italy: the examination every country passes, and what its tables cannot say."""

from __future__ import annotations

import importlib
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.base.errors import Refused
from core.examination.cases import case_sale
from core.jurisdictions.facts import SaleFacts
from core.jurisdictions.suite import Suite
from core.sales.taxation import tax_sale
from regions.it.plugin import plugin
from tests.support.region_contract import RegionContract

TODAY = date(2026, 11, 21)


def sale(**facts: Any) -> SaleFacts:
    """A bag of 18 300.00 sold today, but for what the test says."""
    return case_sale(plugin, {"on": TODAY, "lines": [{"supply": "leather_goods", "amount": "18300.00"}], **facts})


class TestItaly(RegionContract):
    region = plugin

    def test_every_sentence_and_label_can_be_read_in_every_language_it_offers(self) -> None:
        offered = {*plugin.card.local, *plugin.card.required, *plugin.card.courtesy}
        tax = plugin.table("tax")
        labels = [entry.more["label"] for key in tax.keys("rate") for entry in tax.entries[key]]
        assert labels
        assert [held for held in [*labels, *(m.text for m in plugin.mentions)] if offered - set(held)] == []

    def test_the_limit_itself_is_already_forbidden(self, suite: Suite) -> None:
        with pytest.raises(Refused, match=r"5000\.00 EUR in cash is >= 5000: forbidden \(D\.Lgs\. 231/2007 art\. 49\)"):
            tax_sale(suite, sale(residence="IT", cash="5000.00"))

    def test_cash_of_a_visitor_names_every_formality(self, suite: Suite) -> None:
        findings = tax_sale(suite, sale(residence="US", cash="5000.00")).findings
        assert [(f.level, f.where) for f in findings] == [("warn", "IT.cash.limit.non_resident")]
        for formality in ("not an Italian citizen", "passport", "Agenzia delle Entrate", "next working day"):
            assert formality in findings[0].text

    def test_before_the_exception_of_2019_a_visitor_has_the_residents_limit(self, suite: Suite) -> None:
        with pytest.raises(Refused, match="3000"):
            tax_sale(suite, sale(on=date(2018, 12, 31), residence="US", cash="3000.00"))
        assert tax_sale(suite, sale(on=date(2019, 1, 1), residence="US", cash="3000.00")).assessment.tax

    def test_a_parcel_to_a_private_client_in_the_union_is_a_doubt_and_not_a_refusal(self, suite: Suite) -> None:
        findings = tax_sale(suite, sale(delivery="FR")).findings
        assert [(f.level, f.where) for f in findings] == [("warn", "IT.territory.vat.union")]

    def test_the_reduced_rate_that_no_supply_bears_yet_is_held(self) -> None:
        assert plugin.levy("reduced", TODAY).rate == Decimal("0.10")

    @pytest.mark.parametrize(
        ("on", "cash", "warned"),
        [("2027-07-09", "3000.00", False), ("2027-07-10", "2999.99", False), ("2027-07-10", "3000.00", True)],
    )
    def test_the_rule_of_the_union_obliges_to_identify(self, suite: Suite, on: str, cash: str, warned: bool) -> None:
        findings = tax_sale(suite, sale(on=date.fromisoformat(on), residence="IT", cash=cash)).findings
        assert any(f.where == "IT.cash.identify.from" for f in findings) is warned

    def test_italy_is_not_abroad_for_italy(self, suite: Suite) -> None:
        assert tax_sale(suite, sale(delivery="IT")).findings == ()

    @pytest.mark.parametrize("on", ["2010-01-01", "2013-06-30", "2013-07-01", "2020-12-31", "2021-01-01", "2026-11-21"])
    def test_its_union_is_that_of_france(self, on: str) -> None:
        france = importlib.import_module("regions.fr.plugin").plugin
        day = date.fromisoformat(on)
        for key in ("vat.union", "vat.prefix", "vat.checked_as"):
            ours, theirs = plugin.table("territory").value(key, on=day), france.table("territory").value(key, on=day)
            assert ours == theirs

    def test_every_higher_limit_says_on_which_terms(self) -> None:
        held = plugin.table("cash").entries["limit.non_resident"]
        assert [entry.since for entry in held if not entry.more.get("conditions")] == []

    @pytest.mark.parametrize(
        ("name", "right", "wrong"),
        [
            ("codice_fiscale", "RCCMNL83S18D969H", "RCCMNL83S18D969A"),
            ("partita_iva", "00743110157", "00743110158"),
            ("codice_destinatario", "0000000", "ABC"),
        ],
    )
    def test_the_checks_of_profile_numbers_know_right_from_wrong(self, name: str, right: str, wrong: str) -> None:
        kind, _, rule = next(f for f in plugin.profile if f.name == name).check.partition(":")
        if kind == "regex":
            assert re.fullmatch(rule, right)
            assert not re.fullmatch(rule, wrong)
        else:
            rules = importlib.import_module("stdnum." + rule)
            assert rules.is_valid(right)
            assert not rules.is_valid(wrong)

    def test_the_receipt_does_not_bear_the_name_that_only_a_certified_device_may_give(self) -> None:
        assert plugin.table("titles").find("title.receipt", TODAY) is None
        assert [m.code for m in plugin.mentions if m.code == "not_fiscal" and m.on == ("receipt",)] == ["not_fiscal"]

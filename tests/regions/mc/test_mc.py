"""Monaco: the examination every country passes, and where it is not France."""

from __future__ import annotations

from datetime import date

from core.examination.cases import case_sale
from core.jurisdictions.suite import Suite
from core.sales.taxation import tax_sale
from regions.fr.plugin import plugin as france
from regions.mc.plugin import plugin
from tests.support.region_contract import RegionContract

TODAY = date(2026, 11, 21)


class TestMonaco(RegionContract):
    region = plugin

    def test_it_stands_on_france(self) -> None:
        assert [folder.name for folder in plugin.chain] == ["fr", "mc"]

    def test_its_rates_are_those_of_france_under_its_own_name(self) -> None:
        for on in (date(2013, 12, 31), date(2014, 1, 1), TODAY):
            ours, theirs = plugin.levy("standard", on), france.levy("standard", on)
            assert (ours.rate, ours.jurisdiction, theirs.jurisdiction) == (theirs.rate, "MC", "FR")

    def test_no_sentence_of_its_papers_cites_a_french_code(self) -> None:
        told = [mention for mention in plugin.mentions if not mention.when.startswith("margin.")]
        assert told
        assert [mention.text["fr"] for mention in told if "CGI" in mention.text["fr"]] == []

    def test_cash_that_france_forbids_is_a_matter_of_identification_alone(self, suite: Suite) -> None:
        facts = {"on": TODAY, "residence": "MC", "lines": [{"supply": "jewellery", "amount": "18450.00"}]}
        small = tax_sale(suite, case_sale(plugin, {**facts, "cash": "9999.99"}))
        large = tax_sale(suite, case_sale(plugin, {**facts, "cash": "10000.00"}))
        assert small.findings == ()
        assert [(f.level, f.where) for f in large.findings] == [("warn", "MC.cash.identify.from")]

    def test_its_till_is_sealed_like_the_french_one(self) -> None:
        seal = plugin.seal(b"{}", "", bytes(32))
        assert seal == france.seal(b"{}", "", bytes(32))
        assert plugin.seal_holds(b"{}", "", seal, bytes(32))

    def test_its_profile_carries_its_own_code(self) -> None:
        assert {"mc.siret", "mc.rci", "mc.carte_sejour"} <= {declared.key for declared in plugin.profile}

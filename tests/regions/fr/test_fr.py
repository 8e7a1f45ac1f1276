"""France: the examination every country passes, and what its tables cannot say."""

from __future__ import annotations

import base64
import importlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from stdnum import get_cc_module

from core.base.errors import Refused
from core.base.findings import Finding
from core.examination.cases import case_sale
from core.jurisdictions.facts import SaleFacts
from core.jurisdictions.hooks import Seal
from core.jurisdictions.suite import Suite
from core.sales.cash_limits import cash_findings
from core.sales.taxation import tax_sale
from regions.fr import chain
from regions.fr.plugin import plugin
from tests.support.region_contract import RegionContract

TODAY = date(2026, 11, 21)
SECRET = bytes(range(32))
PREVIOUS = "ab" * 32
TEXT = '{"kind":"sale","gross":"2950.00","till":"T1","names":{"fr":"Étole Jardin"}}'.encode()


def sale(**facts: Any) -> SaleFacts:
    """A bag of 18 450.00 sold today, but for what the test says."""
    return case_sale(plugin, {"on": TODAY, "lines": [{"supply": "leather_goods", "amount": "18450.00"}], **facts})


def found(suite: Suite, asked: SaleFacts) -> list[tuple[str, str]]:
    return [(f.level, f.where) for f in tax_sale(suite, asked).findings]


class TestFrance(RegionContract):
    region = plugin

    def test_every_sentence_and_label_can_be_read_in_every_language_it_offers(self) -> None:
        offered = {*plugin.card.local, *plugin.card.required, *plugin.card.courtesy}
        tax = plugin.table("tax")
        labels = [entry.more["label"] for key in tax.keys("rate") for entry in tax.entries[key]]
        assert labels
        assert [held for held in [*labels, *(m.text for m in plugin.mentions)] if offered - set(held)] == []

    @pytest.mark.parametrize(("on", "rate"), [("2012-01-01", "0.07"), ("2013-12-31", "0.07"), ("2014-01-01", "0.10")])
    def test_the_intermediate_rate_that_few_supplies_bear_has_its_history(self, on: str, rate: str) -> None:
        assert plugin.levy("intermediate", date.fromisoformat(on)).rate == Decimal(rate)

    def test_no_label_says_the_rate(self) -> None:
        tax = plugin.table("tax")
        words = [w for key in tax.keys("rate") for e in tax.entries[key] for w in e.more["label"].values()]
        assert [word for word in words if any(c.isdigit() or c == "%" for c in word)] == []

    def test_a_refused_sale_says_amount_law_and_way_out(self, suite: Suite) -> None:
        with pytest.raises(
            Refused, match=r"1000\.01 EUR in cash is > 1000: forbidden \(CMF .*\)\. Take the rest by card"
        ):
            tax_sale(suite, sale(residence="FR", cash="1000.01"))

    def test_cash_of_a_visitor_above_the_residents_limit_asks_for_the_proof(self, suite: Suite) -> None:
        findings = tax_sale(suite, sale(residence="JP", cash="1000.01")).findings
        assert [(f.level, f.where) for f in findings] == [("warn", "FR.cash.limit.non_resident")]
        assert "statement of non-residence" in findings[0].text

    def test_cash_within_the_residents_limit_asks_nothing_of_anyone(self, suite: Suite) -> None:
        for facts in ({"residence": "FR"}, {"residence": "JP"}, {}):
            assert found(suite, sale(**facts, cash="1000.00")) == []

    def test_ten_thousand_in_cash_obliges_to_identify_and_a_cent_less_does_not(self, suite: Suite) -> None:
        where = ("warn", "FR.cash.identify.from")
        assert where in found(suite, sale(residence="JP", cash="10000.00"))
        assert where not in found(suite, sale(residence="JP", cash="9999.99"))

    def test_from_the_rule_of_the_union_a_cent_less_than_three_thousand_does_not_oblige(self, suite: Suite) -> None:
        findings = found(suite, sale(on=date(2027, 7, 10), residence="JP", cash="2999.99"))
        assert ("warn", "FR.cash.identify.from") not in findings

    def test_from_the_rule_of_the_union_three_thousand_obliges_to_identify(self, suite: Suite) -> None:
        where = ("warn", "FR.cash.identify.from")
        assert where not in found(suite, sale(on=date(2027, 7, 9), residence="JP", cash="3000.00"))
        assert where in found(suite, sale(on=date(2027, 7, 10), residence="JP", cash="3000.00"))

    def test_money_given_back_counts_as_money_taken(self) -> None:
        assert [f.level for f in refusals(sale(residence="FR", cash="-1000.01"))] == ["error"]

    def test_a_limit_in_euro_is_not_compared_with_another_currency(self) -> None:
        assert refusals(sale(residence="FR", currency="JPY", cash="5000")) == []

    def test_a_parcel_to_a_private_client_in_the_union_is_a_doubt_and_not_a_refusal(self, suite: Suite) -> None:
        assert found(suite, sale(delivery="IT")) == [("warn", "FR.territory.vat.union")]

    def test_parcels_home_out_of_the_union_and_to_a_taxable_business_raise_no_doubt(self, suite: Suite) -> None:
        business = {"buyer": "business", "buyer_tax_number": "IT 0074 3110 157", "delivery": "IT"}
        for facts in ({"delivery": "MC"}, {"delivery": "JP"}, business):
            assert found(suite, sale(**facts)) == []

    def test_a_number_of_one_state_does_not_serve_for_a_delivery_to_another(self, suite: Suite) -> None:
        asked = sale(buyer="business", buyer_tax_number="IT00743110157", delivery="DE")
        assert tax_sale(suite, asked).treatment.code == "domestic"

    def test_northern_ireland_has_british_numbers_under_its_own_prefix(self, suite: Suite) -> None:
        asked = sale(buyer="business", buyer_tax_number="XI980780684", delivery="XI")
        assert tax_sale(suite, asked).treatment.code == "intra_community"

    @pytest.mark.parametrize(("on", "states"), [("2013-06-30", 27), ("2013-07-01", 28), ("2021-01-01", 27)])
    def test_the_union_has_as_many_states_as_it_had(self, on: str, states: int) -> None:
        # Monaco and Northern Ireland stand in the list without being states of the Union.
        held = set(plugin.table("territory").value("vat.union", on=date.fromisoformat(on)))
        assert len(held - {"MC", "XI"}) == states

    def test_the_numbers_of_every_place_of_the_union_can_be_checked(self) -> None:
        places = plugin.table("territory")
        checked_as, prefix = places.value("vat.checked_as", on=TODAY), places.value("vat.prefix", on=TODAY)
        starts = [prefix.get(place, place) for place in places.value("vat.union", on=TODAY)]
        assert [start for start in starts if get_cc_module(checked_as.get(start, start), "vat") is None] == []

    def test_every_higher_limit_says_on_which_terms(self) -> None:
        held = plugin.table("cash").entries["limit.non_resident"]
        assert [entry.since for entry in held if not entry.more.get("conditions")] == []

    def test_papers_of_different_kinds_never_bear_the_same_number(self) -> None:
        places = {"entity": "FR01", "boutique": "PAR1", "till": "T1", "year": 2026, "number": 42}
        numbering = plugin.table("numbering")
        sale_pattern, other = (numbering.entry(key, TODAY).more["pattern"] for key in ("series.sale", "series.default"))
        printed = [other.format(**places, document_class=kind) for kind in ("return", "document")]
        printed.append(sale_pattern.format(**places, document_class="sale"))
        assert printed[-1] == "PAR1-T1-2026-000042"
        assert len(set(printed)) == 3

    @pytest.mark.parametrize(
        ("name", "right", "wrong"),
        [("siret", "73282932000074", "73282932000075"), ("numero_tva", "FR40303265045", "FR41303265045")],
    )
    def test_the_checks_of_profile_numbers_know_right_from_wrong(self, name: str, right: str, wrong: str) -> None:
        declared = next(f for f in plugin.profile if f.name == name)
        rules = importlib.import_module("stdnum." + declared.check.removeprefix("stdnum:"))
        assert rules.is_valid(right)
        assert not rules.is_valid(wrong)


class TestTheSignedTill:
    def test_a_record_bears_its_own_seal(self) -> None:
        assert plugin.seal_holds(TEXT, PREVIOUS, plugin.seal(TEXT, PREVIOUS, SECRET), SECRET)

    def test_the_same_record_sealed_twice_gives_the_same_seal(self) -> None:
        assert plugin.seal(TEXT, PREVIOUS, SECRET) == plugin.seal(TEXT, PREVIOUS, SECRET)

    def test_every_changed_byte_of_the_text_is_noticed(self) -> None:
        seal = plugin.seal(TEXT, PREVIOUS, SECRET)
        for place in range(len(TEXT)):
            changed = TEXT[:place] + bytes([TEXT[place] ^ 1]) + TEXT[place + 1 :]
            assert not plugin.seal_holds(changed, PREVIOUS, seal, SECRET), place

    def test_another_record_before_is_noticed(self) -> None:
        seal = plugin.seal(TEXT, PREVIOUS, SECRET)
        assert not plugin.seal_holds(TEXT, "ba" + PREVIOUS[2:], seal, SECRET)
        assert not plugin.seal_holds(TEXT, "", seal, SECRET)

    def test_what_moves_from_the_hash_into_the_text_is_noticed(self) -> None:
        seal = plugin.seal(b"cd" + TEXT, "ab", SECRET)
        assert not plugin.seal_holds(TEXT, "abcd", seal, SECRET)
        with pytest.raises(Refused, match="line break"):
            plugin.seal(TEXT, "ab\ncd", SECRET)

    def test_every_changed_character_of_the_seal_is_noticed(self) -> None:
        seal = plugin.seal(TEXT, PREVIOUS, SECRET)
        for place, character in enumerate(seal.value):
            other = "B" if character == "A" else "A"
            changed = Seal(seal.algorithm, seal.key, seal.value[:place] + other + seal.value[place + 1 :])
            assert not plugin.seal_holds(TEXT, PREVIOUS, changed, SECRET), place

    @pytest.mark.parametrize("value", ["", "=", "é", "AAAA", "A" * 86, "A" * 10_000, "not base64!"])
    def test_what_is_no_seal_at_all_is_noticed(self, value: str) -> None:
        held = plugin.seal(TEXT, PREVIOUS, SECRET)
        assert not plugin.seal_holds(TEXT, PREVIOUS, Seal(held.algorithm, held.key, value), SECRET)

    def test_a_seal_has_one_writing(self) -> None:
        held = plugin.seal(TEXT, PREVIOUS, SECRET)
        assert not plugin.seal_holds(TEXT, PREVIOUS, Seal(held.algorithm, held.key, held.value + "=="), SECRET)

    def test_the_seal_of_another_entity_or_algorithm_is_noticed(self) -> None:
        seal = plugin.seal(TEXT, PREVIOUS, SECRET)
        assert not plugin.seal_holds(TEXT, PREVIOUS, seal, bytes(32))
        assert plugin.seal(TEXT, PREVIOUS, bytes(32)).key != seal.key
        assert not plugin.seal_holds(TEXT, PREVIOUS, Seal("none", seal.key, seal.value), SECRET)

    @pytest.mark.parametrize("size", [0, 31, 33])
    def test_a_secret_of_another_size_is_refused(self, size: int) -> None:
        with pytest.raises(Refused, match=f"has {size} bytes"):
            plugin.seal(TEXT, PREVIOUS, bytes(size))

    def test_an_inspector_checks_with_the_public_key_and_the_standard_alone(self) -> None:
        # ES256 as RFC 7518 section 3.4 has it: r and s over SHA-256 of the previous hash, a line feed and the text.
        seal = plugin.seal(TEXT, PREVIOUS, SECRET)
        raw = base64.urlsafe_b64decode(seal.value + "==")
        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        message = PREVIOUS.encode() + b"\n" + TEXT
        chain.public_key(SECRET).verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))

    def test_the_key_of_an_entity_never_changes_with_a_release(self) -> None:
        # Sealed once and written down: a change of derivation would leave every past record unverifiable.
        assert chain.fingerprint(chain.public_key(SECRET)) == "4c055a84c4626ff4"


def refusals(asked: SaleFacts) -> list[Finding]:
    return list(cash_findings(plugin, asked))

"""United States: the examination, the shape of the places, forbidden skins, cash without cents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.base.errors import Refused
from core.base.money import ROUNDINGS
from core.examination.cases import case_sale
from core.jurisdictions.facts import SaleFacts
from core.jurisdictions.suite import Suite
from core.sales.taxation import tax_sale
from regions.us.plugin import plugin
from tests.support.region_contract import RegionContract

TODAY = date(2026, 11, 21)
NEW_YORK = ("US-NY", "US-NY-NYC", "US-NY-MCTD")


def sale(
    places: tuple[str, ...],
    supply: str,
    amount: str,
    *,
    quantity: int = 1,
    composition: Mapping[str, Any] | None = None,
) -> SaleFacts:
    """One line in a boutique of these places."""
    line = {"supply": supply, "amount": amount, "quantity": quantity, "composition": composition or {}}
    return case_sale(plugin, {"on": TODAY, "places": places, "residence": "US", "lines": [line]})


class TestUnitedStates(RegionContract):
    region = plugin

    def test_state_city_and_district_are_rounded_together_and_add_up(self, suite: Suite) -> None:
        got = tax_sale(suite, sale(NEW_YORK, "silk", "110.00")).assessment
        assert got.tax == Decimal("9.76")
        assert sum(row.tax for row in got.summary) == got.tax
        assert [row.jurisdiction for row in got.summary] == sorted(NEW_YORK)

    @pytest.mark.parametrize(
        ("places", "rate"),
        [
            (NEW_YORK, "0.08875"),
            (("US-CA", "US-CA-LOSANGELES"), "0.0975"),
            (("US-CA", "US-CA-BEVERLYHILLS"), "0.0975"),
            (("US-CA", "US-CA-SANFRANCISCO"), "0.08625"),
            (("US-CA", "US-CA-COSTAMESA"), "0.0775"),
            (("US-FL", "US-FL-MIAMIDADE"), "0.07"),
            (("US-FL", "US-FL-ORANGE"), "0.065"),
            (("US-TX", "US-TX-HOUSTON"), "0.0825"),
            (("US-TX", "US-TX-DALLAS"), "0.0825"),
            (("US-TX", "US-TX-AUSTIN"), "0.0825"),
            (("US-TX", "US-TX-SANANTONIO"), "0.0825"),
            (("US-NV", "US-NV-CLARK"), "0.08375"),
            (("US-IL", "US-IL-CHICAGO"), "0.1025"),
            (("US-PA", "US-PA-PHILADELPHIA"), "0.08"),
            (("US-PA", "US-PA-ALLEGHENY"), "0.07"),
        ],
    )
    def test_the_places_add_up_to_the_published_combined_rate(self, places: tuple[str, ...], rate: str) -> None:
        assert sum(plugin.levy(place, TODAY).rate for place in places) == Decimal(rate)
        assert len({plugin.levy(place, TODAY).group for place in places}) == 1

    def test_the_threshold_is_of_one_item_after_discount(self, suite: Suite) -> None:
        assert tax_sale(suite, sale(NEW_YORK, "clothing", "219.98", quantity=2)).assessment.tax == 0
        assert tax_sale(suite, sale(NEW_YORK, "clothing", "220.00", quantity=2)).assessment.tax == Decimal("19.53")

    def test_the_luxury_rate_looks_at_one_item_not_at_the_line(self, suite: Suite) -> None:
        got = tax_sale(suite, sale(("US-CT",), "watch", "2000.00", quantity=2)).assessment
        assert {row.code for row in got.summary} == {"US-CT"}

    def test_every_rule_names_a_place_or_rate_that_the_table_holds(self) -> None:
        tax = plugin.table("tax")
        rates = set(tax.keys("rate"))
        for kind in ("exempt", "threshold", "luxury"):
            for key in tax.keys(kind):
                assert f"rate.{key.removeprefix(kind + '.')}" in rates
        assert {f"rate.{entry.more['rate']}" for entry in tax.entries["luxury.US-CT"]} <= rates

    @pytest.mark.parametrize(
        ("species", "places", "forbidden"),
        [
            ("Python bivittatus", ("US-CA", "US-CA-BEVERLYHILLS"), True),
            ("Varanus salvator", ("US-CA",), True),
            ("Varanus exanthematicus", ("US-CA",), False),
            ("Crocodylus niloticus", ("US-CA",), False),
            ("Alligator mississippiensis", ("US-CA",), False),
            ("Python bivittatus", NEW_YORK, False),
        ],
    )
    def test_a_skin_is_refused_where_the_state_forbids_it(
        self, suite: Suite, species: str, places: tuple[str, ...], forbidden: bool
    ) -> None:
        wanted = sale(places, "leather_goods", "4200.00", composition={"skins": [{"species": species}]})
        if forbidden:
            with pytest.raises(Refused, match="653o"):
                tax_sale(suite, wanted)
        else:
            assert tax_sale(suite, wanted).assessment.tax > 0

    @pytest.mark.parametrize(
        ("total", "due"),
        [
            ("324.70", "324.70"),
            ("324.71", "324.70"),
            ("324.72", "324.70"),
            ("324.73", "324.75"),
            ("324.74", "324.75"),
            ("324.75", "324.75"),
            ("324.76", "324.75"),
            ("324.77", "324.75"),
            ("324.78", "324.80"),
            ("324.79", "324.80"),
        ],
    )
    def test_texan_cash_without_cents_is_symmetric(self, total: str, due: str) -> None:
        entry = plugin.table("cash").entry("rounding.US-TX.USD", TODAY)
        assert ROUNDINGS[entry.more["rule"]](Decimal(total), entry.value) == Decimal(due)

    def test_no_federal_law_rounds_cash(self) -> None:
        assert plugin.table("cash").find("rounding.USD", TODAY) is None

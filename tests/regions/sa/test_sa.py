"""Saudi Arabia: the examination, the QR against published samples, pure metals."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.base.calendars import second_date
from core.base.errors import Refused
from core.examination.cases import case_sale
from core.jurisdictions.facts import SaleFacts
from core.jurisdictions.suite import Suite
from core.sales.taxation import tax_sale
from regions.sa.plugin import plugin
from regions.sa.qr import tlv
from tests.support.region_contract import RegionContract

TODAY = date(2026, 11, 21)

#: The seller of the worked example; 20 letters, 38 bytes.
SELLER = "دار المثال للمجوهرات"
WORKED = (
    "ASbYr9in2LEg2KfZhNmF2KvYp9mEINmE2YTZhdis2YjZh9ix2KfYqgIPMzk5OTk5OTk5OTAwMDAzAxMyMDI2LTExLTIxVDE4OjA1OjMwBAgxNDM3NS4wMAUHMTg3"
    "NS4wMA=="
)


def content(**changes: Any) -> dict[str, Any]:
    """The content of the worked example's sale."""
    return {
        "kind": "sale",
        "seller": {
            "name": SELLER,
            "numbers": [{"label": "CR", "value": "1010010000"}, {"label": "VAT", "value": "399999999900003"}],
        },
        "at": "2026-11-21T15:05:30Z",
        "local_time": "2026-11-21T18:05:30+03:00",
        "business_date": "2026-11-21",
        "totals": {"net": "12500.00", "tax": "1875.00", "gross": "14375.00"},
        **changes,
    }


def bar(composition: Mapping[str, Any], **changes: Any) -> SaleFacts:
    """A bar of 15,300 riyals."""
    line = {"sku": "BAR-1OZ", "supply": "precious_metal", "amount": "15300.00", "composition": composition}
    return case_sale(plugin, {"on": TODAY, "residence": "SA", "lines": [line], **changes})


class TestSaudiArabia(RegionContract):
    region = plugin

    def test_the_qr_of_the_worked_example_is_equal_to_the_byte(self) -> None:
        (code,) = plugin.codes(content=content())
        assert (code.symbology, code.purpose) == ("qr", "zatca")
        assert code.payload == WORKED
        assert base64.b64decode(code.payload)[1] == 38

    @pytest.mark.parametrize(
        ("values", "payload"),
        [
            (
                ["Salla", "1234567891", "2021-07-12T14:25:09Z", "100.00", "15.00"],
                "AQVTYWxsYQIKMTIzNDU2Nzg5MQMUMjAyMS0wNy0xMlQxNDoyNTowOVoEBjEwMC4wMAUFMTUuMDA=",
            ),
            (
                ["Bobs Records", "310122393500003", "2022-04-25T15:30:00Z", "1000.00", "150.00"],
                "AQxCb2JzIFJlY29yZHMCDzMxMDEyMjM5MzUwMDAwMwMUMjAyMi0wNC0yNVQxNTozMDowMFoEBzEwMDAuMDAFBjE1MC4wMA==",
            ),
        ],
    )
    def test_published_samples_are_equal_to_the_byte(self, values: list[str], payload: str) -> None:
        assert tlv(values) == payload

    def test_a_credit_note_states_its_amounts_without_sign(self) -> None:
        totals = {"net": "-12500.00", "tax": "-1875.00", "gross": "-14375.00"}
        (code,) = plugin.codes(content=content(kind="return", totals=totals))
        assert code.payload == WORKED

    def test_no_qr_is_made_before_the_first_day_of_the_duty(self) -> None:
        assert plugin.codes(content=content(business_date="2021-12-03")) == ()
        assert plugin.codes(content=content(business_date="2021-12-04"))

    def test_a_seller_without_a_saudi_vat_number_is_refused(self) -> None:
        seller = {"name": SELLER, "numbers": [{"label": "VAT", "value": "FR40303265045"}]}
        with pytest.raises(Refused, match="VAT number"):
            plugin.codes(content=content(seller=seller))

    def test_a_name_longer_than_one_byte_can_count_is_refused(self) -> None:
        assert tlv(["ا" * 127])
        with pytest.raises(Refused, match="255 bytes"):
            tlv(["ا" * 128])

    @pytest.mark.parametrize(
        ("composition", "tax"),
        [
            ({}, "0.00"),
            ({"metals": [{"metal": "gold", "fineness": "999.9"}]}, "0.00"),
            ({"metals": [{"metal": "gold", "fineness": "990"}]}, "0.00"),
            ({"metals": [{"metal": "gold", "fineness": "989"}]}, "1995.65"),
            ({"metals": [{"metal": "palladium", "fineness": "999"}]}, "1995.65"),
            ({"metals": [{"metal": "gold", "fineness": "fine"}]}, "1995.65"),
            ({"metals": [{"metal": "gold"}]}, "1995.65"),
        ],
    )
    def test_only_a_pure_listed_metal_is_at_the_zero_rate(
        self, suite: Suite, composition: Mapping[str, Any], tax: str
    ) -> None:
        assert tax_sale(suite, bar(composition)).assessment.tax == Decimal(tax)

    def test_an_impure_metal_sent_out_of_the_gulf_is_an_export_all_the_same(self, suite: Suite) -> None:
        taxed = tax_sale(suite, bar({"metals": [{"metal": "gold", "fineness": "750"}]}, delivery="CH"))
        assert (taxed.treatment.code, taxed.assessment.tax) == ("export", Decimal("0.00"))

    def test_business_and_private_buyers_have_titles_of_their_own(self) -> None:
        titles = plugin.table("titles")
        assert titles.value("title.invoice", on=TODAY)["ar"] == "فاتورة ضريبية"
        assert titles.value("title.invoice_private", on=TODAY)["ar"] == "فاتورة ضريبية مبسطة"
        assert titles.value("title.receipt", on=TODAY)["ar"] == "فاتورة ضريبية مبسطة"

    def test_arabic_is_required_and_english_stands_beside_it(self) -> None:
        assert (plugin.card.required, plugin.card.beside) == (("ar",), "en")

    @pytest.mark.parametrize(
        ("on", "hijri"),
        [
            (date(2026, 11, 21), "1448-06-11"),
            (date(2020, 7, 1), "1441-11-10"),
            (date(2018, 1, 1), "1439-04-14"),
            (date(2025, 4, 18), "1446-10-20"),
        ],
    )
    def test_the_second_calendar_gives_the_days_of_the_facts(self, on: date, hijri: str) -> None:
        assert second_date(plugin.card.calendar, on) == hijri

    def test_a_wrong_check_digit_of_an_id_is_a_doubt(self) -> None:
        assert plugin.check_profile(field="national_id", value="1012345672") == ()
        (finding,) = plugin.check_profile(field="national_id", value="1012345673")
        assert finding.level == "warn"
        assert plugin.check_profile(field="occasions", value="1012345673") == ()

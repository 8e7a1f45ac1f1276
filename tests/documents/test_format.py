"""Figures, dates and measures as readers of each language write them."""

from __future__ import annotations

import pytest

from core.base.errors import Refused
from documents import format as formats


@pytest.mark.parametrize(
    ("language", "amount", "currency", "shown"),
    [
        ("fr", "4200.50", "EUR", "4\u202f200,50"),
        ("de", "4200.50", "EUR", "4.200,50"),
        ("de-CH", "4200.50", "CHF", "4’200.50"),
        ("fr-CH", "4200.50", "CHF", "4\u202f200.50"),
        ("it", "24370.00", "EUR", "24.370,00"),
        ("en", "-4200.5", "USD", "\u22124,200.50"),
        ("ja", "42000", "JPY", "42,000"),
        ("ar", "12.5", "KWD", "12.500"),
    ],
)
def test_an_amount_has_its_currencys_decimals_and_its_languages_marks(
    language: str, amount: str, currency: str, shown: str
) -> None:
    assert formats.amount(amount, currency, language) == shown


def test_french_puts_narrow_spaces_in_amounts_and_a_no_break_space_before_the_euro() -> None:
    assert formats.money("24370.00", "EUR", "fr") == "24\u202f370,00\u00a0€"


def test_switzerland_writes_a_point_in_amounts_in_its_three_languages_and_french_keeps_its_comma_elsewhere() -> None:
    assert formats.money("24839.05", "CHF", "de-CH") == "CHF\u00a024’839.05"
    assert formats.money("24839.05", "CHF", "it-CH") == "CHF\u00a024’839.05"
    assert formats.money("24839.05", "CHF", "fr-CH") == "24\u202f839.05\u00a0CHF"
    assert formats.plain("0.9123", "fr-CH") == "0,9123"


def test_a_code_is_never_glued_to_its_digits() -> None:
    assert formats.money("4200.00", "SAR", "en") == "SAR\u00a04,200.00"


def test_arabic_money_keeps_the_marks_that_hold_its_currency_in_place_and_european_digits() -> None:
    shown = formats.money("4200.50", "SAR", "ar")
    assert "\u200f" in shown
    assert "4,200.50" in shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fr", "21 novembre 2026"),
        ("en", "November 21, 2026"),
        ("en-US", "November 21, 2026"),
        ("en-001", "21 November 2026"),
        ("en-CH", "21 November 2026"),
        ("it", "21 novembre 2026"),
        ("de", "21. November 2026"),
        ("ja", "2026年11月21日"),
        ("zh-Hans", "2026年11月21日"),
        ("ar", "21 نوفمبر 2026"),
        ("ar-SA", "21 نوفمبر 2026"),
        ("ar-MA", "21 نونبر 2026"),
    ],
)
def test_a_day_is_written_as_its_reader_writes_it(language: str, shown: str) -> None:
    assert formats.date("2026-11-21", language) == shown


def test_a_rate_keeps_every_decimal() -> None:
    assert formats.percent("0.081", "fr") == "8,1\u00a0%"
    assert formats.percent("0.08875", "en") == "8.875%"


def test_weights_keep_the_decimals_they_were_weighed_with() -> None:
    assert formats.grams("12.40", "fr") == "12,40\u00a0g"
    assert formats.carats("1.20", "zh-Hans") == "1.20\u00a0克拉"


def test_a_count_has_no_needless_decimals() -> None:
    assert formats.quantity("1.000", "en") == "1"
    assert formats.quantity("2.50", "fr") == "2,5"


def test_the_hijri_day_is_in_words_where_names_are_known_and_in_figures_elsewhere() -> None:
    assert formats.hijri("1448-06-11", "ar") == "11 جمادى الآخرة 1448 هـ"
    assert formats.hijri("1448-06-11", "en") == "11 Jumada II 1448 AH"
    assert formats.hijri("1448-06-11", "ja") == "1448/06/11 AH"


def test_the_clock_shows_the_boutiques_own_time() -> None:
    assert formats.clock("2026-11-21T15:05:09+01:00", "fr") == "15:05"


@pytest.mark.parametrize("text", ["NaN", "1e999999", "", "douze", None, True, "Infinity"])
def test_what_is_no_amount_is_refused(text: object) -> None:
    with pytest.raises(Refused, match="not decimal text"):
        formats.number(text if text != "1e999999" else "sNaN", "amount")


@pytest.mark.parametrize("text", ["21/11/2026", "2026-13-01", ""])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="ISO 8601"):
        formats.date(text, "fr")


@pytest.mark.parametrize("text", ["1448-13-01", "1448-01-31", "yesterday"])
def test_what_is_no_hijri_date_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="Hijri"):
        formats.hijri(text, "ar")

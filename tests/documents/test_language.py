"""Which text is taken, which way it runs, whose shapes it has."""

from __future__ import annotations

import pytest

from core.base.errors import Refused
from core.base.languages import fallbacks
from documents.language import (
    choose,
    direction,
    first_strong,
    habits,
    respelled,
    script_group,
    shape_language,
)


def test_a_text_is_taken_in_the_language_then_its_parents_then_english_then_any() -> None:
    texts = {"de": "Tasche", "zh-Hans": "手袋", "en": "Bag"}
    assert choose(texts, "zh-Hans-CN").text == "手袋"
    assert choose(texts, "de-CH").text == "Tasche"
    assert choose(texts, "ja").language == "en"
    assert choose({"de": "Tasche"}, "ja").text == "Tasche"
    assert choose({}, "ja").lines == ()
    assert choose({"zh-Hans": "手袋", "en": "Bag"}, "zh-Hant").text == "Bag"


def test_parents_of_a_tag_come_nearest_first() -> None:
    assert fallbacks("zh-Hans-CN") == ("zh-Hans-CN", "zh-Hans", "zh")


@pytest.mark.parametrize(("language", "side"), [("ar", "rtl"), ("he", "rtl"), ("fa-IR", "rtl"), ("ja", "ltr")])
def test_lines_run_as_the_language_does(language: str, side: str) -> None:
    assert direction(language) == side


def test_a_language_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="'qqx'"):
        direction("qqx")


@pytest.mark.parametrize(
    ("language", "region", "tag"),
    [
        ("de", "CH", "de-CH"),
        ("fr", "CH", "fr-CH"),
        ("en", "FR", "en-FR"),
        ("en", "US", "en-US"),
        ("en", "JP", "en-001"),
        ("ja", "FR", "ja"),
        ("zh-Hans", "CN", "zh-Hans-CN"),
        ("zh-Hans", "FR", "zh-Hans"),
        ("de-AT", "CH", "de-AT"),
        ("fr", "", "fr"),
    ],
)
def test_a_paper_follows_the_habits_of_its_country_where_the_language_is_written_there(
    language: str, region: str, tag: str
) -> None:
    assert habits(language, region) == tag


def test_german_words_are_spelled_without_sharp_s_in_switzerland_only() -> None:
    assert respelled("Weißgold", "de-CH") == "Weissgold"
    assert respelled("Weißgold", "de") == "Weißgold"


def test_the_first_strong_letter_decides_a_names_direction() -> None:
    assert first_strong("123 سارة Sara") == "rtl"
    assert first_strong("12 Sara سارة") == "ltr"
    assert first_strong("2041") is None


@pytest.mark.parametrize(
    ("text", "language", "region", "shapes"),
    [
        ("山田 花子 (はなこ)", "fr", "FR", "ja"),
        ("김민지", "fr", "FR", "ko"),
        ("单雪", "fr", "FR", "zh-Hans"),
        ("山田", "en", "JP", "ja-Jpan-JP"),
        ("陳", "en", "TW", "zh-Hant-TW"),
        ("Camille Morel", "ja", "JP", "en"),
        ("Étoile リング", "ja", "FR", "ja"),
        ("2041", "ja", "FR", "ja"),
    ],
)
def test_letters_take_the_shapes_of_whoever_wrote_them(text: str, language: str, region: str, shapes: str) -> None:
    assert shape_language(text, language, region) == shapes


@pytest.mark.parametrize(
    ("language", "group"),
    [
        ("fr", "latin"),
        ("uk", "latin"),
        ("el", "latin"),
        ("ja", "han"),
        ("zh-Hant", "han"),
        ("ar", "arabic"),
        ("th", "thai"),
        ("he", "plain"),
        ("hi", "plain"),
    ],
)
def test_only_latin_greek_and_cyrillic_may_be_letterspaced(language: str, group: str) -> None:
    assert script_group(language) == group

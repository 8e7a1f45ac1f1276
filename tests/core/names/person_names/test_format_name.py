from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from core.base.errors import Refused
from core.names.person_names import format_name

HANAKO = {"given": "花子", "surname": "山田"}
HANAKO_LATIN = {"given": "Hanako", "surname": "Yamada"}
XUE = {"given": "雪", "surname": "单"}
SARA = {"given": "سارة", "surname": "القحطاني"}
CLAIRE = {"title": "Mme", "given": "Claire", "surname-prefix": "de", "surname-core": "La Tour"}
OLENA = {"given": "Олена", "surname": "Шевченко"}
MINJI = {"given": "민지", "surname": "김"}


@pytest.mark.parametrize(
    ("fields", "name_locale", "locale", "expected"),
    [
        (HANAKO, "ja", "ja", "山田花子"),
        (HANAKO, "ja", "fr", "山田花子"),
        (HANAKO_LATIN, "ja", "en", "Yamada Hanako"),
        (HANAKO_LATIN, "ja", "ja", "Yamada Hanako"),
        (XUE, "zh-Hans", "zh-Hans", "单雪"),
        (XUE, "zh-Hans", "en", "单雪"),
        (SARA, "ar-SA", "fr", "سارة القحطاني"),
        (CLAIRE, "fr", "en", "Claire de La Tour"),
        (OLENA, "uk", "fr-MC", "Олена Шевченко"),
        (MINJI, "ko", "en", "김민지"),
    ],
)
def test_a_name_is_written_as_the_script_it_is_in_asks(
    fields: dict[str, str], name_locale: str, locale: str, expected: str
) -> None:
    assert format_name(fields, name_locale=name_locale, locale=locale) == expected


def test_a_foreign_name_in_kana_has_dots_where_it_had_spaces() -> None:
    claire = {"given": "クレール", "surname": "ド ラ トゥール"}
    assert format_name(claire, name_locale="fr", locale="ja") == "クレール・ド・ラ・トゥール"
    assert format_name(claire, name_locale="ja", locale="ja") == "ドラトゥールクレール"


def test_runs_of_spaces_become_one_dot() -> None:
    claire = {"given": "クレール", "surname": "ド   ラ"}
    assert format_name(claire, name_locale="fr", locale="ja") == "クレール・ド・ラ"


def test_a_chinese_name_is_native_to_japanese_readers_as_far_as_spaces_go() -> None:
    assert format_name({"given": "雪梅", "surname": "欧阳"}, name_locale="zh", locale="ja") == "欧阳雪梅"


def test_a_list_puts_the_core_of_the_surname_first() -> None:
    assert format_name(CLAIRE, name_locale="fr", locale="fr", order="sorting") == "La Tour, Claire de"


def test_the_order_is_the_callers_then_the_bearers_then_the_locales() -> None:
    def write(**options: Any) -> str:
        return format_name(HANAKO_LATIN, name_locale="ja", locale="en", **options)

    assert write() == "Yamada Hanako"
    assert write(preferred_order="given-first") == "Hanako Yamada"
    assert write(order="surname-first", preferred_order="given-first") == "Yamada Hanako"
    assert write(order="sorting", preferred_order="given-first") == "Yamada, Hanako"


def test_without_a_name_locale_the_script_decides() -> None:
    assert format_name(HANAKO, name_locale=None, locale="en") == "山田花子"
    assert format_name(HANAKO_LATIN, name_locale=None, locale="en") == "Hanako Yamada"
    assert format_name(MINJI, name_locale=None, locale="ja") == "김민지"


def test_a_name_of_taiwan_has_the_order_of_chinese() -> None:
    # The parent of zh-Hant is root, which would give the western order.
    lin = {"given": "Chi-ling", "surname": "Lin"}
    assert format_name(lin, name_locale="zh-Hant-TW", locale="en") == "Lin Chi-ling"
    assert format_name(lin, name_locale="en", locale="en") == "Chi-ling Lin"


def test_a_name_that_leaves_the_readers_script_is_written_by_its_own_locale() -> None:
    # The monogram of "de La Tour" is L in French and D in English, and Japanese has no say in it.
    de_la_tour = {"given": "Claire", "surname-prefix": "de", "surname-core": "La Tour"}
    options: dict[str, Any] = {"locale": "ja", "usage": "monogram", "length": "short"}
    assert format_name(de_la_tour, name_locale="fr", **options) == "L"
    assert format_name(de_la_tour, name_locale="en", **options) == "D"
    assert format_name(de_la_tour, name_locale="it", locale="ja", order="sorting") == "de La Tour, Claire"


def test_traditional_and_simplified_chinese_keep_their_own_patterns_for_a_foreign_reader() -> None:
    lin = {"given": "志玲", "surname": "林"}
    options: dict[str, Any] = {"locale": "fr", "usage": "monogram", "formality": "informal"}
    assert format_name(lin, name_locale="zh-Hant-TW", **options) == "林志"
    assert format_name(lin, name_locale="zh-Hans", **options) == "志"


def test_length_and_formality_none_are_the_locales_own() -> None:
    emma = {"given": "Emma", "given-informal": "Em", "given2": "Grace", "surname": "Johnson", "title": "Ms"}
    own = format_name(emma, name_locale="en", locale="en", length=None, formality=None)
    assert (
        own == format_name(emma, name_locale="en", locale="en", length="medium", formality="informal") == "Em Johnson"
    )
    assert format_name(emma, name_locale="en", locale="en") == "Emma G. Johnson"


def test_addressing_is_shorter_than_referring() -> None:
    emma = {"title": "Ms", "given": "Emma", "surname": "Johnson"}
    assert format_name(emma, name_locale="en", locale="en", usage="addressing") == "Ms Johnson"
    assert format_name(emma, name_locale="en", locale="en", usage="addressing", formality="informal") == "Emma"


def test_a_missing_middle_field_leaves_no_double_space_and_no_stray_comma() -> None:
    full = {"title": "Dr", "given": "Emma", "given2": "Grace", "surname": "Johnson", "credentials": "PhD"}
    for absent in ("title", "given2", "credentials"):
        rest = {key: text for key, text in full.items() if key != absent}
        written = format_name(rest, name_locale="en", locale="en", length="long")
        assert "  " not in written
        assert " ," not in written
        assert written == written.strip(" ,")
        assert all(text in written for text in rest.values())


def test_a_mononym_fills_the_place_of_the_surname() -> None:
    assert format_name({"given": "Madonna"}, name_locale="en", locale="en", usage="addressing") == "Madonna"
    assert format_name({"given": "Madonna"}, name_locale="en", locale="en", order="sorting") == "Madonna"


def test_a_surname_alone_is_never_curtailed_to_an_initial() -> None:
    ursula = {"surname": "Müller"}
    for formality in ("formal", "informal"):
        options: dict[str, Any] = {"formality": formality, "length": "short"}
        assert format_name(ursula, name_locale="de-CH", locale="de", **options) == "Müller"


def test_blank_fields_are_absent() -> None:
    emma = {"title": "", "given": "Emma", "given2": " \u3000", "surname": "Johnson"}
    assert format_name(emma, name_locale="en", locale="en", length="long") == "Emma Johnson"


def test_prefix_and_core_make_the_surname_and_a_prefix_is_not_said_twice() -> None:
    ursula = {"given": "Ursula", "surname-prefix": "von und zu", "surname-core": "Stettbach"}
    assert format_name(ursula, name_locale="de", locale="de") == "Ursula von und zu Stettbach"
    doubled = {"given": "Ursula", "surname": "von Stettbach", "surname-prefix": "von"}
    assert format_name(doubled, name_locale="de", locale="de") == "Ursula von Stettbach"
    assert format_name(doubled, name_locale="de", locale="de", order="sorting") == "von Stettbach, Ursula"


def test_the_informal_name_is_used_only_when_asked_for_and_given() -> None:
    thomas = {"given": "Thomas", "given-informal": "Tom", "surname": "Johnson"}
    assert format_name(thomas, name_locale="en", locale="en", formality="informal") == "Tom Johnson"
    assert format_name(thomas, name_locale="en", locale="en") == "Thomas Johnson"


def test_a_vocative_that_the_name_gives_is_used_where_the_locale_addresses_with_it() -> None:
    name = {"given": "Seumas", "given-vocative": "a Sheumais", "surname": "MacDhòmhnaill"}
    options: dict[str, Any] = {"name_locale": "gd", "locale": "gd", "usage": "addressing", "formality": "informal"}
    assert format_name(name, **options) == "a Sheumais"
    assert format_name(name, **{**options, "usage": "referring"}) == "Seumas MacDhòmhnaill"
    del name["given-vocative"]
    assert format_name(name, **options) == "Seumas"


def test_a_genitive_that_the_name_gives_is_used_where_the_title_follows() -> None:
    name = {"title": "kungs", "given": "Kārlis", "surname": "Ozoliņš", "surname-genitive": "Ozoliņa"}
    written = format_name(name, name_locale="lv", locale="lv", usage="addressing", order="surname-first")
    assert written == "Ozoliņa kungs"


def test_an_initial_that_the_name_gives_is_not_made_again() -> None:
    name = {"given": "Philip", "given2": "Charles", "given2-initial": "Ch.", "surname": "Carter"}
    assert format_name(name, name_locale="en", locale="en") == "Philip Ch. Carter"


def test_a_turkish_monogram_keeps_its_dotted_i_for_any_reader() -> None:
    irem = {"given": "irem", "surname": "ışık"}
    assert format_name(irem, name_locale="tr", locale="tr", usage="monogram", length="long") == "İI"
    assert format_name(irem, name_locale="tr", locale="en", usage="monogram", length="long") == "İI"
    assert format_name(irem, name_locale="en", locale="en", usage="monogram", length="long") == "II"


def test_a_monogram_is_a_whole_grapheme() -> None:
    name = {"given": "e\u0301lodie", "surname": "👩‍👩‍👧x"}
    assert format_name(name, name_locale="fr", locale="fr", usage="monogram", length="long") == "E\u0301👩‍👩‍👧"


@pytest.mark.parametrize("locale", ["xx", "zzz-Qaaa-ZZ", "", "!!", "e" * 5000, "-", "en-u-nu-latn", "root"])
def test_an_unknown_locale_still_writes_the_name(locale: str) -> None:
    for name_locale in (locale, "en"):
        written = format_name({"given": "Emma", "surname": "Johnson"}, name_locale=name_locale, locale=locale)
        assert written == "Emma Johnson"


@pytest.mark.parametrize(
    "hostile",
    [
        "{surname}",
        "\u202eevil",
        "a\x00b",
        "%s{0}\\",
        "\ud800x",
        "x\ud800",
        "e" + "\u0301" * 2000,
        "ﷺ",
        "\U0010ffff",
        "ß",
    ],
)
def test_hostile_text_is_kept_code_point_for_code_point(hostile: str) -> None:
    for locale in ("en", "fr", "ar", "de"):
        written = format_name({"given": hostile, "surname": "Johnson"}, name_locale="en", locale=locale)
        assert written == f"{hostile} Johnson"
    for usage in ("referring", "monogram"):
        options: dict[str, Any] = {"usage": usage, "length": "short", "formality": "informal"}
        assert format_name({"given": hostile, "surname": hostile}, name_locale="en", locale="en", **options)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"nickname": "Em", "given": "Emma"}, "nickname"),
        ({"given-shouting": "EMMA"}, "unknown modifier"),
        ({"given-informal-informal": "Em"}, "each once"),
        ({"surname-core-prefix": "de"}, "exclude each other"),
        ({}, "neither a given name nor a surname"),
        ({"given": " ", "surname": ""}, "neither a given name nor a surname"),
        ({"title": "Dr", "credentials": "PhD"}, "neither a given name nor a surname"),
        ({"given": 7}, "must be text"),
    ],
)
def test_a_name_that_cannot_be_written_is_refused_with_the_reason(fields: Any, says: str) -> None:
    with pytest.raises(Refused, match=says):
        format_name(fields, name_locale="en", locale="en")


@pytest.mark.parametrize(
    "options",
    [
        {"order": "alphabetical"},
        {"preferred_order": "sorting"},
        {"length": "tiny"},
        {"usage": "shouting"},
        {"formality": "rude"},
        {"order": "sorting", "usage": "monogram"},
    ],
)
def test_a_choice_that_does_not_exist_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        format_name({"given": "Emma"}, name_locale="en", locale="en", **options)


def test_importing_reads_no_data_and_loads_no_icu() -> None:
    program = (
        "import sys, core.names.person_names\n"
        "from core.names.person_names import cldr_data\n"
        "assert 'icu' not in sys.modules\n"
        "assert cldr_data.load.cache_info().currsize == 0\n"
        "core.names.person_names.format_name({'given': 'Emma'}, name_locale='en', locale='en')\n"
        "assert cldr_data.load.cache_info().currsize == 1\n"
        "print('ok')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "ok", done.stderr

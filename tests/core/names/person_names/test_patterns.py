from __future__ import annotations

import pytest

from core.names.person_names import cldr_data, generate, locale_tags
from core.names.person_names.characters import all_caps, first_grapheme, initial_cap, initials, name_script
from core.names.person_names.fields import NameFields
from core.names.person_names.locale_tags import Tag, maximal, ordering_chain, parse, scripts_match
from core.names.person_names.patterns import choose, join, steps


def written(pattern: str, values: dict[str, str]) -> str:
    parts = steps(pattern, NameFields(tuple(values)), "en", "{0}.", "{0} {1}")
    return "".join(part(values) for part in parts)


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        (" ", ", ", " "),
        (", ", " ", ", "),
        ("", ", ", ", "),
        (", ", "", ", "),
        (" ", " ", " "),
        ("xyz", "yz", "xyz"),
        ("، ", " ", "، "),
        (" (", ") ", " "),
    ],
)
def test_the_literals_around_an_empty_field_become_one(before: str, after: str, left: str) -> None:
    assert join(before, after) == left


def test_empty_fields_take_their_literals_with_them() -> None:
    pattern = "{title} {given} {given2} {surname}, {credentials}"
    assert written(pattern, {"given": "Emma", "surname": "Johnson"}) == "Emma Johnson"
    assert written(pattern, {"given": "Emma", "credentials": "PhD"}) == "Emma PhD"
    assert written("«{given}» {surname}!", {"given": "Em", "surname": "J"}) == "«Em» J!"
    assert written("«{given}» {surname}!", {"surname": "J"}) == "J!"


def test_a_backslash_in_a_pattern_keeps_the_next_character() -> None:
    assert written("\\{{given}\\}", {"given": "Em"}) == "{Em}"


def test_the_pattern_with_most_filled_fields_is_chosen_then_fewest_empty_then_the_least() -> None:
    name = NameFields(("given", "surname"))
    assert choose(("{given}", "{given} {surname}"), name) == "{given} {surname}"
    assert choose(("{given} {given2} {surname}", "{given} {surname}"), name) == "{given} {surname}"
    assert choose(("{surname} {given}", "{given} {surname}"), name) == "{given} {surname}"


def test_initials_take_each_word_and_keep_a_dash_only_when_asked() -> None:
    assert initials("Mary Beth", "{0}.", "{0} {1}", retain=False) == "M. B."
    assert initials("Anne-Marie", "{0}.", "{0} {1}", retain=False) == "A. M."
    assert initials("Anne-Marie", "{0}.", "{0} {1}", retain=True) == "A.-M."
    assert initials("Jean-Luc Yves", "{0}.", "{0} {1}", retain=True) == "J.-L. Y."
    assert initials("O'Brien", "{0}.", "{0}{1}", retain=False) == "O."
    assert initials("🎀", "{0}.", "{0} {1}", retain=False) == "🎀."
    assert initials("安怡", "{0}", "{0}{1}", retain=False) == "安怡"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        # A run too short for ICU's dictionary is divided as it is inside a longer one.
        ("ဘရူ", "ဘ. ရူ."),
        ("တဘရူ", "တ. ဘ. ရူ."),
        ("နီလီ", "နီ. လီ."),
        ("ရူ", "ရူ."),
        ("စု", "စု."),
        ("ບຸນ", "ບຸ."),
        ("ဘရူ ဘရူ", "ဘ. ရူ. ဘ. ရူ."),
        ("\ud83dဘရူ", "ဘ. ရူ."),
    ],
)
def test_a_burmese_word_has_the_same_initials_alone_as_in_a_longer_one(name: str, short: str) -> None:
    assert initials(name, "{0}.", "{0} {1}", retain=False) == short


def test_the_first_grapheme_keeps_a_conjunct_whole() -> None:
    assert first_grapheme("ស្តូបើ") == "ស្តូ"
    assert first_grapheme("क्षत्रिय") == "क्ष"
    assert first_grapheme("e\u0301a") == "e\u0301"
    assert first_grapheme("") == ""
    assert first_grapheme("\r\nx") == "\r\n"


def test_capitals_follow_the_language() -> None:
    assert all_caps("istanbul", "tr") == "İSTANBUL"
    assert all_caps("istanbul", "en") == "ISTANBUL"
    assert all_caps("Άννα", "el") == "ΑΝΝΑ"
    assert all_caps("groß", "de") == "GROSS"
    assert initial_cap("van den Berg", "nl") == "Van den Berg"
    assert initial_cap("ijssel", "nl") == "IJssel"
    assert initial_cap("işık", "tr") == "İşık"
    assert initial_cap("", "nl") == ""


@pytest.mark.parametrize(
    ("texts", "script"),
    [
        (["山田", "Hanako"], "Hani"),
        (["", "سارة"], "Arab"),
        (["12 ", "Emma"], "Latn"),
        (["- 7"], "Zzzz"),
        ([], "Zzzz"),
        (["\ud800", "я"], "Cyrl"),
        (["クレール"], "Kana"),
    ],
)
def test_the_script_of_a_name_is_that_of_its_first_letter(texts: list[str], script: str) -> None:
    assert name_script(texts) == script


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("ja", Tag("ja")),
        ("zh_Hant-tw", Tag("zh", "Hant", "TW")),
        ("ca-ES-valencia", Tag("ca", "", "ES", "valencia")),
        ("es-419", Tag("es", "", "419")),
        ("iw", Tag("he")),
        ("sh", Tag("sr", "Latn")),
        ("ar-u-nu-latn", Tag("ar")),
        ("", Tag("und")),
        ("日本", Tag("und")),
        ("root", Tag("und")),
    ],
)
def test_a_locale_is_read_in_any_usual_spelling(text: str, tag: Tag) -> None:
    assert parse(text) == tag


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("ja", "ja-Jpan-JP"),
        ("zh-TW", "zh-Hant-TW"),
        ("und-Hani", "zh-Hani-CN"),
        ("und-Latn-KR", "ko-Latn-KR"),
        ("und-Latn-TH", "en-Latn-TH"),
        ("fr-CH", "fr-Latn-CH"),
        ("qqq", "qqq"),
    ],
)
def test_likely_subtags_fill_what_is_missing(short: str, full: str) -> None:
    assert str(maximal(parse(short))) == full


def test_scripts_match_when_they_share_one() -> None:
    assert scripts_match("Jpan", "Hani")
    assert scripts_match("Kore", "Hans")
    assert not scripts_match("Latn", "Cyrl")
    assert not scripts_match("Hans", "Kana")


def test_the_order_is_looked_up_from_the_nearest_locale_to_root() -> None:
    assert [str(tag) for tag in ordering_chain(parse("de-Latn-DE"))] == ["de-Latn-DE", "de-Latn", "de-DE", "de", "und"]
    assert [str(tag) for tag in ordering_chain(parse("es-MX"))] == ["es-MX", "es-419", "es", "und"]
    assert [str(tag) for tag in ordering_chain(parse("zh-Hant-TW"))][-2:] == ["zh", "und"]


def test_the_stored_cells_are_in_the_order_in_which_they_are_read() -> None:
    words = {"givenFirst": "given-first", "surnameFirst": "surname-first", "sorting": "sorting"}
    cells = list(generate.slots())
    assert len(cells) == 42
    record = cldr_data.record(cldr_data.load().locales["fr"])
    for number, (order, length, usage, formality) in enumerate(cells):
        stored = tuple(cldr_data.load().patterns[n] for n in record.numbers[number])
        assert cldr_data.patterns(record, words[order], length, usage, formality) == stored


def test_root_is_row_zero_and_every_parent_that_has_data_is_known() -> None:
    data = cldr_data.load()
    assert data.locales["und"] == 0
    assert len(data.locales) == 766
    assert all(locale_tags.parse(parent).language for parent in data.parents.values())

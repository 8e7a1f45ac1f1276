from __future__ import annotations

from typing import Any

import pytest

from core.base.errors import Refused
from core.names.honorifics import WISHES, address_form, find_form, name_wanted
from core.names.honorifics.forms import load_forms

LANGUAGES = {"fr", "en", "it", "de", "ja", "zh-Hans", "zh-Hant", "ko", "ar", "th", "es", "ru", "he", "el", "pt"}


@pytest.mark.parametrize(
    ("name", "language", "wish", "expected"),
    [
        ("山田 花子", "ja", None, "山田 花子 様"),
        ("山田 花子", "ja", "madam", "山田 花子 様"),
        ("单雪", "zh-Hans", "madam", "单雪 女士"),
        ("单雪", "zh-Hans", None, "单雪"),
        ("김민지", "ko", None, "김민지 님"),
        ("Ursula Müller", "de-CH", "madam", "Frau Ursula Müller"),
        ("ณัฐชา ศรีสุข", "th", None, "คุณณัฐชา ศรีสุข"),
        ("سارة القحطاني", "ar-SA", "madam", "السيدة سارة القحطاني"),
        ("Giulia Bianchi", "it", "madam", "Gent.ma Sig.ra Giulia Bianchi"),
        ("Hanako Yamada", "en", "madam", "Ms Hanako Yamada"),
        ("Emma Johnson", "en-US", "madam", "Ms. Emma Johnson"),
        ("Emma Johnson", "en", None, "Emma Johnson"),
        ("Claire de La Tour", "fr", "madam", "Madame Claire de La Tour"),
        ("Νίκη Παπαδοπούλου", "el", "madam", "κα Νίκη Παπαδοπούλου"),
        ("Олена Шевченко", "ru", None, "Олена Шевченко"),
    ],
)
def test_a_person_is_addressed_as_the_language_asks(name: str, language: str, wish: str | None, expected: str) -> None:
    assert address_form(name, language=language, wish=wish, kind="person", place="address") == expected


@pytest.mark.parametrize(
    ("name", "language", "wish", "expected", "wanted"),
    [
        ("单雪", "zh-Hans-CN", None, "尊敬的单雪：", "full"),
        ("单雪", "zh-TW", None, "单雪 台鑒：", "full"),
        ("Müller", "de", "madam", "Sehr geehrte Frau Müller,", "surname"),
        ("Müller", "de", "madam-doctor", "Sehr geehrte Frau Dr. Müller,", "surname"),
        ("Claire de La Tour", "fr", "madam", "Madame,", "none"),
        ("Johnson", "en-US", "mx", "Dear Mx. Johnson:", "surname"),
        ("Claire de La Tour", "en", "none", "Dear Claire de La Tour,", "full"),
        ("ณัฐชา ศรีสุข", "th", "madam", "เรียน คุณณัฐชา ศรีสุข", "full"),
    ],
)
def test_a_salutation_says_the_name_its_language_wants(
    name: str, language: str, wish: str | None, expected: str, wanted: str
) -> None:
    assert address_form(name, language=language, wish=wish, kind="person", place="salutation") == expected
    assert name_wanted(language=language, wish=wish, kind="person", place="salutation") == wanted


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ja", "Maison Aurelle 御中"),
        ("ko", "Maison Aurelle 귀중"),
        ("it", "Spett.le Maison Aurelle"),
        ("fr", "Maison Aurelle"),
        ("ar", "السادة Maison Aurelle"),
    ],
)
def test_an_organisation_has_a_form_of_its_own(language: str, expected: str) -> None:
    assert (
        address_form("Maison Aurelle", language=language, wish=None, kind="organisation", place="address") == expected
    )


def test_a_wish_that_a_language_does_not_tell_apart_falls_back_without_guessing_a_gender() -> None:
    def write(wish: str, language: str) -> str:
        return address_form("Emma Johnson", language=language, wish=wish, kind="person", place="address")

    assert write("madam-doctor", "en") == write("doctor", "en") == "Dr Emma Johnson"
    assert write("mx", "fr") == write("none", "fr") == "Emma Johnson"


def test_a_language_without_forms_gives_the_name_alone() -> None:
    for language in ("sw", "xx", "", "!!"):
        assert address_form("Emma", language=language, wish="madam", kind="person", place="salutation") == "Emma"
        assert name_wanted(language=language, wish=None, kind="person", place="address") == "full"


def test_a_name_with_braces_is_kept_as_it_is() -> None:
    name = "{name} {surname} %s"
    assert address_form(name, language="ja", wish=None, kind="person", place="address") == name + " 様"


@pytest.mark.parametrize(
    "change",
    [
        {"wish": "duchess"},
        {"kind": "dog"},
        {"place": "envelope"},
        {"kind": "organisation", "wish": "sir"},
        {"name": " "},
    ],
)
def test_what_cannot_be_addressed_is_refused(change: dict[str, Any]) -> None:
    asked: dict[str, Any] = {"name": "Emma", "language": "en", "wish": None, "kind": "person", "place": "address"}
    asked |= change
    with pytest.raises(Refused):
        address_form(asked.pop("name"), **asked)


def test_every_language_of_the_house_has_every_needed_form_with_source_and_confidence() -> None:
    assert load_forms().keys() >= LANGUAGES
    for language, places in load_forms().items():
        assert set(places) == {"address", "salutation"}, language
        for forms in places.values():
            assert {"neutral", "madam", "sir", "doctor", "organisation"} <= forms.keys(), language
            assert forms.keys() <= {"neutral", "organisation", *WISHES}, language
            for form in forms.values():
                assert "http" in form.source
                assert form.confidence in ("high", "medium", "low")
                assert form.text.count("{") == form.text.count("}") <= 1


def test_the_form_tells_where_it_is_from() -> None:
    form = find_form(language="ja", wish=None, kind="organisation", place="address")
    assert form is not None
    assert "allabout.co.jp" in form.source
    assert form.confidence == "high"

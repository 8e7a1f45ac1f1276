"""The house's words: every one of them in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.base.errors import Refused
from documents.catalogue import HOUSE, Catalogue, read_folder
from documents.kinds import Kind, Kinds
from documents.messages import messages_of

LANGUAGES = {"en", "fr", "it", "de", "ja", "zh-Hans", "ar"}
PLACE = re.compile(r"\{[a-z]+\}")


def test_the_catalogues_speak_the_seven_languages() -> None:
    assert Catalogue().languages() == LANGUAGES


@pytest.mark.parametrize("name", list(Kinds()))
def test_every_word_of_every_kind_is_translated(name: str) -> None:
    messages = messages_of(Kinds()[name])
    assert len(messages) > 30
    assert Catalogue().missing(messages) == ()


def test_a_word_without_translation_is_reported_with_its_language() -> None:
    missing = Catalogue().missing(["Invoice", "Umbrella"])
    assert "ja: Umbrella" in missing
    assert len(missing) == len(LANGUAGES) - 1


def test_a_translation_keeps_the_places_of_its_message() -> None:
    for language, translations in read_folder(HOUSE).items():
        for message, words in translations.items():
            assert sorted(PLACE.findall(message)) == sorted(PLACE.findall(words)), f"{language}: {message}"


def test_no_catalogue_holds_a_word_that_no_page_says() -> None:
    said = frozenset().union(*(messages_of(kind) for kind in Kinds().values()))
    for language, translations in read_folder(HOUSE).items():
        assert set(translations) == said, language


def test_a_regional_tag_speaks_its_parents_words_and_an_unknown_language_english() -> None:
    assert Catalogue().speak("Receipt", "zh-Hans-CN") == ("收据", "zh-Hans-CN")
    assert Catalogue().speak("Receipt", "th") == ("Receipt", "en")


def test_a_plugins_words_go_before_the_houses(tmp_path: Path) -> None:
    (tmp_path / "ja").mkdir()
    (tmp_path / "ja" / "vendome.po").write_text('msgid "Total"\nmsgstr "総額"\n', "utf-8")
    assert Catalogue([tmp_path]).find("Total", "ja") == "総額"
    assert Catalogue([tmp_path]).find("Invoice", "ja") == "請求書"


def test_a_broken_catalogue_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "ja").mkdir()
    (tmp_path / "ja" / "vendome.po").write_text("msgid nonsense\n", "utf-8")
    with pytest.raises(Refused, match=r"ja/vendome\.po"):
        read_folder(tmp_path)


def test_words_made_up_in_a_template_are_refused(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ t(v.word) }}", "utf-8")
    with pytest.raises(Refused, match="line 1"):
        messages_of(Kind("made.up", tmp_path))

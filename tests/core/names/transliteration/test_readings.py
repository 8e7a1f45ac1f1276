"""Readings of the cast, in the order of trust."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.errors import Refused
from core.names.transliteration import NameParts, Reading, ReadingSource, readings

SHAN = NameParts("单", "雪")
YAMADA = NameParts("山田", "花子")
SARA = NameParts("القحطاني", "سارة")


kept = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufffe\uffff")


def texts(parts: NameParts, part: str = "full", scheme: str | None = None, language: str | None = None) -> list[str]:
    found = readings(parts, language=language)
    return [each.text for each in found if each.part == part and scheme in (None, each.scheme)]


@pytest.mark.parametrize(
    ("parts", "language", "first"),
    [
        (SHAN, None, "Shan Xue"),
        (YAMADA, None, "Yamada Hanako"),
        (NameParts("김", "민지"), None, "Kim Minji"),
        (NameParts("Шевченко", "Олена"), "uk", "Olena Shevchenko"),
        (NameParts("Παπαδοπούλου", "Νίκη"), None, "Niki Papadopoulou"),
        (NameParts("ศรีสุข", "ณัฐชา"), None, "Natcha Sisuk"),
        (SARA, None, "Sara Al-Qahtani"),
        (NameParts("כהן", "שרה"), None, "Sarah Cohen"),
        (NameParts("शर्मा", "अनिता"), None, "Anita Sharma"),
        (NameParts("de La Tour", "Claire"), None, "Claire de La Tour"),
        (NameParts("Müller", "Ursula"), None, "Ursula Müller"),
        (NameParts("陳", "大文"), "zh-HK", "Chan Tai Man"),
        (NameParts("陳", "美玲"), "zh-TW", "Chen Mei-Ling"),
        (NameParts("Nguyễn", "Khai", middle="Thị Minh"), "vi", "Nguyễn Khai Thị Minh"),
        (NameParts("吕", "晓明"), None, "Lyu Xiaoming"),
        (NameParts("尉迟", "雪"), None, "Yuchi Xue"),
    ],
)
def test_the_first_reading_is_the_one_a_clerk_expects(parts: NameParts, language: str | None, first: str) -> None:
    assert texts(parts, language=language)[0] == first


def test_the_travel_document_wins_over_the_client_and_both_over_every_rule() -> None:
    parts = NameParts(
        "山田", "花子", kana=("ヤマダ", "ハナコ"), latin=("Yamada", "Hana"), passport=("YAMADA", "HANAKO")
    )
    found = readings(parts)
    assert found[0] == Reading("YAMADA HANAKO", "as-given", ReadingSource.PASSPORT, "full")
    assert [each.text for each in found if each.source is ReadingSource.GIVEN] == ["Yamada Hana", "Yamada", "Hana"]
    ranks = [list(ReadingSource).index(each.source) for each in found if each.source is not ReadingSource.GUESSED]
    assert ranks == sorted(ranks)


def test_a_reading_from_kana_is_derived_and_one_from_kanji_alone_is_guessed() -> None:
    known = readings(NameParts("山田", "花子", kana=("やまだ", "はなこ")))
    assert known[0] == Reading("Yamada Hanako", "hepburn-passport", ReadingSource.DERIVED, "full")
    assert all(each.source is ReadingSource.GUESSED for each in readings(YAMADA))


def test_long_vowels_are_offered_with_oh_after_the_passport_rule() -> None:
    parts = NameParts("大野", "優子", kana=("オオノ", "ユウコ"))
    assert texts(parts, "family")[:2] == ["Ono", "Ohno"]


def test_a_surname_with_several_readings_offers_them_all() -> None:
    assert texts(NameParts("解", "雪"), "family", "pinyin") == ["Xie", "Jie"]
    assert texts(NameParts("朴", "雪"), "family", "pinyin") == ["Piao", "Pu", "Po"]


def test_korean_surnames_are_offered_as_passports_spell_them() -> None:
    assert texts(NameParts("이", "민지"), "family", "kr-customary")[:3] == ["Lee", "Yi", "Rhee"]
    assert texts(NameParts("李", "敏智"), "family", "kr-customary", "ko")[0] == "Lee"


def test_what_has_no_vowels_is_offered_only_when_asked_for_and_last() -> None:
    name = NameParts("بوشناق", "محمد")
    assert {each.scheme for each in readings(name)} == {"customary"}
    assert not any(each.part == "full" for each in readings(name))
    found = readings(name, with_skeletons=True)
    assert found[: len(readings(name))] == readings(name)
    assert {each.scheme for each in found[len(readings(name)) :]} == {"skeleton", "icao-9303-arabic"}
    assert readings(NameParts("بوشناق", "بوجمعة")) == ()


def test_umlauts_have_their_travel_document_spelling() -> None:
    parts = NameParts("Müller", "Ursula")
    assert texts(parts, "full", "icao-9303") == ["Ursula Mueller"]
    assert texts(parts, "full", "ascii-folding") == ["Ursula Muller"]


def test_a_name_of_one_part_or_of_none_has_the_readings_of_what_is_there() -> None:
    assert texts(NameParts(given="Νίκη"))[0] == "Niki"
    assert readings(NameParts()) == ()
    assert readings(NameParts("—", "…")) == ()


@pytest.mark.parametrize("text", ["a" * 201, "\x00", "\ud800", "a\nb", "山" * 10_000_000])
def test_hostile_parts_are_refused_by_name(text: str) -> None:
    with pytest.raises(Refused, match="The given name"):
        NameParts("Johnson", text)
    with pytest.raises(Refused, match="The passport reading"):
        NameParts("Johnson", "Emma", passport=("JOHNSON", text))


def test_a_reading_that_is_no_pair_is_refused() -> None:
    with pytest.raises(Refused, match="The kana reading must be a family and a given name"):
        NameParts("山田", "花子", kana=("ヤマダ",))  # type: ignore[arg-type]


@given(st.text(kept, max_size=40))
@settings(max_examples=400, deadline=None)
def test_any_text_a_field_may_hold_has_readings_without_breaking(text: str) -> None:
    for reading in readings(NameParts(text, text)):
        assert reading.text


@pytest.mark.parametrize("char", ["山", "김", "ณ", "ก", "م", "ש", "Щ", "ευ", "क्", "が", "ö", "ქ", "ཀ", "עבד ", "عبد "])
def test_the_longest_part_is_read_in_a_moment(char: str) -> None:
    parts = NameParts((char * 200)[:200], (char * 200)[:200])
    readings(parts)
    began = time.perf_counter()
    readings(parts)
    assert time.perf_counter() - began < 0.5


def test_threads_read_the_same() -> None:
    name = NameParts("ཀརྨ", "ကို")
    expected, found = readings(name), []
    workers = [threading.Thread(target=lambda: found.append(readings(name))) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == [expected] * 4


def test_importing_the_package_loads_no_library_and_no_table() -> None:
    code = (
        "import sys; import core.names.transliteration; from core.names.transliteration import tables\n"
        "assert not {'icu', 'opencc', 'pypinyin'} & set(sys.modules), 'a library was loaded'\n"
        "assert not tables.readings_by_item.cache_info().currsize, 'a table was read'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

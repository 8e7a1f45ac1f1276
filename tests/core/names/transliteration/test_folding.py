"""The search normal form."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.errors import Refused
from core.names.transliteration import fold
from core.names.transliteration.keys import native_fold

kept = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufffe\uffff")
line_text = st.text(kept, max_size=60)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller", "muller"),
        ("STRAUSS", "strauss"),
        ("Strauß", "strauss"),
        ("Łukasz", "lukasz"),
        ("Ørsted", "orsted"),
        ("Đặng", "dang"),
        ("Þór", "thor"),
        ("ÆGIR", "aegir"),
        ("İpek Işık", "ipek isik"),
        ("O’Brien", "obrien"),
        ("Jean-Luc", "jean luc"),
        ("  de   La Tour ", "de la tour"),
        ("ＹＡＭＡＤＡ", "yamada"),
        ("Νίκη", "νικη"),
        ("Ёлкин", "елкин"),
        ("مُحَمَّد", "محمد"),
        ("مـحـمـد", "محمد"),
        ("שָׂרָה", "שרה"),
        ("ｶﾞ", "ガ"),
        ("が", "が"),
        ("ณัฐชา", "ณัฐชา"),
        ("अनिता", "अनिता"),
        ("\u202eAnna\u202c", "anna"),
        ("An\u200dna", "anna"),
        ("", ""),
        ("—", ""),
    ],
)
def test_a_name_folds_as_a_person_would_type_it(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(line_text)
@settings(max_examples=500, deadline=None)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once == unicodedata.normalize("NFC", once)


@given(line_text)
@settings(max_examples=200, deadline=None)
def test_the_form_a_text_was_composed_in_does_not_matter(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    "forms",
    [
        ("渡邊", "渡邉", "渡辺", "渡边"),
        ("斉藤", "斎藤", "齋藤", "齊藤"),
        ("髙橋", "高橋"),
        ("黃", "黄"),
        ("廣澤", "広沢"),
        ("陳", "陈"),
        ("佐々木", "佐佐木"),
        ("はなこ", "ハナコ", "ﾊﾅｺ"),
        ("أحمد", "احمد"),
        ("سارة", "ساره"),
        ("مصطفى", "مصطفي"),
        ("김민지", unicodedata.normalize("NFD", "김민지")),
    ],
)
def test_written_variants_of_one_name_meet(forms: tuple[str, ...]) -> None:
    assert len({native_fold(form) for form in forms}) == 1


def test_names_that_differ_stay_apart() -> None:
    names = ["山田", "山本", "单", "曾", "محمد", "محمود", "Νίκη", "김", "강", "か", "が", "ณัฐ", "Muller"]
    assert len({native_fold(name) for name in names}) == len(names)


@pytest.mark.parametrize("text", ["a\x00b", "a\nb", "\ud800", "a" * 513, "a" * 10_000_000])
def test_what_no_field_may_hold_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        fold(text)


@pytest.mark.parametrize(
    "text", ["e" + "\u0301\u0316" * 255, "\u0e48\u0e38" * 256, "\ufdfa" * 512, "\u202e" * 512, "\u3099\u094d" * 256]
)
def test_marks_in_heaps_cost_no_time(text: str) -> None:
    began = time.perf_counter()
    fold(text)
    assert time.perf_counter() - began < 0.5

"""Which script a name is in."""

from __future__ import annotations

import pytest

from core.base.errors import Refused
from core.names.transliteration import script_of


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("Claire de La Tour", "Latn"),
        ("Ursula Müller", "Latn"),
        ("Олена Шевченко", "Cyrl"),
        ("Νίκη Παπαδοπούλου", "Grek"),
        ("سارة القحطاني", "Arab"),
        ("שרה כהן", "Hebr"),
        ("김민지", "Kore"),
        ("ณัฐชา ศรีสุข", "Thai"),
        ("अनिता शर्मा", "Deva"),
        ("ნინო", "Geor"),
        ("Արամ", "Armn"),
        ("はなこ", "Hira"),
        ("ハナコ", "Kana"),
        ("山田はなこ", "Jpan"),
        ("佐々木", "Jpan"),
        ("渡辺", "Jpan"),
        ("陈晓明", "Hans"),
        ("陳曉明", "Hant"),
        ("李明", "Hani"),
        ("金 민지", "Kore"),
        ("Shan Xue 单", "Latn"),
        ("123 -", "Zyyy"),
        ("", "Zyyy"),
    ],
)
def test_the_script_of_a_name_is_that_of_most_of_its_letters(name: str, script: str) -> None:
    assert script_of(name) == script


@pytest.mark.parametrize("text", ["\ud800", "\x00", "山" * 10_000_000])
def test_hostile_text_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        script_of(text)

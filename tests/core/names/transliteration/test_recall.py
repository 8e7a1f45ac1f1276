"""Names that the code was not tuned on are still found; the floors are a little under what was measured."""

from __future__ import annotations

import doctest
from collections import defaultdict
from pathlib import Path

import pytest

from core.names.transliteration import NameParts, query_words, search_keys

ROOT = Path(__file__).parents[4]
PAIRS: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
for _row in (ROOT / "tests/benchmarks/readings_pairs.tsv").read_text(encoding="utf-8").split("\n"):
    if _row and not _row.startswith("#"):
        _family, _name, _spellings = _row.split("\t")
        PAIRS[_family].append((_name, _spellings.split("|")))


@pytest.mark.parametrize(
    ("family", "percent"),
    [
        ("faker-ja-kana", 98),
        ("faker-ja-family", 98),
        ("faker-ja-given", 88),
        ("Hani-pinyin", 95),
        ("Kore-given", 95),
        ("Kore-family", 92),
        ("Geor", 95),
        ("Grek", 92),
        ("Deva", 85),
        ("Arab", 95),
        ("Hebr", 95),
        ("Cyrl", 88),
        ("Thai", 85),
    ],
)
def test_most_names_are_found_by_a_latin_spelling(family: str, percent: int) -> None:
    rows = PAIRS[family][:100]
    language = "ja" if family.startswith("faker-ja") else None
    found = 0
    for name, spellings in rows:
        parts = (NameParts(family=name), NameParts(given=name))
        keys = frozenset().union(*(search_keys(each, language=language) for each in parts))
        found += any(all(word & keys for word in query_words(spelling)) for spelling in spellings)
    assert found * 100 >= percent * len(rows)


def test_few_names_are_found_by_the_spelling_of_another() -> None:
    wrong = tried = 0
    for rows in PAIRS.values():
        for (name, _own), (_other, spellings) in zip(rows[:60], rows[60:120], strict=False):
            keys = search_keys(NameParts(given=name))
            wrong += all(word & keys for word in query_words(spellings[0]))
            tried += 1
    assert tried > 500
    assert wrong * 100 <= tried


def test_the_examples_of_the_readme_are_true() -> None:
    result = doctest.testfile(
        str(ROOT / "core/names/transliteration/README.md"), module_relative=False, encoding="utf-8"
    )
    assert result.attempted >= 7
    assert result.failed == 0

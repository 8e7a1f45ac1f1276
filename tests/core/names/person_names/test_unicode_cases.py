"""Unicode's own cases for sixteen locales; the full data is run by tests/benchmarks/person_names_conformance.py."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from core.names.person_names import format_name
from tests.benchmarks.person_names_conformance import cases

STORED: dict[str, str] = json.loads(gzip.decompress((Path(__file__).parent / "unicode_cases.json.gz").read_bytes()))


@pytest.mark.parametrize("locale", sorted(STORED))
def test_every_case_that_unicode_publishes_for_a_locale_gives_the_expected_text(locale: str) -> None:
    wrong, count = [], 0
    for fields, name_locale, expected, parameters in cases(STORED[locale]):
        options: dict[str, Any] = dict(parameters)
        result = format_name(fields, name_locale=name_locale, locale=locale, **options)
        count += 1
        if result != expected:
            wrong.append((fields, name_locale, parameters, expected, result))
    assert not wrong
    assert count == 336


def test_the_stored_cases_cover_many_scripts() -> None:
    assert {"ja", "zh", "zh_Hant", "ko", "ar", "th", "hi", "ru", "el", "tr", "de", "fr", "es", "en"} <= STORED.keys()

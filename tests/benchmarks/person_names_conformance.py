"""Runs Unicode's own test data for person names through our formatter; by hand, with the full data.

Usage, from the root of the tree::

    python -m tests.benchmarks.person_names_conformance FOLDER
    python -m tests.benchmarks.person_names_conformance FOLDER --store FILE LOCALE ...

FOLDER is CLDR's ``common/testData/personNameTest`` of the version named in ``core/names/person_names/data.json``.
Prints locales, cases, passed and failed; the exit code is not 0 if a case failed or none was read.
The second form packs the files of a few locales for the ordinary tests.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.names.person_names import format_name

ORDERS = {"givenFirst": "given-first", "surnameFirst": "surname-first", "sorting": "sorting"}


def cases(text: str) -> Iterator[tuple[dict[str, str], str | None, str, dict[str, str]]]:
    """The cases of one file: fields, the name's locale, the expected text, the parameters."""
    fields: dict[str, str] = {}
    name_locale: str | None = None
    expected = ""
    for line in text.splitlines():
        kind, *values = (part.strip(" ") for part in line.split(";"))
        if kind == "name":
            if values[0] == "locale":
                name_locale = values[1]
            else:
                fields[values[0]] = ";".join(values[1:])
        elif kind == "expectedResult":
            expected = ";".join(values)
        elif kind == "parameters":
            order, length, usage, formality = values
            yield (
                fields,
                name_locale,
                expected,
                {
                    "order": ORDERS[order],
                    "length": length,
                    "usage": usage,
                    "formality": formality,
                },
            )
        elif kind == "endName":
            fields, name_locale = {}, None


def store(folder: Path, target: Path, locales: list[str]) -> int:
    """Packs the files of these locales, unchanged, into one; returns the exit code."""
    texts = {locale: (folder / f"{locale}.txt").read_text("utf-8") for locale in locales}
    target.write_bytes(gzip.compress(json.dumps(texts, ensure_ascii=False).encode(), mtime=0))
    print(f"{target}: {len(locales)} locales, {target.stat().st_size} bytes")
    return 0


def main(arguments: list[str]) -> int:
    if not arguments or not Path(arguments[0]).is_dir():
        print(__doc__)
        return 2
    folder = Path(arguments[0])
    if arguments[1:2] == ["--store"]:
        return store(folder, Path(arguments[2]), arguments[3:])
    started = time.perf_counter()
    locales = passed = failed = 0
    for file in sorted(folder.glob("*.txt")):
        if file.name.startswith("_"):
            continue
        locales += 1
        for fields, name_locale, expected, parameters in cases(file.read_text("utf-8")):
            options: dict[str, Any] = dict(parameters)
            result = format_name(fields, name_locale=name_locale, locale=file.stem, **options)
            if result == expected:
                passed += 1
            else:
                failed += 1
                print(f"{file.stem} {name_locale} {parameters} {fields}")
                print(f"  expected {expected!r}\n  got      {result!r}")
    seconds = time.perf_counter() - started
    print(f"locales {locales}  cases {passed + failed}  passed {passed}  failed {failed}  seconds {seconds:.1f}")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

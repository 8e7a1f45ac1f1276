"""Rebuilds ``data.json`` from the CLDR packages; run by hand when a new CLDR is out.

Usage::

    python -m core.names.person_names.generate FOLDER

FOLDER holds the unpacked npm packages ``cldr-person-names-full`` and ``cldr-core`` of one and the same version,
each in a folder that starts with its name (``npm pack``, then unpack each archive into its own folder).
The licence of the packages is written beside the data.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.base.errors import Refused

HERE = Path(__file__).parent
FORMALITIES = ("formal", "informal")
LENGTHS = ("long", "medium", "short")
ORDERS = ("givenFirst", "surnameFirst")
USAGES = ("referring", "addressing", "monogram")
_PLAIN_LANGUAGE = re.compile(r"[a-z]{2,3}")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


def slots() -> Iterator[tuple[str, str, str, str]]:
    """The 42 places of a record in their stored order: (order, length, usage, formality).

    Sorting exists for usage "referring" only (UTS 35 part 8, personName element).
    """
    for order in ORDERS:
        for length in LENGTHS:
            for usage in USAGES:
                for formality in FORMALITIES:
                    yield order, length, usage, formality
    for length in LENGTHS:
        for formality in FORMALITIES:
            yield "sorting", length, "referring", formality


def package(folder: Path, name: str) -> Path:
    """The folder of the package whose package.json carries this name."""
    for found in sorted(folder.glob(f"{name}*/**/package.json")):
        if json.loads(found.read_text("utf-8")).get("name") == name:
            return found.parent
    raise Refused(f"{folder} holds no package {name}. Unpack it there, in a folder that starts with its name.")


def build(folder: Path) -> dict[str, Any]:
    """Everything that the formatter reads, from the two packages in ``folder``."""
    names, core = package(folder, "cldr-person-names-full"), package(folder, "cldr-core")
    version, other = (json.loads((p / "package.json").read_text("utf-8"))["version"] for p in (names, core))
    if version != other:
        raise Refused(f"The packages are of two versions, {version} and {other}. Unpack two of the same.")

    patterns: dict[str, int] = {}
    records: dict[str, list[str]] = {}
    for file in sorted(names.glob("main/*/personNames.json"), key=lambda f: (f.parent.name != "und", f.parent.name)):
        ((locale, content),) = json.loads(file.read_text("utf-8"))["main"].items()
        record = json.dumps(_record(content["personNames"], patterns), ensure_ascii=False, separators=(",", ":"))
        records.setdefault(record, []).append(locale)

    def supplement(name: str) -> Any:
        return json.loads((core / "supplemental" / f"{name}.json").read_text("utf-8"))["supplemental"]

    likely = supplement("likelySubtags")["likelySubtags"]
    aliases = supplement("aliases")["metadata"]["alias"]["languageAlias"]
    return {
        "cldr": version,
        "patterns": list(patterns),
        "records": [json.loads(record) for record in records],
        "locales": [" ".join(locales) for locales in records.values()],
        "parents": supplement("parentLocales")["parentLocales"]["parentLocale"],
        "aliases": {
            old: new["_replacement"]
            for old, new in aliases.items()
            if _PLAIN_LANGUAGE.fullmatch(old) and _TAG.fullmatch(new["_replacement"])
        },
        "likely": " ".join(f"{key} {value}" for key, value in likely.items()),
    }


def _record(content: Any, patterns: dict[str, int]) -> list[str]:
    """One locale's settings and its 42 pattern numbers; alternatives are joined by a bar."""
    numbers = []
    for order, length, usage, formality in slots():
        here = content["personName"][order][length][usage]
        # Alternatives are keyed "formal-alt-1" in the JSON packages.
        texts = [text for key, text in here.items() if key == formality or key.startswith(formality + "-alt-")]
        numbers.append("|".join(str(patterns.setdefault(text, len(patterns))) for text in texts))
    return [
        " ".join(content["givenFirst"]).replace("_", "-"),
        " ".join(content["surnameFirst"]).replace("_", "-"),
        content["formality"],
        content["length"],
        content["nativeSpaceReplacement"],
        content["foreignSpaceReplacement"],
        content["initial"],
        content["initialSequence"],
        " ".join(numbers),
    ]


def write(data: dict[str, Any], target: Path) -> None:
    """Writes the data with one record a line, so that a change of CLDR can be read as a difference."""
    parts = []
    for key, value in data.items():
        if isinstance(value, list):
            lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in value)
            parts.append(f'"{key}":[\n{lines}\n]')
        else:
            parts.append(f'"{key}":' + json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    target.write_text("{" + ",\n".join(parts) + "}\n", "utf-8")


def main(arguments: list[str]) -> int:
    """Writes ``data.json`` and the licence beside this file; returns the exit code."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print(__doc__)
        return 2
    folder = Path(arguments[0])
    data = build(folder)
    write(data, HERE / "data.json")
    licence = (package(folder, "cldr-person-names-full") / "LICENSE").read_text("utf-8")
    (HERE / "UNICODE-LICENSE-V3.md").write_text(licence, "utf-8")
    locales = sum(len(line.split()) for line in data["locales"])
    print(f"CLDR {data['cldr']}: {locales} locales, {len(data['records'])} records, {len(data['patterns'])} patterns")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

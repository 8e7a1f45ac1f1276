"""Locale identifiers as CLDR reads them: parsing, likely subtags, the chain of parents.

Source: UTS 35 part 1, sections "Language Identifier", "Likely Subtags" and "Parent Locales".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from core.names.person_names import cldr_data

UNKNOWN_SCRIPT = "Zzzz"

#: Script codes that stand for several scripts (ISO 15924); every other code stands for itself.
_SCRIPT_SETS = {
    "Jpan": frozenset({"Hani", "Hira", "Kana"}),
    "Kore": frozenset({"Hang", "Hani"}),
    "Hans": frozenset({"Hani"}),
    "Hant": frozenset({"Hani"}),
    "Hanb": frozenset({"Hani", "Bopo"}),
    "Hrkt": frozenset({"Hira", "Kana"}),
    "Aran": frozenset({"Arab"}),
    "Latf": frozenset({"Latn"}),
    "Latg": frozenset({"Latn"}),
}


class Tag(NamedTuple):
    """Language, script, region and variants; an empty part is not given."""

    language: str
    script: str = ""
    region: str = ""
    variants: str = ""

    def __str__(self) -> str:
        return "-".join(part for part in self if part)


@lru_cache(maxsize=4096)
def parse(text: str) -> Tag:
    """Reads ``ja``, ``zh_Hant-TW``, ``ca-ES-valencia``…; what cannot be read is ``und``, never an error.

    Extensions (``-u-…``) are dropped; a language code that CLDR has replaced is replaced.
    """
    language, script, region = "und", "", ""
    variants: list[str] = []
    for number, part in enumerate(text.replace("_", "-").split("-")):
        if not (part.isascii() and part.isalnum()):
            break
        if number == 0:
            if not (part.isalpha() and 2 <= len(part) <= 8):
                return Tag("und")
            language = "und" if part.lower() == "root" else part.lower()
        elif len(part) == 1:
            break
        elif len(part) == 4 and part.isalpha() and not (script or region or variants):
            script = part.title()
        elif ((len(part) == 2 and part.isalpha()) or (len(part) == 3 and part.isdigit())) and not (region or variants):
            region = part.upper()
        else:
            variants.append(part.lower())
    data = cldr_data.load()
    replacement = None if language in data.locales else data.aliases.get(language)
    if replacement:
        new = parse(replacement)
        language, script, region = new.language, script or new.script, region or new.region
    return Tag(language, script, region, "-".join(variants))


def maximal(tag: Tag) -> Tag:
    """The tag with its most likely script and region filled in, variants dropped."""
    script = "" if tag.script == UNKNOWN_SCRIPT else tag.script
    region = "" if tag.region == "ZZ" else tag.region
    likely = cldr_data.load().likely
    # In this order by UTS 35: the whole tag, without region, without script, the language alone.
    for key in (
        Tag(tag.language, script, region),
        Tag(tag.language, script),
        Tag(tag.language, "", region),
        Tag(tag.language),
    ):
        found = likely.get(str(key))
        if found is not None:
            language, likely_script, likely_region = found.split("-")
            kept = language if tag.language == "und" else tag.language
            return Tag(kept, script or likely_script, region or likely_region)
    return Tag(tag.language, script, region)


def scripts_match(one: str, other: str) -> bool:
    """Whether two script codes are the same or share a script: Jpan matches Hani (UTS 35 part 8)."""
    if one == other:
        return True
    return not _scripts(one).isdisjoint(_scripts(other))


def _scripts(code: str) -> frozenset[str]:
    return _SCRIPT_SETS.get(code) or frozenset({code})


def ordering_chain(tag: Tag) -> Iterator[Tag]:
    """The tags in which the order of a name is looked up, the nearest first, ``und`` last.

    UTS 35 part 8 shows de-Latn-DE, de-Latn, de-DE, de, und; explicit parents are put in before the bare language.
    The rule that a script which is not the likely one has root as its parent is left out: it would hide ``zh``
    from a name of ``zh-Hant``.
    """
    seen = []
    for step in (tag[:3], (tag.language, tag.script, ""), (tag.language, "", tag.region)):
        current = Tag(*step)
        while current.language != "und" or current.script or current.region:
            if current not in seen and (current.script or current.region):
                seen.append(current)
                yield current
            parent = cldr_data.load().parents.get(str(current), "und")
            current = Tag("und") if parent == "und" else parse(parent)
    yield Tag(tag.language)
    if tag.language != "und":
        yield Tag("und")

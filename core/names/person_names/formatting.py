"""Choosing the locale, the order and the pattern for a name, and writing it.

Source: UTS 35 part 8, section "Formatting Process".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from core.base.errors import Refused
from core.names.person_names import characters, cldr_data, locale_tags, patterns
from core.names.person_names.fields import NameFields
from core.names.person_names.locale_tags import UNKNOWN_SCRIPT, Tag

NameOrder = Literal["given-first", "surname-first", "sorting"]
NameLength = Literal["long", "medium", "short"]
NameUsage = Literal["referring", "addressing", "monogram"]
NameFormality = Literal["formal", "informal"]

_CHOICES: dict[str, tuple[str | None, ...]] = {
    "order": ("given-first", "surname-first", "sorting", None),
    "preferred_order": ("given-first", "surname-first", None),
    "length": ("long", "medium", "short", None),
    "usage": ("referring", "addressing", "monogram"),
    "formality": ("formal", "informal", None),
}
#: Languages whose names are native to each other's readers, for the sake of spaces.
_SHARED_SPACING = frozenset({"ja", "zh", "yue"})


@dataclass(frozen=True, eq=False, slots=True)
class Formatter:
    """What is settled by the locales alone: the record to use, the spaces, the order, the language of capitals.

    Compared by identity, so that looking up the steps costs nothing.
    """

    record: cldr_data.Record
    space: str
    order: str
    language: str


def format_name(
    fields: Mapping[str, str],
    *,
    name_locale: str | None,
    locale: str,
    order: NameOrder | None = None,
    length: NameLength | None = "medium",
    usage: NameUsage = "referring",
    formality: NameFormality | None = "formal",
    preferred_order: Literal["given-first", "surname-first"] | None = None,
) -> str:
    """A person's name as the readers of a locale write it.

    ``fields`` maps CLDR's field names (``given``, ``given-informal``, ``surname-prefix``…) to the name's texts;
    blank ones count as absent. ``name_locale`` is the name's own (None: taken from its script), ``locale`` the
    reader's. If the name is in a script that the reader's locale does not use, the name's locale formats it.
    ``order`` is the caller's wish and goes before ``preferred_order``, the bearer's; with neither, the reader's
    locale decides. ``length`` and ``formality`` may be None: the locale's own default.

    The texts are kept code point for code point, except that initials, monograms and capitals are what they are,
    and that locales which write no spaces (Japanese, Chinese…) replace spaces in the whole result.
    An unknown locale formats as CLDR's root. Refused: an unknown field or choice, a name with neither a given
    name nor a surname.
    """
    values: dict[str, str] = {}
    for key, text in fields.items():
        if not isinstance(text, str):
            raise Refused(f"The name's {key} must be text, not {type(text).__name__}. Give it as text.")
        if text and not text.isspace():
            values[key] = text
    script = characters.name_script([values[key] for key in _SCRIPT_FIELDS if key in values] or _scripted(values))
    formatter = _formatter(name_locale, locale, script)
    steps = _steps(
        formatter, order or preferred_order or formatter.order, length, usage, formality, preferred_order, tuple(values)
    )
    result = "".join([step(values) for step in steps])
    if formatter.space != " " and " " in result:
        while "  " in result:
            result = result.replace("  ", " ")
        return result.replace(" ", formatter.space)
    return result


#: Where the script is read from, in this order.
_SCRIPT_FIELDS = ("surname", "surname-prefix", "surname-core", "given")


def _scripted(values: Mapping[str, str]) -> list[str]:
    """The texts of a name that has no plain surname or given name (only an informal one, say)."""
    return [text for key, text in values.items() if key.startswith(("surname", "given"))]


@lru_cache(maxsize=8192)
def _formatter(name_locale: str | None, locale: str, script: str) -> Formatter:
    """Settles the locales: UTS 35 part 8, "Derive the name locale" to "Derive the name order"."""
    name_tag = None if name_locale is None else locale_tags.parse(name_locale)
    reader = locale_tags.maximal(locale_tags.parse(locale))
    by_script = locale_tags.maximal(Tag("und", script))
    if name_tag is None:
        name = Tag(by_script.language, script)
        ordering = by_script
    else:
        full = locale_tags.maximal(name_tag)
        # Hant stays Hant for a name in Han characters; another script replaces the locale's.
        kept = full.script if locale_tags.scripts_match(full.script, script) else script
        name = Tag(name_tag.language, kept, full.region if kept == full.script else name_tag.region)
        ordering = name_tag

    writer: Tag = locale_tags.parse(locale)
    # A name with no letters at all (digits, say) gives no reason to leave the reader's locale.
    if script != UNKNOWN_SCRIPT and not locale_tags.scripts_match(script, reader.script):
        writer = name if _row(name) else locale_tags.maximal(Tag("und", script, name.region))
    record = cldr_data.record(_row(writer))
    native = _spacing_language(writer.language) == _spacing_language(name.language)
    return Formatter(
        record=record,
        space=record.native_space if native else record.foreign_space,
        order=_order(record, ordering),
        # The name's own rules for capitals, else the reader's: UTS 35 says the former, Unicode's test data the latter.
        language=name.language if name.language in characters.OWN_CAPITALS else writer.language,
    )


def _spacing_language(language: str) -> str:
    return "ja" if language in _SHARED_SPACING else language


def _order(record: cldr_data.Record, ordering: Tag) -> str:
    for tag in locale_tags.ordering_chain(ordering):
        for candidate in (str(tag), str(tag._replace(language="und"))):
            if candidate in record.given_first:
                return "given-first"
            if candidate in record.surname_first:
                return "surname-first"
    return "given-first"


def _row(tag: Tag) -> int:
    """The row of the nearest locale with data in the tag's script; 0, root, if there is none."""
    data = cldr_data.load()
    if str(tag) in data.locales:
        return data.locales[str(tag)]
    full = locale_tags.maximal(tag)
    language, script, region, _ = full
    candidates = [full, Tag(language, "", region)]
    parent = data.parents.get(str(Tag(language, "", region)))
    if parent and parent != "und":
        candidates.append(locale_tags.parse(parent))
    candidates += [Tag(language, script), Tag(language)]
    for candidate in candidates:
        likely = locale_tags.maximal(candidate).script
        if str(candidate) in data.locales and (candidate.script or locale_tags.scripts_match(likely, script)):
            return data.locales[str(candidate)]
    return 0


@lru_cache(maxsize=16384)
def _steps(
    formatter: Formatter,
    order: str,
    length: str | None,
    usage: str,
    formality: str | None,
    preferred_order: str | None,
    keys: tuple[str, ...],
) -> tuple[patterns.Step, ...]:
    """The steps for every name that fills the same fields. Refused: see :func:`format_name`."""
    choices = {
        "order": order,
        "preferred_order": preferred_order,
        "length": length,
        "usage": usage,
        "formality": formality,
    }
    for what, choice in choices.items():
        if choice not in _CHOICES[what]:
            known = ", ".join(str(known) for known in _CHOICES[what])
            raise Refused(f"A name has no {what} {choice!r:.64}. Use one of: {known}.")
    if order == "sorting" and usage != "referring":
        raise Refused(f'A name is sorted for reference, not for {usage}. Use usage "referring" or another order.')
    name = NameFields(keys)
    if not (name.has("given") or name.has("surname")):
        raise Refused("The name has neither a given name nor a surname. Fill in one of them.")
    record = formatter.record
    found = cldr_data.patterns(record, order, length or record.length, usage, formality or record.formality)
    best = patterns.choose(found, name)
    return patterns.steps(best, name, formatter.language, record.initial, record.initial_sequence)

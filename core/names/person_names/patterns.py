"""From a pattern such as ``{given} {surname}, {credentials}`` to the steps that write a name.

Source: UTS 35 part 8, sections "Choose a namePattern", "Handle missing surname" and "Process a namePattern".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import itemgetter

from core.names.person_names import characters
from core.names.person_names.fields import Field, NameFields, Source, parse

#: Writes one part of a name from the name's filled fields.
Step = Callable[[Mapping[str, str]], str]
_CURTAILING = frozenset({"initial", "monogram", "prefix"})


@lru_cache(maxsize=1024)
def read(pattern: str) -> tuple[tuple[str, ...], tuple[Field, ...]]:
    """Splits a pattern into its literals and its fields; there is one literal more than there are fields."""
    literals, fields = [""], []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if character == "\\" and position + 1 < len(pattern):
            literals[-1] += pattern[position + 1]
            position += 2
        elif character == "{":
            end = pattern.index("}", position)
            fields.append(parse(pattern[position + 1 : end]))
            literals.append("")
            position = end + 1
        else:
            literals[-1] += character
            position += 1
    return tuple(literals), tuple(fields)


def sources(pattern: str, name: NameFields) -> tuple[Source | None, ...]:
    """What fills each field of the pattern; a mononym stands in for the part of the name the pattern wants."""
    _, fields = read(pattern)
    has_given, has_surname = (any(field.name == part for field in fields) for part in ("given", "surname"))
    if has_surname and not _shows(fields, "given") and not name.has("surname"):
        name = name.swapped("given", None)
    elif has_given and not _shows(fields, "surname") and not name.has("given"):
        # The specification takes a given name for granted; a card may hold a surname only.
        name = name.swapped(None, "surname")
    return tuple(name.source(field.name, field.modifiers) for field in fields)


def _shows(fields: tuple[Field, ...], name: str) -> bool:
    """Whether one of the fields writes this part of the name in full."""
    return any(field.name == name and field.modifiers.isdisjoint(_CURTAILING) for field in fields)


def choose(patterns: tuple[str, ...], name: NameFields) -> str:
    """The pattern with most filled fields, then with fewest empty ones, then the least in code point order."""

    def rank(pattern: str) -> tuple[int, int, str]:
        found = sources(pattern, name)
        filled = sum(source is not None for source in found)
        return -filled, len(found) - filled, pattern

    return patterns[0] if len(patterns) == 1 else min(patterns, key=rank)


def steps(pattern: str, name: NameFields, language: str, initial: str, sequence: str) -> tuple[Step, ...]:
    """The steps that write a name with these fields filled; empty if the pattern shows none of them.

    ``language`` is the name's (for capitals), ``initial`` and ``sequence`` the locale's patterns for initials.
    """
    literals, _ = read(pattern)
    found = sources(pattern, name)
    filled = [number for number, source in enumerate(found) if source is not None]
    result: list[Step] = []
    for place, number in enumerate(filled):
        if place:
            between = filled[place - 1] + 1
            literal = literals[between] if between == number else join(literals[between], literals[number])
            if literal:
                result.append(_literal(literal))
        elif number == 0 and literals[0]:
            result.append(_literal(literals[0]))
        source = found[number]
        if source is not None:
            result.append(_step(source, language, initial, sequence))
    if filled and filled[-1] == len(found) - 1 and literals[-1]:
        result.append(_literal(literals[-1]))
    return tuple(result)


def join(before: str, after: str) -> str:
    """The one literal that is left of two when the field between them is empty."""
    if not before or not after:
        return before or after
    if before.endswith(after):
        return before
    first = next((n for n, character in enumerate(before) if character.isspace()), len(before))
    last = next((n for n in range(len(after) - 1, -1, -1) if after[n].isspace()), 0)
    return before[:first] + after[last:]


def _literal(text: str) -> Step:
    return lambda values: text


def _step(source: Source, language: str, initial: str, sequence: str) -> Step:
    """Genitive and vocative are taken from the name where it gives them, and never made up."""
    keys, wished = source
    take: Step = itemgetter(keys[0]) if len(keys) == 1 else lambda values: " ".join([values[key] for key in keys])
    shape: Callable[[str], str] | None = None
    if "initial" in wished:
        retain = "retain" in wished

        def shape(text: str) -> str:
            return characters.initials(text, initial, sequence, retain=retain)

    elif "monogram" in wished:
        shape = characters.first_grapheme
    case: Callable[[str, str], str] | None = None
    if "allCaps" in wished:
        case = characters.all_caps
    elif "initialCap" in wished:
        case = characters.initial_cap
    return _composed(take, shape, case, language)


def _composed(
    take: Step, shape: Callable[[str], str] | None, case: Callable[[str, str], str] | None, language: str
) -> Step:
    if shape and case:
        return lambda values: case(shape(take(values)), language)
    if shape:
        return lambda values: shape(take(values))
    if case:
        return lambda values: case(take(values), language)
    return take

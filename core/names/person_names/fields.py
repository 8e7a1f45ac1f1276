"""The fields of a name and the words that modify them, as given by the caller and as asked for by a pattern.

Source: UTS 35 part 8, sections "Fields", "Modifiers" and "Handle core and prefix".
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from core.base.errors import Refused

FIELDS = ("title", "given", "given2", "surname", "surname2", "generation", "credentials")
MODIFIERS = (
    "informal",
    "prefix",
    "core",
    "allCaps",
    "initialCap",
    "initial",
    "monogram",
    "retain",
    "genitive",
    "vocative",
)
_EXCLUSIVE = (frozenset({"prefix", "core"}), frozenset({"allCaps", "initialCap"}), frozenset({"initial", "monogram"}))
_PARTS = frozenset({"prefix", "core"})


class Field(NamedTuple):
    """A field with its modifiers, of a name or of a pattern."""

    name: str
    modifiers: frozenset[str]

    @property
    def part(self) -> str:
        """``prefix``, ``core`` or, for the plain field, the empty text."""
        return next(iter(self.modifiers & _PARTS), "")


class Source(NamedTuple):
    """Where a pattern's field comes from: keys of the name, joined by a space, and what is left to apply."""

    keys: tuple[str, ...]
    modifiers: frozenset[str]


@lru_cache(maxsize=1024)
def parse(key: str) -> Field:
    """Reads ``given-informal``. Refused: an unknown field, an unknown or contradictory modifier."""
    name, *modifiers = key.split("-")
    if name not in FIELDS:
        raise Refused(f'A name has no field "{key[:64]}". Use one of {", ".join(FIELDS)}, or one with a modifier.')
    chosen = frozenset(modifiers)
    if len(chosen) != len(modifiers) or not chosen.issubset(MODIFIERS):
        raise Refused(f'The field "{key[:64]}" has an unknown modifier. Use one of {", ".join(MODIFIERS)}, each once.')
    if any(pair <= chosen for pair in _EXCLUSIVE):
        raise Refused(f'The field "{key[:64]}" has two modifiers that exclude each other. Keep one of them.')
    return Field(name, chosen)


class NameFields:
    """Which fields a name has filled, and how each request of a pattern is met.

    ``keys`` are the filled fields of the name; texts are not held here, so one object serves every name alike.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._by_name: dict[str, list[tuple[Field, str]]] = {}
        for key in keys:
            field = parse(key)
            self._by_name.setdefault(field.name, []).append((field, key))
        self._swap: dict[str, str | None] = {}

    def source(self, name: str, modifiers: frozenset[str]) -> Source | None:
        """Where the field comes from, or None if the name has nothing for it."""
        stand_in = self._swap.get(name, name)
        if stand_in is None:
            return None
        part = next(iter(modifiers & _PARTS), "")
        wished = modifiers - _PARTS
        plain = self._best(stand_in, "", wished)
        core = self._best(stand_in, "core", wished)
        prefix = self._best(stand_in, "prefix", wished)
        if part == "prefix":
            # A prefix without its core would be said twice, once inside the plain field.
            return prefix if core else None
        if part == "core":
            return core or plain
        if plain:
            return plain
        if core and prefix:
            return Source(prefix.keys + core.keys, prefix.modifiers | core.modifiers)
        return core or self._best(stand_in, "", wished | {"informal"})

    def _best(self, name: str, part: str, wished: frozenset[str]) -> Source | None:
        """The given field that meets most of the wishes and adds nothing unwished."""
        best: Source | None = None
        for field, key in sorted(self._by_name.get(name, ()), key=lambda pair: pair[1]):
            met = field.modifiers - _PARTS
            if field.part == part and met <= wished:
                rest = wished - met
                if best is None or len(rest) < len(best.modifiers):
                    best = Source((key,), rest)
        return best

    def has(self, name: str) -> bool:
        """Whether the name has the field in any form that can be printed whole."""
        return self.source(name, frozenset()) is not None

    def swapped(self, surname: str | None, given: str | None) -> NameFields:
        """The same name where requests for surname and given name are answered by these fields."""
        copy = NameFields(())
        copy._by_name = self._by_name
        copy._swap = {"surname": surname, "given": given}
        return copy

"""What an article is made of, as one cell each for metals, stones and skins.

``rose_gold 750 12.40g; steel`` · ``diamond x24 1.20ct F VVS1; ruby x1 0.30ct`` ·
``Crocodylus niloticus CITES 26FR0123456``
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from core.base.errors import Refused

_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_GRAMS = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,4})?) ?g", re.ASCII)
_CARATS = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,4})?) ?ct", re.ASCII)
_FINENESS = re.compile(r"[0-9]{2,3}(?:\.[0-9])?", re.ASCII)
_COUNT = re.compile(r"x([0-9]{1,5})", re.ASCII)
_SPECIES = re.compile(
    r"([A-Z][a-z-]+(?: [a-z-]+){1,2})(?: CITES ([A-Z0-9/-]{3,30}))?(?: \(([a-z ]{2,40})\))?", re.ASCII
)


def composition_of(cells: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """``{"metals": […], "stones": […], "skins": […]}`` of the cells filled in. Refused naming the part that cannot be
    read."""
    read: Mapping[str, Callable[[str], dict[str, Any]]] = {"metals": _metal, "stones": _stone, "skins": _skin}
    return {
        name: [make(" ".join(part.split())) for part in cells[name].split(";") if part.strip()]
        for name, make in read.items()
        if cells.get(name, "").strip()
    }


def _metal(text: str) -> dict[str, Any]:
    name, _, rest = text.partition(" ")
    metal: dict[str, Any] = {"metal": _named(name, text, "rose_gold 750 12.40g")}
    grams = _GRAMS.search(rest)
    if grams:
        metal["grams"] = grams[1]
        rest = rest.replace(grams[0], "").strip()
    if rest:
        if not _FINENESS.fullmatch(rest):
            raise Refused(f"The metal {text!r} cannot be read. Write name, fineness and grams: rose_gold 750 12.40g.")
        metal["fineness"] = rest
    return metal


def _stone(text: str) -> dict[str, Any]:
    name, _, rest = text.partition(" ")
    stone: dict[str, Any] = {"stone": _named(name, text, "diamond x24 1.20ct F VVS1")}
    quality = []
    for word in rest.split():
        if (count := _COUNT.fullmatch(word)) and "count" not in stone:
            stone["count"] = int(count[1])
        elif (carats := _CARATS.fullmatch(word)) and "carats" not in stone:
            stone["carats"] = carats[1]
        else:
            quality.append(word)
    return stone | ({"quality": " ".join(quality)} if quality else {})


def _skin(text: str) -> dict[str, Any]:
    found = _SPECIES.fullmatch(text)
    if not found:
        raise Refused(
            f"The skin {text!r} cannot be read. Write its Latin name: Crocodylus niloticus CITES 26FR0123456."
        )
    species, cites, common = found.groups()
    return {"species": species} | ({"cites": cites} if cites else {}) | ({"common": common} if common else {})


def _named(name: str, text: str, example: str) -> str:
    if not _NAME.fullmatch(name):
        raise Refused(f"{text!r} does not begin with a material's name in small letters. Write such as {example}.")
    return name

"""Whose columns a file has, and its rows under the house's own column names.

Recognised are the house's own columns, the customer and product exports of Shopify and two files of the European
Central Bank. Which it is, the heading says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from core.importing.columns import OWN, require
from core.importing.formats import ecb, shopify
from core.importing.formats.rows import Options, Row, Rows, fits, misfit
from core.importing.outcome import RowFinding


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's columns understood.

    ``columns``: the house's names of the cells that :attr:`translate` gives; ``headings``: the file's own name by ours,
    for findings; ``unknown``: columns that nobody knows; ``left_aside``: known ones that hold nothing the house keeps.
    """

    name: str
    columns: tuple[str, ...]
    headings: Mapping[str, str]
    unknown: tuple[str, ...]
    left_aside: tuple[str, ...]
    translate: Callable[[Rows], Iterator[Row | RowFinding]]


def layout_of(kind: str, file: str, heading: tuple[str, ...], options: Options, extra: frozenset[str]) -> Layout:
    """The layout of a heading. ``extra``: further columns in scope (countries' profile fields). Refused when a
    required column is missing."""
    foreign: Mapping[str, tuple[shopify.Foreign | ecb.Foreign, ...]] = {
        "customers": (shopify.CUSTOMERS,),
        "items": (shopify.PRODUCTS, shopify.PRODUCTS_OF_2025),
        "prices": (shopify.PRICES, shopify.PRICES_OF_2025),
        "rates": (ecb.HISTORY, ecb.SERIES),
    }
    for each in foreign[kind]:
        if each.recognises(heading):
            known = tuple(name for name in heading if each.knows(name))
            return Layout(
                each.name,
                tuple(_in_language(name, options) for name in each.columns),
                {_in_language(ours, options): theirs for ours, theirs in each.headings.items()},
                tuple(name for name in heading if name and name not in known),
                tuple(name for name in known if not each.takes(name)),
                each.translator(heading, options),
            )
    own = OWN[kind]
    defaults = _defaults(kind, options, heading)
    columns = tuple(name for name in heading if own.knows(name) or name in extra)
    require(kind, file, (*columns, *defaults))
    places = tuple(heading.index(name) for name in columns)
    return Layout(
        "vendome",
        (*columns, *defaults),
        {name: name for name in columns},
        tuple(name for name in heading if name and name not in columns),
        (),
        lambda rows: _own(rows, len(heading), places, tuple(defaults.values())),
    )


def _in_language(column: str, options: Options) -> str:
    """``name:`` of a foreign file is in the language that the caller says."""
    return f"{column}{options.language}" if column.endswith(":") else column


def _defaults(kind: str, options: Options, heading: tuple[str, ...]) -> dict[str, str]:
    """Columns that an option fills for every row, because the file does not have them."""
    offered = {
        "customers": {"source_system": options.source_system or "import"},
        "items": {"supply": options.supply, "boutique": options.boutique},
        "prices": {"region": options.region, "currency": options.currency, "since": options.since},
        "rates": {},
    }[kind]
    return {name: value for name, value in offered.items() if value and name not in heading}


def _own(rows: Rows, width: int, places: tuple[int, ...], defaults: tuple[str, ...]) -> Iterator[Row | RowFinding]:
    for number, cells in rows:
        if len(cells) != width and not fits(cells, width):
            yield misfit(number, len(cells), width)
        else:
            yield number, (*(cells[place] for place in places), *defaults)

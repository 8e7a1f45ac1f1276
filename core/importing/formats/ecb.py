"""The European Central Bank's reference rates: its history file and its Data Portal's EXR series.

``eurofxref-hist.csv`` has a row per day and a column per currency, ``N/A`` where there was no rate, and a comma at the
end of every line. The portal's file (SDMX-CSV, data flow EXR) has a row per day and currency. Both tell units of the
currency for one euro, at 14:15 CET, for information: https://www.ecb.europa.eu/stats/policy_and_exchange_rates
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.importing.formats.rows import Options, Row, fits, misfit
from core.importing.outcome import RowFinding

SOURCE = "ECB"
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_PORTAL = (
    "KEY",
    "FREQ",
    "CURRENCY",
    "CURRENCY_DENOM",
    "EXR_TYPE",
    "EXR_SUFFIX",
    "TIME_PERIOD",
    "OBS_VALUE",
    "OBS_STATUS",
    "OBS_CONF",
    "OBS_PRE_BREAK",
    "OBS_COM",
    "TIME_FORMAT",
    "BREAKS",
    "COLLECTION",
    "COMPILING_ORG",
    "DISS_ORG",
    "DOM_SER_IDS",
    "PUBL_ECB",
    "PUBL_MU",
    "PUBL_PUBLIC",
    "UNIT_INDEX_BASE",
    "COMPILATION",
    "COVERAGE",
    "DECIMALS",
    "NAT_TITLE",
    "SOURCE_AGENCY",
    "SOURCE_PUB",
    "TITLE",
    "TITLE_COMPL",
    "UNIT",
    "UNIT_MULT",
)


@dataclass(frozen=True)
class Foreign:
    """A file of the bank; the same questions as another system's columns answer."""

    name: str
    recognises: Callable[[tuple[str, ...]], bool]
    knows: Callable[[str], bool]
    takes: Callable[[str], bool]
    rows: Callable[[tuple[str, ...], Iterable[tuple[int, list[str]]]], Iterator[Row | RowFinding]]
    headings: Mapping[str, str]
    columns: tuple[str, ...] = ("on", "base", "quote", "rate", "source")

    def translator(
        self, heading: tuple[str, ...], options: Options
    ) -> Callable[[Iterable[tuple[int, list[str]]]], Iterator[Row | RowFinding]]:
        """What makes our rows of theirs."""
        return lambda rows: self.rows(heading, rows)


def _history(heading: tuple[str, ...], rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row | RowFinding]:
    for number, cells in rows:
        if not fits(cells, len(heading)):
            yield misfit(number, len(cells), len(heading))
            continue
        for currency, rate in zip(heading[1:], cells[1:], strict=True):
            if rate.strip() not in ("", "N/A"):
                yield number, (cells[0], "EUR", currency, rate.strip(), SOURCE)


def _series(heading: tuple[str, ...], rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row | RowFinding]:
    names = ("FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "TIME_PERIOD", "OBS_VALUE")
    places = tuple(heading.index(name) for name in names)
    for number, cells in rows:
        if not fits(cells, len(heading)):
            yield misfit(number, len(cells), len(heading))
            continue
        frequency, currency, base, kind, day, rate = (cells[place].strip() for place in places)
        if frequency != "D" or kind != "SP00":
            reason = "Only daily spot rates are kept (FREQ D, EXR_TYPE SP00). Download the daily series."
            yield RowFinding(number, "FREQ", f"{frequency} {kind}", reason)
        elif rate not in ("", "NaN"):
            yield number, (day, base, currency, rate, SOURCE)


HISTORY = Foreign(
    "ecb history",
    lambda heading: heading[0] == "Date" and len(heading) > 1 and all(map(_CURRENCY.fullmatch, heading[1:])),
    lambda name: True,
    lambda name: True,
    _history,
    {"on": "Date"},
)
SERIES = Foreign(
    "ecb data portal",
    lambda heading: {"FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "TIME_PERIOD", "OBS_VALUE"}.issubset(heading),
    lambda name: name in _PORTAL,
    lambda name: name in _PORTAL[1:8],
    _series,
    {"on": "TIME_PERIOD", "base": "CURRENCY_DENOM", "quote": "CURRENCY", "rate": "OBS_VALUE"},
)

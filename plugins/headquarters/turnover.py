"""Turnover: one question, cut as asked, translated into one currency through a lens, exact to the cent.

The engine groups and adds minor units (see :func:`grouped`); rates meet amounts here, in exact decimals. A cell is
rounded once, half up; what the rounded cells miss of the rounded total stands in a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

from core.base.errors import Refused
from core.base.money import EXACT, minor_digits, rounded
from core.commands.question import Question
from plugins.headquarters.rates import Lens, RateBook, Used, weighed, weight
from plugins.headquarters.source import Sourced

#: What turnover may be cut by. ``country``: whose law governs the boutique, ISO 3166-1; ``region``: the part of the
#: world it lies in (UN M.49); ``channel``: the kind of point of sale; ``treatment``: how the sale was taxed.
DIMENSIONS = (
    "country",
    "region",
    "entity",
    "boutique",
    "channel",
    "month",
    "quarter",
    "year",
    "currency",
    "supply",
    "reference",
    "treatment",
)
MEASURES = ("net", "gross")


@dataclass(frozen=True)
class AskTurnover(Question[Sourced["Turnover"]]):
    """Turnover, cut as asked.

    ``by``: of DIMENSIONS; ``currency``: of the answer; ``bridge``: a second lens to compare with,
    or None; ``measure``: of MEASURES; ``first`` and ``last`` business date, None = without bound; ``countries``: none
    = all."""

    verb: ClassVar[str] = "report.read"
    by: tuple[str, ...]
    currency: str
    lens: Lens
    bridge: Lens | None = None
    measure: str = "net"
    first: date | None = None
    last: date | None = None
    countries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        minor_digits(self.currency)
        unknown = [name for name in self.by if name not in DIMENSIONS]
        if unknown:
            raise Refused(f"Turnover cannot be cut by {unknown[0]!r}. Use {', '.join(DIMENSIONS)}.")
        if not self.by or len(set(self.by)) != len(self.by):
            raise Refused("Cut turnover by at least one thing, and by each once, such as --by country,month.")
        if self.measure not in MEASURES:
            raise Refused(f"There is no measure {self.measure!r}. Use {' or '.join(MEASURES)}.")
        if self.bridge == self.lens:
            raise Refused(f"The bridge leads from {self.lens.words} to themselves. Name another lens.")
        if self.first and self.last and self.first > self.last:
            raise Refused(f"The time asked for begins on {self.first} and ends before, on {self.last}. Exchange them.")

    @property
    def lenses(self) -> tuple[Lens, ...]:
        """The lens, and that of the bridge if any."""
        return (self.lens, self.bridge) if self.bridge else (self.lens,)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the answer. ``quantity``: goods and services sold; ``amount`` through the lens, ``compared`` through
    that of the bridge, both rounded to the currency's smallest unit."""

    key: tuple[str, ...]
    quantity: int
    amount: Decimal
    compared: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        """What the lens gives more than that of the bridge."""
        return None if self.compared is None else EXACT.subtract(self.amount, self.compared)


@dataclass(frozen=True, slots=True)
class Turnover:
    """The answer. Rows, ``rounding`` and nothing else add up to ``total``; ``effects``: the bridge by currency of
    sale, with ``effects_rounding`` it adds up to the total's difference; ``rates``: by lens, those used."""

    question: AskTurnover
    rows: tuple[Row, ...]
    rounding: Row
    total: Row
    effects: tuple[tuple[str, Decimal], ...]
    effects_rounding: Decimal
    rates: Mapping[str, tuple[Used, ...]]


def grouped(lines: Any, question: AskTurnover) -> Any:
    """The question to the engine: sums of minor units by the cut, the currency of sale, and what the rate depends
    on."""
    wanted = {"currency", *("country" if name == "region" else name for name in question.by)}
    wanted |= {lens.grain for lens in question.lenses if lens.grain}
    keys = [lines[name] for name in sorted(wanted)]
    return lines.group_by(keys).agg(minor=lines[f"{question.measure}_minor"].sum(), quantity=lines.quantity.sum())


def translated(rows: Iterable[Mapping[str, Any]], question: AskTurnover, book: RateBook) -> Turnover:
    """The engine's answer through the lenses. Refused, naming currency and day, where a rate is missing."""
    target, width = question.currency, len(question.lenses)
    scales = [_Scale(lens, target, book) for lens in question.lenses]
    cells: dict[tuple[str, ...], list[int]] = {}
    by_currency: dict[str, list[int]] = {}
    for row in rows:
        source, minor = row["currency"], row["minor"]
        key = tuple([part_of_world(row["country"]) if name == "region" else str(row[name]) for name in question.by])
        cell = cells.setdefault(key, [0] * (width + 1))
        effect = by_currency.setdefault(source, [0] * width)
        for n, scale in enumerate(scales):
            count = minor * scale.weight(source, row[scale.grain] if scale.grain else None)
            cell[n] += count
            effect[n] += count
        cell[width] += int(row["quantity"])
    table = tuple(_row(key, cells[key], target) for key in sorted(cells))
    total = _row(("total",), [sum(column) for column in zip(*cells.values(), strict=True)] or [0] * (width + 1), target)
    effects, rest = _effects(by_currency, total, target)
    return Turnover(
        question, table, _rest(total, table), total, effects, rest, {scale.lens.name: scale.used for scale in scales}
    )


class _Scale:
    """Puts minor units of any currency through a lens, and remembers the rates it took."""

    def __init__(self, lens: Lens, target: str, book: RateBook) -> None:
        self.lens, self.grain = lens, lens.grain
        self._target, self._book = target, book
        self._weights: dict[tuple[str, object], int] = {}
        self._used: list[Used] = []

    def weight(self, source: str, behind: object) -> int:
        """What one minor unit of ``source`` weighs (see :func:`plugins.headquarters.rates.weight`)."""
        known = self._weights.get((source, behind))
        if known is None:
            used = self.lens.rate(self._book, source, self._target, behind)
            known = self._weights[source, behind] = weight(source, used.rate)
            if used.behind:
                self._used.append(used)
        return known

    @property
    def used(self) -> tuple[Used, ...]:
        """The rates taken, in order of currency and time."""
        return tuple(sorted(self._used, key=lambda used: (used.currency, used.behind)))


@cache
def part_of_world(country: str) -> str:
    """The part of the world a country lies in, as the United Nations cut it (M.49, kept in CLDR): ``Western
    Europe``."""
    import icu

    try:
        within = icu.Region.getInstance(country).getContainingRegion()
    except icu.ICUError:
        within = None
    return str(icu.Locale("", within.getRegionCode()).getDisplayCountry(icu.Locale("en"))) if within else country


def _row(key: tuple[str, ...], cell: Sequence[int], currency: str) -> Row:
    amounts = [rounded(weighed(count), currency, "half_up") for count in cell[:-1]]
    return Row(key, cell[-1], amounts[0], amounts[1] if len(amounts) > 1 else None)


def _rest(total: Row, rows: Sequence[Row]) -> Row:
    """What the rounded total has and the rounded rows miss."""
    amount = EXACT.subtract(total.amount, _sum(row.amount for row in rows))
    if total.compared is None:
        return Row(("rounding",), 0, amount)
    return Row(
        ("rounding",), 0, amount, EXACT.subtract(total.compared, _sum(row.compared or Decimal(0) for row in rows))
    )


def _effects(
    by_currency: Mapping[str, Sequence[int]], total: Row, currency: str
) -> tuple[tuple[tuple[str, Decimal], ...], Decimal]:
    """The bridge by currency of sale, and its own rounding."""
    if total.difference is None:
        return (), Decimal(0)
    effects = tuple(
        (source, rounded(weighed(counts[0] - counts[1]), currency, "half_up"))
        for source, counts in sorted(by_currency.items())
        if source != currency
    )
    return effects, EXACT.subtract(total.difference, _sum(value for _, value in effects))


def _sum(values: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total

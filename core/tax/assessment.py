"""The answer of the tax kernel: frozen amounts, and the facts from which the proof is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from core.base.money import EXACT, minor_digits
from core.tax.exact import Cell
from core.tax.levy import Levy
from core.tax.line import TaxLine
from core.tax.rounding import Rounding

#: What a summary row stands for: jurisdiction, code, category, rate, shown, withheld. The summary is sorted by it.
RowKey = tuple[str, str, str, Decimal, bool, bool]


@dataclass(frozen=True, slots=True)
class Share:
    """What one levy takes of one line. Information: the summary is what is owed."""

    levy: Levy
    tax: Decimal


@dataclass(frozen=True, slots=True)
class LineTax:
    """One line; ``net + tax == gross``, and over the lines each adds up to the document's."""

    id: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    withheld: Decimal
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """The tax of one code, category, jurisdiction and rate; ``base + tax == gross``.

    ``restated`` is ``base x rate`` rounded, which some e-invoice standards ask for in place of ``tax`` (EN 16931,
    BR-CO-17). ``shown`` is false for what may not be printed, such as tax on a margin. ``levies`` are the table entries
    applied, more than one when the law changed its number but not its rate.
    """

    code: str
    category: str
    jurisdiction: str
    rate: Decimal
    base: Decimal
    tax: Decimal
    gross: Decimal
    restated: Decimal
    shown: bool
    withheld: bool
    levies: tuple[Levy, ...]

    @property
    def rounding(self) -> Decimal:
        """Tax charged less tax restated: the cent that the row leaves for the rounding amount."""
        return EXACT.subtract(self.tax, self.restated)


@dataclass(frozen=True, slots=True)
class Part:
    """The piece of a summary row that belongs to one rounding; ``tax`` in minor units.

    A row has two in one rounding where some of its lines contain the tax and to others it is added.
    """

    row: RowKey
    exact: Fraction
    tax: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Everything that was rounded together, once; minor units."""

    exact: Fraction
    tax: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The taxes of a document. All amounts are decimals of ``currency``.

    ``net + tax == gross``; ``payable == gross - withheld``. ``tax`` is all that is owed, also what is not printed.
    ``rounding_amount`` is what an e-invoice that restates its taxes adds to reach the same payable (EN 16931, BT-114).
    ``inputs`` and ``rounding`` are the whole question: ``assess`` gives the same answer to it on any day.
    """

    currency: str
    rounding: Rounding
    inputs: tuple[TaxLine, ...]
    lines: tuple[LineTax, ...]
    summary: tuple[SummaryRow, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    withheld: Decimal
    payable: Decimal
    rounding_amount: Decimal
    units: tuple[Unit, ...] = field(repr=False, compare=False)
    untaxed: tuple[Cell, ...] = field(repr=False, compare=False)

    @property
    def tax_shown(self) -> Decimal:
        """The tax that the client's paper may state."""
        return self._sum(row.tax for row in self.summary if row.shown and not row.withheld)

    @property
    def net_shown(self) -> Decimal:
        """The gross amount less the tax that the paper states."""
        return EXACT.subtract(self.gross, self.tax_shown)

    def moved(self, unit: Unit, cell: Cell) -> int:
        """Minor units by which a share differs from its own rounding; nothing when it was rounded alone."""
        if len(unit.parts) == 1 and len(unit.parts[0].cells) == 1:
            return 0
        return cell.tax - self.rounding.whole(cell.exact, self.rounding.grain(self.currency))

    def amount(self, minor: int) -> Decimal:
        """Minor units as a decimal of this document's currency."""
        return Decimal(minor).scaleb(-minor_digits(self.currency), EXACT)

    def _sum(self, amounts: Iterable[Decimal]) -> Decimal:
        total = self.amount(0)
        for amount in amounts:
            total = EXACT.add(total, amount)
        return total

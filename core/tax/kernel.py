"""``assess``: lines and their levies in; lines, summary and totals out. Pure, exact, and without any clock."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from core.base.errors import Refused
from core.base.money import EXACT, minor_digits, to_minor
from core.tax.allotment import allot
from core.tax.assessment import Assessment, LineTax, Part, RowKey, Share, SummaryRow, Unit
from core.tax.exact import Cell, cells_of
from core.tax.levy import Levy, Mode
from core.tax.line import TaxLine
from core.tax.rounding import Rounding

_NOTHING = Fraction(0)


def assess(lines: Sequence[TaxLine], *, currency: str, rounding: Rounding) -> Assessment:
    """The taxes of one document.

    ``currency`` is an ISO 4217 code and gives the decimals. The order of the lines changes no amount. Lines may be
    sales and returns together. Raises Refused for amounts finer than the currency, for two lines of one id, and where
    the rounding cannot be done (``basis="net"`` with levies that are not rounded together).
    """
    lines = tuple(lines)
    if len({line.id for line in lines}) != len(lines):
        raise Refused("Two tax lines have the same id, so their cents cannot be told apart. Number the lines.")
    digits = minor_digits(currency)
    amounts = [_minor(line, line.amount, currency) for line in lines]
    costs = [None if line.cost is None else _minor(line, line.cost, currency) for line in lines]
    by_line = [
        cells_of(line, i, amount, cost, digits)
        for i, (line, amount, cost) in enumerate(zip(lines, amounts, costs, strict=True))
    ]
    grain = rounding.grain(currency)
    units = _rounded(lines, by_line, amounts, rounding, grain)
    return _Account(lines, currency, digits, rounding, grain).close(by_line, amounts, units)


def _minor(line: TaxLine, value: Decimal, currency: str) -> int:
    try:
        return to_minor(value, currency)
    except Refused as refused:
        raise Refused(f"Tax line {line.id!r}: {refused}") from None


def _row(levy: Levy) -> RowKey:
    return (levy.jurisdiction, levy.code, levy.category, levy.rate, levy.shown, levy.mode is Mode.WITHHELD)


def _rounded(
    lines: tuple[TaxLine, ...], by_line: list[list[Cell]], amounts: list[int], rounding: Rounding, grain: int
) -> tuple[Unit, ...]:
    """Gather what is rounded together, round it once, and give each cell its whole minor units."""
    # What is added to a price and what is contained in one take their cents as two parts, even at one rate: otherwise
    # the way in which lines are cut could move a cent between them, and with it the amount to pay.
    gathered: dict[object, dict[tuple[RowKey, bool], list[Cell]]] = {}
    for cells in by_line:
        for cell in cells:
            if cell.taxed:
                row = _row(cell.levy)
                together = gathered.setdefault(_together(cell, row, rounding), {})
                together.setdefault((row, cell.levy.added), []).append(cell)
    units = []
    for rows in gathered.values():
        keys = sorted(rows)
        sums = [_sum(rows[key]) for key in keys]
        exact = sums[0] if len(sums) == 1 else sum(sums, _NOTHING)
        total = _target(lines, by_line, amounts, [cell for key in keys for cell in rows[key]], exact, rounding, grain)
        parts = []
        for key, part, tax in zip(keys, sums, allot(total, sums, keys, grain), strict=True):
            cells = rows[key]
            ids = [lines[cell.position].id for cell in cells]
            for cell, share in zip(cells, allot(tax, [cell.exact for cell in cells], ids, grain), strict=True):
                cell.tax = share
            parts.append(Part(key[0], part, tax, tuple(cells)))
        units.append(Unit(exact, total, tuple(parts)))
    return tuple(units)


def _together(cell: Cell, row: RowKey, rounding: Rounding) -> object:
    """What names the rounding that a cell belongs to. Unprinted and withheld taxes never share one with the others."""
    shown_withheld = row[4:]
    if rounding.scope == "sum_preserving":
        return shown_withheld
    together = row if cell.levy.group is None else (cell.levy.group, *shown_withheld)
    return (cell.position, together) if rounding.scope == "line" else together


def _sum(cells: list[Cell]) -> Fraction:
    """The exact sum; the cells of one row mostly share a denominator, which saves the reductions."""
    first = cells[0].exact
    if len(cells) == 1:
        return first
    by_denominator: dict[int, int] = {}
    for cell in cells:
        exact = cell.exact
        by_denominator[exact.denominator] = by_denominator.get(exact.denominator, 0) + exact.numerator
    total = _NOTHING
    for denominator, numerator in by_denominator.items():
        total += Fraction(numerator, denominator)
    return total


def _target(
    lines: tuple[TaxLine, ...],
    by_line: list[list[Cell]],
    amounts: list[int],
    cells: list[Cell],
    exact: Fraction,
    rounding: Rounding,
    grain: int,
) -> int:
    """The rounded tax of a unit, from the tax itself or from the net that it leaves."""
    if rounding.basis == "gross":
        return rounding.whole(exact, grain)
    contained = [cell for cell in cells if _takes_from_price(cell)]
    if not contained:
        return rounding.whole(exact, grain)
    positions = {cell.position for cell in contained}
    together = sum(1 for i in positions for cell in by_line[i] if cell.taxed and _takes_from_price(cell))
    if len(contained) != len(cells) or together != len(contained):
        names = ", ".join(sorted(lines[i].id for i in positions))
        raise Refused(
            f"Tax lines {names}: rounding from the net needs all the levies of a price in one rounding, and no others. "
            "Give the levies of a price one group, or round from the gross."
        )
    price = sum(amounts[i] if by_line[i][0].levy.mode is not Mode.MARGIN else _whole(by_line[i][0]) for i in positions)
    if price % grain:
        raise Refused(
            f"Tax lines {', '.join(sorted(lines[i].id for i in positions))}: their price is finer than the rounding to "
            f"{rounding.digits} decimals, so neither net nor tax can be. Round from the gross, or correct the price."
        )
    return price - rounding.whole(price - exact, grain)


def _takes_from_price(cell: Cell) -> bool:
    return cell.levy.within_amount or cell.levy.mode is Mode.MARGIN


def _whole(cell: Cell) -> int:
    return int(cell.base or 0)


class _Account:
    """Adds the rounded cells up to lines, rows and totals, from the cells upwards, so that every sum agrees."""

    def __init__(self, lines: tuple[TaxLine, ...], currency: str, digits: int, rounding: Rounding, grain: int) -> None:
        self.lines, self.currency, self.digits, self.rounding, self.grain = lines, currency, digits, rounding, grain
        self.bases: dict[RowKey, Fraction | int] = {}
        self.levies: dict[RowKey, list[Levy]] = {}
        self.taxes: dict[RowKey, int] = {}

    def decimal(self, minor: int) -> Decimal:
        return Decimal(minor).scaleb(-self.digits, EXACT)

    def close(self, by_line: list[list[Cell]], amounts: list[int], units: tuple[Unit, ...]) -> Assessment:
        decimal = self.decimal
        answers = []
        net = tax = withheld = 0
        for line, cells, amount in zip(self.lines, by_line, amounts, strict=True):
            line_net, line_tax, line_withheld = self._enter(cells, amount)
            net, tax, withheld = net + line_net, tax + line_tax, withheld + line_withheld
            answers.append(
                LineTax(
                    line.id,
                    decimal(line_net),
                    decimal(line_tax),
                    decimal(line_net + line_tax),
                    decimal(line_withheld),
                    tuple([Share(cell.levy, decimal(cell.tax)) for cell in cells if cell.taxed]),
                )
            )
        rows = []
        off = 0
        for key in sorted(self.taxes):
            row, apart = self._summary_row(key)
            rows.append(row)
            off += apart
        return Assessment(
            currency=self.currency,
            rounding=self.rounding,
            inputs=self.lines,
            lines=tuple(answers),
            summary=tuple(rows),
            net=decimal(net),
            tax=decimal(tax),
            gross=decimal(net + tax),
            withheld=decimal(withheld),
            payable=decimal(net + tax - withheld),
            rounding_amount=decimal(off),
            units=units,
            untaxed=tuple([cell for cells in by_line for cell in cells if not cell.taxed]),
        )

    def _enter(self, cells: list[Cell], amount: int) -> tuple[int, int, int]:
        """Enter one line's cells in the rows; answers the line's net, tax and withheld amount."""
        price = amount
        for cell in cells:
            if cell.levy.within_amount:
                price -= cell.tax
        net, tax, withheld, outside = price, 0, 0, 0
        inside: dict[str, int] = {}
        for cell in cells:
            if not cell.taxed:
                continue
            levy, mode = cell.levy, cell.levy.mode
            base: Fraction | int = price
            if mode is Mode.MARGIN:
                base = _whole(cell) - cell.tax
            elif cell.base is not None:
                base = cell.base
            elif mode is Mode.COMPOUND:
                base = price + outside
            elif levy.net_of:
                base = price - sum(inside.get(code, 0) for code in levy.net_of)
            if levy.portion != 1:
                base = base * levy.portion
            if mode is Mode.WITHHELD:
                withheld += cell.tax
            else:
                tax += cell.tax
                if mode is Mode.INSIDE:
                    inside[levy.code] = cell.tax
                    net -= cell.tax
                elif mode is Mode.MARGIN:
                    net -= cell.tax
                else:
                    outside += cell.tax
            row = _row(levy)
            if row in self.taxes:
                self.taxes[row] += cell.tax
                self.bases[row] += base
                if levy not in self.levies[row]:
                    self.levies[row].append(levy)
            else:
                self.taxes[row], self.bases[row], self.levies[row] = cell.tax, base, [levy]
        return net, tax, withheld

    def _summary_row(self, key: RowKey) -> tuple[SummaryRow, int]:
        """The row, and the minor units that it leaves for the rounding amount of an e-invoice."""
        jurisdiction, code, category, rate, shown, withheld = key
        tax, exact_base = self.taxes[key], self.bases[key]
        levies = self.levies[key]
        if len(levies) > 1:
            levies = sorted(levies, key=lambda levy: (levy.since, levy.source, repr(levy)))
        base = exact_base if isinstance(exact_base, int) else self.rounding.whole(exact_base, self.grain)
        restated = tax
        if all(levy.mode is not Mode.FIXED for levy in levies):
            whole, parts = rate.as_integer_ratio()
            restated = self.rounding.whole(Fraction(base * whole, parts), self.grain)
        row = SummaryRow(
            code=code,
            category=category,
            jurisdiction=jurisdiction,
            rate=rate,
            base=self.decimal(base),
            tax=self.decimal(tax),
            gross=self.decimal(base + tax),
            restated=self.decimal(restated),
            shown=shown,
            withheld=withheld,
            levies=tuple(levies),
        )
        return row, tax - restated if shown and not withheld else 0

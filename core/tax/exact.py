"""What each levy of a line comes to before any rounding, in exact fractions of a minor unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.base.errors import Refused
from core.tax.levy import Levy, Mode
from core.tax.line import TaxLine

_NOTHING = Fraction(0)


@dataclass(slots=True)
class Cell:
    """One levy on one line: the exact tax, and the rounded one once it is shared out (``tax``, minor units).

    ``base`` is set where it does not depend on rounded taxes: the margin, or the taxed part of a price.
    ``taxed`` is false when the price does not reach what the levy taxes.
    """

    position: int
    levy: Levy
    exact: Fraction
    base: Fraction | None = None
    taxed: bool = True
    tax: int = 0


def cells_of(line: TaxLine, position: int, amount: int, cost: int | None, digits: int) -> list[Cell]:
    """The levies of a line, in their order, not yet rounded.

    ``amount`` and ``cost`` are minor units of a currency with ``digits`` decimals. Raises Refused when the inside
    levies eat up the price.
    """
    if len(line.levies) == 1:
        levy = line.levies[0]
        rate = levy.effective
        if levy.taxed_from is None and not levy.net_of:
            # The ordinary line. The general way below gives the same figures; a test compares them.
            if levy.mode is Mode.INCLUSIVE:
                n, d = rate.numerator, rate.denominator
                return [Cell(position, levy, Fraction(amount * n, d + n))]
            if levy.mode is Mode.EXCLUSIVE and not levy.partial:
                return [Cell(position, levy, Fraction(amount * rate.numerator, rate.denominator))]
        if levy.mode is Mode.MARGIN:
            return [_margin(line, position, levy, amount, cost or 0, digits)]
    return general_cells(line, position, amount, digits)


def general_cells(line: TaxLine, position: int, amount: int, digits: int) -> list[Cell]:
    """``cells_of`` for any lawful company of levies except the margin."""
    price = _price_before_tax(line, amount, digits)
    outside = _NOTHING
    inside: dict[str, Fraction] = {}
    cells: list[Cell] = []
    for levy in line.levies:
        cell = Cell(position, levy, _NOTHING)
        cells.append(cell)
        if not _reached(levy, line, amount, digits):
            cell.taxed = False
            continue
        if levy.partial:
            cell.base = _part_taxed(levy, line, amount, digits)
            if not cell.base:
                cell.taxed = False
                continue
        if levy.mode is Mode.FIXED:
            cell.exact = _fixed(levy, line, digits)
        elif levy.mode is Mode.COMPOUND:
            cell.exact = levy.effective * (price + outside)
        else:
            base = price - sum((inside[code] for code in levy.net_of if code in inside), _NOTHING)
            cell.exact = levy.effective * (base if cell.base is None else cell.base)
        if levy.mode is Mode.INSIDE:
            inside[levy.code] = cell.exact
        elif levy.mode is not Mode.WITHHELD:
            outside += cell.exact
    if inside and abs(sum(inside.values(), _NOTHING)) > abs(price):
        raise Refused(
            f"Tax line {line.id!r}: the levies inside the price are more than the price. Correct their rates."
        )
    return cells


def margin_of(amount: int, cost: int) -> int:
    """What was earned on a piece, never less than nothing: a loss on one piece does not lower the tax on another."""
    earned = max(0, abs(amount) - abs(cost))
    return -earned if amount < 0 else earned


def _margin(line: TaxLine, position: int, levy: Levy, amount: int, cost: int, digits: int) -> Cell:
    if not _reached(levy, line, amount, digits):
        return Cell(position, levy, _NOTHING, taxed=False)
    margin = Fraction(margin_of(amount, cost))
    return Cell(position, levy, margin * levy.effective / (1 + levy.effective), base=margin)


def _price_before_tax(line: TaxLine, amount: int, digits: int) -> Fraction:
    """The price that remains when the levies contained in the amount are taken out (inside levies stay in it).

    Every contained levy is a fixed part plus a share of that price, so one linear equation gives it.
    """
    fixed, share = _NOTHING, _NOTHING
    for levy in line.levies:
        if not levy.within_amount or not _reached(levy, line, amount, digits):
            continue
        if levy.mode is Mode.FIXED:
            fixed += _fixed(levy, line, digits)
        elif levy.mode is Mode.COMPOUND:
            fixed, share = fixed + levy.effective * fixed, share + levy.effective * (1 + share)
        else:
            share += levy.effective
    return (amount - fixed) / (1 + share)


def _fixed(levy: Levy, line: TaxLine, digits: int) -> Fraction:
    return _minor(levy.amount or Decimal(0), digits) * Fraction(line.quantity)


def _reached(levy: Levy, line: TaxLine, amount: int, digits: int) -> bool:
    if levy.taxed_from is None:
        return True
    return abs(amount) >= _minor(levy.taxed_from, digits) * abs(Fraction(line.quantity))


def _part_taxed(levy: Levy, line: TaxLine, amount: int, digits: int) -> Fraction:
    """The part of the amount between ``excess_over`` and ``cap_base``, both per unit."""
    units = abs(Fraction(line.quantity))
    part = Fraction(abs(amount))
    if levy.cap_base is not None:
        part = min(part, _minor(levy.cap_base, digits) * units)
    if levy.excess_over is not None:
        part = max(_NOTHING, part - _minor(levy.excess_over, digits) * units)
    return -part if amount < 0 else part


def _minor(value: Decimal, digits: int) -> Fraction:
    return Fraction(value) * int(10**digits)

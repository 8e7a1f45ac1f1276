"""An answer as headings and typed cells: the one shape behind the screen, CSV, XLSX and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.base.money import minor_digits
from plugins.headquarters.receipts import Receipts
from plugins.headquarters.source import Source
from plugins.headquarters.turnover import Row, Turnover

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``digits``: decimals of its amounts, None for text and counts; ``figures``: whether it is aligned
    right."""

    name: str
    digits: int | None = None
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. ``last`` rows at its end are sums, not cells. ``notes``: what a reader must know, a line each."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    last: int = 0
    notes: tuple[str, ...] = ()


def turnover_sheet(answer: Turnover) -> Sheet:
    """The figures: the cut, the quantity, the amount; with a bridge also the other lens and the difference."""
    asked = answer.question
    digits = minor_digits(asked.currency)
    columns = [Column(name) for name in asked.by] + [Column("quantity", figures=True)]
    columns += [Column(f"{asked.currency} {lens.short}", digits, True) for lens in asked.lenses]
    if asked.bridge:
        columns.append(Column("difference", digits, True))
    rows = [_cells(row, len(asked.by)) for row in answer.rows]
    last = [_cells(answer.total, len(asked.by))]
    if answer.rounding.amount or answer.rounding.compared:
        last.insert(0, _cells(answer.rounding, len(asked.by)))
    return Sheet(_title(answer), tuple(columns), (*rows, *last), len(last), tuple(_notes(answer)))


def bridge_sheet(answer: Turnover) -> Sheet:
    """From the one lens to the other: its total, the effect of each currency of sale, rounding, the other total."""
    asked, total = answer.question, answer.total
    assert asked.bridge is not None
    assert total.compared is not None
    rows: list[tuple[Cell, ...]] = [(f"turnover at {asked.bridge.words}", total.compared)]
    rows += [(f"effect of {currency}", value) for currency, value in answer.effects]
    if answer.effects_rounding:
        rows.append(("rounding", answer.effects_rounding))
    rows.append((f"turnover at {asked.lens.words}", total.amount))
    columns = (Column("bridge"), Column(asked.currency, minor_digits(asked.currency), True))
    return Sheet("Bridge between the two lenses", columns, tuple(rows), 1)


def rates_sheet(answer: Turnover) -> Sheet:
    """Every rate used, with what was published."""
    target = answer.question.currency
    columns = (
        Column("lens"),
        Column("currency"),
        Column("for"),
        Column(f"{target} for one", figures=True),
        Column("published"),
    )
    rows = [
        (lens, u.currency, u.behind, f"{u.rate:f}", u.published) for lens, used in answer.rates.items() for u in used
    ]
    return Sheet("Rates used", columns, tuple(rows))


def source_sheet(source: Source) -> Sheet:
    """How far each series is complete."""
    columns = (
        Column("series"),
        Column("from no.", figures=True),
        Column("to no.", figures=True),
        Column("sales", figures=True),
        Column("hash"),
    )
    rows = [(code, mark.first, mark.last, mark.sales, mark.head) for code, mark in source.series.items()]
    return Sheet("Source", columns, tuple(rows), 0, tuple(source_notes(source)))


def receipts_sheet(answer: Receipts) -> Sheet:
    """The receipts, and their sum."""
    asked = answer.drill
    digits = minor_digits(asked.currency)
    columns = (
        Column("receipt"),
        Column("day"),
        Column("boutique"),
        Column("quantity", figures=True),
        Column("currency"),
        Column(asked.measure, figures=True),
        Column(asked.currency, digits, True),
    )
    rows: list[tuple[Cell, ...]] = [
        (r.number, r.on.isoformat(), r.boutique, r.quantity, r.currency, r.own, r.amount) for r in answer.rows
    ]
    count = sum(r.quantity for r in answer.rows)
    last: list[tuple[Cell, ...]] = [("total", None, None, count, None, None, answer.total)]
    if answer.rounding:
        last.insert(0, ("rounding", None, None, None, None, None, answer.rounding))
    notes = (
        f"{len(answer.rows)} receipts, {_tax(asked.measure)}; {asked.currency} at {asked.lens.words}.",
        "To see one: vendome document print NUMBER",
    )
    return Sheet("Receipts", columns, (*rows, *last), len(last), notes)


def turnover_plain(answer: Turnover, source: Source) -> dict[str, Any]:
    """The whole answer as plain values, for JSON."""
    asked = answer.question

    def figures(row: Row) -> dict[str, Any]:
        cells: dict[str, Any] = {"quantity": row.quantity, "amount": row.amount}
        return cells | ({"compared": row.compared, "difference": row.difference} if row.compared is not None else {})

    plain: dict[str, Any] = {
        "question": {
            "by": asked.by,
            "currency": asked.currency,
            "lens": asked.lens.words,
            "measure": asked.measure,
            "from": asked.first,
            "to": asked.last,
            "countries": asked.countries,
        },
        "rows": [dict(zip(asked.by, row.key, strict=True)) | figures(row) for row in answer.rows],
        "rounding": figures(answer.rounding),
        "total": figures(answer.total),
        "rates": answer.rates,
        "source": source,
    }
    if asked.bridge:
        effects = {**dict(answer.effects), "rounding": answer.effects_rounding}
        plain["bridge"] = {"from": asked.bridge.words, "to": asked.lens.words, "effects": effects}
    return plain


def source_notes(source: Source) -> list[str]:
    """The source in words."""
    notes = [f"Source: {source.sales} sales in {len(source.series)} series, extracted at {source.at}."]
    if source.newer:
        notes.append(
            f"{source.newer} sales posted since are not in these figures. Run «vendome hq extract» to include them."
        )
    return notes


def rate_notes(answer: Turnover, most: int = 12) -> list[str]:
    """The rates used in words, the first ``most`` of them."""
    used = [(lens, u) for lens, rates in answer.rates.items() for u in rates]
    notes = [
        f"1 {u.currency} = {u.rate:f} {answer.question.currency} for {u.behind}, {lens} ({u.published})"
        for lens, u in used[:most]
    ]
    if len(used) > most:
        notes.append(f"and {len(used) - most} more rates: --xlsx and --json show all.")
    return notes


def _title(answer: Turnover) -> str:
    asked = answer.question
    return f"Turnover by {', '.join(asked.by)} in {asked.currency}"


def _notes(answer: Turnover) -> Sequence[str]:
    asked = answer.question
    since = "from the first sale" if asked.first is None else f"from {asked.first}"
    until = "to the last" if asked.last is None else f"to {asked.last}"
    where = f" in {', '.join(asked.countries)}" if asked.countries else ""
    lenses = " and ".join(lens.words for lens in asked.lenses)
    tax = _tax(asked.measure).capitalize()
    return [f"{tax}{where}, business days {since} {until}, at {lenses}; each cell rounded half up."]


def _tax(measure: str) -> str:
    return {"net": "without tax", "gross": "with tax"}[measure]


def _cells(row: Row, width: int) -> tuple[Cell, ...]:
    key: tuple[Cell, ...] = (
        row.key
        if len(row.key) == width and row.key not in (("total",), ("rounding",))
        else (row.key[0], *[None] * (width - 1))
    )
    counted: Cell = None if row.key == ("rounding",) else row.quantity
    figures: tuple[Cell, ...] = (row.amount,) if row.compared is None else (row.amount, row.compared, row.difference)
    return (*key, counted, *figures)

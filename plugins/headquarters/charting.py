"""Turnover as a picture: bars by the first cut, largest first, each with its figure; a vector for a page or a
screen."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from core.base.money import EXACT
from plugins.headquarters.sheet import turnover_sheet
from plugins.headquarters.turnover import Turnover

#: Most bars; the smallest beyond are one bar together.
MOST = 24

# Millimetres: the widths of the labels, of the longest bar, of a figure; the pitch of the bars.
_LABEL, _BAR, _FIGURE, _PITCH = Decimal(34), Decimal(92), Decimal(44), Decimal(9)
_HEAD = Decimal(26)


def chart_svg(answer: Turnover) -> str:
    """The picture of an answer as SVG text. With a bridge, a fine mark on each bar shows the figure of the other
    lens."""
    import jinja2

    bars = _bars(answer)
    reach = max((abs(value) for _, *values in bars for value in values if value is not None), default=Decimal(0))
    # A figure below zero has its bar to the left of the axis; then the axis moves to the middle.
    below = any(value < 0 for _, *values in bars for value in values if value is not None)
    axis, room = (_LABEL + _BAR / 2, _BAR / 2) if below else (_LABEL, _BAR)

    def length(value: Decimal) -> Decimal:
        return EXACT.divide(EXACT.multiply(value, room), reach) if reach else Decimal(0)

    drawn: list[dict[str, Any]] = []
    for n, (name, amount, compared) in enumerate(bars):
        long = length(amount)
        mark = None if compared is None else axis + length(compared)
        drawn.append(
            {
                "name": name,
                "figure": f"{amount:,}",
                "top": _mm(_HEAD + n * _PITCH),
                "line": _mm(_HEAD + n * _PITCH + Decimal("3.6")),
                "left": _mm(min(axis, axis + long)),
                "length": _mm(abs(long)),
                "end": _mm(max(axis, axis + long, mark or axis) + 2),
                "low": _mm(_HEAD + n * _PITCH + 5),
                "mark": None if mark is None else _mm(mark),
            }
        )
    page = {
        "width": _mm(_LABEL + _BAR + _FIGURE),
        "height": _mm(_HEAD + len(bars) * _PITCH + 10),
        "foot": _mm(_HEAD + len(bars) * _PITCH + 5),
        "label": _mm(_LABEL - 3),
        "axis": _mm(axis),
        "axis_end": _mm(_HEAD + len(bars) * _PITCH - Decimal("2.5")),
        "title": f"{answer.total.amount:,} {answer.question.currency}",
        "subtitle": f"Turnover by {answer.question.by[0]}, at {answer.question.lens.words}",
        "note": turnover_sheet(answer).notes[0],
        "marks": answer.question.bridge.words if answer.question.bridge else "",
        "bars": drawn,
    }
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("chart.svg").render(page)


def _bars(answer: Turnover) -> list[tuple[str, Decimal, Decimal | None]]:
    """Name, amount and compared amount by the first cut, largest first."""
    sums: dict[str, list[Decimal]] = {}
    for row in answer.rows:
        figures = sums.setdefault(row.key[0], [Decimal(0), Decimal(0)])
        figures[0] = EXACT.add(figures[0], row.amount)
        figures[1] = EXACT.add(figures[1], row.compared or Decimal(0))
    order = sorted(sums, key=lambda name: (-sums[name][0], name))
    if len(order) > MOST:
        rest = [sums.pop(name) for name in order[MOST - 1 :]]
        name = f"{len(rest)} others"
        order = [*order[: MOST - 1], name]
        sums[name] = [sum((pair[n] for pair in rest), Decimal(0)) for n in (0, 1)]
    bridged = answer.question.bridge is not None
    return [(name, sums[name][0], sums[name][1] if bridged else None) for name in order]


def _mm(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):f}"

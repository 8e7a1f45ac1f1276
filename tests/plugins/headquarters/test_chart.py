"""The picture of an answer: lengths in proportion, largest first, hostile names harmless."""

from __future__ import annotations

import xml.etree.ElementTree as Tree
from dataclasses import replace
from decimal import Decimal

from plugins.headquarters.charting import MOST, chart_svg
from plugins.headquarters.rates import Lens
from plugins.headquarters.turnover import AskTurnover, Row, Turnover

SVG = "{http://www.w3.org/2000/svg}"


def answer(*figures: tuple[str, str], bridge: str | None = None) -> Turnover:
    """An answer in euros by country and month, each figure in a month of its own."""
    other = None if bridge is None else Lens(bridge)
    rows = tuple(
        Row((name, f"2026-{n:02d}"), 1, Decimal(text), None if other is None else Decimal(text) / 2)
        for n, (name, text) in enumerate(figures, 1)
    )
    total = Row(("total",), len(rows), sum((row.amount for row in rows), Decimal(0)))
    question = AskTurnover(("country", "month"), "EUR", Lens("closing"), other)
    return Turnover(question, rows, replace(total, key=("rounding",), amount=Decimal(0)), total, (), Decimal(0), {})


def bars(svg: str) -> list[tuple[str, str]]:
    """Left edge and length of each bar."""
    found = Tree.fromstring(svg).findall(f"{SVG}rect")[1:]
    return [(bar.attrib["x"], bar.attrib["width"]) for bar in found]


def texts(svg: str) -> list[str]:
    """Every word of the picture."""
    return [element.text or "" for element in Tree.fromstring(svg).findall(f"{SVG}text")]


def test_bars_are_in_proportion_from_zero_and_the_largest_stands_first() -> None:
    svg = chart_svg(answer(("FR", "1000.00"), ("JP", "3000.00"), ("FR", "500.00")))
    assert bars(svg) == [("34.00", "92.00"), ("34.00", "46.00")]
    assert texts(svg)[:6] == [
        "4,500.00 EUR",
        "Turnover by country, at closing rates of the month",
        "JP",
        "3,000.00",
        "FR",
        "1,500.00",
    ]


def test_a_figure_below_zero_has_its_bar_on_the_other_side() -> None:
    assert bars(chart_svg(answer(("FR", "1000.00"), ("JP", "-500.00")))) == [("80.00", "46.00"), ("57.00", "23.00")]


def test_the_other_lens_is_a_mark_on_the_bar() -> None:
    svg = chart_svg(answer(("FR", "1000.00"), bridge="average"))
    marks = [line.attrib["x1"] for line in Tree.fromstring(svg).findall(f"{SVG}line")]
    assert marks == ["80.00", "34.00"]
    assert "The fine mark on a bar: average rates of the month" in texts(svg)


def test_too_many_bars_become_one_for_the_rest_and_nothing_is_lost() -> None:
    svg = chart_svg(answer(*((f"C{n:02d}", "10.00") for n in range(MOST + 3))))
    assert len(bars(svg)) == MOST
    assert texts(svg)[-3:-1] == ["4 others", "40.00"]


def test_a_hostile_name_stays_a_text_and_no_figures_make_no_fault() -> None:
    assert "<script>" in texts(chart_svg(answer(("<script>", "1.00"))))
    assert bars(chart_svg(answer())) == []
    assert bars(chart_svg(answer(("FR", "0.00")))) == [("34.00", "0.00")]

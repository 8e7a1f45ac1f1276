"""The worked examples of many countries, to the last minor unit."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from core.tax import Assessment, Levy, Mode, Rounding, TaxLine, assess

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "vectors.toml").read_text("utf-8"))["case"]
DECIMALS = ("rate", "amount", "taxed_from", "excess_over", "cap_base")
TOTALS = ("net", "tax", "gross", "withheld", "payable", "rounding_amount", "tax_shown", "net_shown")


def levy_of(fields: dict[str, Any], case: dict[str, Any]) -> Levy:
    values: dict[str, Any] = {name: Decimal(value) if name in DECIMALS else value for name, value in fields.items()}
    if "portion" in values:
        values["portion"] = Fraction(values["portion"])
    values["net_of"] = tuple(values.get("net_of", ()))
    values["mode"] = Mode(values.get("mode", case.get("mode", "inclusive")))
    values.setdefault("code", "standard")
    values.setdefault("category", "S" if values["rate"] else "Z")
    return Levy(jurisdiction=case["region"], source="the country's law", since=date(2000, 1, 1), **values)


def line_of(position: int, row: dict[str, Any], case: dict[str, Any], sign: int = 1) -> TaxLine:
    rated: dict[str, Any] = {name: row[name] for name in ("rate", "code", "category") if name in row}
    levies = tuple(levy_of(levy, case) for levy in row.get("levies", [rated]))
    cost = sign * Decimal(row["cost"]) if "cost" in row else None
    quantity, amount = sign * Decimal(row.get("quantity", "1")), sign * Decimal(row["amount"])
    return TaxLine(str(position), quantity, amount, levies, cost)


def assessment_of(case: dict[str, Any], sign: int = 1) -> Assessment:
    rounding = Rounding(
        case.get("scope", "rate"), case.get("rule", "half_up"), case.get("basis", "gross"), case.get("digits")
    )
    lines = [line_of(i, row, case, sign) for i, row in enumerate(case["lines"], 1)]
    return assess(lines, currency=case["currency"], rounding=rounding)


def answer_of(assessment: Assessment, asked: dict[str, Any]) -> dict[str, Any]:
    """What the kernel says to each thing that a case expects, in the case's own shape."""
    answer: dict[str, Any] = {name: str(getattr(assessment, name)) for name in TOTALS if name in asked}
    rows = {f"{row.code} {row.rate}": row for row in assessment.summary}
    if "rows" in asked:
        answer["rows"] = {name: str(rows[name].tax) for name in asked["rows"]}
    if "bases" in asked:
        answer["bases"] = {name: str(rows[name].base) for name in asked["bases"]}
    if "restated" in asked:
        answer["restated"] = str(assessment.summary[0].restated)
    if "lines" in asked:
        answer["lines"] = [str(line.tax) for line in assessment.lines]
    return answer


def in_currency(expected: Any, assessment: Assessment) -> Any:
    """Expected amounts with the currency's decimals, so that 1650000 and 1650000.00 are the same answer."""
    if isinstance(expected, dict):
        return {name: in_currency(value, assessment) for name, value in expected.items()}
    if isinstance(expected, list):
        return [in_currency(value, assessment) for value in expected]
    return str(Decimal(expected).quantize(assessment.net))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['region']}: {case['name']}" for case in CASES])
def test_the_kernel_gives_the_worked_example(case: dict[str, Any]) -> None:
    assessment = assessment_of(case)
    expected = case["expect"]
    assert set(expected) <= {*TOTALS, "rows", "bases", "restated", "lines"}
    assert answer_of(assessment, expected) == in_currency(expected, assessment)


@pytest.mark.parametrize("case", CASES, ids=[f"{case['region']}: {case['name']}" for case in CASES])
def test_the_return_of_a_worked_example_mirrors_it(case: dict[str, Any]) -> None:
    sale, back = assessment_of(case), assessment_of(case, sign=-1)
    for name in TOTALS:
        assert getattr(back, name) == -getattr(sale, name)
    assert [line.tax for line in back.lines] == [-line.tax for line in sale.lines]
    assert [(row.base, row.tax, row.restated) for row in back.summary] == [
        (-row.base, -row.tax, -row.restated) for row in sale.summary
    ]


def test_no_two_cases_have_the_same_name() -> None:
    names = Counter((case["region"], case["name"]) for case in CASES)
    assert [name for name, times in names.items() if times > 1] == []

"""The proof says why each amount is what it is, to a machine and to a person."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from core.tax import Assessment, Levy, Mode, Proof, Rounding, TaxLine, assess, explain, prove


def levy(rate: str, mode: Mode = Mode.EXCLUSIVE, code: str = "standard", **more: Any) -> Levy:
    fields = {"category": "S", "jurisdiction": "XX", "source": "Tax Act, art. 1", "since": date(2014, 1, 1), **more}
    return Levy(code, Decimal(rate), mode, **fields)


def sale(*levies: Levy, amounts: tuple[str, ...] = ("28500.00",), scope: Any = "rate") -> Assessment:
    lines = [TaxLine(f"{i}", Decimal(1), Decimal(amount), levies) for i, amount in enumerate(amounts, 1)]
    return assess(lines, currency="USD", rounding=Rounding(scope))


def of_kind(it: Assessment, kind: str) -> list[Proof]:
    return [node for node in prove(it).walk() if node.kind == kind]


def test_the_document_node_carries_the_totals_and_the_rounding_used() -> None:
    it = sale(levy("0.06"))
    node = prove(it).as_dict()
    children = node.pop("children")
    assert isinstance(children, list)
    assert len(children) == 1
    assert node == {
        "kind": "document",
        "amount": "30210.00",
        "currency": "USD",
        "scope": "rate",
        "rule": "half_up",
        "basis": "gross",
        "net": "28500.00",
        "tax": "1710.00",
        "gross": "30210.00",
        "withheld": "0.00",
        "rounding_amount": "0.00",
    }


def test_children_add_up_to_their_parent() -> None:
    it = sale(
        levy("0.06", code="state", group="fl"),
        levy("0.0133", code="county", group="fl", cap_base=Decimal(5000)),
        levy("0.10", Mode.WITHHELD, "kept"),
        amounts=("0.35", "0.37", "5.55", "28500.01"),
    )
    for kind in ("rounding", "levy"):
        for node in of_kind(it, kind):
            assert sum(Decimal(child.amount) for child in node.children) == Decimal(node.amount)
    taxes = sum(Decimal(node.amount) for node in of_kind(it, "rounding"))
    assert taxes == it.tax + it.withheld


def test_every_share_names_its_article_and_its_version() -> None:
    it = sale(levy("0.06"), levy("0.01", code="county", source="Code 212.054", since=date(2020, 1, 1)))
    laws = {(node.facts["source"], node.facts["since"]) for node in of_kind(it, "share")}
    assert laws == {("Tax Act, art. 1", "2014-01-01"), ("Code 212.054", "2020-01-01")}


def test_the_cent_that_moved_is_told_in_both_forms() -> None:
    it = sale(levy("0.10"), amounts=("0.35", "0.35", "0.35"))
    assert [node.facts["moved"] for node in of_kind(it, "share")] == ["-0.01", "0.00", "0.00"]
    assert [node.facts["residual"] for node in of_kind(it, "rounding")] == ["0.005"]
    assert "0.03 from line 1 of 0.35: exactly 0.035, -0.01 moved here so that the total is right" in explain(it)


def test_an_endless_amount_is_cut_for_reading_and_kept_as_a_ratio() -> None:
    it = sale(levy("0.20", Mode.INCLUSIVE), amounts=("41.99",))
    (share,) = of_kind(it, "share")
    assert share.facts["exact"] == "6.99833333"
    assert share.facts["exact_ratio"] == "4199/600"
    (rounding,) = of_kind(it, "rounding")
    assert rounding.facts["residual_ratio"] == "1/600"


def test_a_threshold_and_a_cap_are_told() -> None:
    it = sale(levy("0.01", cap_base=Decimal(5000)), levy("0.04", code="city", taxed_from=Decimal(30000)))
    (share,), (untaxed,) = of_kind(it, "share"), of_kind(it, "untaxed")
    assert (share.facts["cap_base"], share.facts["taxed_part"]) == ("5000", "5000")
    assert (untaxed.facts["code"], untaxed.facts["taxed_from"]) == ("city", "30000")
    assert "Line 1: city of XX does not reach 28500.00" in explain(it)


def test_what_is_kept_back_or_not_printed_is_marked() -> None:
    it = sale(levy("0.06"), levy("0.10", Mode.WITHHELD, "kept"), levy("0.01", code="quiet", shown=False))
    marks = {node.facts["code"]: set(node.facts) & {"shown", "withheld"} for node in of_kind(it, "levy")}
    assert marks == {"standard": set(), "kept": {"withheld"}, "quiet": {"shown"}}
    text = explain(it)
    assert "less 2850.00 kept back by the buyer" in text
    assert "quiet of XX, category S, rate 0.01, not printed." in text


def test_the_dicts_are_json_with_amounts_as_text() -> None:
    it = sale(levy("0.06"), levy("0.01", code="county", cap_base=Decimal(5000)), amounts=("28500.00", "0.35"))

    def values(node: object) -> list[object]:
        if isinstance(node, dict):
            return [value for child in node.values() for value in values(child)]
        if isinstance(node, list):
            return [value for child in node for value in values(child)]
        return [node]

    plain = prove(it).as_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert {type(value) for value in values(plain)} == {str}
    assert not [value for value in values(plain) if "E+" in str(value) or "E-" in str(value)]

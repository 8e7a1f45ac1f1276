"""Where things stand on the paper: amounts inside its edges, titles on one line, totals never alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from weasyprint.formatting_structure import boxes

from core.journal.paper import Paper
from documents.kinds import Kinds
from documents.page import compose
from documents.preview import preview
from documents.render import press
from tests.support.papers import changed, values_of, with_values

KINDS = Kinds()
LANGUAGES = [["fr"], ["en", "fr"], ["de", "fr"], ["it"], ["ja", "fr"], ["zh-Hans", "fr"], ["ar", "en"]]
#: Roll's edge to text, in CSS pixels (5 mm), less what rounding may take.
MARGIN = 5 / 25.4 * 96 - 0.5


def laid(paper: Paper) -> list[Any]:
    kind = KINDS[paper.kind]
    return list(press().layout(compose(paper, kind), kind).pages)


def boxes_of(page: Any, kind: Any = boxes.TextBox) -> Iterator[Any]:
    return (box for box in page._page_box.descendants() if isinstance(box, kind))


def of_class(page: Any, name: str) -> list[Any]:
    return [
        box
        for box in boxes_of(page, boxes.BlockContainerBox)
        if box.element is not None and name in (box.element.get("class") or "").split()
    ]


def receipt(languages: list[str], currency: str, amount: str, *, region: str, inclusive: bool) -> Paper:
    paper = preview(KINDS["receipt"], languages)
    lines = [{**line, "amount": amount, "unit_price": amount, "discount": amount} for line in values_of(paper)["lines"]]
    taxes = [{**values_of(paper)["taxes"][0], "base": amount, "tax": amount, "gross": amount}]
    tender = {"kind": "house_card", "currency": currency, "amount": amount, "value": amount}
    values = {
        **values_of(paper),
        "currency": currency,
        "prices_include_tax": inclusive,
        "lines": lines,
        "taxes": taxes,
        "tenders": [tender],
        "change": [{"currency": currency, "amount": amount}],
        "totals": dict.fromkeys([*values_of(paper)["totals"], "cash_rounding"], amount),
    }
    return with_values(paper, values, region=region)


@pytest.mark.parametrize("languages", LANGUAGES, ids="+".join)
@pytest.mark.parametrize(
    ("currency", "amount", "region"),
    [("JPY", "123456789012", "JP"), ("KWD", "123456789.012", "KW"), ("CHF", "1234567.85", "CH")],
)
def test_no_amount_leaves_the_roll(languages: list[str], currency: str, amount: str, region: str) -> None:
    for inclusive in (True, False):
        (page,) = laid(receipt(languages, currency, amount, region=region, inclusive=inclusive))
        texts = list(boxes_of(page))
        assert len(texts) > 40
        for box in texts:
            assert box.position_x >= MARGIN, box.text
            assert box.position_x + box.width <= page.width - MARGIN, box.text


def test_the_measure_sees_a_word_that_leaves_the_roll() -> None:
    paper = preview(KINDS["receipt"], ["fr"])
    (page,) = laid(dataclasses.replace(paper, number="N" * 39))
    assert any(box.position_x + box.width > page.width - MARGIN for box in boxes_of(page))


def test_the_word_and_the_sum_share_a_line_while_there_is_room_and_the_sum_keeps_to_the_far_edge_beneath() -> None:
    (page,) = laid(receipt(["fr"], "EUR", "24370.00", region="FR", inclusive=True))
    (word,), (total,) = of_class(page, "of"), of_class(page, "sum")
    assert word.position_y <= total.position_y < word.position_y + word.height
    (page,) = laid(receipt(["de"], "CHF", "1234567.85", region="CH", inclusive=True))
    (word,) = of_class(page, "of")
    (figure,) = [box for box in boxes_of(page) if "1’234’567.85" in box.text and box.style["font_size"] > 18]
    assert figure.position_y > word.position_y + word.height / 2
    assert figure.position_x + figure.width == pytest.approx(page.width - MARGIN, abs=2)


@pytest.mark.parametrize(
    ("languages", "title", "beneath"),
    [
        (["ar", "en"], {"ar": "فاتورة ضريبية مبسطة", "en": "Simplified Tax Invoice"}, True),
        (["de", "fr"], {"de": "Vereinfachte Steuerrechnung", "fr": "Facture fiscale simplifiée"}, True),
        (["fr"], {"fr": "Facture"}, False),
    ],
)
def test_a_long_title_has_the_line_to_itself_with_number_and_date_beneath(
    languages: list[str], title: dict[str, str], beneath: bool
) -> None:
    paper = preview(KINDS["invoice"], languages)
    values = {**values_of(paper), "titles": {"invoice": title}, "calendars": {"islamic-umalqura": "1448-06-11"}}
    (page, *_) = laid(with_values(paper, values))
    (head,), (dated,) = of_class(page, "title"), of_class(page, "dated")
    assert len([box for box in head.children if isinstance(box, boxes.LineBox)]) == 1
    assert (dated.position_y >= head.position_y + head.height - 1) is beneath
    (heading,) = of_class(page, "heading")
    if not beneath:
        assert dated.position_x + dated.width == pytest.approx(heading.position_x + heading.width, abs=1)


@pytest.mark.parametrize("count", [6, 9, 12, 14])
def test_a_total_that_goes_to_another_page_takes_two_lines_with_it(count: int) -> None:
    paper = preview(KINDS["invoice"], ["zh-Hans", "fr"])
    lines = [{**values_of(paper)["lines"][n % 3], "n": n + 1} for n in range(count)]
    pages = laid(changed(paper, lines=lines))
    assert len(pages) > 1
    rows = [
        sum(
            box.element is not None and (box.element.get("class") or "") == "line"
            for box in boxes_of(page, boxes.TableRowBox)
        )
        for page in pages
    ]
    assert sum(rows) == count
    assert min(rows) >= 2


def test_the_two_boxes_beside_one_another_have_one_width() -> None:
    (page, *_) = laid(preview(KINDS["invoice"], ["fr"]))
    client, boutique = of_class(page, "party")
    assert client.width == pytest.approx(boutique.width, abs=0.5)

"""From values to HTML: escaped, isolated, in the languages of the paper and no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tinyhtml5  # type: ignore[import-untyped]

from core.base.errors import Refused
from core.journal.paper import Paper
from documents.kinds import Kind, Kinds
from documents.page import check_texts, compose
from documents.preview import preview
from documents.voice import breakable
from tests.support.papers import changed, curious, values_of, with_values

KINDS = Kinds()
TEXT_KEYS = {"name", "names", "details", "text", "labels", "address", "label", "value", "phone", "reference", "serial"}
HOSTILE = {
    "html": '<img src="file:///etc/passwd"><script>alert(1)</script><b>bold</b>',
    "end of style": "</style><style>*{display:none}</style>",
    "css": "x{} @import url(http://127.0.0.1/a.css); url(file:///etc/hosts)",
    "template": "{{ 7*7 }}{% include 'page.html' %}{# gone #}",
    "attribute": '" onload="x\' lang=ar dir=rtl',
    "format": "{number} {0.__class__} %s $x",
    "entity": "&lt;b&gt; &#x202e; &amp;",
}


def filled(value: Any, text: str, key: str = "") -> Any:
    """The values with every printed free text replaced."""
    if isinstance(value, dict):
        if key in TEXT_KEYS:
            return {language: filled(one, text, key) for language, one in value.items()}
        return {name: filled(one, text, name) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [filled(one, text, key) for one in value]
    amount = isinstance(value, str) and value.replace(".", "").isdigit()
    return text if key in TEXT_KEYS and isinstance(value, str) and value and not amount else value


def composed(paper: Paper, kind: Kind | None = None) -> Any:
    return tinyhtml5.parse(compose(paper, kind or KINDS[paper.kind]).html, namespace_html_elements=False)


def elements(tree: Any) -> list[str]:
    return sorted(f"{node.tag} {sorted(node.attrib)}" for node in tree.iter() if isinstance(node.tag, str))


def holders(tree: Any, text: str) -> Iterator[str]:
    for node in tree.iter():
        if node.text and text in node.text:
            yield node.tag
        for child in node:
            if child.tail and text in child.tail:
                yield node.tag


@pytest.mark.parametrize("name", list(KINDS))
@pytest.mark.parametrize("attack", list(HOSTILE))
def test_hostile_text_is_text_and_changes_no_element(name: str, attack: str) -> None:
    paper = preview(KINDS[name], ["fr", "ar"])
    plain = composed(with_values(paper, filled(values_of(paper), "plain")))
    hostile = composed(with_values(paper, filled(values_of(paper), HOSTILE[attack])))
    assert [node for node in elements(hostile) if not node.startswith("wbr")] == elements(plain)
    assert HOSTILE[attack] in "".join(hostile.itertext())


def test_the_check_of_elements_sees_an_unescaped_text(tmp_path: Path) -> None:
    leak = "{% autoescape false %}{{ record.note }}{% endautoescape %}"
    (tmp_path / "page.html").write_text('{% extends "house/layout.html" %}{% block page %}' + leak + "{% endblock %}")
    kind = Kind("leaky", tmp_path)
    assert elements(composed(curious("leaky", "plain"), kind)) != elements(
        composed(curious("leaky", HOSTILE["html"]), kind)
    )


@pytest.mark.parametrize("name", list(KINDS))
def test_every_inserted_text_stands_alone_in_its_own_isolate(name: str) -> None:
    paper = preview(KINDS[name], ["ar", "en"])
    tree = composed(with_values(paper, filled(values_of(paper), "SENTINEL")))
    found = list(holders(tree.find("body"), "SENTINEL"))
    assert len(found) >= 5
    assert set(found) == {"bdi"}


@pytest.mark.parametrize("name", list(KINDS))
@pytest.mark.parametrize("languages", [["ja"], ["ar", "en"], ["zh-Hans", "fr"]])
def test_every_isolate_says_its_language_and_direction(name: str, languages: list[str]) -> None:
    for node in composed(preview(KINDS[name], languages)).iter("bdi"):
        assert node.get("lang")
        assert node.get("dir") in ("ltr", "rtl")


def test_orders_to_turn_text_round_are_left_out_of_the_page_and_the_letters_kept() -> None:
    paper = preview(KINDS["invoice"], ["en"])
    turned = with_values(paper, filled(values_of(paper), "a\u202eb\u2067c\u2069d"))
    text = "".join(composed(turned).itertext())
    assert "abcd" in text
    assert not {"\u202e", "\u2067", "\u2069"} & set(text)


def test_a_serial_in_a_right_to_left_page_runs_left_to_right_and_is_never_broken() -> None:
    tree = composed(preview(KINDS["certificate"], ["ar", "en"]))
    (serial,) = [node for node in tree.iter("bdi") if node.text == "ETO-2041"]
    assert serial.get("dir") == "ltr"
    assert "whole" in serial.get("class").split()


@pytest.mark.parametrize(
    ("languages", "titles"),
    [
        (["fr"], ["Facture"]),
        (["ja"], ["請求書", "Facture"]),
        (["ja", "fr"], ["請求書", "Facture"]),
        (["ar", "en"], ["فاتورة", "Invoice"]),
        (["en", "fr"], ["Invoice", "Facture"]),
    ],
)
def test_the_laws_title_is_always_shown_and_the_clients_language_comes_first(
    languages: list[str], titles: list[str]
) -> None:
    tree = composed(preview(KINDS["invoice"], languages))
    shown = next(node for node in tree.iter("div") if "title" in (node.get("class") or "").split())
    assert "".join(shown.itertext()).strip() == "".join(titles)


@pytest.mark.parametrize("name", ["invoice", "receipt"])
@pytest.mark.parametrize(("rate", "shown"), [("0.20", "TVA, exportation 20\u00a0%"), ("0", "TVA, exportation")])
def test_a_tax_shows_its_rate_and_an_exempt_one_its_name_alone(name: str, rate: str, shown: str) -> None:
    paper = preview(KINDS[name], ["fr"])
    taxes = [{**values_of(paper)["taxes"][0], "rate": rate, "labels": {"fr": "TVA, exportation"}}]
    for inclusive in (True, False):
        values = {**values_of(paper), "taxes": taxes, "prices_include_tax": inclusive}
        tree = composed(with_values(paper, values))
        cells = ["".join(node.itertext()).strip() for node in tree.iter("td")]
        assert [cell.split(" sur ")[0] for cell in cells if cell.startswith("TVA, exportation")] == [shown]


def test_a_full_width_bracket_brings_its_own_space_before_the_rate() -> None:
    paper = preview(KINDS["invoice"], ["ja"])
    for label, shown in (("消費税（軽減税率）", "消費税（軽減税率）8%"), ("消費税", "消費税 8%")):
        taxes = [{**values_of(paper)["taxes"][0], "rate": "0.08", "labels": {"ja": label}}]
        text = "".join(composed(changed(paper, taxes=taxes)).itertext())
        assert f"{shown} 対象額" in text


def test_figures_and_spelling_are_those_of_the_papers_country() -> None:
    paper = preview(KINDS["certificate"], ["de"])
    line = {
        **values_of(paper)["lines"][1],
        "piece": {"serial": "x", "metals": [{"metal": "white_gold", "grams": "1204.5"}]},
    }
    values = {**values_of(paper), "lines": [line]}
    home = "".join(composed(with_values(paper, values, region="DE")).itertext())
    swiss = "".join(composed(with_values(paper, values, region="CH")).itertext())
    assert "Weißgold, 1.204,5\u00a0g" in home
    assert "Weissgold, 1’204.5\u00a0g" in swiss


@pytest.mark.parametrize(
    ("name", "details", "count"),
    [
        ("invoice", "Edelstahl, Automatikwerk", 1),
        ("invoice", "Automatikwerk", 0),
        ("certificate", "Edelstahl, Automatikwerk", 1),
        ("certificate", "Automatikwerk", 1),
    ],
)
def test_a_metal_without_figures_is_named_once_on_a_certificate_and_left_to_the_details_elsewhere(
    name: str, details: str, count: int
) -> None:
    paper = preview(KINDS[name], ["de"])
    line = {
        **values_of(paper)["lines"][1],
        "details": {"de": details},
        "piece": {"serial": "x", "metals": [{"metal": "steel"}]},
    }
    text = "".join(composed(changed(paper, lines=[line])).itertext())
    assert text.count("Edelstahl") == count


def test_a_metal_with_a_figure_is_always_printed() -> None:
    for name in ("invoice", "certificate"):
        paper = preview(KINDS[name], ["de"])
        metals = [{"metal": "yellow_gold", "fineness": "750", "grams": "58.40"}]
        line = {
            **values_of(paper)["lines"][1],
            "details": {"de": "Gelbgold 750"},
            "piece": {"serial": "x", "metals": metals},
        }
        text = "".join(composed(changed(paper, lines=[line])).itertext())
        assert "Gelbgold 750, 58,40\u00a0g" in text


def test_a_service_tells_what_was_done_in_the_clients_language() -> None:
    paper = preview(KINDS["invoice"], ["ja", "fr"])
    done = {"fr": "Révision du mouvement", "ja": "ムーブメントのオーバーホール"}
    line = {**values_of(paper)["lines"][0], "names": {"fr": "Réparation", "ja": "修理"}, "details": done, "piece": None}
    text = "".join(composed(changed(paper, lines=[line])).itertext())
    assert done["ja"] in text


def test_a_duplicate_speaks_the_laws_word_in_both_languages() -> None:
    law = {"duplicate": {"ar": "نسخة", "en": "Copy"}}
    paper = preview(KINDS["invoice"], ["ar", "en"], duplicate_of="RUH1-T1-00000004")
    tree = composed(changed(paper, titles=law))
    (mark,) = [node for node in tree.iter("p") if node.get("class") == "duplicate"]
    assert "".join(mark.itertext()).split() == ["نسخة", "RUH1-T1-00000004", "Copy"]


def test_a_return_is_called_a_credit_note_and_its_receipt_a_return_receipt() -> None:
    for name, title in (("invoice", "Avoir"), ("receipt", "Reçu de retour")):
        paper = preview(KINDS[name], ["fr"])
        tree = composed(changed(paper, kind="return"))
        assert title in "".join(tree.itertext())


def test_a_law_speaks_its_own_language_and_the_clients_by_courtesy() -> None:
    for language, courtesy in (("en", True), ("ja", False)):
        text = "".join(composed(preview(KINDS["invoice"], [language])).itertext())
        assert "Pas d’escompte" in text
        assert ("No discount for early payment" in text) is courtesy


def test_a_mention_for_other_papers_is_not_printed_here() -> None:
    paper = preview(KINDS["receipt"], ["fr"])
    mentions = [{**values_of(paper)["mentions"][0], "on": ["invoice"]}]
    tree = composed(changed(paper, mentions=mentions))
    assert "Pas d’escompte" not in "".join(tree.itertext())


def test_a_certificate_shows_no_price_and_no_tax_code() -> None:
    paper = preview(KINDS["certificate"], ["fr", "en"])
    codes = [{"symbology": "qr", "purpose": "zatca", "payload": "AQ=="}]
    tree = composed(changed(paper, codes=codes))
    text = "".join(tree.itertext())
    for hidden in ("18", "450", "€", "EUR", "TVA"):
        assert hidden not in text.replace("2041", "")
    assert not [node for node in tree.iter("img") if "qr-" in node.get("src", "")]


def test_a_certificate_of_a_line_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="no line 9"):
        compose(preview(KINDS["certificate"], ["fr"], subject=9), KINDS["certificate"])


def test_a_value_that_the_record_does_not_have_is_named_and_refused() -> None:
    with pytest.raises(Refused, match="prices_include_tax"):
        compose(curious("invoice"), KINDS["invoice"])


@pytest.mark.parametrize("languages", [(), ("fr", "en", "ja")])
def test_a_paper_speaks_one_or_two_languages(languages: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match="one or two"):
        compose(preview(KINDS["invoice"], languages), KINDS["invoice"])


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\x1bb"])
def test_control_characters_and_half_characters_are_refused_with_their_field(text: str) -> None:
    with pytest.raises(Refused, match=r"record\.client\.names\.fr"):
        check_texts({"client": {"names": {"fr": text}}})


def test_floats_objects_and_deep_nests_are_no_plain_values() -> None:
    with pytest.raises(Refused, match="float"):
        check_texts({"amount": 12.5})
    with pytest.raises(Refused, match="set"):
        check_texts({"amount": {1}})
    deep: Any = "x"
    for _ in range(40):
        deep = [deep]
    with pytest.raises(Refused, match="nested"):
        check_texts(deep)


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ t.__globals__ }}",
        "{{ record.house.__init__ }}",
        "{% include '../page.py' %}",
        "{% include '/etc/passwd' %}",
        "{% include 'house/../page.py' %}",
        "{{ unknown }}",
        "{{ record.unknown }}",
        "{{ record.titles.update({}) }}",
        "{{ record.line.__func__ }}",
    ],
)
def test_a_template_reaches_nothing_but_its_values_and_words(tmp_path: Path, template: str) -> None:
    (tmp_path / "page.html").write_text(
        '{% extends "house/layout.html" %}{% block page %}' + template + "{% endblock %}", "utf-8"
    )
    with pytest.raises(Refused):
        compose(curious("curious"), Kind("curious", tmp_path))


def test_long_words_may_break_and_their_letters_keep_their_marks() -> None:
    word = "e\u0301" * 100
    shown = breakable(word)
    assert shown.count("<wbr>") >= 4
    assert "<wbr>\u0301" not in shown
    assert shown.replace("<wbr>", "") == word
    assert breakable("a short text") == "a short text"


def test_no_template_marks_a_text_as_safe() -> None:
    for folder in (*KINDS.folders().values(), Path(KINDS["invoice"].folder).parent / "house"):
        for path in folder.glob("*.html"):
            text = path.read_text("utf-8")
            assert "|safe" not in text.replace(" ", "")
            assert "autoescape" not in text

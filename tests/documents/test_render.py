"""The printed page: what it says, with which letters, byte for byte the same, and what it refuses to draw."""

from __future__ import annotations

import dataclasses
import io
import os
import subprocess
import sys
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import pypdf
import pytest

from core.base.errors import Refused
from core.journal.paper import Paper
from documents.glyphs import examine
from documents.kinds import Kind, Kinds
from documents.preview import preview
from documents.render import Rendered, render
from tests.support.papers import changed, values_of

KINDS = Kinds()
GOLDEN = tomllib.loads((Path(__file__).parent / "golden.toml").read_text("utf-8"))
HAN = {"ja": "JP", "zh-Hans": "SC"}


@cache
def printed(kind: str, *languages: str) -> Rendered:
    return render(preview(KINDS[kind], languages), kinds=KINDS)


def texts(rendered: Rendered) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(rendered.pdf)).pages]


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).replace("\u200b", "").replace("\u200f", "")


@pytest.mark.parametrize(("kind", "language"), [(kind, language) for kind in GOLDEN for language in GOLDEN[kind]])
def test_a_page_says_in_each_language_what_it_must(kind: str, language: str) -> None:
    text = squeezed("\n".join(texts(printed(kind, language))))
    missing = [words for words in GOLDEN[kind][language] if squeezed(words) not in text]
    assert missing == []


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize(("language", "region"), list(HAN.items()))
def test_han_letters_have_the_shapes_of_the_language(kind: str, language: str, region: str) -> None:
    faces = {family.rsplit(" ", 1)[1] for family in printed(kind, language).fonts if "CJK" in family}
    assert faces == {region}


def test_a_foreign_name_on_a_french_page_keeps_its_own_letters() -> None:
    paper = preview(KINDS["invoice"], ["fr"])
    names = {
        "山田 花子 (はなこ)": "Noto Serif CJK JP",
        "单雪": "Noto Serif CJK SC",
        "김민지": "Noto Serif CJK KR",
        "سارة القحطاني": "Noto Naskh Arabic",
        "ณัฐชา ศรีสุข": "Noto Serif Thai",
        "Олена Шевченко": "Noto Serif",
        "Νίκη Παπαδοπούλου": "Noto Serif",
        "𠮷田": "Noto Serif CJK",
        "שרה": "Noto Serif Hebrew",
    }
    for name, family in names.items():
        rendered = render(changed(paper, client={**values_of(paper)["client"], "names": {"fr": name}}), kinds=KINDS)
        assert any(font.startswith(family) for font in rendered.fonts), name
        assert not [font for font in rendered.fonts if "DejaVu" in font]


def test_a_pair_shows_both_languages_and_each_amount_once() -> None:
    text = squeezed("\n".join(texts(printed("invoice", "ja", "fr"))))
    assert squeezed("請求書") in text
    assert squeezed("Facture") in text
    assert text.count("24,370.00") == 1


@pytest.mark.parametrize(
    ("text", "why"), [("Claire \ue000", "U\\+E000"), ("Claire \U0010abcd", "U\\+10ABCD"), ("Claire 𓀀", "U\\+13000")]
)
def test_a_character_that_no_planned_font_draws_stops_the_page_and_is_named_with_its_field(text: str, why: str) -> None:
    paper = preview(KINDS["invoice"], ["fr"])
    names = {**values_of(paper)["client"]["names"], "fr": text}
    with pytest.raises(Refused, match=why) as refused:
        render(changed(paper, client={**values_of(paper)["client"], "names": names}), kinds=KINDS)
    assert "client.names.fr" in str(refused.value)


@dataclasses.dataclass
class FakeFont:
    family: str
    to_unicode: dict[int, str]
    missing: dict[int, int] = dataclasses.field(default_factory=dict)


@pytest.mark.parametrize(
    ("font", "why"),
    [
        (FakeFont("Wingdings", {3: "A"}), "Wingdings"),
        (FakeFont("Noto Serif", {3: "A"}, {0x5350: 9}), "no glyph"),
        (FakeFont("Noto Serif", {3: "\uf8ff"}), "private"),
        (FakeFont("DejaVu Sans", {}), "not in the plan"),
    ],
)
def test_the_gate_looks_at_the_fonts_that_were_used(font: FakeFont, why: str) -> None:
    with pytest.raises(Refused, match=why):
        examine([FakeFont("Noto Serif", {1: "x"}), font], {"name": "A卐\uf8ff"})
    assert examine([FakeFont("Noto Serif", {1: "x"})], {}) == ("Noto Serif",)


def test_the_same_paper_gives_the_same_bytes_again() -> None:
    paper = preview(KINDS["invoice"], ["ja", "fr"])
    assert render(paper, kinds=KINDS).pdf == printed("invoice", "ja", "fr").pdf


@pytest.mark.parametrize(
    "ambient",
    [{"LANG": "ar_SA.UTF-8", "LC_ALL": "ar_SA.UTF-8", "LANGUAGE": "ar", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "77"}],
)
def test_the_machines_language_zone_and_hash_seed_change_nothing(ambient: dict[str, str]) -> None:
    code = (
        "from documents.kinds import Kinds; from documents.preview import preview\n"
        "from documents.render import render; k = Kinds()\n"
        "print(*(render(preview(k[n], l), kinds=k).sha256 for n in k for l in (['zh-Hans', 'en'],)))"
    )
    root = Path(__file__).parents[2]
    child = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **ambient, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    ours = [printed(kind, "zh-Hans", "en").sha256 for kind in KINDS]
    assert child.stdout.split() == ours


def test_a_synthetic_house_says_so_on_every_page_and_a_real_one_does_not() -> None:
    paper = preview(KINDS["invoice"], ["fr"])
    lines = [{**values_of(paper)["lines"][n % 3], "n": n + 1} for n in range(24)]
    pages = texts(render(changed(paper, lines=lines), kinds=KINDS))
    assert len(pages) > 1
    assert all("Maison fictive – spécimen" in page for page in pages)
    real = render(changed(paper, house={"name": "Maison Aurelle", "synthetic": False}), kinds=KINDS)
    assert "fictive" not in "".join(texts(real))
    for kind in ("receipt", "certificate"):
        assert "Maison fictive – spécimen" in "".join(texts(printed(kind, "fr")))


@pytest.mark.parametrize(("languages", "count"), [(["fr"], 60), (["ar", "en"], 20)])
def test_a_long_invoice_repeats_its_head_numbers_its_pages_and_never_strands_its_total(
    languages: list[str], count: int
) -> None:
    paper = preview(KINDS["invoice"], languages)
    lines = [{**values_of(paper)["lines"][n % 3], "n": n + 1} for n in range(count)]
    pages = [squeezed(text) for text in texts(render(changed(paper, lines=lines), kinds=KINDS))]
    assert len(pages) > 2
    head = squeezed("Prix unitaire" if languages == ["fr"] else "Unit price")
    for number, page in enumerate(pages, 1):
        assert head in page
        assert f"{number}/{len(pages)}" in page or f"{len(pages)}/{number}" in page
        assert "aur-25" in page or "eto-rg" in page or "jar-90" in page
    assert sum(page.count("24370,00" if languages == ["fr"] else "24,370.00") for page in pages) == 1


def test_a_single_page_has_no_number() -> None:
    (page,) = texts(printed("invoice", "fr"))
    assert "1/1" not in squeezed(page)


def test_a_duplicate_says_of_what_in_the_laws_word_or_the_houses() -> None:
    paper = preview(KINDS["invoice"], ["fr"], duplicate_of="FR01-T1-2026-000041")
    assert squeezed("Duplicata de FR01-T1-2026-000041") in squeezed("".join(texts(render(paper, kinds=KINDS))))
    law = changed(paper, titles={"duplicate": {"fr": "DUPLICATA LÉGAL"}})
    assert squeezed("DUPLICATA LÉGAL FR01-T1-2026-000041") in squeezed("".join(texts(render(law, kinds=KINDS))))


def test_a_receipt_is_as_wide_as_its_roll_and_as_long_as_its_text() -> None:
    heights = []
    paper = preview(KINDS["receipt"], ["fr"])
    for count in (1, 3, 40):
        lines = [{**values_of(paper)["lines"][n % 3], "n": n + 1} for n in range(count)]
        rendered = render(changed(paper, lines=lines), kinds=KINDS)
        (page,) = pypdf.PdfReader(io.BytesIO(rendered.pdf)).pages
        assert abs(float(page.mediabox.width) - 80 / 25.4 * 72) < 0.1
        heights.append(float(page.mediabox.height))
        assert "Merci" in page.extract_text()
    assert 300 < heights[0] < heights[1] < heights[2]
    assert heights[1] - heights[0] > 2 * 25


def test_hijri_days_stand_beside_ours_where_the_paper_gives_them() -> None:
    paper = preview(KINDS["invoice"], ["ar", "en"])
    rendered = render(changed(paper, calendars={"islamic-umalqura": "1448-06-11"}), kinds=KINDS)
    text = squeezed("".join(texts(rendered)))
    assert squeezed("جمادى الآخرة") in text
    assert "1448" in text
    assert "1448" not in squeezed("".join(texts(printed("invoice", "ar", "en"))))


def test_a_paper_without_client_codes_mentions_or_rounding_is_still_a_page() -> None:
    paper = preview(KINDS["invoice"], ["en"])
    bare = changed(paper, client=None, codes=[], mentions=[], tenders=[], change=[], staff=None, calendars={})
    assert "Claire" not in "".join(texts(render(bare, kinds=KINDS)))


@pytest.mark.parametrize("text", ["A" * 10_000, "漢" * 10_000], ids=["word", "han"])
def test_ten_thousand_letters_are_printed_in_bounded_time(text: str) -> None:
    paper = preview(KINDS["receipt"], ["fr"])
    rendered = render(changed(paper, client={**values_of(paper)["client"], "names": {"fr": text}}), kinds=KINDS)
    assert squeezed(text)[:200] in squeezed("".join(texts(rendered)))


def test_a_card_with_much_to_say_is_set_smaller_and_one_with_too_much_is_refused() -> None:
    paper = preview(KINDS["certificate"], ["ar", "fr"])
    line = values_of(paper)["lines"][1]

    def with_stones(count: int) -> Paper:
        stones = [{"stone": "diamond", "count": n, "carats": "1.20", "quality": "F VVS1"} for n in range(1, count + 1)]
        return changed(paper, lines=[{**line, "piece": {**line["piece"], "stones": stones}}])

    assert render(with_stones(7), kinds=KINDS).pages == 1
    with pytest.raises(Refused, match="do not fit"):
        render(with_stones(80), kinds=KINDS)


def test_a_crocodile_is_named_with_its_species_and_its_permit() -> None:
    paper = preview(KINDS["certificate"], ["fr"], subject=1)
    skin = {"species": "Crocodylus niloticus", "common": {"fr": "crocodile du Nil"}, "cites": "26FR0750012345"}
    lines = [
        {**values_of(paper)["lines"][0], "serial": "AUR-C-000318", "piece": {"serial": "AUR-C-000318", "skins": [skin]}}
    ]
    text = "".join(texts(render(changed(paper, lines=lines), kinds=KINDS)))
    assert squeezed("crocodile du Nil Crocodylus niloticus, CITES 26FR0750012345") in squeezed(text)


def test_the_version_changes_with_the_template_and_not_with_its_sample(tmp_path: Path) -> None:
    def version(name: str, text: str) -> str:
        (tmp_path / name).write_text(text, "utf-8")
        return Kind("k", tmp_path).template_version

    first = version("page.html", "a")
    assert version("sample.toml", "b") == first
    styled = version("page.css", "c")
    assert styled != first
    assert version("page.html", "d") not in (first, styled)

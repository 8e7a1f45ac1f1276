"""Ticket and quote as pages: every word in every language, every glyph drawn, every content filled in."""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader

from core.commands.registry import records_of
from core.journal.issued import Document, paper_of
from core.journal.paper import Paper
from documents.catalogue import Catalogue
from documents.filing import kinds_of
from documents.kinds import Kind, Kinds
from documents.messages import messages_of
from documents.preview import preview
from documents.render import render
from plugins.repairs.plugin import plugin
from plugins.repairs.service import ReceiveRepair
from tests.plugins.repairs.conftest import Desk
from tests.support.cast import CROCODILE, GOLD, HANAKO, SARA, SHAN_XUE
from tests.support.papers import changed

KINDS = Kinds().with_more(plugin.document_kinds())
OURS = ("repairs.reception", "repairs.quote")
LANGUAGES = ("fr", "en", "de", "it", "ja", "zh-Hans", "ar")
TITLES = {
    "repairs.reception": {
        "fr": "Bon de réparation",
        "en": "Repair ticket",
        "de": "Reparaturannahme",
        "it": "Ricevuta di deposito per riparazione",
        "ja": "お修理お預かり証",
        "zh-Hans": "维修接收单",
    },
    "repairs.quote": {
        "fr": "Devis de réparation",
        "en": "Quote for repair",
        "de": "Kostenvoranschlag",
        "it": "Preventivo di riparazione",
        "ja": "お修理お見積書",
        "zh-Hans": "维修报价单",
    },
}


def words(pdf: bytes) -> str:
    """The text of a file, without spaces, which some scripts set and others do not."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def kind(name: str) -> Kind:
    """A kind of ours."""
    return KINDS[name]


@pytest.mark.parametrize("name", OURS)
def test_every_word_is_translated_into_every_language(name: str) -> None:
    catalogue = Catalogue(kind(name).locale_folders)
    assert catalogue.missing(messages_of(kind(name))) == ()
    assert set(LANGUAGES) <= catalogue.languages()


def test_no_catalogue_holds_a_word_that_no_page_says() -> None:
    said = frozenset().union(*(messages_of(kind(name)) for name in OURS))
    for folder in kind(OURS[0]).locale_folders:
        for path in sorted(folder.glob("*/vendome.po")):
            words_there = set(re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.M))
            assert words_there
            assert words_there <= said, path.parent.name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OURS)
def test_the_sample_fills_one_page_without_a_missing_glyph(name: str, language: str) -> None:
    drawn = render(preview(kind(name), (language,)), kinds=KINDS)
    assert drawn.pages == 1
    text = words(drawn.pdf)
    assert "R-7K3MXQ4B" in text
    assert "M38-000117" in text
    if language != "ar":  # shaped letters are not mapped back one by one
        assert "".join(TITLES[name][language].split()) in text


@pytest.mark.parametrize("pair", [("ar", "fr"), ("zh-Hans", "fr"), ("ja", "en"), ("fr", "ar")])
@pytest.mark.parametrize("name", OURS)
def test_a_pair_of_languages_stays_on_one_page(name: str, pair: tuple[str, str]) -> None:
    assert render(preview(kind(name), pair), kinds=KINDS).pages == 1


def sample(name: str, **values: Any) -> Paper:
    """The sample of a kind in English with other values."""
    return changed(preview(kind(name), ("en",)), **values)


def test_what_is_not_known_yet_is_said_in_words() -> None:
    bare = sample("repairs.reception", condition=[], photos=[], promised_on=None, staff=None, mentions=[])
    text = words(render(bare, kinds=KINDS).pdf)
    assert "Nothingtoremark." in text
    assert "Tobetoldwiththequote" in text
    assert "Photographs" not in text


def test_free_work_says_that_nothing_is_to_pay_and_prolongs_the_guarantee() -> None:
    text = words(render(sample("repairs.quote", covered=True, guarantee_months=12), kinds=KINDS).pdf)
    assert "Underguarantee:nothingtopay." in text
    assert "by12months" in text
    assert "guarantee" not in words(render(sample("repairs.quote"), kinds=KINDS).pdf)


def test_a_long_report_never_leaves_the_signatures_alone_on_a_page() -> None:
    long = sample("repairs.reception", condition=[f"Mark number {n} on the strap" for n in range(1, 13)])
    drawn = render(long, kinds=KINDS)
    assert drawn.pages == 2
    last = PdfReader(io.BytesIO(drawn.pdf)).pages[-1].extract_text().lower()
    assert "what happens next" in last
    assert "date and signature" in last


def test_hostile_text_is_printed_as_text() -> None:
    wicked = "<script>alert(1)</script> </div> {{ record.client }} \u202e{% if %} & ' \""
    for name, values in (
        ("repairs.reception", {"wish": wicked, "condition": [wicked] * 3}),
        ("repairs.quote", {"note": wicked}),
    ):
        assert "<script>alert(1)</script>" in words(render(sample(name, **values), kinds=KINDS).pdf)


@pytest.mark.parametrize(
    ("client", "serial", "sku", "language"),
    [
        (HANAKO, "M38-G00001", GOLD, "ja"),
        (SARA, "AUR-C-0001", CROCODILE, "ar"),
        (SHAN_XUE, "M38-G00002", GOLD, "zh-Hans"),
    ],
)
def test_what_the_desk_writes_can_be_printed_for_clients_of_three_scripts(
    paris: Desk, client: str, serial: str, sku: str, language: str
) -> None:
    taken = paris.do(ReceiveRepair("PAR1", client, serial, "La boucle est à resserrer", sku=sku))
    offer = paris.quote(taken["repair"], "120.00")
    kinds = kinds_of(paris.house)
    for answer in (taken, offer):
        with paris.house.reading(paris.actor("cm")) as session:
            [name] = answer["documents"]
            document = session.get(Document, UUID(name))
            assert document is not None
            assert document.languages[0] == language
            paper = paper_of(session, document, records_of(paris.house.suite))
        text = words(render(paper, kinds=kinds).pdf)
        assert taken["repair"] in text
        assert serial in text


def test_sample_and_record_are_of_one_class(paris: Desk) -> None:
    number = paris.receive()
    paris.quote(number, "120.00")
    with paris.house.reading(paris.actor("cm")) as session:
        for document in session.query(Document).filter(Document.kind.in_(OURS)):
            real = paper_of(session, document, records_of(paris.house.suite)).record
            assert type(real) is type(preview(kind(document.kind), ("fr",)).record)


def test_commands_of_other_boutiques_bring_the_language_of_their_country(paris: Desk) -> None:
    wish = ReceiveRepair("TYO1", HANAKO, "M38-G00003", "研磨をお願いします", sku=GOLD)
    answer = paris.do(wish, "st")
    with paris.house.reading(paris.actor("st")) as session:
        document = session.get(Document, UUID(answer["documents"][0]))
        assert document is not None
        assert document.languages == ["ja"]
        paper = paper_of(session, document, records_of(paris.house.suite))
    assert "山田花子様" in words(render(paper, kinds=KINDS).pdf)

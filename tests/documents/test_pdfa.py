"""The essentials of PDF/A-3, level B (ISO 19005-3), looked for in the bytes of each kind.

A full validator is a program of its own; these are the points that a change of template, font or library could break.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pikepdf
import pytest

from documents.kinds import Kinds
from documents.preview import preview
from documents.render import render

KINDS = Kinds()
ACTIONS = ("/JavaScript", "/Launch", "/URI", "/GoToR", "/SubmitForm", "/ImportData", "/Sound", "/Movie")
PAIRS = [("ja", "fr"), ("ar", "en")]


@cache
def file(kind: str, *languages: str) -> bytes:
    return render(preview(KINDS[kind], languages), kinds=KINDS).pdf


@pytest.fixture(params=[(kind, *pair) for kind in KINDS for pair in PAIRS], ids="-".join)
def pdf(request: pytest.FixtureRequest) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(file(*request.param))) as opened:
        yield opened


def dictionaries(pdf: pikepdf.Pdf) -> list[Any]:
    return [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream)]


def test_the_head_is_followed_by_four_high_bytes_so_that_nobody_takes_it_for_text() -> None:
    head = file("invoice", "ja", "fr")[:40]
    assert re.match(rb"%PDF-1\.7\n%[\x80-\xff]{4}", head)


def test_the_file_has_an_identity_and_no_lock(pdf: pikepdf.Pdf) -> None:
    assert len(pdf.trailer.ID) == 2
    assert all(len(bytes(half)) == 16 * 2 or len(bytes(half)) == 16 for half in pdf.trailer.ID)
    assert "/Encrypt" not in pdf.trailer


def test_the_metadata_claim_part_3_level_b_and_agree_with_the_files_properties(pdf: pikepdf.Pdf) -> None:
    assert pdf.docinfo["/CreationDate"] == "D:20261121140509Z"
    with pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert metadata["dc:title"] == str(pdf.docinfo["/Title"])
        assert metadata["dc:creator"] == [str(pdf.docinfo["/Author"])]
        assert metadata["xmp:CreatorTool"] == str(pdf.docinfo["/Creator"])
        assert metadata["pdf:Producer"] == str(pdf.docinfo["/Producer"])
        assert metadata["xmp:CreateDate"] == "2026-11-21T14:05:09Z"
    assert pdf.Root.Metadata.Type == "/Metadata"
    assert "/Filter" not in pdf.Root.Metadata


def test_colours_have_a_profile_that_is_inside(pdf: pikepdf.Pdf) -> None:
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    profile = intent.DestOutputProfile.read_bytes()
    assert profile[36:40] == b"acsp"
    assert profile[16:20] == b"RGB "
    assert int(intent.DestOutputProfile.N) == 3
    assert b"DeviceCMYK" not in b"".join(page.Contents.read_bytes() for page in pdf.pages)


def test_every_font_is_inside_with_a_way_back_to_letters(pdf: pikepdf.Pdf) -> None:
    fonts = [entry for entry in dictionaries(pdf) if entry.get("/Type") == "/Font"]
    outer = [font for font in fonts if font.Subtype == "/Type0"]
    inner = [font for font in fonts if font.Subtype != "/Type0"]
    assert outer
    assert len(inner) >= len(outer)
    assert all("/ToUnicode" in font for font in outer)
    for font in inner:
        assert str(font.Subtype).startswith("/CIDFontType")
        assert "/FontFile2" in font.FontDescriptor or "/FontFile3" in font.FontDescriptor
        assert re.match(r"/[A-Z]{6}\+", str(font.BaseFont)), "a subset names itself"


def test_nothing_in_the_file_acts_or_points_outside(pdf: pikepdf.Pdf) -> None:
    for forbidden in ("/AcroForm", "/OpenAction", "/AA", "/Collection"):
        assert forbidden not in pdf.Root
    # Names of places inside the page (where a card's text ends) are all that may be named; scripts and files are not.
    assert set(pdf.Root.get("/Names", pikepdf.Dictionary()).keys()) <= {"/Dests"}
    for entry in dictionaries(pdf):
        assert entry.get("/S") not in ACTIONS
        assert "/JS" not in entry
        assert entry.get("/Type") != "/Annot"
        if isinstance(entry, pikepdf.Stream):
            assert "/F" not in entry, "a stream's data is inside the file"
            assert entry.get("/Filter") != "/LZWDecode"
            assert not bool(entry.get("/Interpolate", False))

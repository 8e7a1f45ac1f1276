"""The only door: pictures by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from weasyprint.urls import FatalURLFetchingError

from core.base.errors import Refused
from documents.fetcher import AssetFetcher
from documents.kinds import Kinds
from documents.render import render
from tests.support.papers import curious

ADDRESSES = [
    "file:///etc/passwd",
    "file:frame.svg",
    "http://127.0.0.1/frame.svg",
    "https://example.org/",
    "ftp://example.org/frame.svg",
    "data:image/svg+xml,<svg/>",
    "asset:other.svg",
    "asset:../frame.svg",
    "asset:frame.html",
    "ASSET:frame.svg",
    "asset://frame.svg",
    "frame.svg",
    "",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_other_address_is_refused_and_remembered(address: str) -> None:
    fetcher = AssetFetcher({"frame.svg": b"<svg/>", "frame.html": b"x"})
    with pytest.raises(FatalURLFetchingError):
        fetcher(address)
    assert fetcher.refused == address


def test_a_picture_of_the_table_is_served_with_its_type() -> None:
    answer = AssetFetcher({"frame.svg": b"<svg/>"})("asset:frame.svg")
    assert answer.read() == b"<svg/>"
    assert answer.content_type == "image/svg+xml"


@pytest.mark.parametrize(
    "body",
    [
        '<img src="file:///etc/passwd">',
        '<img src="asset:absent.svg">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<style>@import "file:///etc/hostname";</style>',
        '<p style="background-image: url(http://127.0.0.1:9/x.png)">x</p>',
        '<img src="asset:inner.svg">',
        '<object data="file:///etc/passwd"></object>',
    ],
)
def test_a_page_that_asks_for_anything_else_is_not_printed(tmp_path: Path, body: str) -> None:
    (tmp_path / "page.css").write_text("")
    picture = '<image href="file:///etc/passwd" width="9" height="9"/>'
    (tmp_path / "inner.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{picture}</svg>')
    (tmp_path / "page.html").write_text(
        '{% extends "house/layout.html" %}{% block page %}' + body + "{% endblock %}", "utf-8"
    )
    with pytest.raises(Refused, match="not one of its pictures"):
        render(curious("curious"), kinds=Kinds({"curious": tmp_path}))

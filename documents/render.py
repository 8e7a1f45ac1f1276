"""One way to make a page: paper in, PDF/A-3 bytes out; the same paper gives the same bytes.

Level B is claimed and no more: level U would promise that every glyph, Arabic ligatures included, maps back to text one
by one, and level A a checked reading order.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from core.base.errors import Refused
from core.journal.paper import Paper
from core.journal.record import plain
from documents.fetcher import AssetFetcher
from documents.glyphs import examine
from documents.kinds import FONTS, HOUSE, Kind, Kinds
from documents.page import Composed, compose

#: WeasyPrint's options for every page.
PDF = {"pdf_variant": "pdf/a-3b", "pdf_forms": False}


#: What a layout engine raises when a text goes beyond what its authors foresaw; never memory or the operating system.
_LAYOUT_FAULTS = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, AssertionError, RecursionError)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished page.

    ``pdf``: the file; ``sha256``: 64 hex digits of it; ``pages``: how many; ``template_version``: 16 hex digits over
    template, styles and words; ``fonts``: families embedded.
    """

    pdf: bytes = field(repr=False)
    sha256: str
    pages: int
    template_version: str
    fonts: tuple[str, ...]


class Press:
    """What is kept warm between renders: one font configuration (memory grows without it) and the parsed styles.

    Pango's font maps are not safe to share between threads, so a press prints one page at a time.
    """

    def __init__(self) -> None:
        self._fonts = FontConfiguration()
        self._styles: dict[Path, list[Any]] = {}
        self._counters = CounterStyle()
        self._turn = threading.Lock()

    def styles(self, kind: Kind) -> list[Any]:
        """The font plan, the house's and the kind's styles, parsed once."""
        if kind.folder not in self._styles:
            texts = (FONTS.read_text("utf-8"), (HOUSE / "house.css").read_text("utf-8"), kind.text("page.css"))
            self._styles[kind.folder] = [
                CSS(string=text, font_config=self._fonts, counter_style=self._counters, url_fetcher=AssetFetcher({}))
                for text in texts
            ]
        return self._styles[kind.folder]

    def _warm(self, kind: Kind) -> dict[str, Any]:
        return {"stylesheets": self.styles(kind), "font_config": self._fonts, "counter_style": self._counters}

    def bare(self, composed: Composed, kind: Kind) -> bytes:
        """WeasyPrint alone on the same HTML and styles: what benchmarks compare with."""
        page = HTML(string=composed.html, url_fetcher=AssetFetcher(composed.assets))
        pdf: bytes = page.write_pdf(**self._warm(kind), **PDF)
        return pdf

    def layout(self, composed: Composed, kind: Kind) -> Any:
        """WeasyPrint's document, laid out and not yet written: where every box stands, for tests that measure."""
        return self._laid(composed, kind, AssetFetcher(composed.assets))

    def _laid(self, composed: Composed, kind: Kind, fetcher: AssetFetcher) -> Any:
        return HTML(string=composed.html, url_fetcher=fetcher).render(**self._warm(kind), **PDF)

    def print(self, paper: Paper, kind: Kind) -> Rendered:
        """Compose, lay out, examine, write. Refused when the paper cannot be printed faithfully."""
        with self._turn:
            fetcher = AssetFetcher({})
            try:
                for dense in (False, True):
                    composed = compose(paper, kind, dense=dense)
                    fetcher = AssetFetcher(composed.assets)
                    document = self._laid(composed, kind, fetcher)
                    if not _crowded(document.pages, kind):
                        break
                else:
                    raise Refused(
                        f"The texts of {paper.number} do not fit on its {kind.name}. Shorten the names and details."
                    )
                if kind.settings.get("height") == "content":
                    _cut_roll(document.pages)
                pdf = document.write_pdf(**PDF)
                if fetcher.refused is not None:
                    # A picture inside a picture: WeasyPrint leaves it out and goes on.
                    raise FatalURLFetchingError(fetcher.refused)
            except FatalURLFetchingError:
                raise Refused(
                    f"The page {kind.name!r} asks for {fetcher.refused!r}, which is not one of its pictures. "
                    "Put the picture in the kind's folder and call it by asset:name."
                ) from None
            except _LAYOUT_FAULTS as wrong:
                # The reader gets a sentence; the cause stays attached.
                raise Refused(
                    f"The page {kind.name!r} of {paper.number} cannot be laid out ({type(wrong).__name__}). "
                    "Shorten its longest texts, or correct page.css."
                ) from wrong
        allowed = kind.settings.get("fonts", ())
        plan = allowed if isinstance(allowed, list | tuple) else ()
        fonts = examine(document.fonts.values(), plain(paper.record), plan)
        return Rendered(pdf, hashlib.sha256(pdf).hexdigest(), len(document.pages), kind.template_version, fonts)


def _crowded(pages: list[Any], kind: Kind) -> bool:
    """Whether two parts of a card, placed by themselves, run into each other (``apart`` in kind.toml)."""
    apart = kind.settings.get("apart")
    if not isinstance(apart, list) or len(apart) != 2:
        return False
    anchors = pages[0].anchors
    above, below = (anchors.get(str(name)) for name in apart)
    # What runs off the page is not there at all, and neither is its element.
    return len(pages) > 1 or above is None or below is None or bool(above[1] > below[1])


def _cut_roll(pages: list[Any]) -> None:
    """Cut the last page of a roll where its content ends: at the element whose id is ``end``.

    Nothing is laid out again: a page's height only places its origin and its media box.
    """
    last = pages[-1]
    if "end" in last.anchors:
        last.height = min(last.height, last.anchors["end"][1])


_press: Press | None = None
_opening = threading.Lock()


def press() -> Press:
    """This process's press, opened at the first page."""
    global _press
    with _opening:
        if _press is None:
            _press = Press()
        return _press


def render(paper: Paper, *, kinds: Kinds) -> Rendered:
    """The PDF of one paper. Refused when its kind is unknown, a value is missing or a character cannot be drawn."""
    return press().print(paper, kinds[paper.kind])


def describe(rendered: Rendered) -> Mapping[str, object]:
    """What the journal keeps of a page beside its bytes."""
    return {
        "sha256": rendered.sha256,
        "pages": rendered.pages,
        "template_version": rendered.template_version,
        "fonts": list(rendered.fonts),
    }

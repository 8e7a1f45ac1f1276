"""What a template can say: words, texts and figures in the languages of one paper.

Every answer is escaped markup with its language and direction written on it, so a text can neither leave its place nor
choose the wrong letter shapes. WeasyPrint lays each element's text out as a paragraph of its own (Unicode Standard
Annex 9), so one element per inserted text is what isolates it.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import segno
from markupsafe import Markup, escape

from core.base.languages import fallbacks, locale_of
from core.journal.paper import Paper
from documents import format as formats
from documents.catalogue import Catalogue
from documents.language import (
    ORDERS,
    choose,
    direction,
    first_strong,
    habits,
    respelled,
    script_group,
    shape_language,
)
from documents.materials import word

#: Longest text that is never broken over two lines (a serial, a document's number).
_WHOLE = 40
#: Longest word without a place to break; no hyphenated word of a dictionary is longer.
_LONGEST_WORD = 30
_LONG_WORD = re.compile(rf"(\S{{{_LONGEST_WORD + 1},}})")
ZWJ = "\u200d"


class Voice:
    """The functions a template may call, bound to one paper. ``assets`` collects the pictures made for it."""

    def __init__(self, paper: Paper, catalogue: Catalogue) -> None:
        self.first = paper.languages[0]
        self.second = paper.languages[1] if len(paper.languages) > 1 else ""
        self.assets: dict[str, bytes] = {}
        self._region = paper.region
        self._habits = habits(self.first, paper.region)
        self._currency = paper.record.currency
        self._catalogue = catalogue

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Name in the template → function."""
        return {
            "t": self.t,
            "t2": self.t2,
            "run": self.run,
            "whole": self.whole,
            "figure": self.figure,
            "say": self.say,
            "say2": self.say2,
            "courtesy": self.courtesy,
            "lines": self.lines,
            "speaks": self.speaks,
            "material": self.material,
            "material2": self.material2,
            "country": self.country,
            "group": script_group,
            "side": self.side,
            "comma": self.comma,
            "amount": self.amount,
            "money": self.money,
            "percent": self.percent,
            "quantity": self.quantity,
            "plain": self.plain,
            "grams": self.grams,
            "carats": self.carats,
            "date": self.date,
            "month": self.month,
            "clock": self.clock,
            "hijri": self.hijri,
            "qr": self.qr,
        }

    # Words and texts

    def run(self, text: object, language: str = "", css: str = "") -> Markup:
        """One inserted text, isolated: direction of its first strong letter, shapes of its language."""
        shown = str(text).translate(ORDERS)
        spoken = language or self.first
        shapes = shape_language(shown, spoken, self._region)
        side = first_strong(shown) or "ltr"
        return Markup('<bdi class="{}" lang="{}" dir="{}">{}</bdi>').format(
            f"{script_group(shapes)} {css}".strip(), shapes, side, breakable(shown)
        )

    def whole(self, text: object) -> Markup:
        """A serial, a number, a code: left to right, never broken, in figures that line up."""
        shown = str(text).translate(ORDERS)
        css = "figure whole" if len(shown) <= _WHOLE else "figure"
        shapes = shape_language(shown, "en", self._region)
        return Markup('<bdi class="{}" lang="{}" dir="{}">{}</bdi>').format(
            css, shapes, first_strong(shown) or "ltr", breakable(shown)
        )

    def t(self, message: str, /, **texts: object) -> Markup:
        """The house's words in the first language; ``texts`` fill the ``{places}``, each isolated."""
        return self._words(message, self.first, texts)

    def t2(self, message: str, /, **texts: object) -> tuple[Markup, Markup]:
        """The house's words in both languages; the second is empty for one language or where it would repeat."""
        words = self._catalogue.speak(message, self.first)[0]
        if not self.second or self._catalogue.speak(message, self.second)[0] == words:
            return self._words(message, self.first, texts), Markup("")
        return self._words(message, self.first, texts), self._words(message, self.second, texts)

    def _words(self, message: str, language: str, texts: Mapping[str, object]) -> Markup:
        words, spoken = self._catalogue.speak(message, language)
        words = respelled(words, habits(language, self._region))
        inside = (
            Markup(escape(words)).format(
                **{name: text if isinstance(text, Markup) else self.run(text, language) for name, text in texts.items()}
            )
            if texts
            else Markup(escape(words))
        )
        return Markup('<span class="w {}" lang="{}" dir="{}">{}</span>').format(
            script_group(spoken), spoken, direction(spoken), inside
        )

    def side(self, text: object) -> str:
        """Direction a text of its own should run in: that of its first strong letter."""
        return first_strong(text.striptags() if isinstance(text, Markup) else str(text)) or "ltr"

    def comma(self) -> str:
        """What stands between the parts of a list, space included, in the first language."""
        return formats.sign("comma", self.first)

    def say(self, texts: object, language: str = "") -> Markup:
        """A text by language, in the first language (or the one named) as far as it is given."""
        chosen = choose(texts, language or self.first)
        return self.run(chosen.text, chosen.language) if chosen.lines else Markup("")

    def say2(self, texts: object) -> tuple[Markup, Markup]:
        """A text by language, in both languages; the second is empty where it is not given or says the same."""
        first = choose(texts, self.first)
        if not first.lines:
            return Markup(""), Markup("")
        shown = self.run(first.text, first.language)
        if not self.second or not self.speaks(texts, self.second):
            return shown, Markup("")
        second = choose(texts, self.second)
        return shown, Markup("") if second.text == first.text else self.run(second.text, second.language)

    def courtesy(self, texts: object, law: str) -> tuple[Markup, ...]:
        """A law's sentence in the paper's languages other than the law's own, as far as it is given."""
        own = law.split("-")[0]
        others = (tag for tag in (self.first, self.second) if tag and tag.split("-")[0] != own)
        return tuple(self.say(texts, tag) for tag in others if self.speaks(texts, tag))

    def lines(self, texts: object) -> tuple[Markup, ...]:
        """Lines of an address by language, in the first language as far as it is given."""
        chosen = choose(texts, self.first)
        return tuple(self.run(line, chosen.language) for line in chosen.lines)

    def speaks(self, texts: object, language: str) -> bool:
        """Whether a text by language holds this very language (or its parent)."""
        return isinstance(texts, Mapping) and any(texts.get(tag) for tag in fallbacks(language))

    def material(self, group: str, code: str) -> Markup:
        """The word for a metal, a stone, a tender, a code's purpose; a code without a word is shown as it is."""
        known = word(group, code)
        return self.t(known) if known else self.run(code.replace("_", " "))

    def material2(self, group: str, code: str) -> tuple[Markup, Markup]:
        """The same in both languages."""
        known = word(group, code)
        return self.t2(known) if known else (self.run(code.replace("_", " ")), Markup(""))

    def country(self, code: str) -> Markup:
        """A country's name by its ISO 3166-1 code, in the first language."""
        return self.run(locale_of(self.first).territories.get(code, code), self.first)

    # Figures

    def figure(self, text: object, side: str = "ltr", language: str = "") -> Markup:
        """Formatted figures, isolated; ``side`` is the direction they are read in."""
        return Markup('<bdi class="figure" lang="{}" dir="{}">{}</bdi>').format(language or self.first, side, str(text))

    def amount(self, text: object, currency: str = "") -> Markup:
        """An amount without its currency, for a column whose head names it."""
        return self.figure(formats.amount(text, currency or self._currency, self._habits))

    def money(self, text: object, currency: str = "") -> Markup:
        """An amount with its currency."""
        return self.figure(formats.money(text, currency or self._currency, self._habits), direction(self.first))

    def percent(self, rate: object) -> Markup:
        """A rate."""
        return self.figure(formats.percent(rate, self._habits))

    def quantity(self, value: object) -> Markup:
        """A count of pieces."""
        return self.figure(formats.quantity(value, self._habits))

    def plain(self, value: object) -> Markup:
        """A number with the decimals it was given."""
        return self.figure(formats.plain(value, self._habits))

    def grams(self, value: object) -> Markup:
        """A weight in grams."""
        return self.figure(formats.grams(value, self._habits), direction(self.first))

    def carats(self, value: object) -> Markup:
        """A weight in carats."""
        return self.figure(formats.carats(value, self._habits), direction(self.first))

    def date(self, text: str, language: str = "") -> Markup:
        """A day, in full."""
        spoken = language or self.first
        return self.figure(formats.date(text, habits(spoken, self._region)), direction(spoken), spoken)

    def month(self, text: str) -> Markup:
        """A month and its year."""
        return self.figure(formats.month(text, self._habits), direction(self.first))

    def clock(self, text: str) -> Markup:
        """A time of day, where the boutique is."""
        return self.figure(formats.clock(text, self._habits), direction(self.first))

    def hijri(self, text: str) -> Markup:
        """A day of the Umm al-Qura calendar, in the language of the paper that writes Arabic if one does."""
        spoken = next((tag for tag in (self.first, self.second) if tag.split("-")[0] == "ar"), self.first)
        return self.figure(formats.hijri(text, spoken), direction(spoken), spoken)

    # Signs

    def qr(self, payload: str) -> str:
        """Address of a QR code (ISO/IEC 18004, error correction M) drawn as vectors.

        Without its quiet zone: the styles keep the paper white round it, so that it can stand on the margin's line.
        """
        drawn = io.BytesIO()
        segno.make(payload, error="m", micro=False, boost_error=False).save(
            drawn, kind="svg", border=0, dark="#1c1a17", light=None, xmldecl=False, nl=False, omitsize=True
        )
        name = f"qr-{hashlib.sha256(payload.encode()).hexdigest()[:16]}.svg"
        self.assets[name] = drawn.getvalue()
        return f"asset:{name}"


def breakable(text: str) -> Markup:
    """The text with a place to break every 30 letters of a word that is longer: no word may push a column off the page.

    (The style ``overflow-wrap: anywhere`` does the same by trying every letter: ten thousand letters took minutes.)
    """
    if not _LONG_WORD.search(text):
        return Markup(escape(text))
    return Markup("<wbr>").join(part for word in _LONG_WORD.split(text) for part in _parts(word))


def _parts(word: str) -> list[str]:
    """A long word cut in pieces, never between a letter and its marks; anything else as it is."""
    if not _LONG_WORD.fullmatch(word):
        return [word]
    cuts = [0]
    for at, character in enumerate(word):
        if at - cuts[-1] >= _LONGEST_WORD and not unicodedata.category(character).startswith("M") and character != ZWJ:
            cuts.append(at)
    return [word[start:end] for start, end in zip(cuts, [*cuts[1:], len(word)], strict=True)]


def is_zero(text: object) -> bool:
    """Template test ``is zero``: decimal text that amounts to nothing (``"0.00"``)."""
    return formats.number(text, "amount").is_zero()

"""From a paper to HTML: the template is given the frozen record and the functions of :mod:`documents.voice`.

Templates are run in Jinja2's sandbox with autoescape and strict undefined names; they can reach the values, the house's
shared macros and their own folder, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.environment import Environment
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from core.base.errors import Refused
from core.base.languages import known_language
from core.journal.paper import Paper
from core.journal.record import plain
from documents.catalogue import Catalogue
from documents.kinds import HOUSE, Kind
from documents.language import direction
from documents.voice import Voice, is_zero

_DEEPEST = 24
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Composed:
    """A page ready to be laid out: its HTML and the pictures it may ask for, by name."""

    html: str
    assets: Mapping[str, bytes]


def compose(paper: Paper, kind: Kind, *, dense: bool = False) -> Composed:
    """Fill the kind's template; ``dense`` asks for the smaller hand.

    Refused: an unknown language, the same one twice, a text that cannot be printed, a value that the record does not
    have, no such line, a line for a page that is about none.
    """
    if not 1 <= len(paper.languages) <= 2:
        raise Refused(f"A paper speaks one or two languages, not {len(paper.languages)}. Name the client's first.")
    if len(set(paper.languages)) < len(paper.languages):
        raise Refused(f"A paper speaks {paper.languages[0]} once. Name it alone, or another language beside it.")
    for language in paper.languages:
        known_language(language)
    check_texts(plain(paper.record))
    voice = Voice(paper, Catalogue(kind.locale_folders))
    about = paper.record.kind
    title = _title(paper, kind, voice, about)
    try:
        html = _template(kind).render(
            voice.functions(),
            record=paper.record,
            dense=dense,
            kind=kind.name,
            paper_class=kind.chosen("title_key", about, kind.name),
            number=paper.number,
            duplicate_of=paper.duplicate_of,
            first=voice.first,
            second=voice.second,
            dir=direction(voice.first),
            mirrored=bool(voice.second) and direction(voice.first) != direction(voice.second),
            title=title,
            title_text=title[0].striptags(),
            line=_subject(paper, kind),
        )
    except TemplateError as wrong:
        raise Refused(
            f"The page {kind.name!r} cannot be filled: {wrong.message}. Give the value, or correct page.html."
        ) from wrong
    return Composed(html, MappingProxyType({**_pictures(kind), **voice.assets}))


def _title(paper: Paper, kind: Kind, voice: Voice, about: str) -> tuple[Markup, Markup]:
    """The page's title in the paper's languages: the law's where the law gives it, else the house's word.

    A law's title that no language of the paper would show is printed second: it must be there.
    """
    house = kind.chosen("title", about, kind.name)
    law = paper.record.titles.get(kind.chosen("title_key", about, kind.name))
    if not law:
        return voice.t2(house)
    shown = [
        voice.say(law, language) if voice.speaks(law, language) else words
        for language, words in zip((voice.first, voice.second), voice.t2(house), strict=True)
        if language
    ]
    if not any(voice.speaks(law, language) for language in paper.languages):
        return shown[0], voice.say(law, next(iter(law)))
    second = shown[1] if len(shown) > 1 else Markup("")
    return shown[0], Markup("") if second.striptags() == shown[0].striptags() else second


def _subject(paper: Paper, kind: Kind) -> Any:
    """The line that the page is about, None for a page about the whole."""
    wanted, n = kind.settings.get("subject"), paper.subject
    if wanted is None:
        if n is not None:
            raise Refused(f"The {kind.name} is about the whole, not about line {n}. Leave the line out.")
        return None
    line, pieces = paper.record.line(n), paper.record.lines_of_pieces
    if line is not None and (wanted == "line" or n in pieces):
        return line
    which = f"; lines of a piece: {', '.join(map(str, pieces)) or 'none'}" if wanted == "piece" else ""
    fault = "names no line" if n is None else f"has no line {n}" if line is None else f"has no piece in line {n}"
    raise Refused(f"The {kind.name} is for one {wanted}, and {paper.number} {fault}. Name its line{which}.")


def check_texts(value: Any, path: str = "record", depth: int = 0) -> None:
    """Refuse plain values of which a text cannot be printed, with the field's name: control characters and half
    characters, floats and objects, nesting beyond 24."""
    if depth > _DEEPEST:
        raise Refused(f"{path} is nested deeper than {_DEEPEST} levels. Flatten it.")
    if isinstance(value, str):
        if _UNPRINTABLE.search(value):
            raise Refused(f"{path} holds a control character or half a character. Type it again without it.")
    elif isinstance(value, Mapping):
        for key, text in value.items():
            check_texts(text, f"{path}.{key}", depth + 1)
    elif isinstance(value, list | tuple):
        for n, one in enumerate(value):
            check_texts(one, f"{path}[{n}]", depth + 1)
    elif value is not None and not isinstance(value, bool | int):
        fault = f"{path} is a {type(value).__name__}, not a plain value."
        raise Refused(f"{fault} Give text, a whole number, a list or a map.")


class _PageEnvironment(ImmutableSandboxedEnvironment):
    """Sandbox where a map's dot means its key and never a method: ``titles.items`` is the title called items."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Mapping):
            return obj[argument] if argument in obj else self.undefined(obj=obj, name=str(argument))
        return super().getitem(obj, argument)


class _Loader(BaseLoader):
    """``house/<name>`` is the shared folder, anything else a plain name in the kind's own folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        shared = template.startswith("house/")
        name = template.removeprefix("house/")
        path = (HOUSE if shared else self._folder) / name
        if "/" in name or "\\" in name or name.startswith(".") or not path.is_file():
            raise TemplateNotFound(template)
        return path.read_text("utf-8"), str(path), None


@cache
def environment(folder: Path) -> Environment:
    """The environment that a kind's templates run in."""
    created = _PageEnvironment(
        loader=_Loader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    created.tests["zero"] = is_zero
    return created


def _template(kind: Kind) -> Any:
    return environment(kind.folder).get_template("page.html")


def _pictures(kind: Kind) -> Mapping[str, bytes]:
    return _pictures_in(kind.folder)


@cache
def _pictures_in(folder: Path) -> Mapping[str, bytes]:
    found = [path for place in (HOUSE, folder) for path in sorted(place.glob("*.svg"))]
    return MappingProxyType({path.name: path.read_bytes() for path in found})

"""Kinds of paper examined from their folders alone: every file, every word in every language, every glyph drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from core.base.errors import VendomeError
from core.base.findings import Finding

#: What the folder of a kind of a plugin holds.
FILES = ("kind.toml", "page.html", "page.css", "sample.toml")


def examine_kinds(folders: Mapping[str, Path]) -> Iterator[Finding]:
    """What is wrong with the kinds of a plugin, name → folder: what is missing, and what the sample says when it is
    drawn in English and in every language of the plugin's own catalogue."""
    for name, folder in sorted(folders.items()):
        missing = [file for file in FILES if not (folder / file).is_file()]
        yield from (Finding("error", name, f"{folder.name}/{file} is missing. Add it.") for file in missing)
        if not missing:
            try:
                yield from _drawn(name, folder)
            except VendomeError as fault:
                yield Finding("error", name, str(fault))


def _drawn(name: str, folder: Path) -> Iterator[Finding]:
    from documents.catalogue import SOURCE, Catalogue, read_folder
    from documents.kinds import Kinds
    from documents.messages import messages_of
    from documents.preview import preview
    from documents.render import render  # the engine that draws: a second, spent only where a page is

    kinds = Kinds().with_more({name: folder})
    kind = kinds[name]
    catalogue, messages = Catalogue(kind.locale_folders), sorted(messages_of(kind))
    own = {language for place in kind.locale_folders for language in read_folder(place)}
    for language in sorted({SOURCE, *own}):
        for message in messages:
            if catalogue.find(message, language) is None:
                text = f"«{message}» is not translated into {language}. Add it to its vendome.po."
                yield Finding("error", f"{name}.{language}", text)
        try:
            render(preview(kind, (language,)), kinds=kinds)
        except VendomeError as fault:
            yield Finding("error", f"{name}.{language}", str(fault))

"""The house's own words on paper, in every language that has a catalogue.

English is the source: the message itself. Catalogues are gettext ``.po`` files read as they are (no compiled copy to go
stale), in ``locale/<language>/vendome.po`` with the language as CLDR writes it (``zh_Hans``). A plugin's kinds bring
their own catalogues, looked up before the house's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from core.base.errors import Refused
from core.base.languages import fallbacks

#: The catalogues of this room.
HOUSE = Path(__file__).parent / "locale"
#: The source language: needs no catalogue.
SOURCE = "en"


@cache
def read_folder(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Every catalogue under a ``locale`` folder: BCP 47 language → message → translation.

    Fuzzy and empty entries count as missing. Refused when a file is not a catalogue.
    """
    found: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*/vendome.po")):
        language = path.parent.name.replace("_", "-")
        try:
            with path.open("rb") as file:
                entries = read_po(file, locale=None, domain="vendome", abort_invalid=True)
        except Exception as wrong:
            raise Refused(f"{path.parent.name}/vendome.po cannot be read: {wrong}. Correct that line.") from wrong
        found[language] = {
            str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string and not entry.fuzzy
        }
    return found


class Catalogue:
    """Words from one or several ``locale`` folders, the first that knows a message answering."""

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        """``folders``: the ``locale`` folders of the kind's own plugin; the house's is always asked last."""
        self._folders = tuple(read_folder(folder) for folder in (*folders, HOUSE))

    def languages(self) -> frozenset[str]:
        """Languages that at least one catalogue speaks, English included."""
        return frozenset({SOURCE, *(language for folder in self._folders for language in folder)})

    def find(self, message: str, language: str) -> str | None:
        """The translation, or None when no catalogue of the language or its parents has it."""
        for tag in fallbacks(language):
            if tag == SOURCE:
                return message
            for folder in self._folders:
                if message in folder.get(tag, {}):
                    return folder[tag][message]
        return None

    def speak(self, message: str, language: str) -> tuple[str, str]:
        """The words and the language they are in: the one asked for, or English when nobody has translated it.

        The test of coverage makes a missing translation an error before a client can meet one; a language without any
        catalogue (a client who reads Thai) gets English labels round their own names and texts.
        """
        found = self.find(message, language)
        return (message, SOURCE) if found is None else (found, language)

    def missing(self, messages: Iterable[str]) -> tuple[str, ...]:
        """What is not translated, as ``"ja: Total"``, over every language that has a catalogue."""
        wanted = sorted(set(messages))
        return tuple(
            f"{language}: {message}"
            for language in sorted(self.languages())
            for message in wanted
            if self.find(message, language) is None
        )

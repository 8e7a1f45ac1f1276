"""Kinds of page: a folder each.

A folder holds ``page.html`` (the template), ``page.css``, ``sample.toml`` (values to preview it without a database),
``kind.toml`` (optional: its title, its paper) and pictures. Built-in: invoice, receipt, certificate; plugins add more.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from core.base.errors import Refused

_HERE = Path(__file__).parent
#: Letterhead, macros, pictures and rules that every kind shares.
HOUSE = _HERE / "house"
#: The font plan.
FONTS = _HERE / "fonts.css"

#: What kind.toml may say, and the words of a setting that takes only some.
_SETTINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"title": (), "title_key": (), "height": ("content",), "subject": ("line", "piece"), "apart": (), "fonts": ()}
)

BUILT_IN: Mapping[str, Path] = MappingProxyType({name: _HERE / name for name in ("invoice", "receipt", "certificate")})


@dataclass(frozen=True)
class Kind:
    """One kind of page and where its folder is."""

    name: str
    folder: Path

    @cached_property
    def settings(self) -> Mapping[str, object]:
        """``kind.toml``, or nothing.

        ``title``: the house's word for the page, or a table of words by the paper's own ``kind`` value; ``title_key``:
        likewise, the key under which a law's title is looked up in the paper's ``titles``; ``height``: ``"content"``
        for a roll cut where the text ends; ``subject``: ``"line"`` when the page is about one line of the sale,
        ``"piece"`` when about one that holds a unique piece;
        ``apart``: ids of two elements of which the second must begin below the first, or the page is set again in a
        smaller hand (``html.dense``); ``fonts``: families the kind's page.css uses beyond the house's plan.
        """
        path = self.folder / "kind.toml"
        try:
            said = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
            raise Refused(f"kind.toml of {self.name!r} cannot be read: {wrong}. Correct that line.") from wrong
        for key, value in said.items():
            if key not in _SETTINGS:
                raise Refused(f"kind.toml of {self.name!r}: no setting {key!r}. Settings: {', '.join(_SETTINGS)}.")
            if _SETTINGS[key] and value not in _SETTINGS[key]:
                words = " or ".join(map(repr, _SETTINGS[key]))
                raise Refused(f"kind.toml of {self.name!r}: {key} is {words}, not {value!r}. Correct it.")
        return MappingProxyType(said)

    def chosen(self, setting: str, about: str, otherwise: str) -> str:
        """A setting that is one text, or a table of texts by what the paper is about (``sale``, ``return``)."""
        choice = self.settings.get(setting, otherwise)
        if isinstance(choice, Mapping):
            choice = choice.get(about, otherwise)
        return str(choice)

    @property
    def locale_folders(self) -> tuple[Path, ...]:
        """Catalogues beside the kind: in its folder, beside it, or in the plugin that holds ``documents/<kind>``."""
        near = (self.folder / "locale", self.folder.parent / "locale", self.folder.parent.parent / "locale")
        return tuple(folder for folder in near if folder.is_dir() and folder != _HERE / "locale")

    def text(self, name: str) -> str:
        """The text of ``page.html`` or ``page.css``; refused when the folder lacks it."""
        path = self.folder / name
        try:
            return path.read_text("utf-8")
        except OSError:
            raise Refused(f"The kind {self.name!r} has no {name}. Add it to the kind's folder.") from None

    @cached_property
    def template_version(self) -> str:
        """16 hex digits over every file that can change the look: the kind's, the house's, fonts and words."""
        digest = hashlib.sha256()
        folders = (self.folder, HOUSE, _HERE / "locale", *self.locale_folders)
        files = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
        for path in sorted(files | {FONTS, _HERE / "hijri.toml", _HERE / "units.toml"}, key=_place):
            if path.suffix in {".html", ".css", ".toml", ".svg", ".po"} and path.name != "sample.toml":
                digest.update(f"{_place(path)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()[:16]


def _place(path: Path) -> str:
    """A file's name in the version's hash: three last parts, the same wherever the suite is installed."""
    return "/".join(path.parts[-3:])


class Kinds(Mapping[str, Kind]):
    """The kinds that a house can print: name → :class:`Kind`."""

    def __init__(self, folders: Mapping[str, Path] = BUILT_IN) -> None:
        """``folders``: name → folder. A name is what ``Paper.kind`` says, such as ``repairs.quote``."""
        for name, folder in folders.items():
            if not (folder / "page.html").is_file():
                raise Refused(f"The kind {name!r} has no page.html. Put one in its folder, or take the kind out.")
        self._kinds = {name: Kind(name, folder) for name, folder in folders.items()}

    def __getitem__(self, name: str) -> Kind:
        try:
            return self._kinds[name]
        except KeyError:
            known = ", ".join(sorted(self._kinds))
            raise Refused(f"No kind of page is called {name!r}. Known are: {known}.") from None

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def folders(self) -> dict[str, Path]:
        """Name → folder, to hand the same kinds to another process."""
        return {name: kind.folder for name, kind in self._kinds.items()}

    def with_more(self, folders: Mapping[str, Path]) -> Kinds:
        """These kinds and a plugin's; refused when a name is taken."""
        taken = sorted(set(folders) & set(self._kinds))
        if taken:
            raise Refused(f"The kind {taken[0]!r} exists already. Give the plugin's kind its plugin's name first.")
        return Kinds({**self.folders(), **folders})

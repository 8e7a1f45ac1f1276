"""Which of the house's words a kind says, read from its templates: what a catalogue must translate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import nodes

from core.base.errors import Refused
from documents.kinds import HOUSE, Kind
from documents.materials import messages as material_messages
from documents.page import environment

#: Functions and macros whose first argument is a message.
_SPEAKERS = frozenset({"t", "t2", "label"})


def messages_of(kind: Kind) -> frozenset[str]:
    """Every message a page of this kind can say, its titles and the words for materials and tenders included.

    Refused when a template makes up a message as it goes: nobody could translate it.
    """
    found = set(material_messages())
    title = kind.settings.get("title", kind.name)
    found.update(map(str, title.values()) if isinstance(title, Mapping) else [str(title)])
    for path in (*sorted(kind.folder.glob("*.html")), *sorted(HOUSE.glob("*.html"))):
        found.update(_spoken_in(path, kind))
    return frozenset(found)


def _spoken_in(path: Path, kind: Kind) -> Iterator[str]:
    tree = environment(kind.folder).parse(path.read_text("utf-8"))
    for call in tree.find_all(nodes.Call):
        called = call.node
        name = called.name if isinstance(called, nodes.Name) else getattr(called, "attr", "")
        if name not in _SPEAKERS or not call.args:
            continue
        said = call.args[0]
        if isinstance(said, nodes.Const) and isinstance(said.value, str):
            yield said.value
        elif path.parent != HOUSE:
            # The house's own macro `label` passes its argument on; a kind must name the words.
            raise Refused(
                f"{path.name} of {kind.name!r} says words that it makes up on line {call.lineno}. "
                "Write the message itself, so that it can be translated."
            )

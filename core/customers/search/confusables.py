"""Letters of two alphabets in one word, and marks that cannot be seen: doubts about a name, kept as given."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.base.findings import Finding
from core.names.transliteration.script import script_of_character

_WORD = re.compile(r"[^\W\d_]+")
#: Alphabets whose letters are mistaken for each other's: Unicode Technical Standard 39, restriction levels.
_ALIKE = frozenset({"Latn", "Cyrl", "Grek", "Armn"})
_HIDDEN = re.compile("[\u00ad\u034f\u115f\u1160\u180e\u200b\u202a-\u202e\u2060-\u2069\u3164\ufeff]")


def doubtful_letters(fields: Mapping[str, str]) -> list[Finding]:
    """Doubts about the letters of a name: kept as given, and shown."""
    found = []
    for field, text in fields.items():
        for word in _WORD.findall(text):
            mixed = sorted({script_of_character(char) for char in word} & _ALIKE)
            if len(mixed) > 1:
                sentence = f"{word} mixes letters that only look alike ({', '.join(mixed)}). Please type it again."
                found.append(Finding("warn", f"customer.name.{field}", sentence))
        if _HIDDEN.search(text):
            sentence = "The name holds a mark that cannot be seen, such as a change of direction. Please type it again."
            found.append(Finding("warn", f"customer.name.{field}", sentence))
    return found

"""Names across scripts: how a name may be read in another script, and the keys under which it is found again.

Everything a client gave wins over everything we work out, and what we work out says so. Importing this package loads no
table and no library; each is read when the first name needs it.
"""

from __future__ import annotations

from core.names.transliteration.folding import fold
from core.names.transliteration.keys import query_words, search_keys
from core.names.transliteration.parts import NameParts, Reading, ReadingSource
from core.names.transliteration.readings import readings
from core.names.transliteration.script import script_of

__all__ = [
    "NameParts",
    "Reading",
    "ReadingSource",
    "fold",
    "query_words",
    "readings",
    "script_of",
    "search_keys",
]

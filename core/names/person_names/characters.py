"""What a name's letters are: script, first grapheme cluster, initials, capitals.

ICU is loaded on first use only; a break iterator keeps its text, so every thread has its own.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any

from core.names.person_names.locale_tags import UNKNOWN_SCRIPT

_NO_SCRIPT = frozenset({"Zyyy", "Zinh", "Zzzz"})
#: Below this code point no character joins the one before it, except LF after CR.
_FIRST_JOINER = 0x300
#: Languages whose capitals follow rules of their own (Unicode SpecialCasing, CLDR casing).
OWN_CAPITALS = frozenset({"az", "el", "hy", "lt", "tr"})
#: The signs that join two consonants outside India's six large scripts (DerivedCoreProperties, InCB=Linker).
_LINKERS = frozenset(
    "\u1039\u17d2\u1a60\u1b44\u1bab\ua9c0\uaaf6\U00010a3f\U00011133\U000113d0\U0001193e\U00011a47\U00011a99\U00011f42"
)
#: Scripts without spaces of which ICU for C looks up no run shorter than this, ICU for Java any.
_DICTIONARIES, _LOOKED_UP = frozenset({"Mymr", "Laoo"}), 4
_own = threading.local()


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    import icu  # loading takes tens of milliseconds: only when a name is formatted

    return str(icu.Script.getScript(character).getShortName())


def name_script(texts: Iterable[str]) -> str:
    """The script of the first character that has one of its own, surname before given name; else ``Zzzz``."""
    for text in texts:
        for character in text:
            # A lone surrogate has no script and ICU does not take it.
            if not "\ud800" <= character <= "\udfff":
                found = _script(character)
                if found not in _NO_SCRIPT:
                    return found
    return UNKNOWN_SCRIPT


def first_grapheme(text: str) -> str:
    """The first user-perceived character (UAX 29), or the empty text."""
    if len(text) < 2:
        return text
    if ord(text[0]) < _FIRST_JOINER and ord(text[1]) < _FIRST_JOINER and text[0] != "\r":
        return text[0]
    iterator = _iterator("graphemes")
    iterator.setText(text)
    # ICU counts UTF-16 units.
    units = text.encode("utf-16-le", "surrogatepass")
    end = iterator.nextBoundary()
    cluster = units[: 2 * end].decode("utf-16-le", "surrogatepass")
    while len(cluster) < len(text) and _conjoined(cluster, text[len(cluster)]):
        end = iterator.nextBoundary()
        cluster = units[: 2 * end].decode("utf-16-le", "surrogatepass")
    return cluster


def _conjoined(cluster: str, following: str) -> bool:
    """Whether the next consonant is written under this cluster: UAX 29 rule GB9c of Unicode 16 and later.

    Older ICU applies it to six scripts of India only.
    """
    for character in reversed(cluster):
        if character in _LINKERS:
            return unicodedata.category(following) == "Lo" and _script(following) == _script(character)
        if unicodedata.category(character)[0] != "M" and character != "\u200d":
            return False
    return False


def _iterator(kind: str) -> Any:
    iterator = getattr(_own, kind, None)
    if iterator is None:
        import icu

        make = icu.BreakIterator.createWordInstance if kind == "words" else icu.BreakIterator.createCharacterInstance
        iterator = make(icu.Locale.getRoot())
        setattr(_own, kind, iterator)
    return iterator


def initials(text: str, initial: str, sequence: str, *, retain: bool) -> str:
    """The initials of every word: "Mary Beth" → "M. B."; with ``retain`` "Anne-Marie" → "A.-M.".

    ``initial`` holds {0}, ``sequence`` {0} and {1}. Words are ICU's, so that they are also found in scripts that
    write no spaces. A text without any word (an emoji, say) counts as one.
    """
    result = ""
    for separator, word in _words(text) or [("", text.strip())]:
        one = initial.replace("{0}", first_grapheme(word))
        if not result:
            result = one
        elif retain and separator.strip():
            result += separator + one
        else:
            before, _, rest = sequence.partition("{0}")
            between, _, after = rest.partition("{1}")
            result = before + result + between + one + after
    return result


def _words(text: str) -> list[tuple[str, str]]:
    """Pairs of (what stands before the word, the word)."""
    parts = _divided(text)
    found: list[tuple[str, str]] = []
    separator = ""
    for before, part, after in zip(("", *parts), parts, (*parts[1:], ""), strict=False):
        if any(character.isalnum() for character in part):
            alone = not (_by_dictionary(before[-1:]) or _by_dictionary(after[:1]))
            for word in _read_twice(part) if alone else [part]:
                found.append((separator, word))
                separator = ""
        else:
            separator += part
    return found


def _divided(text: str) -> list[str]:
    """A text at ICU's word boundaries; ICU counts UTF-16 units."""
    iterator = _iterator("words")
    iterator.setText(text)
    units = text.encode("utf-16-le", "surrogatepass")
    ends = list(iterator)
    return [units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass") for start, end in pairwise((0, *ends))]


def _by_dictionary(text: str) -> bool:
    """Whether ICU divides these letters by such a dictionary; not the empty text."""
    # ICU is asked for no character of other blocks, least of all for half a surrogate pair, which it does not take.
    return bool(text) and all("\u0e80" <= char <= "\u109f" and _script(char) in _DICTIONARIES for char in text)


def _read_twice(run: str) -> list[str]:
    """The words of a run of letters that ICU for C left whole because it is too short to be looked up.

    In a longer run the dictionary divides the same letters, and ICU for Java, which made CLDR's test data, divides them
    in any. So a short run is looked up written twice, and divided if the second begins where the first ends.
    """
    if not 1 < len(run) < _LOOKED_UP or not _by_dictionary(run):
        return [run]
    words = _divided(run + run)
    half = words[: len(words) // 2]
    return half if "".join(half) == run else [run]


def all_caps(text: str, language: str) -> str:
    """Upper case, by the rules of the language where it has its own (Turkish i, Greek accents…)."""
    if language in OWN_CAPITALS and not _has_surrogate(text):
        import icu

        return str(icu.CaseMap.toUpper(icu.Locale(language), text))
    return text.upper()


def initial_cap(text: str, language: str) -> str:
    """The first grapheme cluster capitalised, the rest untouched."""
    first = first_grapheme(text)
    if language == "nl" and text[:2] in {"ij", "Ij"}:
        # The Dutch ij is one letter: IJssel.
        return "IJ" + text[2:]
    if not first:
        return text
    capital = all_caps(first, language) if language in OWN_CAPITALS else first[0].title() + first[1:]
    return capital + text[len(first) :]


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)

"""What was typed, taken apart: words of a name with all keys each may be filed under, and codes with digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from core.base.errors import Refused
from core.base.text import line
from core.customers.search.keys import KEY_LIMIT, parts_of_word, postal_key, unspaced
from core.customers.search.whole_names import wholes
from core.names.transliteration import fold, query_words, script_of
from core.names.transliteration.keys import native_fold
from core.names.transliteration.readings import NO_NAME, spellings
from core.names.transliteration.semitic import LINKS

#: Longest query, in characters.
QUERY_LIMIT = 200
#: Words of a query that are looked at: a longer text is no name.
WORDS = 6

_BETWEEN = re.compile(r"[\s\-‐‑–・·,;/()]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word. ``own``: folded as typed; ``strong``: keys of the word and its readings; ``bones``: consonant keys of
    names in other letters; ``kin``: those of names in the same; ``parts``: keys of which a client must have all to have
    the word inside one of theirs; ``read``: readings in Latin letters, the likeliest first; ``sure``: whether they are
    of one language, in which the rest of the name is read too."""

    own: str
    strong: frozenset[str]
    bones: frozenset[str] = frozenset()
    kin: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    read: tuple[str, ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """``words``: of a name; ``codes``: folded words with digits, such as a postal code or the end of a phone number;
    ``splits``: other ways to part what was typed, where a single word may be a whole name, or syllables be apart;
    ``wholes``: family and given name in signs that are read, by language; ``linked``: all words where some were left
    out that join names, for they may be names: Bin Jiang."""

    text: str
    words: tuple[Word, ...]
    codes: tuple[str, ...]
    splits: tuple[tuple[Word, ...], ...]
    wholes: tuple[tuple[Word, Word], ...] = ()
    linked: tuple[Word, ...] = ()


def ask(text: str) -> Query:
    """Take a query apart. Refused: empty, too long, control characters, half characters."""
    if len(text) > QUERY_LIMIT:
        raise Refused(f"The search has {len(text)} characters; at most {QUERY_LIMIT}. Shorten it.")
    kept = line(text, "The search", QUERY_LIMIT).strip()
    if not kept:
        raise Refused("The search is empty. Type a name, phone, e-mail, card or passport number.")
    typed = [word for word in _BETWEEN.split(kept) if word]
    codes = tuple(code for word in typed if any(map(str.isdigit, word)) and (code := postal_key(fold(word))[1:]))
    names = [word for word in typed if not any(map(str.isdigit, word))]
    # bin, al and the like are left out before a name: the bearer may write them or not. Alone or last they are a name.
    telling = [word for at, word in enumerate(names, start=1) if at == len(names) or not _link(word)]
    words = tuple(word for each in telling[:WORDS] if (word := _word(each)) is not None)
    splits = _splits(telling[0], words[0]) if len(telling) == 1 and words else _joins(telling)
    every = tuple(word for each in names[:WORDS] if (word := _word(each)) is not None)
    wholes_ = tuple((_part(one.family, one.families), _part(one.given, one.givens)) for one in wholes(names))
    return Query(kept, words, codes[:WORDS], splits, wholes_, every if len(every) > len(words) else ())


def _link(word: str) -> bool:
    return fold(word) in LINKS


def _part(own: str, read: tuple[str, ...]) -> Word:
    return Word(own, frozenset({own, *read}), read=read, sure=True)


def _joins(typed: list[str]) -> tuple[tuple[Word, ...], ...]:
    """Where syllables of one name were typed apart: kim min-ji as kim minji, wang xiao ming as wang xiaoming."""
    if len(typed) != 3 or not all(word.isalpha() and len(word) <= 7 for word in typed):
        return ()
    one, two, three = typed
    ways = ((one, two + three), (one + two, three))
    return tuple((left, right) for a, b in ways if (left := _word(a)) and (right := _word(b)))


def _word(text: str) -> Word | None:
    own = native_fold(text).replace(" ", "")[:KEY_LIMIT]
    groups = query_words(text)
    keys = frozenset(key[:KEY_LIMIT] for group in groups for key in group) | ({own} if own else frozenset())
    if not keys:
        return None
    bones = frozenset(key for key in keys if key.startswith("~"))
    other = frozenset(key.replace("~", "^") for key in bones)
    if own.isascii():
        return Word(own, keys - bones, other, bones, _inside(own))
    return Word(own, keys - bones, bones, other, _inside(own), _readings(text))


def _readings(text: str) -> tuple[str, ...]:
    """A word in Latin letters, as the one part of a name and as the other, the likeliest first."""
    if len(native_fold(text)) > KEY_LIMIT:
        return ()
    script = script_of(text)
    ways = (spellings(text, "family", script=script), spellings(text, "given", script=script))
    turns = [each for pair in zip_longest(*ways) for each in pair if each and each.scheme not in NO_NAME]
    keys = ("".join(fold(each.words).split())[:KEY_LIMIT] for each in turns)
    return tuple(dict.fromkeys(key for key in keys if key))


def _inside(own: str) -> frozenset[str]:
    """The keys that a longer word has that contains this one, in a script that writes no spaces, or as a syllable."""
    if not unspaced(own):
        return frozenset({f"+{own}"}) if own.isascii() and own.isalpha() and len(own) <= 7 else frozenset()
    if len(own) <= 2:
        return frozenset({f"+{own}"}) if len(own) == 2 or parts_of_word(own + own) else frozenset()
    return frozenset(f"+{one}{two}" for one, two in pairwise(own))


def _splits(text: str, word: Word) -> tuple[tuple[Word, ...], ...]:
    """Where a name was typed without a space: 单雪 as 单 雪, shanxue as sh anxue … shan xue."""
    own = word.own
    if unspaced(own):
        cuts = range(1, min(len(own), 5)) if len(own) <= 8 else range(0)
        return tuple((one, two) for at in cuts if (one := _word(own[:at])) and (two := _word(own[at:])))
    if not 4 <= len(own) <= 24:
        return ()
    return tuple(tuple(Word(half, frozenset({half})) for half in (own[:at], own[at:])) for at in range(2, len(own) - 1))

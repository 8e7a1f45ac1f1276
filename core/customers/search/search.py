"""Finding clients: the exact doors first, then names, from what was surely meant to what sounds alike."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from core.customers.search.exact import TAIL, phones_ending, through_doors
from core.customers.search.hits import LIMIT, Found, Hit, shown
from core.customers.search.index import Candidate, Group, Passes, candidates, keys_of, known_words, planned
from core.customers.search.keys import unspaced
from core.customers.search.query import QUERY_LIMIT, Query, Word, ask
from core.customers.search.ranking import LEFT_OUT, SAME_SOUND, Match, matches_of, total
from core.customers.search.typos import near, near_bones
from core.database.encryption import KeyRing

__all__ = ["LIMIT", "QUERY_LIMIT", "Hit", "find_customers"]

#: Clients that one pass over the index looks at.
_PASS = 200
#: The same where a word was only begun: who fits, fits as well as the next.
_PASS_BEGUN = 30
#: The same for a whole name read in one language: homophones in other signs are among them.
_PASS_WHOLE = 400
#: The same where a whole name in signs was typed and nobody has it so: those whose signs only sound alike.
_PASS_ALIKE = 60
#: Clients that a pass by sound looks at: more sound alike than are spelled alike.
_PASS_BY_SOUND = 600
#: Below this nobody would call it the same name.
_WORTH = 52.0
#: The same where at most so many clients fit: one rare word of two.
_WORTH_ALONE, _FEW = 20.0, 40
#: Letters from which on few other words are near.
_LONG = 5
#: Readings of a word of which other spellings are sought.
_READ_NEARLY = 2
#: Consonants from which on a skeleton tells something among names in the same letters.
_BONES = 3
#: From here on there is little doubt.
_GOOD = 78.0
#: From here on the whole name is read just so: then no second language is tried with slips.
_READ = 92.0
#: From here on it is the same name with a slip: then nobody is sought by one word alone.
_NEAR = 86.0

Words = tuple[Word, ...]


class _Look(Protocol):
    """Looks for clients who fit groups and ranks them; how many there were."""

    def __call__(
        self,
        groups: list[Group],
        ways: Words = ...,
        limit: int = ...,
        alone: bool = ...,
        without: frozenset[str] = ...,
        /,
    ) -> int: ...


def find_customers(
    session: Session, query: str, *, keys: KeyRing | None = None, region: str | None = None
) -> list[Hit]:
    """Clients for a query, best first, at most 20.

    ``session`` is scoped to the actor; ``region`` (ISO 3166-1) reads local phone numbers; ``keys`` opens the blind
    index for passports. A client merged into another is found as that other. Refused when the query is empty, too long,
    or holds control or half characters.
    """
    asked = ask(query)
    found: dict[UUID, Found] = {}
    for door in through_doors(session, asked.text, keys, region, LIMIT * 2):
        _note(found, door.customer_id, Found(door.why, door.score, []))
    named = "@" not in asked.text and (asked.words or asked.codes)
    if named and all(one.score < 90 for one in found.values()):
        with planned(session):
            (_by_name if asked.words else _by_code)(session, asked, found)
    return shown(session, asked, found)


def _note(found: dict[UUID, Found], customer_id: UUID, one: Found) -> None:
    known = found.get(customer_id)
    if known is None or known.score < one.score:
        found[customer_id] = one


def _by_code(session: Session, asked: Query, found: dict[UUID, Found]) -> None:
    """A postal code alone."""
    for one in candidates(session, _code_groups(session, asked.codes), LIMIT):
        _note(found, one.customer_id, Found("postal code", 50.0, []))


def _code_groups(session: Session, codes: tuple[str, ...]) -> list[Group]:
    """A postal code of two words is one key; the beginning of one narrows too. A name may hold digits itself."""
    whole = f"#{''.join(codes)}"
    if len(codes) > 1 and known_words(session, [whole]):
        return [Group(frozenset({whole}))]
    return [Group(frozenset({code}), (f"#{code}",)) for code in codes]


def _by_name(session: Session, asked: Query, found: dict[UUID, Found]) -> None:
    """Passes over the index, from sure to doubtful, until the screen is full or every word was met as it was typed."""
    words = asked.words
    codes = _code_groups(session, asked.codes) if asked.codes else []
    near_by: dict[str, int] = {}
    passes = Passes(session)

    def rank(met: list[Candidate], ways: Words, worth: float) -> None:
        for one in met:
            if one.customer_id in found and found[one.customer_id].score >= _GOOD:
                continue
            matches = matches_of(ways, one.keys, near_by)
            if asked.linked and ways != asked.linked:
                matches.append(LEFT_OUT)
            score = total(matches)
            if score >= worth:
                read = any(not key.isascii() for key in one.keys)
                _note(found, one.customer_id, Found("", score, matches, read))

    def look(
        groups: list[Group],
        ways: Words = words,
        limit: int = _PASS,
        alone: bool = False,
        without: frozenset[str] = frozenset(),
    ) -> int:
        met = passes.candidates([*groups, *codes], limit, without)
        # A name that few have tells something even when the other word was not met; one that many have does not.
        rank(met, ways, _WORTH_ALONE if alone and len(met) <= _FEW else _WORTH)
        return len(met)

    digits = "".join(asked.codes)
    if digits.isdecimal() and len(digits) >= TAIL:
        rank(keys_of(session, phones_ending(session, digits, _PASS)), words, _GOOD)

    def look_whole(way: Words, limit: int = _PASS) -> None:
        """Every word as typed or as it may be read. Where more fit than are looked at, who has it as typed shall not be
        lost among the others."""
        if look([Group(word.strong) for word in way], way, limit) >= limit and len(way) > 1:
            look([Group(frozenset({word.own})) for word in way], way)

    if asked.linked:
        look_whole(asked.linked)
    exact = [Group(word.strong) for word in words]
    if asked.wholes and _whole(asked, look, found):
        if len(words) == 1:
            # What looks like a whole name may be a given name alone.
            look([Group(frozenset({words[0].own}))])
        return
    look_whole(words)
    ways = _worth_splitting(session, asked, found)
    for split in ways:
        if not _enough(found):
            look_whole(split, _PASS_ALIKE if asked.wholes else _PASS)
    if (codes or len(words) > 1) and _surely(found):
        if not _enough(found) and _by_reading(words, found):
            # All were met by readings: another name in those letters may be the one.
            look([Group(word.strong | _telling(word.bones)) for word in words])
        return
    if not _enough(found):
        look([*exact[:-1], _begun(words[-1])], words, _PASS_BEGUN)
        if not _enough(found) and any(word.parts for word in words):
            look([group for word in words for group in _inside(word)])
        if not _enough(found) and len(words) > 1 and any(len(word.own) >= 3 or unspaced(word.own) for word in words):
            look([_begun(word) for word in words], words, _PASS_BEGUN)
    if not _enough(found) and not _surely(found):
        apart = unspaced(words[0].own) or len(words) > 2
        for at, way in enumerate(asked.wholes[:2] or [split for split in ways if apart][:2] or [words]):
            if at == 0 or not any(one.score >= _READ for one in found.values()):
                _doubtfully(session, look, way, near_by, found)


def _whole(asked: Query, look: _Look, found: dict[UUID, Found]) -> bool:
    """A whole name in signs: who has it so, then whose card has it in other letters, language by language. Whether
    somebody has it so."""
    for way in {(one.own, two.own): (one, two) for one, two in asked.wholes}.values():
        look([Group(frozenset({word.own})) for word in way], way)
    if not _enough(found):
        for way in asked.wholes:
            # Whoever has the one word in signs and another in the place of the other is somebody else.
            own = frozenset(word.own for word in way)
            look([Group(word.strong - own) for word in way], way, _PASS_WHOLE, False, own)
    return _surely(found)


def _doubtfully(session: Session, look: _Look, words: Words, near_by: dict[str, int], found: dict[UUID, Found]) -> None:
    """Slips, then sounds, then clients who have all words but one."""
    close = [near(session, word.own) for word in words]
    for each in close:
        near_by.update({key: min(place, near_by.get(key, place)) for place, key in enumerate(each)})
    strong = [Group(word.strong) for word in words]
    for at, each in enumerate(close):
        if each:
            look([*strong[:at], Group(frozenset(each)), *strong[at + 1 :]], words)
    if any(word.read for word in words):
        _nearly_read(session, look, words, near_by)
    # Two slips in one question: near a short word stand too many others.
    wide = [w.strong | set(each if len(w.own) >= _LONG else ()) for w, each in zip(words, close, strict=True)]
    if len(words) > 1 and not _enough(found):
        look([Group(keys) for keys in wide], words)
    bones = [keys | word.bones for keys, word in zip(wide, words, strict=True)]
    kin = [keys | _telling(word.kin) for keys, word in zip(bones, words, strict=True)]
    if not _enough(found) and bones != wide:
        look([Group(keys) for keys in bones], words, _PASS_BY_SOUND)
    if _enough(found) or any(one.score >= _NEAR for one in found.values()):
        return
    if kin != bones:
        look([Group(keys) for keys in kin], words)
    if len(words) > 1:
        for at, word in enumerate(words):
            others = [Group(keys) for i, keys in enumerate(bones) if i != at]
            if by_sound := near_bones(session, word.bones):
                near_by.update(dict.fromkeys(by_sound, 0))
                look([*others, Group(frozenset(by_sound))], words)
            alone = [Group(w.strong | _telling(w.bones)) for i, w in enumerate(words) if i != at]
            look(alone, words, _PASS, True)


def _nearly_read(session: Session, look: _Look, words: Words, near_by: dict[str, int]) -> None:
    """A card in Latin letters that spells a reading in a way of its own: one letter from the likeliest readings."""
    own = frozenset(word.own for word in words if not word.own.isascii())
    for at, word in enumerate(words):
        close = [key for read in word.read[:_READ_NEARLY] if len(read) >= _LONG for key in near(session, read)]
        near_by.update({key: min(place, near_by.get(key, place)) for place, key in enumerate(close)})
        if close:
            others = [Group(each.strong - own or each.strong) for each in words]
            others[at] = Group(frozenset(close))
            look(others, words, _PASS, False, own)


def _telling(bones: frozenset[str]) -> frozenset[str]:
    """Consonants enough to tell one name from many."""
    return frozenset(key for key in bones if len(key.lstrip("~^")) >= _BONES)


def _enough(found: dict[UUID, Found]) -> bool:
    """Whether the screen is full of clients about whom there is little doubt."""
    return len(found) >= LIMIT and sum(map(_good, found.values())) >= LIMIT


def _good(one: Found) -> bool:
    return one.score >= _GOOD and all(each.how != SAME_SOUND for each in one.matches)


def _surely(found: dict[UUID, Found]) -> bool:
    """Whether somebody has every word as typed, the last perhaps unfinished: then nobody is sought who sounds alike."""
    for one in found.values():
        met = [each for each in one.matches if each is not LEFT_OUT]
        if met and _as_typed(met[:-1]) and (met[-1].score == 100.0 or met[-1].how == "beginning"):
            return True
    return False


def _by_reading(words: Words, found: dict[UUID, Found]) -> bool:
    """Whether those who have every word have it as a reading alone, not on a card as typed. A word that is only begun
    tells that in other letters, in which names are short; in Latin letters it is unfinished."""
    whole = [one for one in found.values() if one.matches and _as_typed(one.matches)]
    if any(not word.own.isascii() for word in words):
        return not whole
    return bool(whole) and all(one.read for one in whole)


def _as_typed(matches: list[Match]) -> bool:
    return all(each.score == 100.0 for each in matches if each is not LEFT_OUT)


def _begun(word: Word) -> Group:
    """The word, or one that begins with it; in a script that writes no spaces, one that holds it."""
    if len(word.parts) == 1 and unspaced(word.own):
        return Group(word.strong | word.parts)
    return Group(word.strong, (word.own,) if word.own else ())


def _inside(word: Word) -> list[Group]:
    """The word itself or, where a script writes no spaces, a longer word that holds it."""
    if not word.parts:
        return [Group(word.strong)]
    return [Group(frozenset({part, *word.strong})) for part in sorted(word.parts)[:6]]


def _worth_splitting(session: Session, asked: Query, found: dict[UUID, Found]) -> list[Words]:
    if not asked.splits or (found and len(asked.words) == 1 and not unspaced(asked.words[0].own)):
        return []
    if len(asked.words) > 1:
        return list(asked.splits)
    halves = known_words(session, {key for split in asked.splits for half in split for key in half.strong})
    known = [(sum(bool(half.strong & halves) for half in split), split) for split in asked.splits]
    if unspaced(asked.words[0].own):
        # The other half may be mistyped, or read in a way that nobody has.
        return [split for count, split in sorted(known, key=lambda each: -each[0]) if count][:3]
    return [split for count, split in known if count == len(split)][:6]

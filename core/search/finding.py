"""Finding clients: the exact doors first, then names, from what was surely meant to what sounds alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.customers import Address, Contact, Customer
from core.scripts.keys import native_fold
from core.search.asking import QUERY_LIMIT, Query, Word, ask
from core.search.doors import TAIL, phones_ending, through_doors
from core.search.filing import postal_key, unspaced
from core.search.index import Candidate, Group, candidates, held, planned
from core.search.ranking import Match, matches_of, said, total
from core.search.slips import near, near_bones
from core.vault import KeyRing

__all__ = ["LIMIT", "QUERY_LIMIT", "Hit", "find_customers"]

#: Rows given at most: what fits a screen. The base itself never leaves the server.
LIMIT = 20
#: Clients that one pass over the index looks at.
_PASS = 200
#: Clients that a pass by sound looks at: more sound alike than are spelled alike.
_PASS_BY_SOUND = 600
#: Below this nobody would call it the same name.
_WORTH = 52.0
#: The same where at most so many clients fit: one rare word of two.
_WORTH_ALONE, _FEW = 20.0, 40
#: From here on there is little doubt.
_GOOD = 78.0

Words = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A client found, with why, and how well (0 to 100)."""

    customer: Customer
    why: str
    score: int


@dataclass(slots=True)
class _Found:
    why: str
    score: float
    matches: list[Match]


class _Look(Protocol):
    def __call__(self, groups: list[Group], ways: Words = ..., limit: int = ..., alone: bool = ..., /) -> None: ...


def find_customers(
    session: Session, query: str, *, keys: KeyRing | None = None, region: str | None = None
) -> list[Hit]:
    """Clients for a query, best first, at most 20.

    ``session`` is scoped to the actor; ``region`` (ISO 3166-1) reads local phone numbers; ``keys`` opens the blind
    index for passports. A client merged into another is found as that other. Refused when the query is empty, too long,
    or holds control or half characters.
    """
    asked = ask(query)
    found: dict[UUID, _Found] = {}
    for door in through_doors(session, asked.text, keys, region, LIMIT * 2):
        _note(found, door.customer_id, _Found(door.why, door.score, []))
    named = "@" not in asked.text and (asked.words or asked.codes)
    if named and all(one.score < 90 for one in found.values()):
        with planned(session):
            (_by_name if asked.words else _by_code)(session, asked, found)
    return _hits(session, asked, found)


def _note(found: dict[UUID, _Found], customer_id: UUID, one: _Found) -> None:
    known = found.get(customer_id)
    if known is None or known.score < one.score:
        found[customer_id] = one


def _by_code(session: Session, asked: Query, found: dict[UUID, _Found]) -> None:
    """A postal code alone."""
    for one in candidates(session, _code_groups(session, asked.codes), LIMIT):
        _note(found, one.customer_id, _Found("postal code", 50.0, []))


def _code_groups(session: Session, codes: tuple[str, ...]) -> list[Group]:
    """A postal code of two words is one key; the beginning of one narrows too. A name may hold digits itself."""
    whole = f"#{''.join(codes)}"
    if len(codes) > 1 and held(session, [whole]):
        return [Group(frozenset({whole}))]
    return [Group(frozenset({code}), (f"#{code}",)) for code in codes]


def _by_name(session: Session, asked: Query, found: dict[UUID, _Found]) -> None:
    """Passes over the index, from sure to doubtful, until the screen is full or every word was met as it was typed."""
    words = asked.words
    codes = _code_groups(session, asked.codes) if asked.codes else []
    near_by: dict[str, int] = {}

    def look(groups: list[Group], ways: Words = words, limit: int = _PASS, alone: bool = False) -> None:
        for narrowed in ([*groups, *codes], groups) if codes else (groups,):
            met = candidates(session, narrowed, limit)
            if narrowed is groups and codes:
                met = _with_phone(session, asked.codes, met)
            # A name that few have tells something even when the other word was not met; one that many have does not.
            worth = _WORTH_ALONE if alone and len(met) <= _FEW else _WORTH
            for one in met:
                if one.customer_id in found and found[one.customer_id].score >= _GOOD:
                    continue
                matches = matches_of(ways, one.keys, near_by)
                score = total(matches)
                if score >= worth:
                    _note(found, one.customer_id, _Found("", score, matches))

    exact = [Group(word.strong) for word in words]
    look(exact)
    ways = _worth_splitting(session, asked, found)
    for split in ways:
        look([Group(half.strong) for half in split], split)
    if not _enough(found):
        look([*exact[:-1], _begun(words[-1])])
        if len(words) > 1 and any(len(word.own) >= 3 or unspaced(word.own) for word in words):
            look([_begun(word) for word in words])
        if any(word.parts for word in words):
            look([group for word in words for group in _inside(word)])
    if not _enough(found) and not _surely(found):
        apart = unspaced(words[0].own) or len(words) > 2
        for way in [split for split in ways if apart][:2] or [words]:
            _doubtfully(session, look, way, near_by, found)


def _doubtfully(
    session: Session, look: _Look, words: Words, near_by: dict[str, int], found: dict[UUID, _Found]
) -> None:
    """Slips, then sounds, then clients who have all words but one."""
    close = [near(session, word.own) for word in words]
    for each in close:
        near_by.update({key: min(place, near_by.get(key, place)) for place, key in enumerate(each)})
    wide = [word.strong | set(each) for word, each in zip(words, close, strict=True)]
    look([Group(keys) for keys in wide], words)
    bones = [keys | word.bones for keys, word in zip(wide, words, strict=True)]
    kin = [keys | word.kin for keys, word in zip(bones, words, strict=True)]
    for wider, limit in ((bones, _PASS_BY_SOUND), (kin, _PASS)):
        if not _enough(found) and wider != wide:
            look([Group(keys) for keys in wider], words, limit)
    if len(words) > 1 and not _enough(found):
        for at, word in enumerate(words):
            others = [Group(keys) for i, keys in enumerate(bones) if i != at]
            if by_sound := near_bones(session, word.bones):
                near_by.update(dict.fromkeys(by_sound, 0))
                look([*others, Group(frozenset(by_sound))], words)
            look(others, words, _PASS, True)


def _enough(found: dict[UUID, _Found]) -> bool:
    """Whether the screen is full of clients about whom there is little doubt."""
    return len(found) >= LIMIT and sum(one.score >= _GOOD for one in found.values()) >= LIMIT


def _surely(found: dict[UUID, _Found]) -> bool:
    """Whether somebody has every word as typed, the last perhaps unfinished: then nobody is sought who sounds alike."""
    return any(
        one.matches
        and all(each.score == 100.0 for each in one.matches[:-1])
        and (one.matches[-1].score == 100.0 or one.matches[-1].how == "beginning")
        for one in found.values()
    )


def _begun(word: Word) -> Group:
    return Group(word.strong, (word.own,) if word.own else ())


def _inside(word: Word) -> list[Group]:
    """The word itself or, where a script writes no spaces, a longer word that holds it."""
    if not word.parts:
        return [Group(word.strong)]
    return [Group(frozenset({part, *word.strong})) for part in sorted(word.parts)[:6]]


def _worth_splitting(session: Session, asked: Query, found: dict[UUID, _Found]) -> list[Words]:
    if not asked.splits or (found and len(asked.words) == 1 and not unspaced(asked.words[0].own)):
        return []
    if len(asked.words) > 1:
        return list(asked.splits)
    halves = held(session, {key for split in asked.splits for half in split for key in half.strong})
    known = [(sum(bool(half.strong & halves) for half in split), split) for split in asked.splits]
    if unspaced(asked.words[0].own):
        # The other half may be mistyped, or read in a way that nobody has.
        return [split for count, split in sorted(known, key=lambda each: -each[0]) if count][:3]
    return [split for count, split in known if count == len(split)][:6]


def _with_phone(session: Session, codes: tuple[str, ...], met: list[Candidate]) -> list[Candidate]:
    """Of the clients met by name, those whose phone ends in the digits that were typed beside it."""
    digits = "".join(codes)
    if not met or not digits.isdecimal() or len(digits) < TAIL:
        return []
    right = phones_ending(session, digits, [one.customer_id for one in met])
    return [one for one in met if one.customer_id in right]


def _hits(session: Session, asked: Query, found: dict[UUID, _Found]) -> list[Hit]:
    if not found:
        return []
    best = sorted(found, key=lambda one: (-found[one].score, one))[: LIMIT * 3]
    whole = selectinload(Customer.names), selectinload(Customer.contacts), selectinload(Customer.addresses)
    rows = {row.id: row for row in session.scalars(select(Customer).where(Customer.id.in_(best)).options(*whole))}
    kept: dict[UUID, tuple[float, str, Customer]] = {}
    into = _merged(session, rows.values())
    for customer_id in best:
        row = rows.get(customer_id)
        if row is None:
            continue
        one = _measured(asked, row, found[customer_id])
        why = one.why or said(one.matches)
        if asked.words and asked.codes and one.matches:
            why += "; " + _code_said(asked, row)
        now = into.get(row.id, row)
        if now is not row:
            why += f"; was {row.number}, merged"
        if now.id not in kept or kept[now.id][0] < one.score:
            kept[now.id] = (one.score, why, now)
    ordered = sorted(kept.values(), key=lambda one: (-one[0], one[2].number))
    return [Hit(customer, why, max(1, min(100, round(score)))) for score, why, customer in ordered[:LIMIT]]


def _merged(session: Session, rows: Iterable[Customer]) -> dict[UUID, Customer]:
    """By client merged into another: that other, to the end of the chain."""
    into: dict[UUID, Customer] = {}
    for row in rows:
        now = row
        for _ in range(8):
            if now.merged_into is None:
                break
            next_ = session.get(Customer, now.merged_into)
            if next_ is None:
                break
            now = next_
        if now is not row:
            into[row.id] = now
    return into


def _measured(asked: Query, row: Customer, one: _Found) -> _Found:
    """Told apart: what stands on a card as typed is better than the same as a reading, and a name met whole is better
    than a longer one."""
    if not one.matches:
        return one
    cards = [_words_of(card.fields) | (_words_of(card.kana) if card.kana else set()) for card in row.names]
    written = set().union(*cards) if cards else set()
    solid = {native_fold(text).replace(" ", "") for card in row.names for text in card.fields.values()}
    matches = [
        replace(each, score=96.0, how="reading") if each.how == "name" and each.key not in written | solid else each
        for each in one.matches
    ]
    met = {each.key for each in matches if each.key}
    left = min((len(card - met) for card in cards), default=0)
    return _Found("", total(matches) - 0.5 * min(left, 6), matches)


def _words_of(fields: Mapping[str, str]) -> set[str]:
    return {word for text in fields.values() for word in native_fold(text).split()}


def _code_said(asked: Query, row: Customer) -> str:
    addresses: list[Address] = row.addresses
    contacts: list[Contact] = row.contacts
    digits = "".join(asked.codes)
    if any(contact.tail and contact.tail.startswith(digits[::-1]) for contact in contacts):
        return "phone"
    begun = tuple(postal_key(address.postal_code)[1:] for address in addresses)
    if any(each.startswith(asked.codes) or each.startswith(digits) for each in begun):
        return "postal code"
    return "number in the name"

"""Asking the name index: clients who have a key of every group, and words that some client has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, cast, exists, false, func, literal, or_, select, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from core.customers import Customer, NameKey, NamePosting, NameWord
from core.search.filing import read_back

#: Follows every character of a key, so that a beginning is a range.
_LAST = "\U0010ffff"
#: A beginning that fewer words have is looked up word by word; one that more have is compared row by row.
FEW_WORDS = 200
#: Up to here the clients of a group are counted to find the rarest (SQLite).
_COUNTED = 2000
#: Clients of one group that are looked through at most (SQLite): a hostile query costs no more.
_SEEN = 60_000


@dataclass(frozen=True, slots=True)
class Group:
    """A client fits who has one of ``keys``, or a key beginning with one of ``beginnings``; ``few``: of those, the ones
    that so few words have that the index answers them."""

    keys: frozenset[str]
    beginnings: tuple[str, ...] = ()
    few: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A client who fits every group, with all keys, to be ranked."""

    customer_id: UUID
    keys: frozenset[str]


@contextmanager
def planned(session: Session) -> Iterator[None]:
    """PostgreSQL shall take the clients from the bitmap of the name index, never walk the whole table, be it by its
    primary key: it cannot know how rarely two words meet, and hopes to have its few rows early. Settings hold for the
    names and go with the transaction."""
    if session.get_bind().dialect.name != "postgresql":
        yield
        return
    told = ", ".join(f"current_setting('{name}')" for name in _SETTINGS)
    before = session.execute(text(f"SELECT {told}")).one()
    _set(session, _SETTINGS.values())
    try:
        yield
    finally:
        if session.is_active:
            _set(session, before)


#: What PostgreSQL's planner is told while names are sought.
_SETTINGS = {
    "enable_seqscan": "off",
    "enable_indexscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}


def _set(session: Session, values: Iterable[str]) -> None:
    told = dict(zip(_SETTINGS, values, strict=True))
    calls = ", ".join(f"set_config('{name}', :{name}, true)" for name in told)
    session.execute(text(f"SELECT {calls}"), told)


def candidates(session: Session, groups: Sequence[Group], limit: int) -> list[Candidate]:
    """Up to ``limit`` clients who fit every group."""
    statement = statement_for(session, groups, limit)
    if statement is None:
        return []
    return [Candidate(row.customer_id, read_back(row.keys)) for row in session.execute(statement)]


def keys_of(session: Session, ids: Sequence[UUID]) -> list[Candidate]:
    """The keys of known clients."""
    if not ids:
        return []
    rows = session.execute(select(NameKey.customer_id, NameKey.keys).where(NameKey.customer_id.in_(ids)))
    return [Candidate(row.customer_id, read_back(row.keys)) for row in rows]


def statement_for(session: Session, groups: Sequence[Group], limit: int) -> Select[UUID, str] | None:
    """The query of :func:`candidates`; None when nobody can fit."""
    told = [_told(session, group) for group in groups]
    if any(not group.keys and not group.beginnings for group in told) or not told:
        return None
    if not any(group.keys for group in told):
        # Beginnings alone, each of very many words: the longest leads, with the first of its words.
        lead = max(range(len(told)), key=lambda at: min(map(len, told[at].beginnings)))
        words = [word for each in told[lead].beginnings for word in beginning_with(session, each, FEW_WORDS)]
        told[lead] = Group(frozenset(words))
    sought = [group for group in told if group.keys and not group.beginnings]
    compared = [group for group in told if group.beginnings]
    if not sought:
        sought, compared = [Group(told[0].keys)], told
    columns: Select[UUID, str] = select(NameKey.customer_id, NameKey.keys)
    if session.get_bind().dialect.name == "postgresql":
        return _postgresql(columns, sought, compared, limit)
    return _sqlite(session, columns, sought, compared, limit)


def _told(session: Session, group: Group) -> Group:
    """A beginning that few words have, replaced by those words."""
    keys, left, few = set(group.keys), [], []
    for start in group.beginnings:
        words = beginning_with(session, start, FEW_WORDS + 1)
        if len(words) > FEW_WORDS:
            left.append(start)
            continue
        keys.update(words)
        # PostgreSQL's index answers a beginning itself, faster than so many words.
        few += [start] if words else []
    return Group(frozenset(keys), tuple(left), tuple(few))


def _postgresql(
    columns: Select[UUID, str], sought: Sequence[Group], compared: Sequence[Group], limit: int
) -> Select[UUID, str]:
    statement = columns.join(Customer, Customer.id == NameKey.customer_id)
    statement = statement.where(_matches(" & ".join(map(_written, sought))))
    for group in compared:
        # Inside coalesce it is no condition for the index: every row that the others found is compared.
        statement = statement.where(func.coalesce(_matches(_written(group)), false()))
    return statement.limit(limit)


def _matches(query: str) -> ColumnElement[bool]:
    return NameKey.keys.op("@@", is_comparison=True)(cast(literal(query), TSQUERY))


def _written(group: Group) -> str:
    starts = (*group.beginnings, *group.few)
    words = [f"'{_quoted(key)}'" for key in sorted(group.keys) if not key.startswith(starts)]
    words += [f"'{_quoted(start)}':*" for start in starts]
    return f"({' | '.join(words)})"


def _quoted(key: str) -> str:
    # A folded key holds neither; this is for the day when one does.
    return key.replace("\\", "\\\\").replace("'", "''")


def _sqlite(
    session: Session, columns: Select[UUID, str], sought: Sequence[Group], compared: Sequence[Group], limit: int
) -> Select[UUID, str]:
    lead = min(sought, key=lambda group: _count(session, group)) if len(sought) > 1 else sought[0]
    some = select(NamePosting.customer_id).where(NamePosting.key.in_(sorted(lead.keys))).limit(_SEEN).subquery()
    statement = columns.select_from(some).join(NameKey, NameKey.customer_id == some.c.customer_id)
    statement = statement.join(Customer, Customer.id == NameKey.customer_id)
    for group in sought:
        if group is not lead:
            mine = (NamePosting.customer_id == some.c.customer_id) & NamePosting.key.in_(sorted(group.keys))
            statement = statement.where(exists().where(mine))
    for group in compared:
        padded = literal(" ").concat(NameKey.keys).concat(" ")
        ways = [func.instr(padded, f" {key} ") > 0 for key in sorted(group.keys)]
        ways += [func.instr(padded, f" {each}") > 0 for each in group.beginnings]
        statement = statement.where(or_(*ways))
    return statement.distinct().limit(limit)


def _count(session: Session, group: Group) -> int:
    rows = select(literal(1)).where(NamePosting.key.in_(sorted(group.keys))).limit(_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def beginning_with(session: Session, start: str, limit: int) -> list[str]:
    """Up to ``limit`` words that some client has and that begin with ``start``, in order."""
    mine = select(NameWord.key).where(NameWord.key >= start, NameWord.key < start + _LAST)
    return list(session.scalars(mine.order_by(NameWord.key).limit(limit)))


def held(session: Session, words: Iterable[str]) -> set[str]:
    """Those of the words that some client has."""
    wanted = sorted(set(words))
    found: set[str] = set()
    # SQLite takes up to 32,766 bound values; fewer are planned faster.
    for at in range(0, len(wanted), 2000):
        found.update(session.scalars(select(NameWord.key).where(NameWord.key.in_(wanted[at : at + 2000]))))
    return found

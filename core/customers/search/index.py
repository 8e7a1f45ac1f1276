"""Asking the name index: clients who have a key of every group, and words that some client has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, cast, exists, false, func, literal, or_, select, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from core.customers.model import Customer, NameKey, NamePosting, NameWord
from core.customers.search.keys import read_back

#: Follows every character of a key, so that a beginning is a range.
_LAST = "\U0010ffff"
#: A beginning that fewer words have is looked up word by word; one that more have is compared row by row.
FEW_WORDS = 200
#: The same beside another word, which finds fewer clients than many words are looked up.
FEW_BESIDE = 40
#: Pages of the table in which a very frequent name is sought first, and how many bearers there will do.
_BLOCKS, _FILLS = 160, 30
#: Such a name has few keys; to compare so many rows with more takes longer than to ask the index.
_FEW_KEYS = 40
#: Where nothing but a short beginning was typed: so many of its words are looked up; their clients fill the screen.
_FIRST_WORDS = 24
#: So many rows are compared before PostgreSQL's index is asked for a beginning, and that from so many letters on.
_DENSE, _TELLING = 2000, 3
#: Up to here the clients of a group are counted to find the rarest (SQLite).
_COUNTED = (500, 5000, 50_000)
#: Clients of one group that are looked through at most (SQLite): a hostile query costs no more.
_SEEN = 60_000


@dataclass(frozen=True, slots=True)
class Group:
    """A client fits who has one of ``keys``, or a key beginning with one of ``beginnings``."""

    keys: frozenset[str]
    beginnings: tuple[str, ...] = ()


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
    settings = ", ".join(f"current_setting('{name}')" for name in _SETTINGS)
    before = session.execute(text(f"SELECT {settings}")).one()
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
    "work_mem": "64MB",
    "max_parallel_workers_per_gather": "0",
}


def _set(session: Session, values: Iterable[str]) -> None:
    settings = dict(zip(_SETTINGS, values, strict=True))
    calls = ", ".join(f"set_config('{name}', :{name}, true)" for name in settings)
    session.execute(text(f"SELECT {calls}"), settings)


class Passes:
    """The passes of one question over the index. The same clients are asked for once, in whatever order the words come
    and whatever beginnings they were found by."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._met: dict[tuple[frozenset[Group], frozenset[Group], frozenset[str]], tuple[int, list[Candidate]]] = {}

    def candidates(self, groups: Sequence[Group], limit: int, without: frozenset[str] = frozenset()) -> list[Candidate]:
        """Up to ``limit`` clients who fit every group and have no key of ``without``."""
        answerable = _answerable(self._session, groups)
        if answerable is None:
            return []
        sought, compared = answerable
        fit = frozenset(sought), frozenset(compared), without
        most, met = self._met.get(fit, (0, []))
        if len(met) == most < limit:
            met = _candidates(self._session, sought, compared, limit, without)
            self._met[fit] = limit, met
        return met[:limit]


def candidates(
    session: Session, groups: Sequence[Group], limit: int, without: frozenset[str] = frozenset()
) -> list[Candidate]:
    """One pass alone; see :class:`Passes`."""
    return Passes(session).candidates(groups, limit, without)


def _candidates(
    session: Session, sought: list[Group], compared: list[Group], limit: int, without: frozenset[str]
) -> list[Candidate]:
    alone = len(sought) == 1 and not compared and len(sought[0].keys) <= _FEW_KEYS
    if alone and session.get_bind().dialect.name == "postgresql":
        met = _frequent(session, sought[0], limit)
        if len(met) >= min(limit, _FILLS):
            return met
    if compared and session.get_bind().dialect.name == "postgresql":
        seen, met = _first(session, sought, compared, limit)
        if len(met) >= limit or seen < _DENSE:
            return met
        if any(len(start) >= _TELLING for group in compared for start in group.beginnings):
            # Few of many begin so: then the index finds them.
            sought, compared = [*sought, *compared], []
    rows = session.execute(statement_for(session, sought, compared, limit, without))
    return [Candidate(row.customer_id, read_back(row.keys)) for row in rows]


def _frequent(session: Session, group: Group, limit: int) -> list[Candidate]:
    """Those of the first few thousand clients who fit. Where a name is so frequent that they fill the screen, its
    hundred thousand bearers need not be gathered first, as a bitmap would."""
    first = text(f"name_key.ctid < '({_BLOCKS},0)'::tid")
    rows = session.execute(_postgresql(select(NameKey.customer_id, NameKey.keys).where(first), [group], (), limit))
    return [Candidate(row.customer_id, read_back(row.keys)) for row in rows]


def _first(
    session: Session, sought: Sequence[Group], compared: Sequence[Group], limit: int
) -> tuple[int, list[Candidate]]:
    """How many of the first clients who fit ``sought`` were looked at, and those who fit ``compared`` too."""
    found = select(NameKey.customer_id, NameKey.keys).where(_matches(" & ".join(map(_written, sought))))
    first = found.limit(_DENSE).cte("first", nesting=True).prefix_with("MATERIALIZED", dialect="postgresql")
    fit = select(first.c.customer_id, first.c["keys"]).join(Customer, Customer.id == first.c.customer_id)
    for group in compared:
        fit = fit.where(first.c["keys"].op("@@", is_comparison=True)(cast(literal(_written(group)), TSQUERY)))
    rows = session.execute(
        fit.add_columns(select(func.count()).select_from(first).scalar_subquery()).limit(limit)
    ).all()
    if not rows:
        return (session.scalar(select(func.count()).select_from(first)) or 0), []
    return rows[0][2], [Candidate(row[0], read_back(row[1])) for row in rows]


def keys_of(session: Session, ids: Sequence[UUID]) -> list[Candidate]:
    """The keys of known clients."""
    if not ids:
        return []
    rows = session.execute(select(NameKey.customer_id, NameKey.keys).where(NameKey.customer_id.in_(ids)))
    return [Candidate(row.customer_id, read_back(row.keys)) for row in rows]


def statement_for(
    session: Session,
    sought: Sequence[Group],
    compared: Sequence[Group],
    limit: int,
    without: frozenset[str] = frozenset(),
) -> Select[UUID, str]:
    """The query for clients found by the index (``sought``) whose rows are then compared (``compared``)."""
    columns: Select[UUID, str] = select(NameKey.customer_id, NameKey.keys)
    if session.get_bind().dialect.name == "postgresql":
        return _postgresql(columns, sought, compared, limit, without)
    return _sqlite(session, columns, sought, compared, limit, without)


def _answerable(session: Session, groups: Sequence[Group]) -> tuple[list[Group], list[Group]] | None:
    """Groups that the index answers, never none, and groups that begin so many words that rows are compared; None when
    nobody can fit. A beginning that few words have is replaced by those words."""
    sought: list[Group] = []
    compared: list[Group] = []
    beside = session.get_bind().dialect.name == "postgresql" and not all(group.beginnings for group in groups)
    few = FEW_BESIDE if beside else FEW_WORDS
    for group in groups:
        keys, left = set(group.keys), []
        for start in group.beginnings:
            words = beginning_with(session, start, few + 1)
            if len(words) > few:
                left.append(start)
            else:
                keys.update(words)
        if not keys and not left:
            return None
        (compared if left else sought).append(Group(frozenset(keys), tuple(left)))
    if not sought and compared:
        # Beginnings alone, each of very many words: the longest leads, with the first of its words.
        lead = max(compared, key=lambda group: min(map(len, group.beginnings)))
        words = [word for start in lead.beginnings for word in beginning_with(session, start, _FIRST_WORDS)]
        compared.remove(lead)
        sought = [Group(lead.keys | set(words))]
    return (sought, compared) if sought else None


def _postgresql(
    columns: Select[UUID, str],
    sought: Sequence[Group],
    compared: Sequence[Group],
    limit: int,
    without: frozenset[str] = frozenset(),
) -> Select[UUID, str]:
    statement = columns.join(Customer, Customer.id == NameKey.customer_id)
    # The index itself leaves out who has a key of ``without``: their rows are not read.
    asked = [*map(_written, sought), *(f"!'{_quoted(key)}'" for key in sorted(without))]
    statement = statement.where(_matches(" & ".join(asked)))
    for group in compared:
        # Inside coalesce it is no condition for the index: every row that the others found is compared.
        statement = statement.where(func.coalesce(_matches(_written(group)), false()))
    return statement.limit(limit)


def _matches(query: str) -> ColumnElement[bool]:
    return NameKey.keys.op("@@", is_comparison=True)(cast(literal(query), TSQUERY))


def _written(group: Group) -> str:
    words = [f"'{_quoted(key)}'" for key in sorted(group.keys) if not key.startswith(group.beginnings)]
    words += [f"'{_quoted(start)}':*" for start in group.beginnings]
    return f"({' | '.join(words)})"


def _quoted(key: str) -> str:
    # A folded key holds neither; this is for the day when one does.
    return key.replace("\\", "\\\\").replace("'", "''")


def _sqlite(
    session: Session,
    columns: Select[UUID, str],
    sought: Sequence[Group],
    compared: Sequence[Group],
    limit: int,
    without: frozenset[str],
) -> Select[UUID, str]:
    lead = _rarest(session, sought)
    some = select(NamePosting.customer_id).where(NamePosting.key.in_(sorted(lead.keys))).limit(_SEEN).subquery()
    statement = columns.select_from(some).join(NameKey, NameKey.customer_id == some.c.customer_id)
    statement = statement.join(Customer, Customer.id == NameKey.customer_id)
    for group in sought:
        if group is not lead:
            mine = (NamePosting.customer_id == some.c.customer_id) & NamePosting.key.in_(sorted(group.keys))
            statement = statement.where(exists().where(mine))
    if without:
        barred = (NamePosting.customer_id == some.c.customer_id) & NamePosting.key.in_(sorted(without))
        statement = statement.where(~exists().where(barred))
    for group in compared:
        padded = literal(" ").concat(NameKey.keys).concat(" ")
        ways = [func.instr(padded, f" {key} ") > 0 for key in sorted(group.keys)]
        ways += [func.instr(padded, f" {each}") > 0 for each in group.beginnings]
        statement = statement.where(or_(*ways))
    return statement.distinct().limit(limit)


def _rarest(session: Session, sought: Sequence[Group]) -> Group:
    """The group whose keys the fewest clients have, counted only as far as it takes to tell."""
    left = list(sought)
    for most in _COUNTED:
        if len(left) == 1:
            break
        counts = [_count(session, group, most) for group in left]
        if min(counts) < most:
            return left[counts.index(min(counts))]
    return left[0]


def _count(session: Session, group: Group, most: int) -> int:
    rows = select(literal(1)).where(NamePosting.key.in_(sorted(group.keys))).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def beginning_with(session: Session, start: str, limit: int) -> list[str]:
    """Up to ``limit`` words that some client has and that begin with ``start``, in order."""
    mine = select(NameWord.key).where(NameWord.key >= start, NameWord.key < start + _LAST)
    return list(session.scalars(mine.order_by(NameWord.key).limit(limit)))


def known_words(session: Session, words: Iterable[str]) -> set[str]:
    """Those of the words that some client has."""
    wanted = sorted(set(words))
    found: set[str] = set()
    # SQLite takes up to 32,766 bound values; fewer are planned faster.
    for at in range(0, len(wanted), 2000):
        found.update(session.scalars(select(NameWord.key).where(NameWord.key.in_(wanted[at : at + 2000]))))
    return found

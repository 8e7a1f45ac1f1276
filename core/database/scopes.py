"""Which rows an actor may see. Each table declares its scope; one that declares none is visible to nobody.

The client base is shared by all countries; what a country adds to a profile is seen only where that country is enabled,
and at headquarters under the right role.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, event, false
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.visitors import iterate

from core.base.errors import Forbidden
from core.database.access import Actor
from core.database.engine import Base


@dataclass(frozen=True, slots=True)
class Scope:
    """Who sees which rows of a table: ``words`` says it, ``rule`` as a criterion on the table's class (None = all)."""

    words: str
    rule: Callable[[Actor, Any], ColumnElement[bool] | None] | None


#: The shared client base, the catalogue and the books are open to all who serve clients.
EVERYONE = Scope("everyone", None)


def where_enabled(column: str) -> Scope:
    """Rows whose ``column`` holds a country that is enabled for the actor's legal entities."""
    return Scope(
        f"where the country in {column} is enabled",
        lambda actor, table: getattr(table, column).in_(sorted(actor.regions)),
    )


def who_may(verb: str) -> Scope:
    """All rows for an actor who may do ``verb``, none for the others."""
    return Scope(f"who may «{verb}»", lambda actor, table: None if actor.may(verb) else false())


def scope_of(table: type[Base]) -> Scope:
    """The scope that a table declares as ``__scope__``. Forbidden when it declares none."""
    declared = vars(table).get("__scope__")
    if not isinstance(declared, Scope):
        raise Forbidden(
            f"{table.__name__} declares no scope, so nobody may see it. Write __scope__ = EVERYONE (or another of "
            "core.database.scopes) in its class."
        )
    return declared


def scoped(session: Session, actor: Actor) -> Session:
    """Let every SELECT of this session see only what the actor may see."""
    options: list[Any] = []

    @event.listens_for(session, "do_orm_execute")
    def _limit(state: ORMExecuteState) -> None:
        if not state.is_select:
            return
        mappers = state.all_mappers
        for mapper in mappers:
            scope_of(mapper.class_)
        if not mappers:
            _refuse_limited_tables(state.statement)
        if not options:
            options.extend(_criteria(actor))
        # All of them, whatever is selected: a table that is only joined or asked about in a subquery tells as much.
        state.statement = state.statement.options(*options)

    return session


def _criteria(actor: Actor) -> list[Any]:
    found = []
    for mapper in Base.registry.mappers:
        declared = vars(mapper.class_).get("__scope__")
        criterion = declared.rule(actor, mapper.class_) if isinstance(declared, Scope) and declared.rule else None
        if criterion is not None:
            found.append(with_loader_criteria(mapper.class_, criterion, include_aliases=True))
    return found


def _refuse_limited_tables(statement: Any) -> None:
    """A SELECT of bare tables carries no criteria: only what everyone may see is read that way."""
    limited = {
        mapper.local_table: mapper.class_
        for mapper in Base.registry.mappers
        if vars(mapper.class_).get("__scope__") is not EVERYONE
    }
    for element in iterate(statement):
        # Where a class stands behind the table, its criteria are applied.
        if isinstance(element, Table) and element in limited and "parententity" not in element._annotations:
            raise Forbidden(
                f"{element.name} is not open to everyone: ask for its class {limited[element].__name__}, not for the "
                "bare table."
            )

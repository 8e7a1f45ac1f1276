"""Permission in one place: which roles may give which commands, and which rows an actor may see.

The client base is shared by all countries; what a country adds to a profile is seen only where that country is enabled,
and at headquarters under the right role. A model without a rule here cannot be read through a scoped session at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, event, false
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from core import customers, items, journal, outbox, papertrail, sales, stock, stores
from core.db import Base
from core.errors import Forbidden

#: Roles of the house. ``system`` is the software itself: imports, workers.
ROLES = ("advisor", "cashier", "manager", "stock", "workshop", "regional_it", "hq", "auditor", "system")

_SELLING = frozenset({"advisor", "cashier", "manager"})
_CENTRAL = frozenset({"hq", "system"})

#: Who may give which command of the core. Plugins grant theirs in ``plugin.toml``.
GRANTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "sell": _SELLING,
        "sell.price": frozenset({"manager"}),
        "customer.write": _SELLING | _CENTRAL,
        "customer.profile": _SELLING | _CENTRAL,
        "customer.sensitive": frozenset({"manager", "hq", "system"}),
        "customer.merge": frozenset({"manager", "hq"}),
        "item.write": _CENTRAL,
        "store.write": _CENTRAL,
        "rates.write": _CENTRAL,
        "region.enable": frozenset({"regional_it", "system"}),
        "plugin.enable": frozenset({"regional_it", "system"}),
        "document.file": frozenset({"system"}),
        "document.issue": _SELLING | _CENTRAL,
        "report.read": frozenset({"hq", "auditor", "system"}),
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``boutiques``: codes of those they act for, None = all; ``regions``: countries whose profile fields
    they see (those enabled for their legal entities)."""

    code: str
    roles: frozenset[str]
    boutiques: frozenset[str] | None = None
    regions: frozenset[str] = frozenset()
    grants: Mapping[str, frozenset[str]] = field(default_factory=lambda: GRANTS, repr=False, compare=False)

    def may(self, verb: str) -> bool:
        """Whether any of the actor's roles grants the verb."""
        return not self.roles.isdisjoint(self.grants.get(verb, frozenset()))


def check(actor: Actor, verb: str, boutique: str | None) -> None:
    """Raise Forbidden unless the actor may do ``verb``, there."""
    if not actor.may(verb):
        raise Forbidden(
            f"{actor.code} may not «{verb}» with the roles {', '.join(sorted(actor.roles)) or 'none'}. Ask a manager."
        )
    if boutique is not None and actor.boutiques is not None and boutique not in actor.boutiques:
        raise Forbidden(f"{actor.code} does not work for boutique {boutique}. Sign in there or ask its manager.")


Rule = Callable[[Actor], ColumnElement[bool] | None]


def _everyone(actor: Actor) -> None:
    return None


def _profile(actor: Actor) -> ColumnElement[bool]:
    return customers.ProfileValue.region.in_(sorted(actor.regions))


def _sensitive(actor: Actor) -> ColumnElement[bool] | None:
    return None if actor.may("customer.sensitive") else false()


#: Which rows of which table an actor may see. The shared client base and its history are open to all who serve clients
#: (A-1, A-17); a table of a plugin registers its rule with :func:`register`.
RULES: dict[type[Base], Rule] = {
    **dict.fromkeys(
        (
            stores.LegalEntity,
            stores.Boutique,
            stores.Till,
            stores.Staff,
            stores.RegionEnabling,
            stores.PluginEnabling,
            stores.HouseSettings,
            customers.Customer,
            customers.CustomerMerge,
            customers.NameCard,
            customers.NameKey,
            customers.NamePosting,
            customers.NameUnfiled,
            customers.NameWord,
            customers.Contact,
            customers.Address,
            customers.Consent,
            customers.Preference,
            items.Reference,
            items.Variant,
            items.Piece,
            items.Price,
            items.ExchangeRate,
            stock.StockLevel,
            stock.StockMove,
            stock.PiecePlace,
            stock.PieceSold,
            sales.Sale,
            sales.SaleLine,
            sales.SaleTender,
            journal.Series,
            journal.JournalEntry,
            papertrail.Document,
            outbox.OutboxMessage,
        ),
        _everyone,
    ),
    customers.ProfileValue: _profile,
    customers.IdentityDocument: _sensitive,
}


def register(model: type[Base], rule: Rule = _everyone) -> None:
    """Give a plugin's table its rule."""
    RULES[model] = rule


def scope(session: Session, actor: Actor) -> Session:
    """Let every SELECT of this session see only what the actor may see."""
    options: list[Any] = []

    @event.listens_for(session, "do_orm_execute")
    def _scoped(state: ORMExecuteState) -> None:
        if not state.is_select:
            return
        for mapper in state.all_mappers:
            if mapper.class_ not in RULES:
                raise Forbidden(f"{mapper.class_.__name__} has no rule of who may see it. Register one in core.policy.")
        if not options:
            options.extend(_limits(actor))
        # All of them, whatever is selected: a table that is only joined or asked about in a subquery tells as much.
        state.statement = state.statement.options(*options)

    return session


def _limits(actor: Actor) -> list[Any]:
    limits = ((model, rule(actor)) for model, rule in RULES.items())
    return [
        with_loader_criteria(model, criterion, include_aliases=True)
        for model, criterion in limits
        if criterion is not None
    ]

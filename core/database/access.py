"""Permission in one place: who acts, and which roles may give which commands and ask which
questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from core.base.errors import Forbidden

#: Roles that people have. A person may have several.
ROLES = ("advisor", "cashier", "manager", "stock", "workshop", "regional_it", "hq", "auditor")
#: The software itself, for jobs and migrations: it has no right of a person, and nobody can be given it.
SYSTEM = "system"
#: Who names the first member of staff of a new house, and does nothing else.
FOUNDER = "founder"

_SELLING = frozenset({"advisor", "cashier", "manager"})
_CENTRAL = frozenset({"hq"})
_STOCK = frozenset({"stock", "workshop"})
_EVERYBODY = frozenset(ROLES)

#: Who may give which command and ask which question of the core. Plugins grant theirs in ``plugin.toml``.
GRANTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "sell": _SELLING,
        "sell.price": frozenset({"manager"}),
        "customer.read": _SELLING | _CENTRAL,
        "customer.write": _SELLING | _CENTRAL,
        "customer.profile": _SELLING | _CENTRAL,
        "customer.sensitive": frozenset({"manager", "hq"}),
        "customer.merge": frozenset({"manager", "hq"}),
        "item.read": _EVERYBODY,
        "item.write": _CENTRAL,
        "store.read": _EVERYBODY,
        "store.write": _CENTRAL | {FOUNDER},
        "rates.write": _CENTRAL,
        "region.enable": frozenset({"regional_it"}),
        "plugin.enable": frozenset({"regional_it"}),
        "document.read": _SELLING | _CENTRAL | _STOCK | {"auditor"},
        "document.file": frozenset({SYSTEM}),
        "document.issue": _SELLING | _CENTRAL,
        "journal.read": frozenset({"manager", "hq", "auditor", "regional_it"}),
        "report.read": frozenset({"hq", "auditor"}),
        "sight.read": frozenset({"auditor"}),
        "jobs.findings": _EVERYBODY,
        "jobs.read": frozenset({"regional_it", "manager", "hq", "auditor", SYSTEM}),
        "jobs.retry": frozenset({"regional_it", "manager", "hq"}),
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

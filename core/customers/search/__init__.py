"""Finding a client by whatever the advisor has: a name in any script, a phone, an e-mail, a card, a passport.

See ``README.md`` beside this file for how a name is filed and found, and what it costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.customers.search.search import LIMIT, QUERY_LIMIT, Hit, find_customers

__all__ = ["LIMIT", "QUERY_LIMIT", "Hit", "find_customers"]


def __getattr__(name: str) -> Any:
    """Loaded when asked for: who only files names, as the second process of an import, holds no database."""
    if name not in __all__:
        raise AttributeError(name)
    from core.customers.search import search as finding

    return getattr(finding, name)

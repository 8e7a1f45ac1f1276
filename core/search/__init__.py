"""Finding a client by whatever the advisor has: a name in any script, a phone, an e-mail, a card, a passport.

See ``README.md`` beside this file for how a name is filed and found, and what it costs.
"""

from __future__ import annotations

from core.search.finding import LIMIT, QUERY_LIMIT, Hit, find_customers

__all__ = ["LIMIT", "QUERY_LIMIT", "Hit", "find_customers"]

"""Switzerland: everything is in the tables beside this file."""

from __future__ import annotations

from core.jurisdictions.region import Region


class Switzerland(Region):
    """VAT inside the price, exports beyond Liechtenstein, cash in five centimes, no cash limit: all in its tables."""

    code = "CH"


plugin = Switzerland()

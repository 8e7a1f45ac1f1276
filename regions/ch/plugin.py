"""Switzerland: everything is in the tables beside this file."""

from __future__ import annotations

from core.region import Region


class Switzerland(Region):
    """VAT inside the price, exports beyond Liechtenstein, five-centime cash totals, no limit on cash: all in its tables."""

    code = "CH"


plugin = Switzerland()

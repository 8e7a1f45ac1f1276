"""Italy: everything is in the tables beside this file."""

from __future__ import annotations

from core.jurisdictions.region import Region


class Italy(Region):
    """VAT inside the price, borders of the Union, cash limits by residence, cash in five cents: all in its tables."""

    code = "IT"


plugin = Italy()

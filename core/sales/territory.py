"""What ``territory.toml`` says of goods that the house itself sends away: export, another member state, or home.

Tables read, all of ``territory``: ``vat.domestic`` (places taxed as this country), ``vat.union`` (places of one common
VAT, absent where the country is in none), ``vat.prefix`` and ``vat.checked_as`` (VAT numbers that do not begin with
their place). A country without ``vat.domestic`` has its own answer or none.
"""

from __future__ import annotations

from collections.abc import Iterator

from stdnum import get_cc_module

from core.base.findings import Finding
from core.jurisdictions.facts import SaleFacts, Treatment
from core.jurisdictions.region import Region


def across(region: Region, sale: SaleFacts) -> Treatment | None:
    """``export`` out of the common VAT territory, ``intra_community`` to a business of another member state with a
    valid VAT number of that state (an exempt supply of goods), None for all that is taxed at home."""
    if not _sent_away(region, sale):
        return None
    if not _within_union(region, sale):
        return Treatment("export", f"delivered to {sale.delivery}")
    if _taxed_by_the_buyer(region, sale):
        return Treatment("intra_community", f"delivered to {sale.delivery} for the business {sale.buyer_tax_number}")
    return None


def doubts(region: Region, sale: SaleFacts) -> Iterator[Finding]:
    """A ``warn`` for goods sent to another member state and taxed at home: the tax of that state may be due instead."""
    if _sent_away(region, sale) and _within_union(region, sale) and not _taxed_by_the_buyer(region, sale):
        why = "no valid VAT number of that state" if sale.buyer == "business" else "distance sale to a private client"
        text = f"Delivery to {sale.delivery}, {why}: taxed at home. Ask the tax desk whether {sale.delivery} taxes it."
        yield Finding("warn", f"{region.code}.territory.vat.union", text)


def _sent_away(region: Region, sale: SaleFacts) -> bool:
    domestic = region.table("territory").find("vat.domestic", sale.on)
    return domestic is not None and sale.delivery is not None and sale.delivery not in domestic.value


def _within_union(region: Region, sale: SaleFacts) -> bool:
    union = region.table("territory").find("vat.union", sale.on)
    return union is not None and sale.delivery in union.value


def _taxed_by_the_buyer(region: Region, sale: SaleFacts) -> bool:
    if sale.buyer != "business" or sale.delivery is None:
        return False
    places = region.table("territory")
    number = "".join((sale.buyer_tax_number or "").split()).upper()
    prefix = str(places.value("vat.prefix", on=sale.on).get(sale.delivery, sale.delivery))
    rules = get_cc_module(places.value("vat.checked_as", on=sale.on).get(prefix, prefix), "vat")
    return rules is not None and number.startswith(prefix) and bool(rules.is_valid(number))

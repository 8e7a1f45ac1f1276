"""What ``cash.toml`` says of one sale: cash that the law forbids, and cash that obliges to identify the client.

Tables read: ``limit.resident`` and ``limit.non_resident`` of ``cash`` (``value``, ``currency``, ``operator``,
``conditions`` beside it), ``identify.from`` likewise, ``cash.residents`` of ``territory``. A value of false says that
no limit is in force; ``supplies`` beside an entry keeps it to sales with a line of one of those classes;
``unless = { field = [values] }`` beside ``limit.non_resident`` names fields of the client's profile, marked
``decides_sale``, and the values with which a client has no such limit.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from core.base.findings import Finding
from core.jurisdictions.facts import SaleFacts
from core.jurisdictions.region import Region
from core.jurisdictions.tables import Entry

_BEYOND = {">": operator.gt, ">=": operator.ge}


def cash_findings(region: Region, sale: SaleFacts) -> Iterator[Finding]:
    """An ``error`` for cash beyond the limit, a ``warn`` for cash that needs proof or identification.

    Money given back counts as money taken. A client of unknown residence, and any business, is held to the residents'
    limit, the lower one.
    """
    if not sale.cash:
        return
    key, ordinary = "limit.resident", region.table("cash").find("limit.resident", sale.on)
    limit = ordinary
    if sale.buyer == "private" and _lives_abroad(region, sale):
        higher = region.table("cash").find("limit.non_resident", sale.on)
        if higher and not _excepted(higher, sale):
            key, limit = "limit.non_resident", higher
    where, paid = f"{region.code}.cash.{key}", f"{abs(sale.cash)} {sale.currency} in cash"
    if limit and _beyond(limit, sale):
        text = f"{paid} is {limit.more['operator']} {limit.value}: forbidden ({limit.source})."
        yield Finding("error", where, f"{text} Take the rest by card or transfer.")
    elif limit is not ordinary and limit and ordinary and _beyond(ordinary, sale):
        text = f"{paid} is lawful on these terms: {limit.more['conditions']} ({limit.source})."
        yield Finding("warn", where, f"{text} Otherwise take the rest by card or transfer.")
    identify = region.table("cash").find("identify.from", sale.on)
    if identify and _beyond(identify, sale):
        text = f"{paid} obliges the seller to identify the client ({identify.source})."
        yield Finding("warn", f"{region.code}.cash.identify.from", f"{text} Record a valid identity document.")


def _lives_abroad(region: Region, sale: SaleFacts) -> bool:
    residents = region.table("territory").find("cash.residents", sale.on)
    return residents is not None and sale.residence is not None and sale.residence not in residents.value


def _excepted(entry: Entry, sale: SaleFacts) -> bool:
    unless: Mapping[str, Sequence[str]] = entry.more.get("unless", {})
    return any(sale.client.get(field, "").casefold() in map(str.casefold, values) for field, values in unless.items())


def _beyond(entry: Entry, sale: SaleFacts) -> bool:
    # In another currency there is nothing to compare without an exchange rate, which is no business of a table.
    if entry.value is False or entry.more["currency"] != sale.currency:
        return False
    supplies = entry.more.get("supplies")
    if supplies and not any(line.supply in supplies for line in sale.lines):
        return False
    return bool(_BEYOND[entry.more["operator"]](abs(sale.cash), Decimal(entry.value)))

"""What stands at the top of every paper, the core's and the plugins': house, seller, boutique, title, client."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.base.clock import local_time
from core.commands.house import Shop
from core.commands.unit import Unit
from core.customers.model import Customer
from core.customers.on_paper import address_lines, plain_name, printed_name
from core.jurisdictions.region import Region


def titles(region: Region, buyer: str, on: date) -> dict[str, Any]:
    """The law's titles by kind of paper; ``title.invoice_private`` goes before ``title.invoice`` for a private
    buyer."""
    table = region.table("titles")
    held = {key.removeprefix("title."): table.value(key, on=on) for key in table.keys("title") if table.find(key, on)}
    special = {kind.removesuffix(f"_{buyer}"): title for kind, title in held.items() if kind.endswith(f"_{buyer}")}
    return {kind: title for kind, title in held.items() if not kind.endswith(("_private", "_business"))} | special


def letterhead(unit: Unit, shop: Shop, region: Region, on: date) -> dict[str, Any]:
    """The top of every paper of a boutique: house, seller, boutique, instant. For the core's papers and the
    plugins'."""
    name, synthetic = unit.house.settings
    return {
        "house": {"name": name, "synthetic": synthetic},
        "seller": {
            "name": shop.entity_name,
            "address": shop.entity_address,
            "numbers": [
                {"label": n["label"], "value": n["value"], "role": n.get("role", "")} for n in shop.entity_numbers
            ],
        },
        "boutique": {
            "code": shop.boutique,
            "name": shop.names,
            "kind": shop.kind,
            "address": shop.address,
            "phone": shop.phone,
            "zone": shop.zone,
        },
        "region": region.code,
        "rules": region.version,
        "at": unit.now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "local_time": local_time(unit.now, shop.zone).isoformat(timespec="seconds"),
        "business_date": on.isoformat(),
    }


def client_on_paper(
    customer: Customer | None,
    languages: tuple[str, ...],
    shop: Shop,
    tax_number: str | None = None,
) -> dict[str, Any] | None:
    """The client as papers print them, in each of the paper's languages; None without one."""
    if customer is None:
        return None
    home = shop.region
    numbers = [{"label": "", "value": tax_number, "role": "tax_number"}] if tax_number else []
    return {
        "number": customer.number,
        "kind": customer.kind,
        "names": {language: printed_name(customer, language) for language in languages},
        "plain_names": {language: plain_name(customer, language) for language in languages},
        "address": {language: address_lines(customer.addresses[0], language, home) for language in languages}
        if customer.addresses
        else {},
        "residence": customer.residence,
        "numbers": numbers,
    }

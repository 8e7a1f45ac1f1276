"""The few profile values that a country's law reads when something is sold, for the till and for quotes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from core.commands.unit import Unit
from core.customers.identity import same_person
from core.customers.model import Customer, ProfileValue
from core.jurisdictions.region import Region


def facts_of_client(unit: Unit, region: Region, customer: Customer | None, on: date) -> Mapping[str, str]:
    """Field name → value of the client's fields of this country that decide a sale (``decides_sale``) and are in force.

    No other field leaves here, and those of other countries never. A sensitive value is read for the country, not for
    who acts: no answer holds it. Of several values under the numbers of one client the newest counts; one that was
    erased is not known.
    """
    fields = {field.name for field in region.profile if field.decides_sale and field.holds(on)}
    if customer is None or not fields:
        return {}
    asked = (
        select(ProfileValue, Customer.data_key)
        .join(Customer, Customer.id == ProfileValue.customer_id)
        .where(
            ProfileValue.customer_id.in_(same_person(unit.session, customer.id)),
            ProfileValue.region == region.code,
            ProfileValue.field.in_(fields),
        )
    )
    rows: list[tuple[ProfileValue, bytes | None]] = [
        (value, data_key) for value, data_key in unit.session.execute(asked)
    ]
    rows.sort(key=lambda row: (row[0].recorded_at, row[0].customer_id == customer.id))
    values: dict[str, str] = {}
    for value, data_key in rows:
        if value.cipher is None:
            values[value.field] = value.value or ""
        elif data_key is not None:
            place = f"profile_value.cipher/{value.id}"
            values[value.field] = unit.house.keys.decrypt(data_key, f"{value.customer_id}", value.cipher, place)
    return values

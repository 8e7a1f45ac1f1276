"""The occasion of a paper: where, when, by whom and for whom. Every stage of a command needs it, and its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from core.base.clock import business_date
from core.commands.house import Shop
from core.commands.unit import Unit
from core.customers.model import Customer
from core.journal.paper import Adviser
from core.jurisdictions.region import Region
from core.organisation.model import Staff
from core.papers.languages import paper_languages


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where, when, by whom and for whom.

    ``on``: the boutique's business date; ``at``: the instant, UTC; ``adviser`` and ``staff_id``: who serves, None where
    the software itself acts; ``languages``: of the papers, the client's first.
    """

    shop: Shop
    region: Region
    on: date
    at: datetime
    customer: Customer | None
    adviser: Adviser | None
    staff_id: UUID | None
    languages: tuple[str, ...]

    @property
    def buyer(self) -> str:
        """``business`` where the client is an organisation, else ``private``: which titles the law's papers bear."""
        return "business" if self.customer is not None and self.customer.kind == "organisation" else "private"


def occasion_of(unit: Unit, shop: Shop, customer: Customer | None, staff: str, language: str = "") -> Occasion:
    """The occasion at a boutique now. ``staff``: code of who serves; ``language``: wished for the papers, "" = the
    client's own, or the boutique's where there is no client."""
    region = unit.house.suite.region(shop.region)
    # Staff is everybody's: its rows are read without the rules of the session.
    row = unit.session.connection().execute(_STAFF, {"code": staff}).one_or_none()
    wished = language or (customer.language if customer else shop.language)
    return Occasion(
        shop,
        region,
        business_date(unit.now, shop.zone, shop.day_starts),
        unit.now,
        customer,
        Adviser(code=row.code, name=row.name) if row else None,
        row.id if row else None,
        paper_languages(region.card, wished, shop.language),
    )


#: Asked at every sale, so built once.
_STAFF = select(Staff.id, Staff.code, Staff.name).where(Staff.code == bindparam("code"))

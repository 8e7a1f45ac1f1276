"""What a country may know of a sale: one language for tills, quotes, plugins and the cases that a lawyer signs.

A fact is a field of :class:`SaleFacts` or :class:`LineFacts`; a case in ``cases.toml`` says it under the field's own
name (``core.examination.cases`` reads the fields), so a new one is declared here and nowhere else. All of it is frozen
when it is built: what a country is handed it cannot change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from core.base.money import EXACT
from core.tax import Assessment

_NOTHING: Mapping[str, Any] = MappingProxyType({})

#: Schemes under which a margin is taxed instead of a price, as Directive 2006/112/EC art. 311 parts the goods.
MARGIN_SCHEMES = ("second_hand", "art", "collectors")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """What a country may know of a line.

    ``supply``: the house's class of goods or service (``core.catalogue.model.SUPPLIES``); ``amount``: of the whole line
    after discount, in the sale's currency, as the price list gives it (with or without tax); ``composition``:
    ``{metals: […], stones: […], skins: […]}``; ``cost``: what the house paid for the whole line, in the sale's
    currency, or None; ``margin_scheme``: of MARGIN_SCHEMES for a piece that the house bought so that only its margin
    need be taxed, else "". A return has a negative quantity, amount and cost.
    """

    n: int
    sku: str
    supply: str
    amount: Decimal
    quantity: Decimal = Decimal(1)
    composition: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    cost: Decimal | None = None
    margin_scheme: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "composition", frozen(self.composition))

    @property
    def unit_price(self) -> Decimal:
        """The amount of one unit, after discount, not rounded."""
        return EXACT.divide(self.amount, self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleFacts:
    """What a country may know of a sale.

    ``on``: legal date (the business date); ``places``: tax places of the boutique, widest first (``US-NY``,
    ``US-NY-NYC``); ``buyer``: "private" or "business"; ``residence``: ISO 3166-1 of the client, if known; ``delivery``:
    ISO 3166-1 of where the goods go when the house itself ships them, else None; ``client``: values of the client's
    profile fields that this country's law reads when something is sold (``decides_sale`` in its ``profile.toml``), by
    the field's name; ``cash``: paid in cash, ``cashless``: paid otherwise, by means of payment, both in the sale's
    currency.
    """

    region: str
    on: date
    at: datetime
    currency: str
    lines: tuple[LineFacts, ...]
    places: tuple[str, ...] = ()
    buyer: str = "private"
    buyer_tax_number: str | None = None
    residence: str | None = None
    delivery: str | None = None
    client: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    cash: Decimal = Decimal(0)
    cashless: Mapping[str, Decimal] = field(default_factory=lambda: _NOTHING)

    def __post_init__(self) -> None:
        object.__setattr__(self, "client", frozen(self.client))
        object.__setattr__(self, "cashless", frozen(self.cashless))


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a country taxes a sale: ``code`` is ``domestic``, ``export``, ``reverse_charge`` …, named in its tables under
    ``treatment.<code>``."""

    code: str
    because: str


@dataclass(frozen=True, slots=True)
class AssessedSale:
    """All that is known once the taxes of a sale are assessed: nobody need tax it a second time.

    ``sale.cash`` is here the cash that pays for something; change given back is no payment. ``assessment``: amounts by
    line, by rate and of the sale, without the workings of its proof.
    """

    sale: SaleFacts
    treatment: Treatment
    assessment: Assessment


def frozen(value: Any) -> Any:
    """Plain values that nobody can change: mappings and lists all the way down."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: frozen(inner) for key, inner in value.items()}) if value else _NOTHING
    return tuple(frozen(inner) for inner in value) if isinstance(value, (list, tuple)) else value

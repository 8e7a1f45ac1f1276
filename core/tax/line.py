"""A line of a sale as the tax kernel sees it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.base.errors import Refused
from core.tax.levy import Levy, Mode


@dataclass(frozen=True, slots=True)
class TaxLine:
    """An amount and the levies on it.

    ``amount`` is the line amount after discount, in the document's currency; it contains the inclusive, inside, margin
    and ``contained`` levies. ``quantity`` is never zero; a return has a negative quantity, amount and cost. ``cost`` is
    what the whole line cost, for the margin. ``levies`` are listed in the order of the law, from the price outwards.

    Raises Refused when the levies cannot stand together or a number is not a finite Decimal.
    """

    id: str
    quantity: Decimal
    amount: Decimal
    levies: tuple[Levy, ...]
    cost: Decimal | None = None

    def __post_init__(self) -> None:
        identity: object = self.id
        if not isinstance(identity, str) or not identity:
            raise Refused("A tax line has no id. Number the lines.")
        for name in ("quantity", "amount", "cost"):
            value = getattr(self, name)
            if value is None and name == "cost":
                continue
            if not isinstance(value, Decimal) or not value.is_finite():
                raise self._refused(f"{name} is {value!r}", "Give a finite Decimal")
        if not self.quantity:
            raise self._refused("quantity is zero", "Leave the line out, or give its quantity")
        if not isinstance(self.levies, tuple):
            raise self._refused("levies are not a tuple", "Give a tuple of Levy, empty where nothing is taxed")
        if self.levies and self.levies[0].mode is Mode.MARGIN:
            self._check_margin()
        if len(self.levies) > 1 or (self.levies and self.levies[0].net_of):
            self._check_company()

    def _check_margin(self) -> None:
        if self.cost is None:
            raise self._refused("a margin levy needs the cost", "Give what the line cost")
        if self.cost and self.amount and (self.cost < 0) != (self.amount < 0):
            raise self._refused(
                f"cost {self.cost} and amount {self.amount} have different signs",
                "Give a return's cost as a negative amount, like its price",
            )

    def _check_company(self) -> None:
        """Refuse combinations whose base no law defines."""
        seen: set[tuple[str, str]] = set()
        inside: set[str] = set()
        added: str | None = None
        contained: str | None = None
        for levy in self.levies:
            if levy.mode is Mode.MARGIN:
                raise self._refused("a margin levy stands alone", "Put the other levies on a line of their own")
            if (levy.code, levy.jurisdiction) in seen:
                raise self._refused(f"levy {levy.code} of {levy.jurisdiction} is listed twice", "Remove one")
            seen.add((levy.code, levy.jurisdiction))
            if missing := sorted(set(levy.net_of) - inside):
                raise self._refused(
                    f"{levy.code} is net of {', '.join(missing)}, not an inside levy listed before it",
                    "List that levy first",
                )
            if levy.mode is Mode.INSIDE:
                inside.add(levy.code)
            if levy.within_amount:
                if added:
                    raise self._refused(
                        f"{levy.code} is in the price but {added}, listed before it, is added to the price",
                        "List the levies from the price outwards",
                    )
                contained = levy.code
            elif levy.added:
                if contained and levy.mode is Mode.EXCLUSIVE:
                    raise self._refused(
                        f"the price contains {contained} and {levy.code} is exclusive of it, so its base is not known",
                        "Make both inclusive, or use compound to tax the price with its levies",
                    )
                added = levy.code

    def _refused(self, reason: str, way_out: str) -> Refused:
        return Refused(f"Tax line {self.id!r}: {reason}. {way_out}.")

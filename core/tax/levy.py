"""One tax on one line, as a region's dated table gives it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from core.base.errors import Refused

#: No sales tax reaches five times the price; 20 written for 0.20 does.
_LARGEST_RATE = Decimal(5)


class Mode(StrEnum):
    """How a levy stands to the price. Each has a worked example in the README of this folder."""

    INCLUSIVE = "inclusive"  # the price contains it; the rate applies to the price without it
    EXCLUSIVE = "exclusive"  # added to the price
    COMPOUND = "compound"  # on the price and the levies listed before it
    INSIDE = "inside"  # the rate is a share of the price that contains it
    MARGIN = "margin"  # contained in the margin, price less cost
    FIXED = "fixed"  # an amount per unit of quantity
    WITHHELD = "withheld"  # kept back by the buyer; lowers what is paid


@dataclass(frozen=True, slots=True)
class Levy:
    """One tax on one line.

    ``rate`` is a fraction, ``Decimal("0.20")``. ``code`` is a stable name, never a figure. ``category`` is a UNCL5305
    letter. ``source`` is the article of law and ``since`` the first day of the table entry used.

    Thresholds are amounts of one unit, compared with the line amount divided by its quantity. ``portion`` is the part
    of the base that the law taxes (``Fraction(11, 12)``). ``net_of`` names INSIDE levies, listed earlier on the same
    line, that this one's base leaves out. ``contained`` says that the line amount already holds a COMPOUND or FIXED
    levy; the other modes say so themselves. A levy with ``shown=False`` is owed but not printed; MARGIN never is.

    Raises Refused for a levy that no law could mean.
    """

    code: str
    rate: Decimal
    mode: Mode
    category: str
    jurisdiction: str
    source: str
    since: date
    amount: Decimal | None = None
    taxed_from: Decimal | None = None
    excess_over: Decimal | None = None
    cap_base: Decimal | None = None
    group: str | None = None
    portion: Fraction = Fraction(1)
    net_of: tuple[str, ...] = ()
    contained: bool = False
    shown: bool = True
    effective: Fraction = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("code", "category", "jurisdiction", "source"):
            if not isinstance(value := getattr(self, name), str) or not value.strip():
                raise Refused(f"A levy has no {name}. Take it from the region's tax table.")
        if not isinstance(self.since, date):
            raise self._refused("since is not a date", "Give the first day of the table entry")
        if not isinstance(self.mode, Mode):
            raise self._refused(f"{self.mode!r} is not a mode", f"Use one of {', '.join(Mode)}")
        for name in ("rate", "amount", "taxed_from", "excess_over", "cap_base"):
            self._check_number(name)
        if self.rate > _LARGEST_RATE:
            raise self._refused(f"rate {self.rate} is no fraction", "Write 20 % as 0.20")
        self._check_mode()
        object.__setattr__(self, "effective", Fraction(self.rate) * self.portion)
        if self.mode is Mode.MARGIN:
            object.__setattr__(self, "shown", False)

    def _check_number(self, name: str) -> None:
        value = getattr(self, name)
        if value is None and name != "rate":
            return
        if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
            raise self._refused(f"{name} is {value!r}", "Give a finite Decimal of zero or more")

    def _check_mode(self) -> None:
        fixed = self.mode is Mode.FIXED
        if fixed != (self.amount is not None):
            raise self._refused("amount goes with mode fixed, and only with it", "Give both or neither")
        if fixed and self.rate:
            raise self._refused("a fixed levy has no rate", "Set the rate to 0, or list a second levy")
        if self.contained and self.mode not in (Mode.COMPOUND, Mode.FIXED):
            raise self._refused(f"contained means nothing for mode {self.mode}", "Leave it out")
        portion: object = self.portion
        if not isinstance(portion, Fraction) or not 0 < portion <= 1:
            raise self._refused(f"portion is {self.portion!r}", "Give a Fraction above 0 and up to 1")
        if fixed and self.portion != 1:
            raise self._refused("a fixed levy has no base to take a portion of", "Leave portion out")
        if self.mode is Mode.INSIDE and self.rate >= 1:
            raise self._refused("a share of the price cannot be the whole price", "Correct the rate")
        if self.partial and self.mode not in (Mode.EXCLUSIVE, Mode.INSIDE):
            raise self._refused(
                f"excess_over and cap_base are not defined for mode {self.mode}",
                "Quote the price without the levy and use mode exclusive",
            )
        if self.excess_over is not None and self.cap_base is not None and self.cap_base <= self.excess_over:
            raise self._refused("cap_base is not above excess_over", "Correct one of them")
        if self.net_of and self.mode not in (Mode.EXCLUSIVE, Mode.INSIDE):
            raise self._refused(f"net_of is not defined for mode {self.mode}", "Use it on exclusive or inside levies")

    def _refused(self, reason: str, way_out: str) -> Refused:
        return Refused(f"Levy {self.code} of {self.jurisdiction}: {reason}. {way_out}.")

    @property
    def partial(self) -> bool:
        """True when only a part of the unit price is taxed."""
        return self.excess_over is not None or self.cap_base is not None

    @property
    def within_amount(self) -> bool:
        """True when the line amount already holds this levy on top of the price before tax."""
        return self.mode is Mode.INCLUSIVE or self.contained

    @property
    def added(self) -> bool:
        """True when the levy is paid beyond the line amount."""
        return self.mode is Mode.EXCLUSIVE or (self.mode in (Mode.COMPOUND, Mode.FIXED) and not self.contained)

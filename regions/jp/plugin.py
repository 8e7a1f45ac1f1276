"""Japan: stamp duty on paper receipts, and a number that a shop may not keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from stdnum.jp import in_

from core.base.errors import Refused
from core.base.findings import Finding
from core.jurisdictions.hooks import SaleFacts, Treatment, hookimpl
from core.jurisdictions.region import Region
from core.tax import TaxLine, assess


class Japan(Region):
    """日本国. Kanji, kana and romanisation of a name are three things; none is derived from another and stored."""

    code = "JP"

    @hookimpl
    def facts(self, sale: SaleFacts, treatment: Treatment) -> frozenset[str]:
        """``stamp_duty``: cash was paid and the receipt, on paper, needs a revenue stamp."""
        if sale.cash <= 0 or sale.currency != self.card.currency:
            return frozenset()
        lines = [
            TaxLine(str(line.n), line.quantity, line.amount, self.domestic_levies(line, sale, treatment))
            for line in sale.lines
        ]
        # Our papers state the tax, so the scale is read with the amount that leaves it out.
        net = assess(lines, currency=sale.currency, rounding=self.rounding(sale.on)).net
        return frozenset({"stamp_duty"}) if self._band(net, sale.on) else frozenset()

    def stamp_duty(self, net: Decimal, on: date) -> Decimal:
        """The duty in yen on a paper receipt for ``net`` yen without consumption tax, received on a day.

        Refused above the last amount whose duty is known here.
        """
        known_to = self.table("stamp_duty").value("scale.known_to", on=on)
        if net > known_to:
            reason = f"JP.stamp_duty is known up to {known_to} yen, not for {net}"
            raise Refused(f"{reason}. Add the next bands, with their source.")
        return self._band(net, on)

    def _band(self, net: Decimal, on: date) -> Decimal:
        duty = Decimal(0)
        scale = self.table("stamp_duty").find("scale.receipt", on)
        for band in scale.value if scale else ():
            if net > band["over"] if "over" in band else net >= band["from"]:
                duty = Decimal(band["duty"])
        return duty

    @hookimpl
    def check_profile(self, field: str, value: str) -> Sequence[Finding]:
        """My Number must not enter a client's card, in whatever field it is written."""
        if not in_.is_valid(value):
            return ()
        law = self.table("privacy").entries["never.collect"][-1].source
        reason = f"This is a My Number, which a shop may not keep ({law}). Leave it out."
        return (Finding("error", f"customer.jp.{field}", reason),)


plugin = Japan()

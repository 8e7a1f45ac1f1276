"""Japan: stamp duty on paper receipts, and a number that a shop may not keep."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from stdnum.jp import in_

from core.base.findings import Finding
from core.jurisdictions.facts import AssessedSale
from core.jurisdictions.hooks import hookimpl
from core.jurisdictions.region import Region


class Japan(Region):
    """日本国. Kanji, kana and romanisation of a name are three things; none is derived from another and stored."""

    code = "JP"

    @hookimpl
    def facts(self, assessed: AssessedSale) -> frozenset[str]:
        """``stamp_duty``: cash was paid and the receipt, on paper, needs a revenue stamp."""
        return frozenset({"stamp_duty"}) if self._stamp_duty(assessed) else frozenset()

    @hookimpl
    def refusals(self, assessed: AssessedSale) -> Sequence[Finding]:
        """Which stamp goes on the paper receipt; refuses nothing."""
        duty, net, on = self._stamp_duty(assessed), assessed.assessment.net, assessed.sale.on
        if not duty:
            return ()
        where, law = "JP.stamp_duty", self.table("stamp_duty").entry("scale.receipt", on)
        if net > self.table("stamp_duty").value("scale.known_to", on=on):
            text = f"A paper receipt for {net} yen needs a revenue stamp of more than {duty} yen ({law.source})."
            return (Finding("warn", where, f"{text} Read its band in the law."),)
        text = f"A paper receipt for {net} yen needs a revenue stamp of {duty} yen ({law.source})."
        return (Finding("note", where, f"{text} Fix it and cancel it with the seal."),)

    def _stamp_duty(self, assessed: AssessedSale) -> Decimal:
        """The duty in yen, zero where none is due; above the last known band that band's, which is too little."""
        sale, net = assessed.sale, assessed.assessment.net
        scale = self.table("stamp_duty").find("scale.receipt", sale.on)
        if scale is None or sale.cash <= 0 or sale.currency != self.card.currency:
            return Decimal(0)
        # Our papers state the tax, so the scale is read with the amount that leaves it out.
        reached = [band for band in scale.value if (net > band["over"] if "over" in band else net >= band["from"])]
        return Decimal(reached[-1]["duty"]) if reached else Decimal(0)

    @hookimpl
    def check_profile(self, field: str, value: str) -> Sequence[Finding]:
        """My Number must not enter a client's card, in whatever field it is written."""
        if not in_.is_valid(value):
            return ()
        law = self.table("privacy").entries["never.collect"][-1].source
        reason = f"This is a My Number, which a shop may not keep ({law}). Leave it out."
        return (Finding("error", f"customer.jp.{field}", reason),)


plugin = Japan()

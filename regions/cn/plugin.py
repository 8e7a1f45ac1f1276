"""China: the consumption tax that a jewel's matter decides, and the one currency of prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.base.findings import Finding
from core.jurisdictions.facts import AssessedSale, LineFacts, SaleFacts, Treatment
from core.jurisdictions.hooks import hookimpl
from core.jurisdictions.region import Region
from core.tax import Levy

_CONSUMPTION = "consumption"


class China(Region):
    """中国. The tax platform issues the 发票 and is out of reach here; our papers say that they are none."""

    code = "CN"

    @hookimpl
    def levies(self, line: LineFacts, sale: SaleFacts, treatment: Treatment) -> tuple[Levy, ...]:
        """VAT, and on jewels of the listed matter the consumption tax at retail, owed but not printed."""
        levies = self.domestic_levies(line, sale, treatment)
        listed = self._listed(line, sale)
        return tuple(
            replace(levy, shown=False) if levy.code == _CONSUMPTION else levy
            for levy in levies
            if listed or levy.code != _CONSUMPTION
        )

    def _listed(self, line: LineFacts, sale: SaleFacts) -> bool:
        """Whether a jewel is of a listed metal or stone; one of unknown matter is, which is the cautious side."""
        metals = {metal["metal"] for metal in line.composition.get("metals", ())}
        stones = {stone["stone"] for stone in line.composition.get("stones", ())}
        if not metals and not stones:
            return True
        tax = self.table("tax")
        return not (
            metals.isdisjoint(tax.value("consumption.metals", on=sale.on))
            and stones.isdisjoint(tax.value("consumption.stones", on=sale.on))
        )

    @hookimpl
    def refusals(self, assessed: AssessedSale) -> Sequence[Finding]:
        """Prices in foreign currency are forbidden within the country."""
        sale = assessed.sale
        law = self.table("cash").find("currency.only", sale.on)
        if law is None or sale.currency == law.value:
            return ()
        reason = f"A sale in China cannot be priced in {sale.currency} ({law.source}). Price it in {law.value}."
        return (Finding("error", "CN.currency", reason),)


plugin = China()

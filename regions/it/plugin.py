"""Italy: what its tables cannot say."""

from __future__ import annotations

from collections.abc import Sequence

from core.finding import Finding
from core.hooks import SaleFacts, Treatment, hookimpl
from core.region import Region
from regions.it import borders
from regions.it.cash import cash_findings


class Italy(Region):
    """VAT inside the price, borders of the Union, cash limits by residence, five-cent cash totals."""

    code = "IT"

    @hookimpl
    def tax_treatment(self, sale: SaleFacts) -> Treatment | None:
        """Goods that the house itself sends out of the Union, or to a business of another member state."""
        return borders.across(self, sale)

    @hookimpl
    def refusals(self, sale: SaleFacts) -> Sequence[Finding]:
        """Cash that the law forbids; warnings where cash needs papers or another state may tax."""
        return (*cash_findings(self, sale), *borders.doubts(self, sale))


plugin = Italy()

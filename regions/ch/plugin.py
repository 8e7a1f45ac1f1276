"""Switzerland: what its tables cannot say."""

from __future__ import annotations

from collections.abc import Sequence

from core.finding import Finding
from core.hooks import SaleFacts, Treatment, hookimpl
from core.region import Region
from regions.ch import borders
from regions.ch.cash import cash_findings


class Switzerland(Region):
    """VAT inside the price, exports beyond Liechtenstein, five-centime cash totals, no limit on cash."""

    code = "CH"

    @hookimpl
    def tax_treatment(self, sale: SaleFacts) -> Treatment | None:
        """Goods that the house itself sends abroad."""
        return borders.across(self, sale)

    @hookimpl
    def refusals(self, sale: SaleFacts) -> Sequence[Finding]:
        """Nothing is forbidden; cash beyond the threshold of GwG art. 8a warns that the client must be identified."""
        return tuple(cash_findings(self, sale))


plugin = Switzerland()

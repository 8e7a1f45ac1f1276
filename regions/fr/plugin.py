"""France: what its tables cannot say. Inherited by Monaco."""

from __future__ import annotations

from collections.abc import Sequence

from core.finding import Finding
from core.hooks import SaleFacts, Seal, Treatment, hookimpl
from core.region import Region
from regions.fr import borders, chain
from regions.fr.cash import cash_findings


class France(Region):
    """VAT inside the price, borders of the Union, cash limits by residence, and the signed till."""

    code = "FR"

    @hookimpl
    def tax_treatment(self, sale: SaleFacts) -> Treatment | None:
        """Goods that the house itself sends out of the Union, or to a business of another member state."""
        return borders.across(self, sale)

    @hookimpl
    def refusals(self, sale: SaleFacts) -> Sequence[Finding]:
        """Cash that the law forbids; warnings where cash needs papers or another state may tax."""
        return (*cash_findings(self, sale), *borders.doubts(self, sale))

    @hookimpl
    def seal(self, text: bytes, previous: str, secret: bytes) -> Seal:
        """The till's signature over each record and the hash of the one before (CGI art. 286 I 3° bis)."""
        return chain.seal_of(text, previous, secret)

    @hookimpl
    def seal_holds(self, text: bytes, previous: str, seal: Seal, secret: bytes) -> bool:
        """Whether a record still bears its own signature."""
        return chain.holds(text, previous, seal, chain.public_key(secret))


plugin = France()

"""France: what its tables cannot say. Inherited by Monaco."""

from __future__ import annotations

from core.jurisdictions.hooks import Seal, hookimpl
from core.jurisdictions.region import Region
from regions.fr import chain


class France(Region):
    """VAT inside the price, borders of the Union, cash limits by residence, and the signed till."""

    code = "FR"

    @hookimpl
    def seal(self, text: bytes, previous: str, secret: bytes) -> Seal:
        """The till's signature over each record and the hash of the one before (CGI art. 286 I 3° bis)."""
        return chain.seal_of(text, previous, secret)

    @hookimpl
    def seal_holds(self, text: bytes, previous: str, seal: Seal, secret: bytes) -> bool:
        """Whether a record still bears its own signature."""
        return chain.holds(text, previous, seal, chain.public_key(secret))


plugin = France()

"""United States: the taxes of the boutique's places, item by item, and skins that a state forbids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.base.errors import Refused
from core.base.findings import Finding
from core.jurisdictions.facts import AssessedSale, LineFacts, SaleFacts, Treatment
from core.jurisdictions.hooks import hookimpl
from core.jurisdictions.region import Region
from core.jurisdictions.tables import Entry
from core.tax import Levy

_LIMITS = ("taxed_from", "excess_over")


class UnitedStates(Region):
    """No federal sales tax: states, counties, cities and districts each have their own."""

    code = "US"

    @hookimpl
    def tax_treatment(self, sale: SaleFacts) -> Treatment | None:
        """Export: goods that the house itself ships abroad."""
        if sale.delivery in (None, self.code):
            return None
        return Treatment("export", f"The house ships the goods to {sale.delivery}.")

    @hookimpl
    def levies(self, line: LineFacts, sale: SaleFacts, treatment: Treatment) -> tuple[Levy, ...] | None:
        """The tax of each place of the boutique, widest first, with the place's own rules for this kind of goods."""
        if treatment.code != "domestic":
            return None
        if not sale.places:
            raise Refused("The boutique has no tax places, so its sales tax is not known. Enter them, widest first.")
        return tuple(levy for place in sale.places for levy in self._of(place, line, sale))

    def _of(self, place: str, line: LineFacts, sale: SaleFacts) -> Iterator[Levy]:
        ordinary = self.levy(place, sale.on)
        exempt, luxury, threshold = (self._rule(kind, place, sale) for kind in ("exempt", "luxury", "threshold"))
        if exempt and line.supply in exempt.value:
            return
        if luxury and any(line.supply in band["supplies"] and line.unit_price > band["above"] for band in luxury.value):
            yield self.levy(luxury.more["rate"], sale.on)
        elif threshold and line.supply in threshold.value:
            limits = {name: threshold.more[name] for name in _LIMITS if name in threshold.more}
            yield self.levy(place, sale.on, **limits)
        else:
            yield ordinary

    def _rule(self, kind: str, place: str, sale: SaleFacts) -> Entry | None:
        """A place's own rule, else that of its state, whose base local taxes share."""
        tax = self.table("tax")
        return tax.find(f"{kind}.{place}", sale.on) or tax.find(f"{kind}.{sale.places[0]}", sale.on)

    @hookimpl
    def refusals(self, assessed: AssessedSale) -> Sequence[Finding]:
        """Skins whose sale the boutique's state forbids."""
        return tuple(self._forbidden(assessed.sale))

    def _forbidden(self, sale: SaleFacts) -> Iterator[Finding]:
        wildlife = self.table("wildlife")
        laws = [(place, law) for place in sale.places if (law := wildlife.find(f"blocked.{place}", sale.on))]
        skins = [(line.sku, str(skin["species"])) for line in sale.lines for skin in line.composition.get("skins", ())]
        for place, law in laws:
            for sku, species in skins:
                for blocked in law.value:
                    if any(f"{species} ".startswith(f"{taxon} ") for taxon in blocked["taxa"]):
                        reason = f"{sku}: {blocked['name']} may not be sold in {place} ({law.source})"
                        yield Finding("error", f"US.wildlife.{place}", f"{reason}. Offer another skin.")


plugin = UnitedStates()

"""Saudi Arabia: export out of the Gulf, pure metals, and the sign on every tax invoice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from stdnum import luhn

from core.base.errors import Refused
from core.base.findings import Finding
from core.jurisdictions.facts import LineFacts, SaleFacts, Treatment
from core.jurisdictions.hooks import Code, hookimpl
from core.jurisdictions.region import Region
from core.tax import Levy
from regions.sa.qr import tlv, values_of


class SaudiArabia(Region):
    """المملكة العربية السعودية. Clearance and reporting to the tax authority (phase 2) are out of reach here."""

    code = "SA"

    @hookimpl
    def tax_treatment(self, sale: SaleFacts) -> Treatment | None:
        """Export: goods that the house itself sends out of the territory of the Gulf states."""
        within = self.table("tax").find("export.not_to", sale.on)
        if within is None or sale.delivery is None or sale.delivery in within.value:
            return None
        return Treatment("export", f"The house sends the goods to {sale.delivery} ({within.source}).")

    @hookimpl
    def levies(self, line: LineFacts, sale: SaleFacts, treatment: Treatment) -> tuple[Levy, ...] | None:
        """The standard rate for a metal that does not qualify; all else is in the table."""
        if treatment.code != "domestic" or line.supply != "precious_metal" or self._qualifies(line, sale.on):
            return None
        return (self.levy("standard", sale.on),)

    def _qualifies(self, line: LineFacts, on: date) -> bool:
        """Whether every metal stated of a bar or coin is listed and pure enough; one that states none is believed."""
        tax = self.table("tax")
        pure, listed = tax.find("qualifying.fineness", on), tax.find("qualifying.metals", on)
        if pure is None or listed is None:
            return True
        return all(
            metal["metal"] in listed.value and _fineness(metal) >= pure.value
            for metal in line.composition.get("metals", ())
        )

    @hookimpl
    def codes(self, content: Mapping[str, Any]) -> Sequence[Code]:
        """The QR of phase 1 from the content of a sale or return."""
        on = date.fromisoformat(content["business_date"])
        tags = self.table("qr").find("phase_one.tags", on)
        if tags is None:
            return ()
        form = self.table("identifiers").value("seller.vat", on=on)
        number = next((n["value"] for n in content["seller"]["numbers"] if re.fullmatch(form, n["value"])), None)
        if number is None:
            raise Refused(f"The seller has no Saudi VAT number, which its invoices bear. Enter one of the form {form}.")
        values = values_of(content, number)
        return (Code("qr", "zatca", tlv([values[name] for name in tags.value])),)

    @hookimpl
    def check_profile(self, field: str, value: str) -> Sequence[Finding]:
        """The check digit of a national ID or Iqama; its form is checked by the field itself."""
        if field != "national_id" or luhn.is_valid(value):
            return ()
        doubt = "The check digit does not match; please read it again from the document."
        return (Finding("warn", "customer.sa.national_id", doubt),)


def _fineness(metal: Mapping[str, Any]) -> Decimal:
    try:
        stated = Decimal(str(metal.get("fineness", "")))
    except InvalidOperation:
        stated = Decimal("NaN")
    return stated if stated.is_finite() else Decimal(0)  # what cannot be read proves nothing, so the metal is taxed


plugin = SaudiArabia()

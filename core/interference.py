"""Does a country disturb another? A portrait of every region, taken with and without the one in question, must be
equal.

The portrait holds what a region shows and decides: profile fields, languages, mentions, numbering, and the taxes of
every case that its tax lawyer wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from core.conformance import case_sale, region_cases
from core.dated import plain_value
from core.errors import VendomeError
from core.finding import Finding
from core.profile import fields_in_scope
from core.suite import Suite
from core.taxation import mentions, tax_sale


def portrait(suite: Suite, code: str, *, on: date) -> dict[str, Any]:
    """What region ``code`` shows and decides, as plain values."""
    region = suite.region(code)
    decided = []
    for case in region_cases(region):
        sale = case_sale(region, case)
        try:
            taxed = tax_sale(suite, sale)
        except VendomeError as refused:
            decided.append({"case": case["name"], "refused": str(refused)})
            continue
        got = taxed.assessment
        decided.append(
            {
                "case": case["name"],
                "on": case["on"].isoformat(),
                "treatment": taxed.treatment.code,
                "amounts": [f"{got.net:f}", f"{got.tax:f}", f"{got.gross:f}", f"{got.payable:f}"],
                "rows": [[row.code, f"{row.rate:f}", f"{row.base:f}", f"{row.tax:f}"] for row in got.summary],
                "mentions": [m.code for m in mentions(region, frozenset({"invoice", "receipt"}), taxed.facts, sale)],
            }
        )
    fields = fields_in_scope(suite, [code], on)
    return {
        "card": {
            "currencies": list(region.card.currencies),
            "offered": list(region.card.offered),
            "calendar": region.card.calendar,
        },
        "profile": [[f.key, dict(f.label), f.type, f.check, f.sensitive] for f in fields],
        "numbering": {
            key: [plain_value(e.value) for e in held] for key, held in region.table("numbering").entries.items()
        },
        "tax": region.table("tax").fingerprint,
        "decided": decided,
    }


def differences(suite: Suite, code: str, *, on: date) -> list[Finding]:
    """What changes in any other region when ``code`` is there; empty as it must be.

    Heirs of ``code`` are left out: they share its law on purpose.
    """
    name = code.lower()
    suite.card(code)
    without = Suite(
        MappingProxyType({k: v for k, v in suite.regions.items() if k != name}), suite.plugins, suite.enabled
    )
    alone = {}
    for other in without.regions:
        if name not in suite.card(other).inherits:
            alone[other] = portrait(without, other, on=on)
    together = Suite(suite.regions, suite.plugins, suite.enabled)
    together.manager(code)
    portrait(together, code, on=on)
    found = []
    for other, before in alone.items():
        after = portrait(together, other, on=on)
        found += [
            Finding(
                "error",
                f"{other.upper()}.{part}",
                f"is different when {code.upper()} is there. Look for what they share.",
            )
            for part in before
            if before[part] != after[part]
        ]
    return found


def others(suite: Suite, code: str) -> Mapping[str, str]:
    """The regions compared: all but ``code`` and its heirs."""
    return {k: v for k, v in suite.regions.items() if k != code.lower() and code.lower() not in suite.card(k).inherits}

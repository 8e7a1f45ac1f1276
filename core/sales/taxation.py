"""One question to a country per sale: treatment, levies, rounding, mentions, refusals; checked before use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pluggy

from core.base.errors import Refused, RegionFault
from core.base.findings import Finding
from core.base.money import ROUNDINGS
from core.jurisdictions.hooks import LineFacts, SaleFacts, Treatment
from core.jurisdictions.region import Mention, Region
from core.jurisdictions.suite import Suite
from core.sales.cash_limits import cash_findings
from core.sales.cash_rounding import coin
from core.sales.territory import across, doubts
from core.tax import Assessment, Levy, Rounding, TaxLine, assess

#: The most levies that may lie on one line; more is a plugin gone wild.
LEVY_LIMIT = 12

DOMESTIC = Treatment("domestic", "")


@dataclass(frozen=True, slots=True)
class Taxed:
    """A sale under its country's law: amounts with proof, the facts that decide mentions, doubts."""

    treatment: Treatment
    assessment: Assessment
    facts: frozenset[str]
    findings: tuple[Finding, ...]
    inclusive: bool
    labels: Mapping[str, Mapping[str, str]]
    marks: Mapping[str, str]
    version: str


def tax_sale(suite: Suite, sale: SaleFacts, *, paid_otherwise: Decimal = Decimal(0)) -> Taxed:
    """Tax a sale in its region.

    ``sale.cash`` is the cash handed over; the region is asked about that part of it that pays for something once
    ``paid_otherwise`` (cards, transfers; in the sale's currency) is counted: change given back is no payment.

    Raises Refused where the law forbids the sale (an ``error`` finding of the region) and RegionFault where the
    region's answer cannot be accepted. Pure: the same facts and tables give the same result.
    """

    def question(region: Region, hook: pluggy.HookRelay) -> Taxed:
        treatment = hook.tax_treatment(sale=sale) or across(region, sale) or DOMESTIC
        _expect(region, isinstance(treatment, Treatment), "tax_treatment", treatment)
        rounding = hook.tax_rounding(sale=sale) or region.rounding(sale.on)
        _expect(region, isinstance(rounding, Rounding) and rounding.rule in ROUNDINGS, "tax_rounding", rounding)
        lines: list[TaxLine] = []
        used: dict[str, None] = {}
        for line in sale.lines:
            levies = hook.levies(line=line, sale=sale, treatment=treatment)
            if levies is None:
                levies = region.domestic_levies(line, sale, treatment)
            _check_levies(region, levies)
            lines.append(TaxLine(id=str(line.n), quantity=line.quantity, amount=line.amount, levies=levies))
            used.update(dict.fromkeys(levy.code for levy in levies))
        facts = frozenset({treatment.code, sale.buyer, "always"}) | {f"rate.{code}" for code in used}
        for told in hook.facts(sale=sale, treatment=treatment):
            _expect(region, isinstance(told, frozenset) and all(isinstance(f, str) for f in told), "facts", told)
            facts |= told
        assessment = assess(lines, currency=sale.currency, rounding=rounding)
        settled = replace(sale, cash=_part_that_pays(sale.cash, assessment.payable - paid_otherwise))
        told = (f for held in hook.refusals(sale=settled) for f in held)
        findings = (*cash_findings(region, settled), *doubts(region, settled), *told)
        return Taxed(
            treatment,
            assessment,
            facts,
            findings,
            region.prices_include_tax(sale.on),
            {code: region.rate_labels(code, sale.on) for code in used},
            {code: region.rate_mark(code, sale.on) for code in used},
            region.version,
        )

    taxed = suite.ask(sale.region, question)
    forbidden = [f for f in taxed.findings if f.level == "error"]
    if forbidden:
        raise Refused(" ".join(f.text for f in forbidden))
    return taxed


def _part_that_pays(cash: Decimal, due: Decimal) -> Decimal:
    """The cash that pays for something: never more than is due; for money given back, both are negative."""
    return max(cash, min(due, Decimal(0))) if cash < 0 else max(Decimal(0), min(cash, due))


def mentions(region: Region, kinds: frozenset[str], facts: frozenset[str], sale: SaleFacts) -> tuple[Mention, ...]:
    """The sentences the law wants on papers of these ``kinds``."""
    return tuple(m for m in region.mentions if m.holds(kinds, facts, sale.on))


def cash_rounding(region: Region, payable: Decimal, currency: str, sale: SaleFacts) -> Decimal:
    """What to add to ``payable`` so that it can be paid in coins alone; zero where the law knows none."""
    smallest = coin(region, currency, sale.on, sale.places)
    return Decimal(0) if smallest is None else smallest.rounded(payable) - payable


def _expect(region: Region, holds: bool, question: str, answer: Any) -> None:
    if not holds:
        raise RegionFault(
            f"Region {region.code} answered {question} with {answer!r:.80}, which is not acceptable. Ask regional IT."
        )


def _check_levies(region: Region, levies: Any) -> None:
    _expect(region, isinstance(levies, tuple) and len(levies) <= LEVY_LIMIT, "levies", levies)
    for levy in levies:
        sound = (
            isinstance(levy, Levy) and isinstance(levy.rate, Decimal) and levy.rate.is_finite() and 0 <= levy.rate <= 2
        )
        _expect(region, sound, "levies", levy)


def line_facts(n: int, sku: str, supply: str, quantity: Decimal, unit_price: Decimal, amount: Decimal) -> LineFacts:
    """A line without composition; for cases, previews and quotes of services."""
    return LineFacts(n, sku, supply, quantity, unit_price, amount, {})

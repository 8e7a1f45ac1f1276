"""One question to a country per sale: treatment, levies, rounding; then, with the amounts, mentions and refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import pluggy

from core.base.errors import Refused
from core.base.findings import Finding
from core.jurisdictions.facts import AssessedSale, LineFacts, SaleFacts, Treatment
from core.jurisdictions.region import Mention, Region
from core.jurisdictions.suite import Suite
from core.sales.cash_limits import cash_findings
from core.sales.cash_rounding import coin
from core.sales.territory import across, doubts
from core.tax import Assessment, Levy, Mode, TaxLine, assess

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


def tax_sale(suite: Suite, sale: SaleFacts) -> Taxed:
    """Tax a sale in its region.

    ``sale.cash`` is the cash handed over; once the amounts are known the region is asked about that part of it that
    pays for something, ``sale.cashless`` counted: change given back is no payment.

    Raises Refused where the law forbids the sale (an ``error`` finding of the region) and RegionFault where the
    region's answer cannot be accepted. Pure: the same facts and tables give the same result.
    """

    def question(region: Region, hook: pluggy.HookRelay) -> Taxed:
        treatment = hook.tax_treatment(sale=sale) or across(region, sale) or DOMESTIC
        rounding = hook.tax_rounding(sale=sale) or region.rounding(sale.on)
        lines = [_tax_line(line, _levies(region, hook, line, sale, treatment), sale) for line in sale.lines]
        assessment = assess(lines, currency=sale.currency, rounding=rounding)
        assessed = AssessedSale(replace(sale, cash=_part_that_pays(sale, assessment.payable)), treatment, assessment)
        codes = tuple(dict.fromkeys(levy.code for line in lines for levy in line.levies))
        own = hook.facts(assessed=assessed)
        refusals = [finding for answer in hook.refusals(assessed=assessed) for finding in answer]
        return Taxed(
            treatment,
            assessment,
            _facts(assessed).union(*own),
            (*cash_findings(region, assessed.sale), *doubts(region, assessed.sale), *refusals),
            region.prices_include_tax(sale.on),
            {code: region.rate_labels(code, sale.on) for code in codes},
            {code: region.rate_mark(code, sale.on) for code in codes},
            region.version,
        )

    taxed = suite.ask(sale.region, question)
    forbidden = [f for f in taxed.findings if f.level == "error"]
    if forbidden:
        raise Refused(" ".join(f.text for f in forbidden))
    return taxed


def _levies(
    region: Region, hook: pluggy.HookRelay, line: LineFacts, sale: SaleFacts, treatment: Treatment
) -> tuple[Levy, ...]:
    levies: tuple[Levy, ...] | None = hook.levies(line=line, sale=sale, treatment=treatment)
    return region.domestic_levies(line, sale, treatment) if levies is None else levies


def _tax_line(line: LineFacts, levies: tuple[Levy, ...], sale: SaleFacts) -> TaxLine:
    if line.cost is None and _on_the_margin(levies):
        raise Refused(
            f"Line {line.n}, {line.sku}: only its margin is taxed, but what it cost in {sale.currency} is not known. "
            f"Enter the cost of the piece in {sale.currency}, as of the day it was bought."
        )
    return TaxLine(id=str(line.n), quantity=line.quantity, amount=line.amount, levies=levies, cost=line.cost)


def _on_the_margin(levies: Iterable[Levy]) -> bool:
    return any(levy.mode is Mode.MARGIN for levy in levies)


def _facts(assessed: AssessedSale) -> frozenset[str]:
    """The conditions of mentions that the core knows of every sale, whatever its country."""
    sale, levied = assessed.sale, assessed.assessment.inputs
    facts = {assessed.treatment.code, sale.buyer, *sale.cashless}
    facts.update(f"rate.{levy.code}" for line in levied for levy in line.levies)
    schemes = [
        line.margin_scheme for line, taxed in zip(sale.lines, levied, strict=True) if _on_the_margin(taxed.levies)
    ]
    if schemes:
        facts.update(("margin", *(f"margin.{scheme}" for scheme in schemes)))
    if sale.cash:
        facts.add("cash")
    return frozenset(facts)


def _part_that_pays(sale: SaleFacts, payable: Decimal) -> Decimal:
    """The cash that pays for something: never more than is due; for money given back, both are negative."""
    due, nothing = payable - sum(sale.cashless.values(), Decimal(0)), Decimal(0)
    return max(sale.cash, min(due, nothing)) if sale.cash < 0 else max(nothing, min(sale.cash, due))


def mentions(region: Region, kinds: frozenset[str], facts: frozenset[str], sale: SaleFacts) -> tuple[Mention, ...]:
    """The sentences the law wants on papers of these ``kinds``."""
    return tuple(m for m in region.mentions if m.holds(kinds, facts, sale.on))


def cash_rounding(region: Region, payable: Decimal, currency: str, sale: SaleFacts) -> Decimal:
    """What to add to ``payable`` so that it can be paid in coins alone; zero where the law knows none."""
    smallest = coin(region, currency, sale.on, sale.places)
    return Decimal(0) if smallest is None else smallest.rounded(payable) - payable

"""Answering the questions of headquarters from the extracted facts; the books are asked for rates and verification.

The engine is loaded when a question is answered, not when one is declared: opening a house must not cost it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from core.base.errors import Refused, VendomeError
from core.commands.question import Question, View
from plugins.headquarters import receipts as drilling
from plugins.headquarters import turnover as asking
from plugins.headquarters.rates import RateBook, load_rates, period
from plugins.headquarters.receipts import ListReceipts, Receipts
from plugins.headquarters.source import Source, Sourced, Verdict
from plugins.headquarters.turnover import AskTurnover, Turnover

if TYPE_CHECKING:
    from plugins.headquarters.engine import Facts
    from plugins.headquarters.manifest import Manifest


@dataclass(frozen=True)
class VerifyFacts(Question[Verdict]):
    """Whether all facts are whole and equal the books."""

    verb: ClassVar[str] = "report.read"


def verify_facts(view: View, question: VerifyFacts) -> Verdict:
    """Re-read all facts and compare them with the books; see
    :func:`plugins.headquarters.verifying.verify_warehouse`."""
    from plugins.headquarters.service import warehouse_of
    from plugins.headquarters.verifying import verify_warehouse

    return verify_warehouse(view.house, warehouse_of(view.house))


def turnover(view: View, question: AskTurnover) -> Sourced[Turnover]:
    """Group in the engine, translate in exact decimals."""
    manifest, facts, lines = _lines(view, question)
    rows = facts.rows(asking.grouped(lines, question))
    book = _book(view, facts, lines, question)
    return Sourced(asking.translated(rows, question, book), _source(view, manifest))


def list_receipts(view: View, question: ListReceipts) -> Sourced[Receipts]:
    """The receipts that a figure adds up."""
    manifest, facts, lines = _lines(view, question)
    if question.boutiques:
        lines = lines.filter(lines.boutique.isin(list(question.boutiques)))
    rows = facts.rows(drilling.grouped(lines, question))
    book = _book(view, facts, lines, question)
    return Sourced(drilling.translated(rows, question, book), _source(view, manifest))


def _lines(view: View, question: AskTurnover | ListReceipts) -> tuple[Manifest, Facts, Any]:
    from plugins.headquarters.engine import open_facts, scoped
    from plugins.headquarters.service import warehouse_of

    cards = view.house.suite.cards
    unknown = [code for code in question.countries if code not in cards]
    if unknown:
        raise Refused(f"No country {unknown[0]!r} is installed. Countries: {', '.join(sorted(cards))}.")
    warehouse = warehouse_of(view.house)
    manifest = warehouse.manifest()
    if not manifest.batches:
        raise VendomeError("No facts have been extracted yet. Run «vendome hq extract» first.")
    facts = open_facts(warehouse, manifest, question.first, question.last)
    bounds = (question.first, question.last, question.countries, view.actor.boutiques)
    return manifest, facts, scoped(facts.tables["lines"], *bounds)


def _book(view: View, facts: Facts, lines: Any, question: AskTurnover | ListReceipts) -> RateBook:
    """The published rates that the answer can need, and no others."""
    lenses = question.lenses if isinstance(question, AskTurnover) else (question.lens,)
    reach = facts.rows(_reach(lines))
    if not reach:
        return RateBook({})
    # Mean and closing rate are those of whole months.
    days = [period(f"{row[name]:%Y-%m}") for row in reach for name in ("first", "last")]
    first, last = min(p.first for p in days), max(p.last for p in days)
    for lens in lenses:
        if lens.constant_on is not None:
            first, last = min(first, lens.constant_on.first), max(last, lens.constant_on.last)
    return load_rates(view.session, {row["currency"] for row in reach} | {question.currency}, first, last)


def _reach(lines: Any) -> Any:
    """The question to the engine: the currencies of sale and the days between which they occur."""
    return lines.group_by("currency").agg(first=lines.business_date.min(), last=lines.business_date.max())


def _source(view: View, manifest: Manifest) -> Source:
    from plugins.headquarters.books import all_sales

    newer = all_sales(view.session) - manifest.sales
    series = {code: mark for code, mark in sorted(manifest.series.items()) if mark.sales}
    return Source(manifest.at, manifest.sales, max(newer, 0), series)

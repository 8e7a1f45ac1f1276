"""The doors of headquarters: extract, verify, turnover, receipts. Each checks who asks before it looks at anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.base.errors import Refused, VendomeError
from core.commands.house import House
from core.database import access
from core.database.access import Actor
from core.database.engine import reading
from plugins.headquarters import receipts as drilling
from plugins.headquarters import turnover as asking
from plugins.headquarters.books import all_sales
from plugins.headquarters.engine import Facts, open_facts, scoped
from plugins.headquarters.extract import Extracted, extract_all
from plugins.headquarters.manifest import Manifest, Mark
from plugins.headquarters.rates import RateBook, load_rates, period
from plugins.headquarters.receipts import Drill, Receipts
from plugins.headquarters.turnover import Question, Turnover
from plugins.headquarters.verifying import Verdict, verify_warehouse
from plugins.headquarters.warehouse import Step, Warehouse


@dataclass(frozen=True, slots=True)
class Source:
    """What a figure was drawn from: instant of the extract as text, sales extracted, sales posted since and not yet
    in it, and how far each series that holds sales is complete."""

    at: str
    sales: int
    newer: int
    series: Mapping[str, Mark]


def warehouse_of(house: House) -> Warehouse:
    """The house's warehouse."""
    return Warehouse(house.folder / "warehouse", house.settings[0])


def extract(
    house: House,
    actor: Actor,
    *,
    rebuild: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    step: Step = lambda what: None,
) -> Extracted:
    """Bring the facts up to the journal; see :func:`plugins.headquarters.extract.extract_all`."""
    _enabled(house)
    access.check(actor, "report.extract", None)
    return extract_all(house, warehouse_of(house), rebuild=rebuild, progress=progress, step=step)


def verify(house: House, actor: Actor) -> Verdict:
    """Re-read all facts and compare them with the books; see
    :func:`plugins.headquarters.verifying.verify_warehouse`."""
    _enabled(house)
    access.check(actor, "report.read", None)
    return verify_warehouse(house, warehouse_of(house))


def turnover(house: House, actor: Actor, question: Question) -> tuple[Turnover, Source]:
    """Answer a question about turnover, and say what it was drawn from."""
    manifest = _read(house, actor)
    facts = open_facts(warehouse_of(house), manifest, question.first, question.last)
    lines = scoped(facts.tables["lines"], question.first, question.last, question.countries, actor.boutiques)
    rows = facts.rows(asking.grouped(lines, question))
    book = _book(house, actor, facts, lines, question)
    return asking.translated(rows, question, book), _source(house, manifest)


def receipts(house: House, actor: Actor, drill: Drill) -> tuple[Receipts, Source]:
    """List the receipts behind a figure, and say what they were drawn from."""
    manifest = _read(house, actor)
    facts = open_facts(warehouse_of(house), manifest, drill.first, drill.last)
    lines = scoped(facts.tables["lines"], drill.first, drill.last, drill.countries, actor.boutiques)
    if drill.boutiques:
        lines = lines.filter(lines.boutique.isin(list(drill.boutiques)))
    rows = facts.rows(drilling.grouped(lines, drill))
    book = _book(house, actor, facts, lines, drill)
    return drilling.translated(rows, drill, book), _source(house, manifest)


def _read(house: House, actor: Actor) -> Manifest:
    _enabled(house)
    access.check(actor, "report.read", None)
    manifest = warehouse_of(house).manifest()
    if not manifest.batches:
        raise VendomeError("No facts have been extracted yet. Run «vendome hq extract» first.")
    return manifest


def _enabled(house: House) -> None:
    if "headquarters" not in house.suite.enabled:
        raise Refused(
            "Headquarters is not enabled in this house. Regional IT runs «vendome plugin enable headquarters»."
        )


def _book(house: House, actor: Actor, facts: Facts, lines: Any, asked: Question | Drill) -> RateBook:
    """The published rates that the answer can need, and no others."""
    lenses = asked.lenses if isinstance(asked, Question) else (asked.lens,)
    spans = facts.rows(_reach(lines))
    if not spans:
        return RateBook({})
    # Mean and closing rate are those of whole months.
    days = [period(f"{row[name]:%Y-%m}") for row in spans for name in ("first", "last")]
    first, last = min(p.first for p in days), max(p.last for p in days)
    for lens in lenses:
        if lens.constant_on is not None:
            first, last = min(first, lens.constant_on.first), max(last, lens.constant_on.last)
    with house.reading(actor) as session:
        return load_rates(session, {row["currency"] for row in spans} | {asked.currency}, first, last)


def _reach(lines: Any) -> Any:
    """The question to the engine: the currencies of sale and the days between which they occur."""
    return lines.group_by("currency").agg(first=lines.business_date.min(), last=lines.business_date.max())


def _source(house: House, manifest: Manifest) -> Source:
    with reading(house.engine) as session:
        newer = all_sales(session) - manifest.sales
    series = {code: mark for code, mark in sorted(manifest.series.items()) if mark.sales}
    return Source(manifest.at, manifest.sales, max(newer, 0), series)

"""The extract: new records of every fiscal series, batch after batch, into the warehouse.

Numbers are gapless and committed in order, so the last number of a series is an exact watermark. A batch becomes facts
only when it equals the books: the tables of sales by currency, and the journal's own totals by series.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from core.base.errors import VendomeError
from core.commands.house import House
from core.database.engine import reading
from plugins.headquarters.books import Span, all_sales, booked, check_same_history, counted, hash_at, heads, posted
from plugins.headquarters.facts import TABLES, Facts, facts_of
from plugins.headquarters.manifest import Manifest, Mark, add_sums, followed_by
from plugins.headquarters.warehouse import Step, Warehouse

#: Most sales of one batch: it bounds memory, and what a crash makes to be done again.
BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one run did: sales and records taken, batches written; and the manifest it left."""

    sales: int
    batches: int
    manifest: Manifest


@dataclass
class _Batch:
    """What one reading of the journal brought."""

    spans: list[Span] = field(default_factory=list)
    marks: dict[str, Mark] = field(default_factory=dict)
    facts: list[Facts] = field(default_factory=list)
    sums: dict[str, dict[str, int]] = field(default_factory=dict)


def extract_all(
    house: House,
    warehouse: Warehouse,
    *,
    rebuild: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    step: Step = lambda what: None,
    limit: int = BATCH,
) -> Extracted:
    """Bring the warehouse up to the journal. Doing it again changes nothing; after a crash the next run continues.

    ``rebuild`` draws every fact again. ``progress`` hears how many records of how many are done. Raises VendomeError,
    naming the place, when the facts would differ from the books; nothing of that batch then counts.
    """
    with warehouse.locked():
        manifest = Manifest(warehouse.house, warehouse_generation(warehouse)) if rebuild else warehouse.manifest()
        if not rebuild:
            warehouse.clear(manifest)
        taken = batches = done = 0
        total: int | None = None
        while True:
            with reading(house.engine) as session:
                if total is None:
                    total = _waiting(session, manifest)
                batch = _read(session, manifest, limit)
                if batch is None:
                    _check_whole(session, manifest)
                    break
                _check(session, batch)
            files = []
            for table in TABLES:
                by_year: dict[str, list[dict[str, object]]] = {}
                for facts in batch.facts:
                    for row in facts.rows[table]:
                        by_year.setdefault(row["year"], []).append(row)
                files += [
                    warehouse.write_facts(manifest, table, year, rows, step) for year, rows in sorted(by_year.items())
                ]
            at = house.clock.now().isoformat(timespec="seconds").replace("+00:00", "Z")
            manifest = followed_by(manifest, at=at, series=batch.marks, sums=batch.sums, files=tuple(files))
            warehouse.publish(manifest, step)
            taken, batches = taken + len(batch.facts), batches + 1
            done += sum(span.to - span.after for span in batch.spans)
            progress(done, max(total, done))
        if rebuild:
            if not batches:
                warehouse.publish(manifest, step)
            warehouse.clear(manifest)
        return Extracted(taken, batches, manifest)


def warehouse_generation(warehouse: Warehouse) -> int:
    """The generation of a rebuild: above every one that has a folder, so that no file that counts is overwritten."""
    generations = [int(path.name[1:]) for path in warehouse.folder.glob("g*") if path.name[1:].isdecimal()]
    return max(generations, default=0) + 1


def _waiting(session: Session, manifest: Manifest) -> int:
    return sum(head.last - _last(manifest, head.code) for head in heads(session))


def _last(manifest: Manifest, code: str) -> int:
    mark = manifest.series.get(code)
    return mark.last if mark else 0


def _read(session: Session, manifest: Manifest, limit: int) -> _Batch | None:
    """The next batch, or None when the warehouse is up to date."""
    known = {head.code: head for head in heads(session)}
    for code, mark in manifest.series.items():
        check_same_history(session, mark, known.get(code), code)
    batch = _Batch()
    for code, head in known.items():
        after, room = _last(manifest, code), limit - len(batch.facts)
        if head.last == after:
            continue
        if room == 0:
            break
        records = posted(session, head, Span(code, after, head.last), room)
        # Full: more sales may follow in this series, so the span ends at the last one read.
        to = records[-1].number if len(records) == room else head.last
        facts = [facts_of(record) for record in records]
        foreign = next((f for f in facts if f.currency != head.currency), None)
        if foreign is not None:
            raise VendomeError(
                f"{code} counts in {head.currency} and holds a sale in {foreign.currency}. Run «vendome "
                "journal verify»."
            )
        gross = sum(record.amount for record in records)
        before = manifest.series.get(code)
        batch.spans.append(Span(code, after, to))
        batch.marks[code] = Mark(
            1,
            to,
            hash_at(session, code, to),
            head.currency,
            (before.sales if before else 0) + len(records),
            (before.gross if before else 0) + gross,
        )
        batch.facts += facts
        for fact in facts:
            batch.sums = add_sums(batch.sums, {fact.currency: {"sales": 1, **fact.totals}})
    return batch if batch.spans else None


def _check(session: Session, batch: _Batch) -> None:
    """The facts of the batch equal the tables of sales and the journal's totals."""
    difference(
        batch.sums, booked(session, batch.spans), "Nothing of this batch was extracted. Run «vendome journal verify»."
    )
    for span in batch.spans:
        check_series(session, span)


def check_series(session: Session, span: Span) -> None:
    """Refused when the amounts of a span's records and the step of the perpetual total disagree."""
    by_sales, by_total = counted(session, span)
    if by_sales != by_total:
        raise VendomeError(
            f"{span.series} no. {span.after + 1} to {span.to}: its sales add up to {by_sales} minor units, its "
            "perpetual total grew by "
            f"{by_total}. Nothing of this batch was extracted. Run «vendome journal verify»."
        )


def difference(facts: Mapping[str, Mapping[str, int]], books: Mapping[str, Mapping[str, int]], way_out: str) -> None:
    """Refused, naming currency and figure, when facts and books are not equal."""
    for currency in sorted({*facts, *books}):
        mine, theirs = facts.get(currency, {}), books.get(currency, {})
        for name in ("sales", "net", "tax", "gross", "payable"):
            if mine.get(name, 0) != theirs.get(name, 0):
                unit = "" if name == "sales" else " minor units"
                raise VendomeError(
                    f"{currency}: the facts say {name} {mine.get(name, 0)}, the books "
                    f"{theirs.get(name, 0)}{unit}. {way_out}"
                )


def _check_whole(session: Session, manifest: Manifest) -> None:
    """Every sale of the tables was found in a series."""
    sales = all_sales(session)
    if sales != manifest.sales:
        raise VendomeError(
            f"The tables hold {sales} sales, the facts {manifest.sales}. A sale has no record in the journal, "
            "or a record no sale. "
            "Run «vendome journal verify»."
        )

"""Down to the receipts behind a figure: number, day, amount in the currency of the sale and in the figure's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from core.base.errors import Refused
from core.base.money import EXACT, amount, minor_digits, rounded
from core.commands.question import Question
from plugins.headquarters.rates import Lens, RateBook, weighed, weight
from plugins.headquarters.source import Sourced
from plugins.headquarters.turnover import MEASURES


@dataclass(frozen=True)
class ListReceipts(Question[Sourced["Receipts"]]):
    """The receipts behind a figure. ``boutiques``: none = all; the rest as in
    :class:`~plugins.headquarters.turnover.AskTurnover`."""

    verb: ClassVar[str] = "report.read"
    currency: str
    lens: Lens
    measure: str = "net"
    first: date | None = None
    last: date | None = None
    countries: tuple[str, ...] = ()
    boutiques: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        minor_digits(self.currency)
        if self.measure not in MEASURES:
            raise Refused(f"There is no measure {self.measure!r}. Use {' or '.join(MEASURES)}.")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt. ``number``: as printed; ``own`` in ``currency`` of the sale; ``amount`` in that of the question,
    rounded."""

    number: str
    on: date
    country: str
    boutique: str
    quantity: int
    currency: str
    own: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Receipts:
    """Receipts in order of day and number. They and ``rounding`` add up to ``total``, which is the cell they stand
    behind."""

    drill: ListReceipts
    rows: tuple[Receipt, ...]
    rounding: Decimal
    total: Decimal


def grouped(lines: Any, drill: ListReceipts) -> Any:
    """The question to the engine: one row per receipt."""
    names = ("business_date", "series", "number", "label", "month", "country", "boutique", "currency")
    return lines.group_by([lines[name] for name in names]).agg(
        minor=lines[f"{drill.measure}_minor"].sum(), quantity=lines.quantity.sum()
    )


def translated(rows: Iterable[Mapping[str, Any]], drill: ListReceipts, book: RateBook) -> Receipts:
    """The engine's answer through the lens."""
    receipts: list[Receipt] = []
    weights: dict[tuple[str, object], int] = {}
    exact, listed = 0, Decimal(0)
    for row in sorted(rows, key=lambda row: (row["business_date"], row["series"], row["number"])):
        source, behind = row["currency"], row[drill.lens.grain] if drill.lens.grain else None
        if (source, behind) not in weights:
            weights[source, behind] = weight(source, drill.lens.rate(book, source, drill.currency, behind).rate)
        count = row["minor"] * weights[source, behind]
        shown = rounded(weighed(count), drill.currency, "half_up")
        exact, listed = exact + count, EXACT.add(listed, shown)
        receipts.append(
            Receipt(
                row["label"],
                row["business_date"],
                row["country"],
                row["boutique"],
                int(row["quantity"]),
                source,
                amount(row["minor"], source),
                shown,
            )
        )
    total = rounded(weighed(exact), drill.currency, "half_up")
    return Receipts(drill, tuple(receipts), EXACT.subtract(total, listed), total)

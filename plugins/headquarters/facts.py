"""Facts: what one posted sale says, as rows of three tables. Pure: a journal record in, rows out.

Every amount stands twice, as an exact decimal for people and other tools, and in minor units for sums. Nothing about
the client and nobody's staff code leaves the journal: headquarters counts goods and money, not people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.base.errors import VendomeError
from core.base.money import amount, decimal_text, to_minor
from core.sales.record import RecordLine, SaleRecord, TaxRow

#: Table → its columns of amounts and the column that holds their currency.
AMOUNTS: Mapping[str, Mapping[str, str]] = {
    "lines": dict.fromkeys(("discount", "net", "tax", "gross"), "currency"),
    "taxes": dict.fromkeys(("base", "tax", "gross"), "currency"),
    "tenders": {"amount": "tender_currency", "value": "currency"},
}

_COMMON = {
    "series": "text",
    "number": "count",
    "label": "text",
    "kind": "text",
    "business_date": "date",
    "year": "text",
    "quarter": "text",
    "month": "text",
    "entity": "text",
    "country": "text",
    "boutique": "text",
    "channel": "text",
    "treatment": "text",
    "currency": "text",
}
_OWN = {
    "lines": {
        "n": "count",
        "sku": "text",
        "reference": "text",
        "supply": "text",
        "quantity": "count",
        "tax_code": "text",
        "rate": "rate",
    },
    "taxes": {"code": "text", "category": "text", "jurisdiction": "text", "rate": "rate"},
    "tenders": {"n": "count", "tender": "text", "tender_currency": "text", "rate": "rate"},
}

#: Table → column → type: text, count, date, rate (exact, ten decimals), amount (exact, four decimals), minor.
TABLES: Mapping[str, Mapping[str, str]] = {
    name: {
        **_COMMON,
        **own,
        **{key: kind for column in AMOUNTS[name] for key, kind in ((column, "amount"), (f"{column}_minor", "minor"))},
    }
    for name, own in _OWN.items()
}


@dataclass(frozen=True, slots=True)
class PostedSale:
    """A sale as it stands in the journal. ``amount``: its gross in minor units; ``record``: what was hashed."""

    series: str
    entity: str
    number: int
    label: str
    kind: str
    business_date: date
    amount: int
    record: SaleRecord


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows by table, and the totals that the sale itself states, in minor units of ``currency``."""

    rows: Mapping[str, list[dict[str, Any]]]
    currency: str
    totals: Mapping[str, int]


def facts_of(sale: PostedSale) -> Facts:
    """The rows of one sale. Refused, naming the record, when its lines do not add up to its totals."""
    record, currency = sale.record, sale.record.currency
    common = _common(sale)
    rows: dict[str, list[dict[str, Any]]] = {
        "lines": [
            common
            | {
                "n": line.n,
                "sku": line.sku,
                "reference": line.reference,
                "supply": line.supply,
                "quantity": int(line.quantity),
                "tax_code": line.tax_code,
                "rate": Decimal(line.rate),
            }
            | _amounts(line, "lines", currency)
            for line in record.lines
        ],
        "taxes": [
            common
            | {
                "code": row.code,
                "category": row.category,
                "jurisdiction": row.jurisdiction,
                "rate": Decimal(row.rate),
            }
            | _amounts(row, "taxes", currency)
            for row in record.taxes
        ],
        "tenders": [common | row for row in _tenders(record)],
    }
    totals = {
        name: to_minor(decimal_text(getattr(record.totals, name)), currency)
        for name in ("net", "tax", "gross", "payable")
    }
    _check(sale, rows["lines"], totals)
    return Facts(rows, currency, totals)


def _common(sale: PostedSale) -> dict[str, Any]:
    on, record = sale.business_date, sale.record
    return {
        "series": sale.series,
        "number": sale.number,
        "label": sale.label,
        "kind": sale.kind,
        "business_date": on,
        "year": f"{on.year:04d}",
        "quarter": f"{on.year:04d}-Q{(on.month + 2) // 3}",
        "month": f"{on.year:04d}-{on.month:02d}",
        "entity": sale.entity,
        "country": record.region,
        "boutique": record.boutique.code,
        "channel": record.boutique.kind,
        "treatment": record.treatment.code,
        "currency": record.currency,
    }


def _amounts(row: RecordLine | TaxRow, table: str, currency: str) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in AMOUNTS[table]:
        minor = to_minor(decimal_text(getattr(row, name)), currency)
        columns[name], columns[f"{name}_minor"] = amount(minor, currency), minor
    return columns


def _tenders(record: SaleRecord) -> list[dict[str, Any]]:
    """Means of payment as tendered; change is one more, with negative amounts. Their values add up to what was
    payable."""
    paid = [
        (row.kind, row.currency, decimal_text(row.amount), row.rate, decimal_text(row.value)) for row in record.tenders
    ]
    for row in record.change:
        back = -decimal_text(row.amount)
        paid.append(("change", row.currency, back, None, back))
    return [
        {
            "n": n,
            "tender": kind,
            "tender_currency": own,
            "rate": None if rate is None else Decimal(rate),
            "amount": tendered,
            "amount_minor": to_minor(tendered, own),
            "value": value,
            "value_minor": to_minor(value, record.currency),
        }
        for n, (kind, own, tendered, rate, value) in enumerate(paid, 1)
    ]


def _check(sale: PostedSale, lines: list[dict[str, Any]], totals: Mapping[str, int]) -> None:
    for name in ("net", "tax", "gross"):
        found = sum(line[f"{name}_minor"] for line in lines)
        if found != totals[name]:
            raise VendomeError(
                f"{sale.series} no. {sale.number} ({sale.label}): its lines add up to {found} minor "
                f"units of {name}, its total "
                f"says {totals[name]}. Nothing was extracted from it. Run «vendome journal verify»."
            )
    if totals["gross"] != sale.amount:
        raise VendomeError(
            f"{sale.series} no. {sale.number} ({sale.label}): its content says {totals['gross']} minor "
            "units, the journal "
            f"counts {sale.amount}. Nothing was extracted from it. Run «vendome journal verify»."
        )

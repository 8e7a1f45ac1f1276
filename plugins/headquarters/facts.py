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

#: The content this file understands (see core.sales.sell).
SCHEMA = "vendome.sale/1"
#: Kinds of journal record that are sales.
KINDS = ("sale", "return")

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
        **{key: kind for held in AMOUNTS[name] for key, kind in ((held, "amount"), (f"{held}_minor", "minor"))},
    }
    for name, own in _OWN.items()
}


@dataclass(frozen=True, slots=True)
class Record:
    """A sale as it stands in the journal. ``amount``: its gross in minor units; ``content``: the plain values
    hashed."""

    series: str
    entity: str
    number: int
    label: str
    kind: str
    business_date: date
    amount: int
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows by table, and the totals that the sale itself states, in minor units of ``currency``."""

    rows: Mapping[str, list[dict[str, Any]]]
    currency: str
    totals: Mapping[str, int]


def facts_of(record: Record) -> Facts:
    """The rows of one sale. Refused, naming the record, when its lines do not add up to its totals."""
    told = record.content
    if told.get("schema") != SCHEMA:
        raise VendomeError(
            f"{record.series} no. {record.number} has content {told.get('schema')!r}, and the extract reads {SCHEMA}. "
            "Nothing was extracted. Install the version of headquarters that reads it."
        )
    currency = told["currency"]
    common = _common(record, currency)
    rows: dict[str, list[dict[str, Any]]] = {
        "lines": [
            common
            | {
                "n": line["n"],
                "sku": line["sku"],
                "reference": line["reference"],
                "supply": line["supply"],
                "quantity": int(line["quantity"]),
                "tax_code": line["tax_code"],
                "rate": Decimal(line["rate"]),
            }
            | _amounts(line, "lines", currency)
            for line in told["lines"]
        ],
        "taxes": [
            common
            | {
                "code": row["code"],
                "category": row["category"],
                "jurisdiction": row["jurisdiction"],
                "rate": Decimal(row["rate"]),
            }
            | _amounts(row, "taxes", currency)
            for row in told["taxes"]
        ],
        "tenders": [common | row for row in _tenders(told, currency)],
    }
    totals = {
        name: to_minor(decimal_text(told["totals"][name]), currency) for name in ("net", "tax", "gross", "payable")
    }
    _check(record, rows["lines"], totals)
    return Facts(rows, currency, totals)


def _common(record: Record, currency: str) -> dict[str, Any]:
    on, told = record.business_date, record.content
    return {
        "series": record.series,
        "number": record.number,
        "label": record.label,
        "kind": record.kind,
        "business_date": on,
        "year": f"{on.year:04d}",
        "quarter": f"{on.year:04d}-Q{(on.month + 2) // 3}",
        "month": f"{on.year:04d}-{on.month:02d}",
        "entity": record.entity,
        "country": told["region"],
        "boutique": told["boutique"]["code"],
        "channel": told["boutique"]["kind"],
        "treatment": told["treatment"]["code"],
        "currency": currency,
    }


def _amounts(row: Mapping[str, Any], table: str, currency: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in AMOUNTS[table]:
        minor = to_minor(decimal_text(row[name]), currency)
        made[name], made[f"{name}_minor"] = amount(minor, currency), minor
    return made


def _tenders(told: Mapping[str, Any], currency: str) -> list[dict[str, Any]]:
    """Means of payment as given; change is one more, with negative amounts. Their values add up to what was payable."""
    given = [
        (row["kind"], row["currency"], decimal_text(row["amount"]), row["rate"], decimal_text(row["value"]))
        for row in told["tenders"]
    ]
    for row in told["change"]:
        back = -decimal_text(row["amount"])
        given.append(("change", row["currency"], back, None, back))
    return [
        {
            "n": n,
            "tender": kind,
            "tender_currency": own,
            "rate": None if rate is None else Decimal(rate),
            "amount": paid,
            "amount_minor": to_minor(paid, own),
            "value": value,
            "value_minor": to_minor(value, currency),
        }
        for n, (kind, own, paid, rate, value) in enumerate(given, 1)
    ]


def _check(record: Record, lines: list[dict[str, Any]], totals: Mapping[str, int]) -> None:
    for name in ("net", "tax", "gross"):
        found = sum(line[f"{name}_minor"] for line in lines)
        if found != totals[name]:
            raise VendomeError(
                f"{record.series} no. {record.number} ({record.label}): its lines add up to {found} minor "
                f"units of {name}, its total "
                f"says {totals[name]}. Nothing was extracted from it. Run «vendome journal verify»."
            )
    if totals["gross"] != record.amount:
        raise VendomeError(
            f"{record.series} no. {record.number} ({record.label}): its content says {totals['gross']} minor "
            "units, the journal "
            f"counts {record.amount}. Nothing was extracted from it. Run «vendome journal verify»."
        )

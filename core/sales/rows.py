"""The rows of a sale in the tables, from its ticket: each table's columns stand in one place, beside the model."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.base.money import to_minor
from core.commands.unit import Unit
from core.sales.ticket import Ticket


def sale_row(ticket: Ticket, sale_id: UUID, entry_id: UUID) -> dict[str, Any]:
    """The row of ``sale``."""
    occasion, printed = ticket.occasion, ticket.printed
    shop, currency, customer = occasion.shop, occasion.shop.currency, occasion.customer
    return {
        "id": sale_id,
        "entry_id": entry_id,
        "kind": "sale",
        "boutique_id": shop.boutique_id,
        "till_id": shop.tills[ticket.till],
        "staff_id": occasion.staff_id,
        "customer_id": customer.id if customer else None,
        "region": shop.region,
        "currency": currency,
        "business_date": occasion.on,
        "at": occasion.at,
        "net": to_minor(printed.net, currency),
        "tax": to_minor(printed.tax, currency),
        "gross": to_minor(printed.gross, currency),
        "payable": to_minor(ticket.paid.payable, currency),
    }


def line_rows(ticket: Ticket, sale_id: UUID) -> list[dict[str, Any]]:
    """The rows of ``sale_line``."""
    currency = ticket.occasion.shop.currency
    return [
        {
            "sale_id": sale_id,
            "n": line.n,
            "variant_id": line.variant.id,
            "piece_id": line.piece.id if line.piece else None,
            "quantity": line.quantity,
            "unit_price": line.unit_price,
            "discount": line.discount,
            "net": to_minor(amounts.net, currency),
            "tax": to_minor(amounts.tax, currency),
            "gross": to_minor(amounts.gross, currency),
        }
        for line, amounts in zip(ticket.priced.lines, ticket.printed.lines, strict=True)
    ]


def tender_rows(ticket: Ticket, sale_id: UUID) -> list[dict[str, Any]]:
    """The rows of ``sale_tender``: what was paid, then the change, which is negative."""
    currency, paid = ticket.occasion.shop.currency, ticket.paid
    rows: list[dict[str, Any]] = [
        {
            "sale_id": sale_id,
            "n": n,
            "kind": tender.kind,
            "currency": tender.currency,
            "amount": to_minor(tender.amount, tender.currency),
            "rate": None if tender.rate is None else f"{tender.rate:f}",
            "value": to_minor(tender.value, currency),
        }
        for n, tender in enumerate(paid.tenders, 1)
    ]
    if paid.change:
        back = -to_minor(paid.change, currency)
        change = {"kind": "change", "currency": currency, "amount": back, "rate": None, "value": back}
        rows.append({"sale_id": sale_id, "n": len(rows) + 1, **change})
    return rows


def move_rows(unit: Unit, ticket: Ticket, entry_id: UUID) -> list[dict[str, Any]]:
    """The rows of ``stock_move``: goods leave the boutique, services do not."""
    return [
        {
            "id": unit.new_id(),
            "at": ticket.occasion.at,
            "boutique_id": ticket.occasion.shop.boutique_id,
            "variant_id": line.variant.id,
            "piece_id": line.piece.id if line.piece else None,
            "quantity": -line.quantity,
            "reason": "sale",
            "entry_id": entry_id,
        }
        for line in ticket.priced.lines
        if not line.service
    ]

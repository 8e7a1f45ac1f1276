"""Booking a sale: custody of its pieces, the tables of sales, its papers, the stock."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core.commands.unit import Unit
from core.database.engine import put
from core.inventory.custody import hand_over
from core.inventory.model import PieceSold
from core.inventory.stock import book_moves
from core.sales.model import Sale, SaleLine, SaleTender
from core.sales.rows import line_rows, move_rows, sale_row, tender_rows
from core.sales.ticket import Ticket


def book(unit: Unit, ticket: Ticket, entry_id: UUID, papers: Sequence[str]) -> list[str]:
    """Write everything of a sale but its record, and return the identities of its papers.

    ``papers``: kinds wanted; of certificates one for each unique piece. Refused where a piece is not in the boutique.
    """
    session = unit.session
    _hand_over_pieces(unit, ticket, entry_id)
    sale_id = unit.new_id()
    put(session, Sale, [sale_row(ticket, sale_id, entry_id)])
    put(session, SaleLine, line_rows(ticket, sale_id))
    put(session, SaleTender, tender_rows(ticket, sale_id))
    documents = unit.issue(entry_id, _papers(ticket, papers))
    # Stock levels are shared by every till of the boutique: take their locks as late as possible.
    book_moves(session, move_rows(unit, ticket, entry_id))
    return documents


def _hand_over_pieces(unit: Unit, ticket: Ticket, entry_id: UUID) -> None:
    occasion, sold = ticket.occasion, [piece for _, piece in ticket.priced.pieces]
    # In one order at every till, so that two never wait for each other in a ring.
    sold.sort(key=lambda piece: piece.id.int)
    for piece in sold:
        hand_over(
            unit.session,
            piece_id=piece.id,
            serial=piece.serial,
            from_kind="boutique",
            from_holder=occasion.shop.boutique,
            to_kind="customer",
            to_holder=occasion.customer.number if occasion.customer else "",
            because="sold",
            at=occasion.at,
            new_id=unit.new_id(),
        )
    put(unit.session, PieceSold, [{"piece_id": p.id, "turn": p.turn, "entry_id": entry_id} for p in sold])


def _papers(ticket: Ticket, kinds: Sequence[str]) -> list[tuple[str, tuple[str, ...], int | None]]:
    languages = ticket.occasion.languages
    papers: list[tuple[str, tuple[str, ...], int | None]] = [
        (kind, languages, None) for kind in kinds if kind != "certificate"
    ]
    if "certificate" in kinds:
        papers += [("certificate", languages, n) for n, _ in ticket.priced.pieces]
    return papers

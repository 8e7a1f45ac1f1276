"""The piece in hand: found by serial or EPC, or taken into the books when the house made it before this database."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, or_, select

from core.base.errors import NotFound, Refused
from core.base.text import required_line
from core.catalogue.commands import variant_id
from core.catalogue.model import Piece, Reference, Variant
from core.commands.unit import Unit
from core.inventory.custody import hand_over
from core.inventory.model import PiecePlace
from core.papers.header import piece_on_paper
from plugins.repairs.record import ItemOnPaper

#: Who holds a piece in repair: never a boutique's stock, so no till can sell it.
IN_REPAIR = "workshop"


def piece_row(unit: Unit, code: str) -> Row[Any] | None:
    """A piece with its article, by serial or EPC; None when this database does not know it."""
    return unit.session.execute(_PIECE.where(or_(Piece.serial == code, Piece.epc == code))).one_or_none()


def piece_by_id(unit: Unit, piece_id: UUID) -> Row[Any]:
    """The same, by the piece's identity."""
    return unit.session.execute(_PIECE.where(Piece.id == piece_id)).one()


_PIECE = (
    select(
        Piece.id,
        Piece.serial,
        Piece.epc,
        Piece.composition.label("own"),
        Piece.made_on,
        Piece.made_in,
        Variant.sku,
        Variant.details,
        Variant.composition,
        Reference.code.label("reference"),
        Reference.name,
        Reference.supply,
    )
    .join(Variant, Variant.id == Piece.variant_id)
    .join(Reference, Reference.id == Variant.reference_id)
)


def piece_in_hand(unit: Unit, serial: str, sku: str, customer: str) -> Row[Any]:
    """The piece that client ``customer`` puts on the counter.

    A piece of the house that this database never sold is registered as theirs, with ``sku`` and the serial read from
    it. Refused when the serial is known under another article; NotFound when it is unknown and no article is given.
    """
    code = required_line(serial, "serial", 60)
    known = piece_row(unit, code)
    if known is not None:
        if sku and sku != known.sku:
            raise Refused(
                f"{code} is in the books as {known.sku}, not {sku}. Read the serial again or leave out the article."
            )
        return known
    if not sku:
        raise NotFound(
            f"No piece has the serial or EPC {code!r}. "
            "Scan it again, or give its article (sku) to register an older piece."
        )
    _register(unit, code, sku, customer)
    return unit.session.execute(_PIECE.where(Piece.serial == code)).one()


def _register(unit: Unit, serial: str, sku: str, customer: str) -> None:
    # Written with its first holder, the client: it enters no stock and is nobody's sale.
    piece = unit.new_id()
    unit.session.execute(
        insert(Piece),
        {
            "id": piece,
            "variant_id": variant_id(unit, sku),
            "serial": serial,
            "epc": None,
            "composition": {},
            "made_on": "",
            "made_in": "",
            "turn": 1,
        },
    )
    unit.session.execute(
        insert(PiecePlace),
        {
            "id": unit.new_id(),
            "piece_id": piece,
            "holder_kind": "customer",
            "holder": customer,
            "because": "brought in by the client",
            "since_at": unit.now,
            "until_at": None,
        },
    )


def holder(unit: Unit, piece_id: UUID) -> tuple[str, str]:
    """(kind, who) of the one who has a piece now; two empty texts when nobody does."""
    where = PiecePlace.piece_id == piece_id, PiecePlace.until_at.is_(None)
    row = unit.session.execute(select(PiecePlace.holder_kind, PiecePlace.holder).where(*where)).one_or_none()
    return (row.holder_kind, row.holder) if row else ("", "")


def take_in(unit: Unit, piece: Row[Any], desk: str, number: str) -> None:
    """From a client, whoever they are, to the service desk of boutique ``desk``. Refused when no client holds it."""
    _pass_on(unit, piece.id, piece.serial, ("customer", None), (IN_REPAIR, desk), number)


def move(unit: Unit, piece_id: UUID, serial: str, to: str, number: str) -> None:
    """From where the repair has it to another workshop or desk; nothing when it is there already."""
    if holder(unit, piece_id) != (IN_REPAIR, to):
        _pass_on(unit, piece_id, serial, (IN_REPAIR, None), (IN_REPAIR, to), number)


def give_back(unit: Unit, piece_id: UUID, serial: str, desk: str, customer: str, number: str) -> None:
    """From the service desk to the client. Refused, saying who has it, when it is not at the desk."""
    _pass_on(unit, piece_id, serial, (IN_REPAIR, desk), ("customer", customer), number)


def _pass_on(
    unit: Unit, piece_id: UUID, serial: str, giver: tuple[str, str | None], taker: tuple[str, str], number: str
) -> None:
    hand_over(
        unit.session,
        piece_id=piece_id,
        serial=serial,
        from_kind=giver[0],
        from_holder=giver[1],
        to_kind=taker[0],
        to_holder=taker[1],
        because=f"repair {number}",
        at=unit.now,
        new_id=unit.new_id(),
    )


def item_on_paper(piece: Row[Any]) -> ItemOnPaper:
    """A client's piece as papers print it: its article, and the piece itself."""
    return ItemOnPaper(
        sku=piece.sku,
        reference=piece.reference,
        supply=piece.supply,
        names=dict(piece.name),
        details=dict(piece.details),
        serial=piece.serial,
        piece=piece_on_paper(piece, {**piece.composition, **piece.own}),
    )

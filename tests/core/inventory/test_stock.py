"""Stock by quantity and by piece."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.base.errors import Refused
from core.catalogue.model import Piece
from core.commands.execute import execute
from core.commands.house import House
from core.database.engine import writing
from core.inventory.commands import Receive, ReceivedPiece
from core.inventory.custody import hand_over, where_is
from core.inventory.model import PiecePlace, PieceSold, StockMove
from core.inventory.stock import piece_by_any, stock_of
from core.sales.basket import BasketLine
from tests.reliability.state import digest, faults
from tests.support.cast import BAG, CLAIRE, RING_SERIAL, SCARF, STEEL, WATCH_SERIAL, advisor, key, sale


def test_a_sale_takes_from_the_level_and_leaves_a_move(house: House) -> None:
    lines = (BasketLine(sku=SCARF, quantity=3), BasketLine(sku=BAG), BasketLine(sku=SCARF))
    execute(house, sale(lines=lines, paid="6000"), advisor(house), key())
    with house.reading(house.actor("hq")) as session:
        assert stock_of(session, SCARF) == [("PAR1", 996)]
        assert stock_of(session, BAG) == [("PAR1", 999)]
        moves = session.scalars(select(StockMove).where(StockMove.reason == "sale")).all()
    assert sorted(move.quantity for move in moves) == [-3, -1, -1]
    assert faults(house) == []


def test_the_till_sells_what_lies_on_the_counter_even_where_the_level_says_none(sqlite_house: House) -> None:
    for _ in range(2):
        lines = (BasketLine(sku=SCARF, quantity=1000),)
        execute(sqlite_house, sale(lines=lines, paid="450000"), advisor(sqlite_house), key())
    with sqlite_house.reading(sqlite_house.actor("hq")) as session:
        assert stock_of(session, SCARF) == [("PAR1", -1000)]


def test_a_sold_piece_is_with_its_client_and_its_story_is_kept(house: House) -> None:
    answer = execute(house, sale(lines=(BasketLine(serial=WATCH_SERIAL),), paid="9800"), advisor(house), key())
    with house.reading(house.actor("hq")) as session:
        piece = piece_by_any(session, WATCH_SERIAL)
        assert piece is not None
        found = session.scalars(select(PiecePlace).where(PiecePlace.piece_id == piece.id)).all()
        places = sorted(found, key=lambda place: place.until_at is None)
        sold = session.scalars(select(PieceSold)).one()
    assert [(p.holder_kind, p.holder, p.because) for p in places] == [
        ("boutique", "PAR1", "received"),
        ("customer", CLAIRE, "sold"),
    ]
    assert [p.until_at is None for p in places] == [False, True]
    assert (sold.piece_id, sold.turn, str(sold.entry_id)) == (piece.id, 1, answer["journal"])


def test_a_piece_is_not_sold_twice_and_the_loser_is_told_who_holds_it_since_when(house: House) -> None:
    command = sale(lines=(BasketLine(serial=WATCH_SERIAL),), paid="9800")
    execute(house, command, advisor(house), key())
    before = digest(house.engine)
    with pytest.raises(Refused, match=rf"{WATCH_SERIAL} cannot be handed over: a client holds it since 2026-11-20"):
        execute(house, command, advisor(house), key())
    assert digest(house.engine) == before


def test_a_piece_is_found_and_sold_by_its_radio_tag_too(sqlite_house: House) -> None:
    tagged = ReceivedPiece("M38-000900", epc="urn:epc:id:sgtin:0000000.000000.900")
    execute(sqlite_house, Receive("PAR1", STEEL, pieces=(tagged,)), sqlite_house.actor("hq"), key())
    basket = (BasketLine(serial=str(tagged.epc)),)
    execute(sqlite_house, sale(lines=basket, paid="9800"), advisor(sqlite_house), key())
    with sqlite_house.reading(sqlite_house.actor("hq")) as session:
        piece = piece_by_any(session, "M38-000900")
        assert piece is not None
        assert where_is(session, piece.id).startswith("a client holds it since")


def test_the_same_piece_by_serial_and_by_tag_in_one_basket_is_refused(sqlite_house: House) -> None:
    tagged = ReceivedPiece("M38-000901", epc="epc-901")
    execute(sqlite_house, Receive("PAR1", STEEL, pieces=(tagged,)), sqlite_house.actor("hq"), key())
    before = digest(sqlite_house.engine)
    basket = (BasketLine(serial="M38-000901"), BasketLine(serial="epc-901"))
    with pytest.raises(Refused, match="M38-000901"):
        execute(sqlite_house, sale(lines=basket, paid="19600"), advisor(sqlite_house), key())
    assert digest(sqlite_house.engine) == before


def test_a_serial_is_received_once(house: House) -> None:
    with pytest.raises(Refused, match=r"serial.*Nothing was written|piece_serial"):
        execute(house, Receive("PAR1", STEEL, pieces=(ReceivedPiece(WATCH_SERIAL),)), house.actor("hq"), key())


@pytest.mark.parametrize(
    ("given", "taken"), [("boutique", "workshop"), ("boutique", "transit"), ("boutique", "loan"), ("boutique", "lost")]
)
def test_a_piece_that_left_the_boutique_cannot_be_sold(house: House, given: str, taken: str) -> None:
    with writing(house.engine) as session:
        piece = session.scalars(select(Piece).where(Piece.serial == RING_SERIAL)).one()
        hand_over(
            session,
            piece_id=piece.id,
            serial=RING_SERIAL,
            from_kind=given,
            from_holder="PAR1",
            to_kind=taken,
            to_holder="elsewhere",
            because="test",
            at=house.clock.now(),
            new_id=house.ids.new(),
        )
        session.commit()
    with pytest.raises(Refused, match=f"{RING_SERIAL} cannot be handed over"):
        execute(house, sale(lines=(BasketLine(serial=RING_SERIAL),), paid="6400"), advisor(house), key())


def test_what_is_counted_is_not_received_piece_by_piece_nor_the_other_way_round(sqlite_house: House) -> None:
    system = sqlite_house.actor("hq")
    with pytest.raises(Refused, match="is received by quantity"):
        execute(sqlite_house, Receive("PAR1", BAG, pieces=(ReceivedPiece("x"),)), system, key())
    with pytest.raises(Refused, match="piece by piece, with serials"):
        execute(sqlite_house, Receive("PAR1", STEEL, 3), system, key())

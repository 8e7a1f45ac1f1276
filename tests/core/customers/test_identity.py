"""One client under two numbers: one card, one buyer, and two again when the merge is taken back."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from sqlalchemy import Select, select, text, update

from core.base.clock import FixedClock
from core.base.errors import NotFound, Refused, VendomeError
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.house import House
from core.customer_card.card import Card, OtherValue
from core.customer_card.questions import ShowClient
from core.customers import merging as duplicates
from core.customers.commands import NewAddress, NewName, NoteConsent, RegisterCustomer, SetProfile
from core.customers.identity import client_of_number, one_client
from core.customers.merging import MergeCustomers, UnmergeCustomers, likely_duplicates
from core.customers.model import Contact, Customer
from core.database.access import Actor
from core.inventory.model import PiecePlace
from core.journal.chain import JournalEntry
from core.jurisdictions.profile import fields_in_scope
from core.sales.basket import BasketLine
from tests.support.cast import (
    CLAIRE,
    FOUNDED,
    HANAKO,
    WATCH_SERIAL,
    advisor,
    copied_house,
    house,
    key,
    leave,
    postgres_house,
    sale,
    sqlite_house,
)

__all__ = ["house", "postgres_house", "sqlite_house"]

TWIN = "C-TWN22222"
ALSO = "C-TWN33333"


def twin(held: House, number: str = TWIN, **more: Any) -> None:
    given: dict[str, Any] = {
        "names": (NewName({"given": "Clara", "surname": "La Tour"}, "it"),),
        "language": "it",
        "number": number,
        "residence": "MC",
        "contacts": (("email", "CLAIRE@example.com"), ("phone", "+377 93 10 00 00")),
        "addresses": (NewAddress("MC", {"street_address": "1, quai Albert", "city": "Monaco"}, "98000"),),
        "preferences": (("flowers", "peonies"), ("scarf", "90")),
        "boutique": "PAR1",
    }
    execute(held, RegisterCustomer(**given | more), held.actor("hq"), key())


def merge(held: House, kept: str = CLAIRE, merged: str = TWIN) -> None:
    manager = replace(held.actor("hq"), code="manager", roles=frozenset({"manager"}))
    execute(held, MergeCustomers(kept, merged, "same passport"), manager, key())


def unmerge(held: House, merged: str = TWIN) -> None:
    manager = replace(held.actor("hq"), code="manager", roles=frozenset({"manager"}))
    execute(held, UnmergeCustomers(merged), manager, key())


def card(house: House, number: str, actor: Actor | None = None) -> Card:
    return ask(house, ShowClient(number, "fr"), actor or house.actor("hq"))


def shown(held: House, number: str) -> dict[str, Any]:
    """A card in plain values, without what only says who asked for it."""
    from core.base.text import canonical, plain
    from core.cli.customer_card import plain_card

    told: dict[str, Any] = json.loads(canonical(plain(plain_card(card(held, number)))))
    return told


def later(held: House, minutes: int) -> None:
    held.clock = FixedClock(FOUNDED + timedelta(minutes=minutes))


def test_the_card_of_a_client_kept_twice_shows_what_both_numbers_hold(house: House) -> None:
    twin(house)
    execute(house, sale(), advisor(house), key())
    sold = execute(house, sale(customer=TWIN), advisor(house), key())
    merge(house)
    whole = card(house, CLAIRE)
    assert whole.number == CLAIRE
    assert whole.merged == (TWIN,)
    assert [c.fields["surname"] for c in whole.names] == ["de La Tour", "La Tour"]
    assert [(c.kind, c.value) for c in whole.contacts] == [
        ("email", "claire@example.com"),
        ("phone", "+377 93 10 00 00"),
    ]
    assert [a.postal_code for a in whole.addresses] == ["75007", "98000"]
    assert {p.number: p.under for p in whole.purchases.rows} == {"PAR1-T1-2026-000001": "", sold["number"]: TWIN}
    assert {(p.topic, p.value) for p in whole.preferences} == {("flowers", "peonies"), ("scarf", "90")}
    assert (whole.residence, whole.first_boutique) == ("FR", "PAR1")


def test_a_merged_number_leads_to_the_card_of_the_one_kept_and_says_so(house: House) -> None:
    twin(house)
    twin(house, ALSO)
    merge(house, TWIN, ALSO)
    merge(house)
    for number in (TWIN, ALSO):
        led = card(house, number)
        assert led.number == CLAIRE
        assert [f.text for f in led.findings] == [f"{number} was merged into {CLAIRE}, who is meant by both numbers."]
        assert shown(house, number) | {"findings": []} == shown(house, CLAIRE)
    assert card(house, CLAIRE).findings == ()


def test_taking_the_merge_back_shows_each_alone_again(house: House) -> None:
    twin(house)
    execute(house, sale(customer=TWIN), advisor(house), key())
    execute(house, SetProfile(TWIN, {"fr.siret": "73282932000074"}), house.actor("hq"), key())
    before = shown(house, CLAIRE), shown(house, TWIN)
    merge(house)
    assert shown(house, CLAIRE) != before[0]
    unmerge(house)
    assert (shown(house, CLAIRE), shown(house, TWIN)) == before


def test_of_decisions_the_newest_counts_for_each_purpose_and_channel(house: House) -> None:
    twin(house)

    def said(number: str, purpose: str, channel: str, granted: bool) -> None:
        command = NoteConsent(number, purpose, channel, granted, "May we write to you?", "boutique")
        execute(house, command, house.actor("hq"), key())

    said(CLAIRE, "news", "email", True)
    said(TWIN, "news", "phone", True)
    later(house, 10)
    said(TWIN, "news", "email", False)
    said(CLAIRE, "birthday", "post", True)
    merge(house)
    whole = card(house, CLAIRE)
    told = {(c.purpose, c.channel): (c.granted, c.under) for c in whole.consents}
    assert told == {
        ("news", "email"): (False, TWIN),
        ("news", "phone"): (True, TWIN),
        ("birthday", "post"): (True, ""),
    }
    later(house, 20)
    said(CLAIRE, "news", "email", True)
    assert {(c.purpose, c.channel, c.granted) for c in card(house, CLAIRE).consents} >= {("news", "email", True)}
    assert len(card(house, CLAIRE).consents) == 3


@pytest.fixture
def two_countries(tmp_path: Path) -> Iterator[House]:
    held = copied_house(tmp_path, regions=("FR", "CN"))
    yield held
    leave(held)


def test_profile_values_of_all_numbers_are_shown_where_their_country_is(two_countries: House) -> None:
    held = two_countries
    paris, shanghai = held.actor("hl"), held.actor("wl")
    twin(held)
    execute(held, SetProfile(TWIN, {"cn.fapiao_title": "上海某公司"}), shanghai, key())
    execute(held, SetProfile(CLAIRE, {"fr.siret": "73282932000074"}), paris, key())
    later(held, 10)
    execute(held, SetProfile(TWIN, {"fr.siret": "40303265045000"}), paris, key())
    merge(held)
    chinese = {p.key: (p.value, p.under) for p in card(held, CLAIRE, shanghai).profile if p.value}
    assert chinese == {"cn.fapiao_title": ("上海某公司", TWIN)}
    french = card(held, CLAIRE, paris).profile
    assert {p.region for p in french} == {"FR"}
    (siret,) = (p for p in french if p.key == "fr.siret")
    assert (siret.value, siret.under, siret.also) == ("40303265045000", TWIN, (OtherValue("73282932000074", CLAIRE),))
    later(held, 20)
    execute(held, SetProfile(CLAIRE, {"fr.siret": "73282932000074"}), paris, key())
    (siret,) = (p for p in card(held, CLAIRE, paris).profile if p.key == "fr.siret")
    assert (siret.value, siret.under, siret.also) == ("73282932000074", "", ()), "decided by somebody who saw both"


def test_sensitive_values_of_a_merged_number_are_opened_with_its_own_key(tmp_path: Path) -> None:
    held = copied_house(tmp_path, regions=("FR", "CN"))
    twin(held)
    manager = replace(held.actor("hq"), roles=frozenset({"manager"}))
    declared = fields_in_scope(held.suite, manager.regions, FOUNDED.date())
    fields = [field for field in declared if field.sensitive and field.type == "text"]
    assert fields, "no country declares a sensitive text"
    execute(held, SetProfile(TWIN, {fields[0].key: "E12345678"}), manager, key())
    merge(held)
    (open_,) = (p for p in card(held, CLAIRE, manager).profile if p.key == fields[0].key)
    assert (open_.value, open_.hidden, open_.under) == ("E12345678", False, TWIN)
    (shut,) = (
        p for p in card(held, CLAIRE, replace(manager, roles=frozenset({"advisor"}))).profile if p.key == open_.key
    )
    assert (shut.value, shut.hidden, shut.also) == ("", True, ())
    leave(held)


def test_what_to_ask_is_judged_by_all_that_is_held(sqlite_house: House) -> None:
    held = sqlite_house
    twin(held, names=(NewName({"given": "Hanako", "surname": "Yamada"}, "en"),))
    asked = card(held, HANAKO).to_ask
    assert asked is not None
    assert asked.where == "customer.email"
    merge(held, HANAKO)
    now = card(held, HANAKO).to_ask
    assert now is not None
    assert now.where == "customer.phone", "the e-mail of the merged number is known"


def test_a_contact_confirmed_under_either_number_is_confirmed(sqlite_house: House) -> None:
    held = sqlite_house
    twin(held, contacts=(("email", "claire@example.com"),))
    with held.engine.begin() as connection:
        mine = select(Customer.__table__.c.id).where(Customer.__table__.c.number == TWIN)
        connection.execute(update(Contact.__table__).where(Contact.customer_id.in_(mine)).values(confirmed=True))
    merge(held)
    assert [(c.value, c.confirmed) for c in card(held, CLAIRE).contacts] == [("claire@example.com", True)]


def test_a_sale_to_a_merged_number_is_the_kept_clients_and_says_so(house: House) -> None:
    twin(house)
    execute(house, sale(customer=TWIN), advisor(house), key())
    with house.reading(house.actor("hq")) as session:
        issued = [(e.id, e.content, e.hash) for e in session.scalars(select(JournalEntry))]
    merge(house)
    answer = execute(
        house, sale(lines=(BasketLine(serial=WATCH_SERIAL),), paid="9800", customer=TWIN), advisor(house), key()
    )
    assert [f["text"] for f in answer["findings"] if f["where"] == "customer.merged"] == [
        f"{TWIN} was merged into {CLAIRE}, who is meant by both numbers."
    ]
    with house.reading(house.actor("hq")) as session:
        entries = {e.id: e for e in session.scalars(select(JournalEntry))}
        new = next(e for e in entries.values() if e.label == answer["number"])
        assert json.loads(new.content)["client"]["number"] == CLAIRE
        assert new.customer_id == client_of_number(session, CLAIRE).id
        assert [(e.id, e.content, e.hash) for e in (entries[each] for each, _, _ in issued)] == issued
        places = select(PiecePlace.holder).where(PiecePlace.until_at.is_(None), PiecePlace.holder_kind == "customer")
        assert session.scalars(places).all() == [CLAIRE]
    unmerge(house)
    again = execute(house, sale(customer=TWIN), advisor(house), key())
    assert [f for f in again["findings"] if f["where"] == "customer.merged"] == []


def test_a_sale_under_the_clients_own_number_says_nothing(sqlite_house: House) -> None:
    twin(sqlite_house)
    merge(sqlite_house)
    answer = execute(sqlite_house, sale(customer=CLAIRE), advisor(sqlite_house), key())
    assert [f for f in answer["findings"] if f["where"] == "customer.merged"] == []


def test_duplicates_of_a_merged_client_are_sought_by_all_that_is_held(house: House) -> None:
    twin(house)
    merge(house)
    twin(house, ALSO, names=(NewName({"given": "Clara", "surname": "La Tour"}, "it"),), contacts=())
    phone = (("phone", "+377 93 10 00 00"),)
    twin(house, "C-TWN44444", names=(NewName({"given": "Klara", "surname": "Turm"}, "de"),), contacts=phone)
    with house.reading(house.actor("hq")) as session:
        found = likely_duplicates(session, CLAIRE)
        assert [hit.customer.number for hit in likely_duplicates(session, TWIN)] == [h.customer.number for h in found]
        # And the other way round: who resembles a merged number resembles the client kept.
        (back,) = (hit for hit in likely_duplicates(session, "C-TWN44444") if "phone" in dict(hit.reasons))
    # A name and a postal code alone are shared by many.
    assert {hit.customer.number: dict(hit.reasons) for hit in found} == {"C-TWN44444": {"phone": 35, "postal code": 8}}
    assert back.customer.number == CLAIRE


@pytest.mark.parametrize(
    ("number", "fault", "told"),
    [
        ("C-NOBODY22", NotFound, "No client has the number"),
        ("", NotFound, "No client has the number"),
        ("\ud800", Refused, "half a character"),
        ("C-\x00", Refused, "control character"),
        ("C" * 10_000_000, Refused, "Shorten it"),
        ("' OR 1=1 --", NotFound, "No client has the number"),
        ("𠮷🌹", NotFound, "No client has the number"),
    ],
)
def test_what_is_no_number_is_refused_in_a_sentence(house: House, number: str, fault: type[Refused], told: str) -> None:
    with house.reading(house.actor("hq")) as session:
        for door in _DOORS:
            with pytest.raises(fault, match=told):
                door(house, session, number)


_DOORS: tuple[Callable[[House, Any, str], object], ...] = (
    lambda held, session, number: client_of_number(session, number),
    lambda held, session, number: likely_duplicates(session, number),
    lambda house, session, number: card(house, number),
)


def test_a_circle_made_by_hand_does_not_hang_the_till(sqlite_house: House) -> None:
    twin(sqlite_house)
    with sqlite_house.engine.begin() as connection:
        for one, other in ((CLAIRE, TWIN), (TWIN, CLAIRE)):
            into = "UPDATE customer SET merged_into = (SELECT id FROM customer WHERE number = :b) WHERE number = :a"
            connection.execute(text(into), {"a": one, "b": other})
    with sqlite_house.reading(sqlite_house.actor("hq")) as session:
        found = client_of_number(session, CLAIRE)
        assert set(one_client(session, found).numbers.values()) == {CLAIRE, TWIN}


def test_equal_birth_dates_speak_for_one_person_whichever_number_told_them(sqlite_house: House) -> None:
    held, day = sqlite_house, date(1980, 1, 1)
    ada = (NewName({"given": "Ada", "surname": "Rossi"}, "it"),)
    twin(held, names=ada, contacts=(), addresses=(), birth_date=day)
    twin(held, ALSO, names=ada, contacts=(), addresses=(), birth_date=day)
    merge(held)
    with held.reading(held.actor("hq")) as session:
        (found,) = likely_duplicates(session, CLAIRE)
    assert dict(found.reasons) == {"name as written": 25, "birth date": 20}


def test_two_merges_that_cross_make_no_circle(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    twin(house)
    both_checked, point = Barrier(2), duplicates._point

    def waiting(*given: Any) -> None:
        # Each waits for the other to have looked, too; who must wait at the database lets the first go on alone.
        with contextlib.suppress(BrokenBarrierError):
            both_checked.wait(1)
        point(*given)

    monkeypatch.setattr(duplicates, "_point", waiting)

    def crossing(kept: str, merged: str) -> str:
        try:
            merge(house, kept, merged)
        except VendomeError as fault:
            return str(fault)
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(crossing, (CLAIRE, TWIN), (TWIN, CLAIRE)))
    assert sorted(map(bool, told)) == [False, True], told
    assert "was merged into" in max(told)
    with house.reading(house.actor("hq")) as session:
        into = session.scalars(select(Customer.number).where(Customer.merged_into.is_not(None))).all()
    assert len(into) == 1


@pytest.mark.postgres
def test_without_the_lock_crossing_merges_make_a_circle_and_the_proof_is_red(
    postgres_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Select, "with_for_update", lambda self, **_: self)
    with pytest.raises(AssertionError, match="assert"):
        test_two_merges_that_cross_make_no_circle(postgres_house, monkeypatch)

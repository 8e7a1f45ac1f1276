"""Names that people have or could type are kept code point for code point, or refused, the same through every door."""

from __future__ import annotations

import pytest

from core.base.errors import Refused
from core.commands.execute import execute
from core.commands.house import House
from core.customers.commands import NewName, RegisterCustomer, customer_rows
from core.customers.search import find_customers
from tests.support.cast import CLAIRE, key

KEPT = [
    ("𠮷田", "太郎"),
    ("髙橋", "明"),
    ("吉田", "髙"),
    ("Nguye\u0302\u0303n", "An"),
    ("Nguyễn", "An"),
    ("Øresund", "Åse"),
    ("محمد‌علی", "رضا"),
    ("X Æ A-12", "Kid"),
    ("Louis 14", "Roi"),
    ("🌹", "Rosa"),
    ("Z" + "\u0301" * 60, "Algo"),
    ("(Co) & <b>", "O'Neil"),
    ("ﬁsh", "Ⅳ"),
    ("", "Sukarno"),
]


@pytest.mark.parametrize(("surname", "given"), KEPT)
def test_a_name_is_kept_as_given_and_found_as_typed(house: House, surname: str, given: str) -> None:
    fields = {"surname": surname, "given": given} if surname else {"given": given}
    answer = execute(house, RegisterCustomer((NewName(fields, "en"),), "en"), house.actor("hq"), key())
    with house.reading(house.actor("hq")) as session:
        hits = find_customers(session, f"{surname} {given}".strip())
        mine = [hit for hit in hits if hit.customer.number == answer["number"]]
        assert mine, "found by the very text that was registered"
        assert mine[0].customer.names[0].fields == fields


@pytest.mark.parametrize("text", ["A\x00B", "A\ud800B", "A\x1bB", "A" * 10_000_000, "A\nB", "A\u2028B", "A\ufffeB"])
def test_what_is_no_text_is_refused_by_command_import_and_search_alike(sqlite_house: House, text: str) -> None:
    command = RegisterCustomer((NewName({"surname": text}, "en"),), "en")
    unit = sqlite_house
    with pytest.raises(Refused):
        execute(unit, command, unit.actor("hq"), key())
    with pytest.raises(Refused):
        customer_rows(command, new_id=unit.ids.new, now=unit.clock.now(), first_boutique=None)
    with unit.reading(unit.actor("hq")) as session, pytest.raises(Refused):
        find_customers(session, text)


@pytest.mark.parametrize(
    ("given", "doubt"),
    [
        ("Clаire", "mixes letters"),
        ("Οlena", "mixes letters"),
        ("\u202eerialC", "cannot be seen"),
        ("Cla\u200bire", "cannot be seen"),
    ],
)
def test_a_look_alike_is_kept_and_flagged(house: House, given: str, doubt: str) -> None:
    command = RegisterCustomer((NewName({"given": given, "surname": "Dubois"}, "fr"),), "fr")
    answer = execute(house, command, house.actor("hq"), key())
    assert any(doubt in finding["text"] for finding in answer["findings"])
    _rows, findings = customer_rows(command, new_id=house.ids.new, now=house.clock.now(), first_boutique=None)
    assert any(doubt in finding.text for finding in findings), "an import says the same"


@pytest.mark.parametrize("given", ["Claire", "Олена", "山田", "محمد‌علی", "O'Neil", "김민지"])
def test_an_honest_name_is_not_flagged(sqlite_house: House, given: str) -> None:
    command = RegisterCustomer((NewName({"given": given}, "fr"),), "fr")
    assert execute(sqlite_house, command, sqlite_house.actor("hq"), key())["findings"] == []


def test_a_contact_that_another_client_has_is_flagged(house: House) -> None:
    name = NewName({"given": "Clara", "surname": "Tour"}, "fr")
    command = RegisterCustomer((name,), "fr", contacts=(("email", "Claire@Example.com"),))
    answer = execute(house, command, house.actor("hq"), key())
    assert any(CLAIRE in finding["text"] for finding in answer["findings"])

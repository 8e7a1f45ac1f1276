"""One client kept twice: found, explained, merged, and taken apart again with everything as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from core.base.errors import Forbidden, NotFound, Refused
from core.commands.execute import execute
from core.commands.house import House
from core.customers.commands import AddIdentity, NewName, RegisterCustomer
from core.customers.merging import SHOWN, MergeCustomers, UnmergeCustomers, history, likely_duplicates, same_person
from core.customers.search import find_customers
from core.database.access import Actor
from tests.support.cast import CLAIRE, GIULIA, SARA, SHAN_XUE, advisor, house, key, sale, sqlite_house

__all__ = ["house", "sqlite_house"]


def manager(house: House) -> Actor:
    return replace(house.actor("hq"), code="manager", roles=frozenset({"manager"}))


def second(house: House, number: str, surname: str, given: str, language: str = "en", **more: Any) -> str:
    name = NewName({"surname": surname, "given": given}, language)
    execute(house, RegisterCustomer((name,), language, number=number, **more), house.actor("hq"), key())
    return number


def test_the_same_person_in_two_scripts_with_one_phone_is_a_likely_duplicate(house: House) -> None:
    twin = second(house, "C-TWN22222", "Shan", "Xue", contacts=(("phone", "+8613800138000"),))
    with house.reading(house.actor("hq")) as session:
        found = likely_duplicates(session, SHAN_XUE)
    assert [each.customer.number for each in found] == [twin]
    assert dict(found[0].reasons) == {"phone": 35, "name as written": 25}
    assert found[0].weight == 60


def test_reasons_add_up_to_the_weight_and_another_birth_date_speaks_against(house: House) -> None:
    more: dict[str, Any] = {"contacts": (("email", "twin@example.com"),)}
    one = second(house, "C-TWN33333", "Rossi", "Ada", birth_date=date(1980, 1, 1), **more)
    second(house, "C-TWN44444", "Rossi", "Ada", birth_date=date(1980, 1, 1), **more)
    second(house, "C-TWN55555", "Rossi", "Ada", birth_date=date(1991, 1, 1), **more)
    with house.reading(house.actor("hq")) as session:
        found = likely_duplicates(session, one)
    assert [each.customer.number for each in found] == ["C-TWN44444"]
    assert all(each.weight == sum(weight for _reason, weight in each.reasons) >= SHOWN for each in found)


def test_many_share_a_name_and_nothing_else(house: House) -> None:
    second(house, "C-TWN66666", "القحطاني", "سارة", "ar")
    with house.reading(house.actor("hq")) as session:
        assert likely_duplicates(session, SARA) == []


def test_one_passport_is_one_person_for_those_who_may_see_it(house: House) -> None:
    twin = second(house, "C-TWN77777", "Alqahtany", "Sarrah")
    for number in (SARA, twin):
        execute(house, AddIdentity(number, "passport", "SA", "A1234567"), house.actor("hq"), key())
    with house.reading(house.actor("hq")) as session:
        assert [each.customer.number for each in likely_duplicates(session, SARA)] == [twin]
    with house.reading(replace(house.actor("hq"), roles=frozenset({"advisor"}))) as session:
        assert likely_duplicates(session, SARA) == []


def test_a_merge_is_found_under_the_client_kept_and_says_so(house: House) -> None:
    twin = second(house, "C-TWN88888", "Bianchi", "Giuliana", contacts=(("email", "giu@example.com"),))
    execute(house, MergeCustomers(GIULIA, twin, "same person, asked"), manager(house), key())
    with house.reading(house.actor("hq")) as session:
        for query in ("giuliana bianchi", "giu@example.com", twin):
            hits = find_customers(session, query)
            assert hits[0].customer.number == GIULIA
            assert f"was {twin}, merged" in hits[0].why
        assert [hit.customer.number for hit in find_customers(session, "bianchi")] == [GIULIA]


def snapshot(house: House) -> list[tuple[object, ...]]:
    """Every row that a merge must leave as it is."""
    tables = (
        "journal_entry",
        "sale",
        "sale_line",
        "document",
        "name_card",
        "name_key",
        "contact",
        "address",
        "stock_move",
    )
    with house.engine.connect() as connection:
        return [tuple(map(str, row)) for table in tables for row in connection.execute(text(f"SELECT * FROM {table}"))]


def test_merging_and_taking_it_back_leaves_every_paper_and_client_as_before(house: House) -> None:
    twin = second(house, "C-TWN99999", "La Tour", "Claire")
    execute(house, sale(customer=twin), advisor(house), key())
    before = snapshot(house)
    execute(house, MergeCustomers(CLAIRE, twin, "same passport"), manager(house), key())
    assert snapshot(house) == before
    with house.reading(house.actor("hq")) as session:
        kept = find_customers(session, CLAIRE)[0].customer.id
        assert len(same_person(session, kept)) == 2
    execute(house, UnmergeCustomers(twin), manager(house), key())
    assert snapshot(house) == before
    with house.reading(house.actor("hq")) as session:
        assert find_customers(session, twin)[0].customer.number == twin
        assert same_person(session, kept) == [kept]
        (merge,) = history(session, [kept])
        assert (merge.because, merge.undone_by) == ("same passport", "manager")


def test_a_chain_of_merges_leads_to_its_end(house: House) -> None:
    one = second(house, "C-CHAINAAA", "Verdi", "Ada")
    two = second(house, "C-CHAINBBB", "Verdi", "Adelaide")
    execute(house, MergeCustomers(two, one, "asked"), manager(house), key())
    execute(house, MergeCustomers(GIULIA, two, "asked"), manager(house), key())
    with house.reading(house.actor("hq")) as session:
        assert [hit.customer.number for hit in find_customers(session, "ada verdi")][:1] == [GIULIA]


@pytest.mark.parametrize(
    ("kept", "merged", "reason"),
    [(CLAIRE, CLAIRE, "one client already"), (CLAIRE, "C-NOBODY22", "No client"), ("C-NOBODY22", CLAIRE, "No client")],
)
def test_a_merge_that_makes_no_sense_is_refused(sqlite_house: House, kept: str, merged: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        execute(sqlite_house, MergeCustomers(kept, merged, "because"), manager(sqlite_house), key())


def test_a_client_is_merged_once_and_never_in_a_circle(sqlite_house: House) -> None:
    who = manager(sqlite_house)
    execute(sqlite_house, MergeCustomers(CLAIRE, GIULIA, "asked"), who, key())
    with pytest.raises(Refused, match=f"merged into {CLAIRE}"):
        execute(sqlite_house, MergeCustomers(SARA, GIULIA, "asked"), who, key())
    with pytest.raises(Refused, match=f"merged into {CLAIRE}"):
        execute(sqlite_house, MergeCustomers(GIULIA, CLAIRE, "asked"), who, key())
    with pytest.raises(Refused, match="not merged"):
        execute(sqlite_house, UnmergeCustomers(CLAIRE), who, key())


def test_only_managers_and_headquarters_merge(sqlite_house: House) -> None:
    for command in (MergeCustomers(CLAIRE, GIULIA, "asked"), UnmergeCustomers(GIULIA)):
        with pytest.raises(Forbidden):
            execute(sqlite_house, command, advisor(sqlite_house), key())


def test_duplicates_of_nobody_are_not_found(sqlite_house: House) -> None:
    with sqlite_house.reading(sqlite_house.actor("hq")) as session, pytest.raises(NotFound):
        likely_duplicates(session, "C-NOBODY22")

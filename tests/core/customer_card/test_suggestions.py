"""One thing to ask a client today, by a rule that does not waver."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.house import House
from core.customer_card.questions import ShowClient
from core.customers.commands import NewName, RegisterCustomer
from tests.support.cast import CLAIRE, HANAKO, SARA, SHAN_XUE, key, sqlite_house

__all__ = ["sqlite_house"]

LATIN = NewName({"given": "Ada", "surname": "Verdi"}, "it")
KANJI = NewName({"given": "花子", "surname": "田中"}, "ja")
GREEK = NewName({"given": "Νίκη", "surname": "Παππά"}, "el")
MAIL, PHONE = ("email", "ada@example.com"), ("phone", "+39 02 1234567")


def asked(house: House, number: str) -> str:
    finding = ask(house, ShowClient(number), house.actor("hq")).to_ask
    return finding.where if finding else ""


@pytest.mark.parametrize(
    ("number", "where"),
    [(CLAIRE, ""), (SHAN_XUE, "customer.email"), (HANAKO, "customer.email"), (SARA, "customer.contact")],
)
def test_the_cast_is_asked_for_what_is_missing(sqlite_house: House, number: str, where: str) -> None:
    assert asked(sqlite_house, number) == where


@pytest.mark.parametrize(
    ("names", "contacts", "where"),
    [
        ((LATIN,), (), "customer.contact"),
        ((LATIN,), (PHONE,), "customer.email"),
        ((KANJI,), (MAIL, PHONE), "customer.kana"),
        ((GREEK,), (MAIL, PHONE), "customer.latin"),
        ((GREEK, LATIN), (MAIL, PHONE), "customer.phone"),
        ((LATIN,), (MAIL,), ""),
    ],
)
def test_one_thing_is_asked_the_most_useful_first(
    sqlite_house: House, names: tuple[NewName, ...], contacts: tuple[tuple[str, str], ...], where: str
) -> None:
    answer = execute(sqlite_house, RegisterCustomer(names, "it", contacts=contacts), sqlite_house.actor("hq"), key())
    assert asked(sqlite_house, answer["number"]) == where
    assert asked(sqlite_house, answer["number"]) == where, "the same question until it was asked"


def test_a_confirmed_phone_is_not_asked_again(sqlite_house: House) -> None:
    answer = execute(
        sqlite_house, RegisterCustomer((LATIN,), "it", contacts=(MAIL, PHONE)), sqlite_house.actor("hq"), key()
    )
    assert asked(sqlite_house, answer["number"]) == "customer.phone"
    with sqlite_house.engine.begin() as connection:
        connection.execute(text("UPDATE contact SET confirmed = 1 WHERE kind = 'phone'"))
    assert asked(sqlite_house, answer["number"]) == ""


def test_a_company_is_not_asked_how_its_name_is_read(sqlite_house: House) -> None:
    command = RegisterCustomer((KANJI,), "ja", kind="organisation", contacts=(MAIL,))
    answer = execute(sqlite_house, command, sqlite_house.actor("hq"), key())
    assert asked(sqlite_house, answer["number"]) == ""

"""A language that somebody wishes for is one, at every door; a wish that cannot be met is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.base.errors import Refused
from core.base.languages import known_language
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.house import House
from core.customer_card.questions import ClientPurchases, FindClients, ShowClient
from core.customers.commands import NewAddress, NewName, RegisterCustomer
from core.inventory.questions import ShowItem
from tests.support.cast import BAG, CLAIRE, advisor, copied_house, leave, sale

NONE = ("xx", "XX", "english", "en_GB", "fr-../../x", "../../x", "en; ja", "zz-ZZ", "f", "fr-FR-x-y", "日本語", " fr")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = copied_house(tmp_path)
    yield opened
    leave(opened)


@pytest.mark.parametrize("tag", ["fr", "ja", "zh-Hans", "zh-Hant-TW", "pt-BR", "es-419", "sw", "yue"])
def test_a_language_is_taken_as_it_is(tag: str) -> None:
    assert known_language(tag) == tag


@pytest.mark.parametrize("tag", NONE)
def test_what_is_no_language_is_refused_at_every_door(house: House, tag: str) -> None:
    who = advisor(house)
    name = NewName({"given": "Claire", "surname": "Martin"})
    commands = (
        replace(sale("FR"), language=tag),
        RegisterCustomer((name,), tag),
        RegisterCustomer((replace(name, language=tag),), "fr"),
        RegisterCustomer((name,), "fr", addresses=(NewAddress("FR", {}, "75001", tag),)),
    )
    for n, command in enumerate(commands):
        with pytest.raises(Refused, match="Language"):
            execute(house, command, who, f"{n}")
    for question in (
        FindClients("claire", tag),
        ShowClient(CLAIRE, tag),
        ClientPurchases(CLAIRE, tag),
        ShowItem(BAG, tag),
    ):
        with pytest.raises(Refused, match="Language"):
            ask(house, question, who)


def test_a_language_in_which_no_papers_are_offered_is_said_and_the_sale_goes_on(house: House) -> None:
    sold = execute(house, replace(sale("FR"), language="sw"), advisor(house), "sw")
    assert [finding["text"] for finding in sold["findings"] if finding["where"] == "papers.language"] == [
        "France offers no papers in sw; they come in another language. It offers fr, en, it, de, ja, zh-Hans, ar."
    ]
    spoken = execute(house, replace(sale("FR"), language="fr-CA"), advisor(house), "fr-CA")
    assert [finding for finding in spoken["findings"] if finding["where"] == "papers.language"] == []

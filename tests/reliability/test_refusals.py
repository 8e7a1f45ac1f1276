"""Bad input gets one clear sentence or two, naming the thing, the reason and the way out; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from core.base.errors import VendomeError
from core.catalogue.commands import DefineItem, SetPrice
from core.commands.command import Command
from core.commands.execute import execute, rehearse
from core.commands.house import House
from core.customers.commands import AddIdentity, NewAddress, NewName, NoteConsent, RegisterCustomer, SetProfile
from core.customers.merging import MergeCustomers
from core.inventory.commands import Receive, ReceivedPiece
from core.sales.basket import BasketLine
from core.sales.payment import Tender
from core.setup.organisation import DefineBoutique, DefineEntity, DefineStaff
from tests.reliability.state import digest
from tests.support.cast import BAG, CLAIRE, FOUNDED, GIULIA, STEEL, advisor, key, sale

#: What nobody should type, and somebody will.
TEXTS = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "line\nbreak",
    "x" * 100_000,
    "'; DROP TABLE sale; --",
    "NaN",
    "-1",
    "1e9",
    "\u202e",
    "١٢٣",
    "None",
    "../../etc/passwd",
    "4111 1111 1111 1111",
)
NUMBERS = (0, -1, 10**6, 10**30, True)


def told_well(fault: VendomeError) -> bool:
    """One line, sentences, and a way out: more than one sentence, or a list of what would do."""
    text = str(fault)
    return text == text.strip() and "\n" not in text and text[-1] in ".»)" and len(text) < 600 and " " in text


def spoilt(command: Command) -> Iterator[Command]:
    """The command with each of its texts and numbers replaced in turn, nested values included."""
    for field in fields(command):
        held = getattr(command, field.name)
        if held is None and not str(field.type).startswith("str"):
            continue
        if isinstance(held, tuple) and "..." in str(field.type):
            yield replace(command, **{field.name: ()})
        for bad in _spoilt(held):
            yield replace(command, **{field.name: bad})


def _spoilt(held: Any) -> Iterator[Any]:
    if isinstance(held, bool):
        return
    if isinstance(held, str) or held is None:
        yield from TEXTS
    elif isinstance(held, int):
        yield from NUMBERS
    elif isinstance(held, tuple):
        for n, part in enumerate(held):
            for bad in _spoilt(part):
                yield (*held[:n], bad, *held[n + 1 :])
    elif isinstance(held, dict):
        yield {}
        for name, part in held.items():
            for bad in _spoilt(part):
                yield held | {name: bad}
        for bad in ("\x00", "\ud800", "nonsense"):
            yield held | {bad: "x"}
    elif hasattr(held, "__dataclass_fields__"):
        yield from spoilt(held)


PERSON = RegisterCustomer(
    (NewName({"given": "Claire", "surname": "Martin"}, "fr", "Latn"),),
    "fr",
    wish="madam",
    residence="FR",
    contacts=(("email", "claire@example.com"), ("phone", "+33 1 99 00 11 22")),
    addresses=(NewAddress("FR", {"street_address": "18, rue de Grenelle", "city": "Paris"}, "75007", "fr"),),
    preferences=(("flowers", "peonies"),),
    boutique="PAR1",
    source=("paper", "1"),
    number="C-TEST2222",
)

COMMANDS: dict[str, Command] = {
    "a sale": replace(
        sale(lines=(BasketLine(sku=BAG),), paid="4200"), language="fr", delivery="FR", buyer_tax_number="FR40303265045"
    ),
    "a sale of a piece": replace(
        sale(lines=(BasketLine(serial="M38-000117"),), paid="9800"), tenders=(Tender("cash", "EUR", "9800"),)
    ),
    "a new client": PERSON,
    "a profile": SetProfile(CLAIRE, {"fr.siret": "73282932000074"}),
    "a consent": NoteConsent(CLAIRE, "news", "email", True, "Yes, please write to me.", "boutique"),
    "an identity document": AddIdentity(CLAIRE, "passport", "FR", "12AB34567"),
    "a merge": MergeCustomers(CLAIRE, GIULIA, "Same passport, asked."),
    "an article": DefineItem("TST", "TST-1", {"en": "Test"}, "silk", gtin="3012345678907", size="M", colour="red"),
    "a price": SetPrice(BAG, "FR", "EUR", "4300", FOUNDED.date()),
    "a delivery": Receive("PAR1", STEEL, 0, (ReceivedPiece("NEW-1", "epc", "2026", "FR"),)),
    "a company": DefineEntity("FR09", "Maison", "FR", "EUR", {"fr": ("rue",)}, ({"label": "TVA", "value": "FR1"},)),
    "a boutique": DefineBoutique(
        "PAR9", "FR01", "FR", "boutique", {"fr": "Paris"}, {"fr": ("rue",)}, "fr", "Europe/Paris", "EUR"
    ),
    "a member of staff": DefineStaff("xx", "Camille", ("advisor",), "PAR1", "Maison", ("fr",)),
}


@pytest.mark.parametrize("what", COMMANDS)
def test_whatever_is_typed_is_taken_or_refused_in_a_sentence(house: House, what: str) -> None:
    actor = replace(house.actor("hq"), roles=frozenset({"hq", "manager", "regional_it"}))
    wrong, refused = [], 0
    for command in spoilt(COMMANDS[what]):
        before = digest(house.engine) if refused % 10 == 0 else ""
        try:
            rehearse(house, command, actor)
        except VendomeError as fault:
            refused += 1
            if not told_well(fault):
                wrong.append(f"{_short(command)}\n  -> {fault}")
            if before and digest(house.engine) != before:
                wrong.append(f"{_short(command)}\n  wrote something")
        except Exception as fault:
            wrong.append(f"{_short(command)}\n  -> {type(fault).__name__}: {fault!s:.200}")
    assert "\n".join(wrong) == ""
    assert refused > 5


def _short(command: Command) -> str:
    return repr(command).encode("utf-8", "backslashreplace").decode()[:400]


@pytest.mark.parametrize(
    ("change", "thing", "way_out"),
    [
        ({"boutique": "PAR7"}, "PAR7", "Known are: PAR1"),
        ({"till": "T9"}, "T9", "It has: T1, T2"),
        ({"staff": "nobody"}, "nobody", "Check the code"),
        ({"customer": "C-NOBODY22"}, "C-NOBODY22", "vendome customer find"),
        ({"lines": ()}, "basket is empty", "Add a line"),
        ({"lines": (BasketLine(sku="NO-SUCH"),)}, "NO-SUCH", "Scan it again"),
        ({"lines": (BasketLine(serial="NO-SUCH"),)}, "NO-SUCH", "Scan it again"),
        ({"lines": (BasketLine(sku=STEEL),)}, STEEL, "Scan the piece's serial"),
        ({"lines": (BasketLine(sku=BAG, quantity=0),)}, "quantity 0", "Correct it"),
        ({"lines": (BasketLine(sku=BAG, discount="5000"),)}, "Line 1", "Correct them"),
        ({"tenders": (Tender("shells", "EUR", "1"),)}, "shells", "Use one of cash, card"),
        ({"tenders": (Tender("card", "EUR", "1.005"),)}, "1.005", "whole minor units"),
        ({"tenders": (Tender("card", "EUR", "-1"),)}, "-1", "above zero"),
        ({"tenders": (Tender("card", "XXZ", "1"),)}, "XXZ", "three capital letters"),
        ({"tenders": (Tender("card", "EUR", "99999"),)}, "99999", "Lower it to the amount due"),
        ({"tenders": ()}, "is due", "Add 4650"),
        ({"papers": ("poem",)}, "poem", "Choose from invoice"),
    ],
)
def test_a_refused_sale_names_the_thing_and_the_way_out(
    sqlite_house: House, change: dict[str, Any], thing: str, way_out: str
) -> None:
    actor, before = replace(advisor(sqlite_house), boutiques=None), digest(sqlite_house.engine)
    with pytest.raises(VendomeError) as refused:
        execute(sqlite_house, replace(sale(), **change), actor, key())
    assert thing in str(refused.value)
    assert way_out in str(refused.value)
    assert refused.value.exit_code != 0
    assert digest(sqlite_house.engine) == before
    # No number was used: the next sale has the first one.
    assert execute(sqlite_house, sale(), actor, key())["number"] == "PAR1-T1-2026-000001"

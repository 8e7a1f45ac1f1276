"""Hostile words: kept code point for code point or refused in a sentence, alike through every door, and doubts told."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.base.errors import NotFound, VendomeError
from core.base.findings import Finding
from core.commands.house import House
from core.customers.identity import client_of_number
from core.customers.model import Address, Contact, Customer, NameCard
from tests.reliability.doors import ALL, DOORS, SEARCHES, planted, typed
from tests.reliability.state import digest
from tests.reliability.test_refusals import told_well
from tests.support.cast import CLAIRE

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Words:
    """Something typed. ``refused``: the fields that cannot hold it; ``doubt``: what is said of it in a name;
    ``sought``: whether it finds the client again ("refused": not even a search is made of it)."""

    text: str
    refused: frozenset[str] = NONE
    doubt: str = ""
    sought: str = "found"


def unheard(text: str) -> Words:
    """What no field can hold and nobody can seek."""
    return Words(text, refused=ALL, sought="refused")


INPUTS: dict[str, Words] = {
    # Names that people have: kept as they are.
    "outside the first plane": Words("𠮷田"),
    "a compatibility form": Words("髙﨑"),
    "composed": Words("Nguyễn"),
    "decomposed": Words("Nguye\u0302\u0303n"),
    "a ligature and a Roman numeral": Words("ﬁscherⅣ"),
    "one name only": Words("Sukarno"),
    "one letter": Words("O"),
    "one character": Words("単"),
    "digits": Words("1234"),
    "digits in a name": Words("Louis 14"),
    # It has no sound, so the search has nothing to go by: the client is found by contact or number.
    "an emoji": Words("🌹", sought="any"),
    "a family of emoji": Words("👩‍👩‍👧 Fam"),
    "joined by an invisible joiner": Words("محمد\u200cعلی"),
    "another form chosen": Words("葛\U000e0100城"),
    "in full width": Words("Ｍüller"),
    "markup": Words('<b>O\'Neil & "Söhne"</b>'),
    "a formula": Words("=HYPERLINK(A1)"),
    "a statement": Words("'; DROP TABLE customer; --"),
    "an escape of the workbook's": Words("_x0041_"),
    "a backslash and a percent": Words("50% \\x00 \\N"),
    "nothing by name": Words("NULL"),
    "a tilde and a caret": Words("~mhmd ^x +y #75007"),
    "spaces around": Words(" Okafor "),
    "a no-break space": Words("de\u00a0Witt"),
    "a storm of marks": Words("Z" + "\u0301" * 190),
    "the longest": Words("x" * 200),
    # Names that look like another, an existing client's first of all: kept, and told.
    "a Cyrillic a in Claire": Words("Clаire", doubt="mixes letters"),
    "a Greek O in Olena": Words("Οlena", doubt="mixes letters"),
    "a Cyrillic La Tour": Words("Lа Tour", doubt="mixes letters"),
    "turned round": Words("\u202eerialC", doubt="cannot be seen"),
    "an isolate left open": Words("Claire\u2066", doubt="cannot be seen"),
    "a zero width space": Words("Cla\u200bire", doubt="cannot be seen"),
    "a soft hyphen": Words("Cla\u00adire", doubt="cannot be seen"),
    "a byte order mark": Words("Cla\ufeffire", doubt="cannot be seen"),
    "an invisible letter": Words("Bianchi\u3164", doubt="cannot be seen"),
    # What is no text, or no name.
    "NUL": unheard("A\x00B"),
    "NUL alone": unheard("\x00"),
    "half a character": unheard("A\ud842B"),
    "the other half": unheard("\udfb7"),
    "a byte that was no UTF-8": unheard("Caf\udce9"),
    "an escape sequence": unheard("A\x1b[31mB"),
    "a bell": unheard("A\x07"),
    "a line feed": unheard("A\nB"),
    "a carriage return": unheard("A\rB"),
    "a tab": unheard("A\tB"),
    "a line separator": unheard("A\u2028B"),
    "a next line": unheard("A\u0085B"),
    "no character": unheard("A\ufffeB"),
    "no character either": unheard("A\uffffB"),
    "nothing": Words("", refused=frozenset({"surname"}), sought="refused"),
    "only spaces": Words("  ", refused=frozenset({"surname"}), sought="refused"),
    "too long by one": Words("y" * 201, refused=frozenset({"surname"}), sought="refused"),
    "a storm too long": unheard("Z" + "\u0301" * 600),
    "ten million letters": unheard("A" * 10_000_000),
    "a payment card": Words("4111 1111 1111 1111", refused=frozenset({"surname", "city"}), sought="any"),
}
_COUNT = count(1)


def given(field: str, text: str) -> dict[str, str]:
    """A client's words, sound but for one field; nobody else has the contact."""
    return {"surname": "Probe", "city": "Paris", "wechat": f"probe_{next(_COUNT)}"} | {field: text}


def held(house: House, number: str) -> dict[str, str]:
    """A client's words as the database gives them back."""
    with house.reading(house.actor("hq")) as session:
        customer = select(Customer.id).where(Customer.number == number).scalar_subquery()
        (card,) = session.scalars(select(NameCard.fields).where(NameCard.customer_id == customer))
        city = session.scalars(select(Address.fields).where(Address.customer_id == customer)).one_or_none()
        wechat = session.scalars(select(Contact.value).where(Contact.customer_id == customer)).one_or_none()
    assert set(card) <= {"surname"}, card
    found = {"surname": card.get("surname", "")}
    found |= {"city": city.get("city", "")} if city is not None else {}
    return found | ({"wechat": wechat} if wechat is not None else {})


def wrong_at(house: House, folder: Path, door: str, names: tuple[str, ...] = tuple(INPUTS)) -> list[str]:
    """What a door does wrong with the inputs; empty when nothing."""
    wrong = []
    unchanged = ""  # the house's digest, as long as nothing was taken since
    for name in names:
        words = INPUTS[name]
        # A blank cell is no city, and one field is enough of ten million letters.
        alone = not words.text.strip() or len(words.text) > 1_000_000
        for field in sorted(DOORS[door].takes & ({"surname"} if alone else ALL)):
            before, unchanged = (unchanged or digest(house.engine)) if field in words.refused else "", ""
            try:
                came = DOORS[door].enter(house, folder, given(field, words.text))
            except Exception as fault:
                wrong.append(f"{name}, {field}: {type(fault).__name__}: {fault!s:.200}")
                continue
            if field in words.refused:
                if not came.said or not told_well(VendomeError(came.said)):
                    wrong.append(f"{name}, {field}: kept, or refused badly: {came!r:.300}")
                elif (unchanged := digest(house.engine)) != before:
                    wrong.append(f"{name}, {field}: refused, and something was written")
            elif came.said:
                wrong.append(f"{name}, {field}: refused: {came.said:.200}")
            elif (back := held(house, came.number).get(field)) != words.text:
                wrong.append(f"{name}, {field}: changed to {back!r:.200}")
            elif field == "surname" and (words.doubt not in came.doubts or (not words.doubt and came.doubts)):
                wrong.append(f"{name}: doubts are {came.doubts!r:.200}")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS)
def test_hostile_words_are_kept_as_they_are_or_refused_alike_through_every_door(
    house: House, tmp_path: Path, door: str
) -> None:
    assert wrong_at(house, tmp_path, door) == []


def sought_wrongly(house: House, folder: Path, names: tuple[str, ...] = tuple(INPUTS)) -> list[str]:
    """What the searches do wrong: a kept name that is not found as typed, a hostile one that is not refused."""
    wrong = []
    for name in names:
        words = INPUTS[name]
        numbers = set()
        if words.sought == "found":
            numbers = {DOORS["command"].enter(house, folder, given("surname", words.text)).number}
        for search, seek in SEARCHES.items():
            try:
                found, said = seek(house, words.text)
            except Exception as fault:
                wrong.append(f"{name}, {search}: {type(fault).__name__}: {fault!s:.200}")
                continue
            if words.sought == "refused" and (not said or not told_well(VendomeError(said))):
                wrong.append(f"{name}, {search}: not refused, or badly: {said!r:.200}")
            if words.sought == "found" and (said or not numbers <= set(found)):
                wrong.append(f"{name}, {search}: not found: {said:.200}")
    return wrong


@pytest.mark.slow
def test_a_hostile_search_is_refused_and_a_strange_name_is_found_as_typed(house: House, tmp_path: Path) -> None:
    assert sought_wrongly(house, tmp_path) == []


def test_both_halves_of_the_table_are_there() -> None:
    assert sum(not words.refused for words in INPUTS.values()) > 20
    assert sum(words.refused == ALL for words in INPUTS.values()) > 10
    texts = [words.text for words in INPUTS.values()]
    assert len(set(texts)) == len(texts)
    assert unicodedata.normalize("NFC", INPUTS["decomposed"].text) == INPUTS["composed"].text


# ---------------------------------------------------------------------------------------------------------- the twins


def _as_given(text: Any, *_: Any, **__: Any) -> Any:
    return text


def _composed(text: str, *_: Any, **__: Any) -> str:
    return unicodedata.normalize("NFC", text)


def _nothing(*_: Any, **__: Any) -> None:
    return None


#: Everywhere a word about a client is looked at before the tables.
_UNCHECKED = (("core.customers.rows.personal_line", _as_given), ("core.customers.rows.required_line", _as_given))
_DOUBT = Finding("warn", "customer.name", "Please type it again.")
_COMPOSED = (("core.customers.rows.personal_line", _composed),)
#: Fault → (where it must be seen, what shows it, what is put in).
PLANTS: dict[str, tuple[str, tuple[str, ...], tuple[tuple[str, object], ...]]] = {
    "the command looks at nothing": (
        "command",
        ("an escape sequence", "a bell"),
        (*_UNCHECKED, ("core.commands.execute.keepable", _nothing)),
    ),
    "the command line looks at nothing": (
        "command line",
        ("an escape sequence", "a bell"),
        (*_UNCHECKED, ("core.commands.execute.keepable", _nothing)),
    ),
    "the import of CSV looks at nothing": (
        "CSV",
        ("an escape sequence", "a line feed"),
        (*_UNCHECKED, ("core.importing.customers.rows._sound", _nothing)),
    ),
    "the import of Shopify looks at nothing": (
        "Shopify",
        ("a tab", "a bell"),
        (*_UNCHECKED, ("core.importing.customers.rows._sound", _nothing)),
    ),
    "the import of workbooks looks at nothing": (
        "XLSX",
        ("a line feed", "a line separator"),
        (*_UNCHECKED, ("core.importing.customers.rows._sound", _nothing)),
    ),
    "names are composed on the way in": ("command", ("decomposed",), _COMPOSED),
    "a file's names are composed": ("CSV in UTF-16", ("decomposed",), _COMPOSED),
    "a workbook's cells are trimmed": (
        "XLSX",
        ("spaces around",),
        (("core.importing.files.xlsx_sheet._text", lambda cell: f"{cell or ''}".strip()),),
    ),
    "a Shopify cell is cut": (
        "Shopify",
        ("the longest",),
        (("core.importing.formats.shopify.bare", lambda cell: cell[:99]),),
    ),
    "no doubt is told": ("command", ("turned round",), (("core.customers.rows.doubtful_letters", lambda fields: []),)),
    "no doubt is told of a file": (
        "CSV",
        ("a Cyrillic a in Claire",),
        (("core.customers.rows.doubtful_letters", lambda fields: []),),
    ),
    "every name is doubted": (
        "command line",
        ("composed",),
        (("core.customers.rows.doubtful_letters", lambda fields: [_DOUBT]),),
    ),
}


@pytest.mark.parametrize("fault", PLANTS)
def test_a_door_with_a_fault_planted_turns_the_proof_red(sqlite_house: House, tmp_path: Path, fault: str) -> None:
    door, names, stand_ins = PLANTS[fault]
    assert wrong_at(sqlite_house, tmp_path, door, names) == []
    with planted(*stand_ins):
        assert len(wrong_at(sqlite_house, tmp_path, door, names)) >= len(names)


def test_a_search_that_looks_at_nothing_turns_the_proof_red(sqlite_house: House, tmp_path: Path) -> None:
    # The scripts look too, for whoever calls them without asking first.
    scripts = (f"names.transliteration.{place}" for place in ("keys", "folding", "parts", "script"))
    with planted(*((f"core.{place}.line", _as_given) for place in ("customers.search.query", *scripts))):
        assert sought_wrongly(sqlite_house, tmp_path, ("an escape sequence",)) != []


def test_a_search_that_misses_a_strange_name_turns_the_proof_red(sqlite_house: House, tmp_path: Path) -> None:
    with planted(("tests.reliability.doors.find_customers", lambda *_: [])):
        assert len(sought_wrongly(sqlite_house, tmp_path, ("outside the first plane",))) == 1


#: Words of the command line that take a client's number, with ␀ where it stands.
NUMBERED = (
    ("show", "--", "␀"),
    ("duplicates", "--", "␀"),
    ("unmerge", "--", "␀"),
    ("set", "--", "␀", "fr.siret=73282932000074"),
    ("merge", "--because", "asked", "--", "␀", CLAIRE),
    ("merge", "--because", "asked", "--", CLAIRE, "␀"),
)


#: All that is no text, and a few that are strange.
STRANGE = ("outside the first plane", "an emoji", "turned round", "a statement", "nothing", "only spaces", "digits")
NOBODYS = (*(name for name, words in INPUTS.items() if words.refused == ALL), *STRANGE)


def numbered_wrongly(house: House, names: tuple[str, ...] = NOBODYS) -> list[str]:
    """Which words do not say in a sentence that such a number is nobody's."""
    wrong = []
    for name in names:
        for words in NUMBERED:
            told = [INPUTS[name].text if word == "␀" else word for word in words]
            try:
                code, _, err = typed(house, "customer", *told)
            except Exception as fault:
                wrong.append(f"{name}, {' '.join(words)}: {type(fault).__name__}: {fault!s:.200}")
                continue
            if code not in (2, 3) or not told_well(VendomeError(err)):
                wrong.append(f"{name}, {' '.join(words)}: {code}: {err!r:.200}")
    return wrong


@pytest.mark.slow
def test_a_hostile_client_number_is_nobodys_and_is_said_so(house: House) -> None:
    before = digest(house.engine)
    assert numbered_wrongly(house) == []
    assert digest(house.engine) == before


def test_a_number_that_nobody_looks_at_reaches_the_database(sqlite_house: House) -> None:
    with (
        planted(("core.customers.identity.line", _as_given)),
        sqlite_house.reading(sqlite_house.actor("hq")) as session,
        pytest.raises(UnicodeError),
    ):
        client_of_number(session, INPUTS["half a character"].text)


def test_a_number_refused_without_a_sentence_turns_the_proof_red(sqlite_house: House) -> None:
    with planted(("core.customers.identity.unknown_number", lambda number: NotFound("no"))):
        assert numbered_wrongly(sqlite_house, ("an emoji",)) != []

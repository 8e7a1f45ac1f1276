"""Sensitive values at rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from core.base.errors import Refused
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.house import House
from core.customer_card.questions import ShowClient
from core.customers.commands import AddIdentity, SetProfile
from core.customers.model import Customer, IdentityDocument, ProfileValue
from core.database.encryption import KeyRing
from tests.reliability.state import unguarded
from tests.support.cast import CLAIRE, GIULIA, copied_house, key, leave

PASSPORT = "12AB34567"


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing({1: b"1" * 32})


def test_a_value_comes_back_and_is_not_readable_in_between(ring: KeyRing) -> None:
    wrapped = ring.new_data_key("claire")
    cipher = ring.encrypt(wrapped, "claire", "Πασπορτ 12AB", "t.c/1")
    assert ring.decrypt(wrapped, "claire", cipher, "t.c/1") == "Πασπορτ 12AB"
    assert b"12AB" not in cipher
    assert ring.encrypt(wrapped, "claire", "Πασπορτ 12AB", "t.c/1") != cipher


def test_a_cell_moved_to_another_row_is_refused(ring: KeyRing) -> None:
    wrapped = ring.new_data_key("claire")
    cipher = ring.encrypt(wrapped, "claire", PASSPORT, "t.c/1")
    with pytest.raises(Refused, match=r"t\.c/2: the stored value was moved or changed"):
        ring.decrypt(wrapped, "claire", cipher, "t.c/2")


def test_a_data_key_of_another_client_does_not_open(ring: KeyRing) -> None:
    wrapped = ring.new_data_key("claire")
    cipher = ring.encrypt(wrapped, "claire", PASSPORT, "t.c/1")
    with pytest.raises(Refused, match="The data key of client giulia does not open"):
        ring.decrypt(wrapped, "giulia", cipher, "t.c/1")
    with pytest.raises(Refused, match="moved or changed"):
        ring.decrypt(ring.new_data_key("giulia"), "giulia", cipher, "t.c/1")


@pytest.mark.parametrize("at", [0, 11, 12, -1])
def test_a_changed_bit_is_refused(ring: KeyRing, at: int) -> None:
    wrapped = ring.new_data_key("claire")
    cipher = bytearray(ring.encrypt(wrapped, "claire", PASSPORT, "t.c/1"))
    cipher[at] ^= 1
    with pytest.raises(Refused, match="moved or changed"):
        ring.decrypt(wrapped, "claire", bytes(cipher), "t.c/1")


def test_a_destroyed_key_erases_the_value(ring: KeyRing) -> None:
    cipher = ring.encrypt(ring.new_data_key("claire"), "claire", PASSPORT, "t.c/1")
    with pytest.raises(Refused, match="the client's key was destroyed; the value is erased"):
        ring.decrypt(None, "claire", cipher, "t.c/1")


def test_a_new_root_key_wraps_what_is_new_and_the_old_one_still_opens_what_is_old() -> None:
    old, both = KeyRing({1: b"1" * 32}), KeyRing({1: b"1" * 32, 2: b"2" * 32})
    wrapped = old.new_data_key("claire")
    cipher = old.encrypt(wrapped, "claire", PASSPORT, "t.c/1")
    assert both.decrypt(wrapped, "claire", cipher, "t.c/1") == PASSPORT
    fresh = both.new_data_key("claire")
    with pytest.raises(Refused, match="Key version 2 is not on the ring"):
        old.encrypt(fresh, "claire", PASSPORT, "t.c/1")
    assert both.blind("identity", PASSPORT) == old.blind("identity", PASSPORT)


def test_the_blind_index_finds_the_same_value_only_and_tells_kinds_apart(ring: KeyRing) -> None:
    found = ring.blind("identity", PASSPORT)
    assert found == ring.blind("identity", PASSPORT)
    others = {
        ring.blind("identity", "12AB34568"),
        ring.blind("phone", PASSPORT),
        KeyRing({1: b"2" * 32}).blind("identity", PASSPORT),
    }
    assert found not in others
    assert len(others) == 3


def test_secrets_of_two_entities_differ(ring: KeyRing) -> None:
    assert ring.secret("seal:FR01") != ring.secret("seal:MC01")
    assert len(ring.secret("seal:FR01")) == 32


def test_a_ring_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first = KeyRing.create(tmp_path / "keys").secret("x")
    assert KeyRing.create(tmp_path / "keys").secret("x") == first
    assert ((tmp_path / "keys" / "1.key").stat().st_mode & 0o777) == 0o600
    assert ((tmp_path / "keys").stat().st_mode & 0o777) == 0o700


def test_a_missing_or_broken_ring_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="No key lies in"):
        KeyRing.at(tmp_path)
    (tmp_path / "1.key").write_bytes(b"short")
    with pytest.raises(Refused, match="root keys of 32 bytes"):
        KeyRing.at(tmp_path)


@pytest.fixture
def secretive(tmp_path: Path):  # type: ignore[no-untyped-def]  # a fixture that only yields
    house = copied_house(tmp_path)
    manager = house.actor("hl")
    for client, number in ((CLAIRE, PASSPORT), (GIULIA, "YA1234567")):
        execute(house, AddIdentity(client, "passport", "FR", number), manager, key())
        execute(house, SetProfile(client, {"fr.passport_number": number}), manager, key())
    yield house
    leave(house)


def test_no_sensitive_value_stands_in_the_database_file(secretive: House) -> None:
    secretive.engine.dispose()
    whole = b"".join(path.read_bytes() for path in secretive.folder.glob("vendome.db*"))
    assert b"La Tour" in whole
    # The command's record keeps a fingerprint of the input, not the input.
    assert PASSPORT.encode() not in whole


def test_two_clients_cells_swapped_by_sql_are_refused(secretive: House) -> None:
    table = ProfileValue.__table__
    with secretive.engine.connect() as connection:
        rows = connection.execute(select(table.c.id, table.c.cipher)).all()
        unguarded(connection)
        for row, other in ((rows[0], rows[1]), (rows[1], rows[0])):
            connection.execute(update(table).where(table.c.id == row.id).values(cipher=other.cipher))
        connection.commit()
    manager = secretive.actor("hl")
    with pytest.raises(Refused, match="moved or changed"):
        ask(secretive, ShowClient(CLAIRE, "fr"), manager)


def test_a_passport_is_found_by_its_blind_index(secretive: House) -> None:
    with secretive.reading(secretive.actor("hl")) as session:
        blind = secretive.keys.blind("identity", PASSPORT)
        found = session.execute(
            select(Customer.number)
            .join(IdentityDocument, IdentityDocument.customer_id == Customer.id)
            .where(IdentityDocument.blind == blind)
        ).scalars()
        assert list(found) == [CLAIRE]


def test_erasing_the_data_key_erases_every_sensitive_value_of_that_client_alone(secretive: House) -> None:
    with secretive.engine.begin() as connection:
        connection.execute(text("UPDATE customer SET data_key = NULL WHERE number = :n"), {"n": CLAIRE})
    manager = secretive.actor("hl")
    with pytest.raises(Refused, match="the value is erased"):
        ask(secretive, ShowClient(CLAIRE, "fr"), manager)
    card = ask(secretive, ShowClient(GIULIA, "fr"), manager)
    assert "YA1234567" in {field.value for field in card.profile}

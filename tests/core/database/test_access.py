"""Who may give which command, and who sees which rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from core.base.errors import Forbidden, NotFound
from core.commands.ask import ask
from core.commands.execute import execute
from core.commands.house import House
from core.customer_card.questions import ShowClient
from core.customers.commands import AddIdentity, SetProfile
from core.customers.model import Customer, IdentityDocument, ProfileValue
from core.database.access import FOUNDER, GRANTS, ROLES, SYSTEM, Actor, check
from core.database.engine import Base, writing
from core.database.scopes import Scope, scoped
from tests.support.cast import CLAIRE, copied_house, key, leave

#: The whole matrix, written out once more on purpose: a role that gains a right must be seen by two people.
_READS = {"item.read", "store.read", "jobs.findings"}
_SERVES = {"sell", "customer.read", "customer.write", "customer.profile", "document.issue", "document.read"}
MAY = {
    "advisor": _READS | _SERVES,
    "cashier": _READS | _SERVES,
    "manager": _READS
    | _SERVES
    | {"sell.price", "customer.sensitive", "customer.merge", "journal.read", "jobs.read", "jobs.retry"},
    "stock": _READS | {"document.read"},
    "workshop": _READS | {"document.read"},
    "regional_it": _READS | {"region.enable", "plugin.enable", "journal.read", "jobs.read", "jobs.retry"},
    "hq": _READS
    | (_SERVES - {"sell"})
    | {
        "customer.sensitive",
        "customer.merge",
        "item.write",
        "store.write",
        "rates.write",
        "report.read",
        "journal.read",
        "jobs.read",
        "jobs.retry",
    },
    "auditor": _READS | {"document.read", "journal.read", "report.read", "sight.read", "jobs.read"},
    SYSTEM: {"document.file", "jobs.read"},
    FOUNDER: {"store.write"},
}


@pytest.mark.parametrize("role", [*ROLES, SYSTEM, FOUNDER])
@pytest.mark.parametrize("verb", sorted(GRANTS))
def test_each_role_may_what_the_matrix_says(role: str, verb: str) -> None:
    actor = Actor("somebody", frozenset({role}))
    if verb in MAY[role]:
        check(actor, verb, None)
    else:
        with pytest.raises(Forbidden, match=f"somebody may not «{verb}»"):
            check(actor, verb, None)


def test_an_unknown_verb_is_granted_to_nobody() -> None:
    everything = Actor("somebody", frozenset(ROLES))
    with pytest.raises(Forbidden):
        check(everything, "no.such.verb", None)


def test_every_table_says_who_may_see_it() -> None:
    declared = {m.class_: vars(m.class_).get("__scope__") for m in Base.registry.mappers if m.class_ is not Unscoped}
    assert [table.__name__ for table, scope in declared.items() if not isinstance(scope, Scope)] == []


class Unscoped(Base):
    """A table whose author forgot the scope."""

    __tablename__ = "test_unscoped"
    id: Mapped[int] = mapped_column(primary_key=True)


def test_a_table_without_a_scope_is_visible_to_nobody(sqlite_house: House) -> None:
    with sqlite_house.reading(sqlite_house.actor("cm")) as session:
        for door in (select(Unscoped), select(Unscoped.__table__.c.id)):
            with pytest.raises(Forbidden, match=r"Unscoped.*(declares no scope|not for the bare table)"):
                session.execute(door).all()


def test_a_table_with_a_limited_scope_is_not_read_past_its_class(sqlite_house: House) -> None:
    with (
        sqlite_house.reading(sqlite_house.actor("hl")) as session,
        pytest.raises(Forbidden, match="identity_document is not open to everyone: ask for its class IdentityDocument"),
    ):
        session.execute(select(IdentityDocument.__table__.c.id)).all()


@pytest.fixture
def two_countries(tmp_path):  # type: ignore[no-untyped-def]  # a fixture that only yields
    house = copied_house(tmp_path, regions=("FR", "CN"))
    yield house
    leave(house)


def test_what_a_country_adds_to_a_profile_is_seen_only_where_it_is_enabled(two_countries: House) -> None:
    house = two_countries
    shanghai, paris = house.actor("wl"), house.actor("hl")
    execute(house, SetProfile(CLAIRE, {"cn.fapiao_title": "上海某公司"}), shanghai, key())
    execute(house, SetProfile(CLAIRE, {"fr.siret": "73282932000074"}), paris, key())
    seen = {}
    for actor in (shanghai, paris, house.actor("hq")):
        with house.reading(actor) as session:
            rows = session.scalars(select(ProfileValue)).all()
        card = ask(house, ShowClient(CLAIRE, "fr"), actor)
        seen[actor.code] = ({row.region for row in rows}, {field.region for field in card.profile})
    assert seen == {"wl": ({"CN"}, {"CN"}), "hl": ({"FR"}, {"FR"}), "hq": ({"CN", "FR"}, {"CN", "FR"})}


def test_a_field_of_another_country_does_not_exist_here(two_countries: House) -> None:
    paris = two_countries.actor("hl")
    told = []
    for name in ("cn.fapiao_title", "xx.nothing"):
        with pytest.raises(NotFound) as refused:
            execute(two_countries, SetProfile(CLAIRE, {name: "x"}), paris, key())
        told.append(str(refused.value).replace(name, "…"))
    assert told[0] == told[1]


def test_a_sensitive_field_is_written_and_read_only_under_the_right(sqlite_house: House) -> None:
    house = sqlite_house
    advisor, manager = house.actor("cm"), house.actor("hl")
    values = SetProfile(CLAIRE, {"fr.passport_number": "12AB34567"})
    with pytest.raises(Forbidden, match=r"fr\.passport_number is sensitive"):
        execute(house, values, advisor, key())
    execute(house, values, manager, key())
    shown = {}
    for actor in (advisor, manager):
        card = ask(house, ShowClient(CLAIRE, "fr"), actor)
        field = next(field for field in card.profile if field.name == "passport_number")
        shown[actor.code] = (field.value, field.hidden)
    assert shown == {"cm": ("", True), "hl": ("12AB34567", False)}


def test_identity_documents_are_not_there_for_who_may_not_see_them(sqlite_house: House) -> None:
    manager = sqlite_house.actor("hl")
    execute(sqlite_house, AddIdentity(CLAIRE, "passport", "FR", "12AB34567"), manager, key())
    for actor, count in ((sqlite_house.actor("cm"), 0), (manager, 1)):
        with sqlite_house.reading(actor) as session:
            assert len(session.scalars(select(IdentityDocument)).all()) == count


def test_no_side_door_leads_past_the_scope(sqlite_house: House) -> None:
    manager = sqlite_house.actor("hl")
    execute(sqlite_house, SetProfile(CLAIRE, {"fr.siret": "73282932000074"}), manager, key())
    stranger = replace(manager, regions=frozenset({"IT"}))
    doors = (
        select(Customer.number).join(ProfileValue, ProfileValue.customer_id == Customer.id),
        select(Customer.number).where(
            select(ProfileValue.id).where(ProfileValue.customer_id == Customer.id, ProfileValue.value > "7").exists()
        ),
        select(Customer.number).where(Customer.id.in_(select(ProfileValue.customer_id))),
        select(aliased(ProfileValue).value),
        select(func.count()).select_from(ProfileValue),
    )
    with writing(sqlite_house.engine) as session:
        seen = scoped(session, stranger)
        assert [seen.execute(door).all() for door in doors] == [[], [], [], [], [(0,)]]
    with writing(sqlite_house.engine) as session:
        seen = scoped(session, manager)
        assert [len(seen.execute(door).all()) for door in doors] == [1, 1, 1, 1, 1]

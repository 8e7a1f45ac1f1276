"""Clients from files: who they are, what lands, what is left alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from core.base.errors import Forbidden, Refused
from core.commands.ask import ask
from core.commands.command import CommandRecord
from core.commands.execute import execute
from core.commands.house import House
from core.customer_card.questions import ShowClient
from core.customers.commands import TABLES, NewAddress, NewName, RegisterCustomer
from core.customers.model import (
    Address,
    Contact,
    Customer,
    NameCard,
    NameKey,
    NamePosting,
    NameWord,
    Preference,
    ProfileValue,
)
from core.customers.search import find_customers
from core.database.access import Actor
from core.importing.customers import kind as customers
from core.importing.customers import rows as client_rows
from core.importing.formats.rows import Options
from core.importing.run import bring_in
from tests.core.importing.conftest import Bring, Write, rows_of
from tests.support.cast import CLAIRE, SHAN_XUE, copied_house, key

HEADING = (
    "source_system,source_id,given,surname,native_given,native_surname,language,residence,email,phone,city,country"
)
EMMA = "crm,1,Emma,Johnson,,,en,US,emma@example.com,+12125550123,New York,US"
HANAKO = "crm,2,Hanako,Yamada,花子,山田,ja,JP,hanako@example.com,+819012345678,中央区,JP"


def counted(house: House) -> int:
    with house.reading(house.actor("hq")) as session:
        return session.scalar(select(func.count()).select_from(Customer)) or 0


def client(house: House, source_id: str) -> Customer:
    from sqlalchemy.orm import selectinload

    everything = (selectinload(Customer.names), selectinload(Customer.contacts), selectinload(Customer.addresses))
    with house.reading(house.actor("hq")) as session:
        return session.scalars(select(Customer).where(Customer.source_id == source_id).options(*everything)).one()


def test_clients_land_and_are_found_by_any_reading(house: House, written: Write, bring: Bring) -> None:
    before = counted(house)
    outcome, findings = bring(house, "customers", written(HEADING, EMMA, HANAKO))
    assert (outcome.tally.new, findings, counted(house)) == (2, [], before + 2)
    hanako = client(house, "2")
    assert [(card.script, card.fields, card.source) for card in hanako.names] == [
        ("Hani", {"given": "花子", "surname": "山田"}, "import"),
        ("Latn", {"given": "Hanako", "surname": "Yamada"}, "import"),
    ]
    with house.reading(house.actor("hq")) as session:
        for sought in ("山田 花子", "yamada", "ヤマダ", "+81 90 1234 5678", "hanako@example.com"):
            assert hanako.number in {hit.customer.number for hit in find_customers(session, sought)}, sought


def test_the_same_file_twice_changes_nothing(house: House, written: Write, bring: Bring) -> None:
    path = written(HEADING, EMMA, HANAKO)
    bring(house, "customers", path)
    tables = [*TABLES.values(), NamePosting.__table__, NameWord.__table__, CommandRecord.__table__]
    before = [rows_of(house, table) for table in tables]
    outcome, _ = bring(house, "customers", path)
    assert (outcome.tally.unchanged, outcome.tally.new, outcome.tally.changed) == (2, 0, 0)
    assert [rows_of(house, table) for table in tables] == before


def test_an_import_writes_what_the_command_writes(house: House, written: Write, bring: Bring) -> None:
    line = (
        "crm,1,Dr.,Claire,La Tour,de,fr,madam,FR,1990-05-17,Claire@Example.com,01 42 60 00 00,"
        '"18, rue de Grenelle\nau fond, \\ à gauche",Paris,75007,FR,54'
    )
    heading = (
        "source_system,source_id,title,given,surname,surname_prefix,language,wish,residence,birth_date,email,phone,"
        "street_address,city,postal_code,country,preference:ring size"
    )
    bring(house, "customers", written(heading, line))
    name = {
        "title": "Dr.",
        "given": "Claire",
        "surname-prefix": "de",
        "surname-core": "La Tour",
        "surname": "de La Tour",
    }
    street = "18, rue de Grenelle\nau fond, \\ à gauche"
    execute(
        house,
        RegisterCustomer(
            (NewName(name, "fr", source="import"),),
            "fr",
            wish="madam",
            residence="FR",
            birth_date=date(1990, 5, 17),
            contacts=(("email", "Claire@Example.com"), ("phone", "01 42 60 00 00")),
            addresses=(NewAddress("FR", {"street_address": street, "city": "Paris"}, "75007"),),
            preferences=(("ring size", "54"),),
            source=("crm", "by hand"),
        ),
        house.actor("hq"),
        key(),
    )
    chance = ("id", "customer_id", "number", "source_id")
    for table in (Customer, NameCard, NameKey, Contact, Address, Preference, NamePosting):
        owner = "id" if table is Customer else "customer_id"
        by_client: dict[str, list[str]] = {}
        for source_id in ("1", "by hand"):
            mine = [row for row in rows_of(house, table.__table__) if row[owner] == client(house, source_id).id]
            compared = [{k: v for k, v in row.items() if k not in chance} for row in mine]
            for row in compared:
                if table is Preference:
                    assert row.pop("source") == ("import" if source_id == "1" else "registration")
            by_client[source_id] = sorted(repr(_in_order(row)) for row in compared)
        assert by_client["1"] == by_client["by hand"], table.__tablename__
        assert by_client["1"] or (table is NamePosting and house.engine.dialect.name == "postgresql")


def _in_order(value: object) -> object:
    return sorted((name, _in_order(inner)) for name, inner in value.items()) if isinstance(value, dict) else value


def test_after_an_import_the_index_keeps_itself_again(sqlite_house: House, written: Write, bring: Bring) -> None:
    bring(sqlite_house, "customers", written(HEADING, EMMA))
    name = (NewName({"given": "Zazie", "surname": "Queneau"}, "fr"),)
    execute(sqlite_house, RegisterCustomer(name, "fr"), sqlite_house.actor("hq"), key())
    assert "queneau" in {row["key"] for row in rows_of(sqlite_house, NamePosting.__table__)}


def test_a_row_that_differs_changes_its_client_and_the_old_name_is_no_longer_found(
    house: House, written: Write, bring: Bring
) -> None:
    bring(house, "customers", written(HEADING, EMMA, HANAKO))
    number = client(house, "1").number
    married = EMMA.replace("Johnson", "Brontë").replace("New York", "Boston")
    outcome, _ = bring(house, "customers", written(HEADING, married, HANAKO))
    assert (outcome.tally.changed, outcome.tally.unchanged) == (1, 1)
    emma = client(house, "1")
    assert (emma.number, emma.names[0].fields["surname"], emma.addresses[0].fields["city"]) == (
        number,
        "Brontë",
        "Boston",
    )
    with house.reading(house.actor("hq")) as session:
        assert number in {hit.customer.number for hit in find_customers(session, "bronte")}
        assert number not in {hit.customer.number for hit in find_customers(session, "emma johnson")}


def test_groups_of_columns_that_a_file_does_not_have_are_left_alone(house: House, written: Write, bring: Bring) -> None:
    bring(house, "customers", written(HEADING, EMMA))
    outcome, _ = bring(house, "customers", written("source_system,source_id,given,surname", "crm,1,Emma,Watson"))
    emma = client(house, "1")
    assert outcome.tally.changed == 1
    assert (emma.names[0].fields["surname"], emma.residence) == ("Watson", "US")
    assert ([c.value for c in emma.contacts], emma.addresses[0].country) == (["emma@example.com", "+12125550123"], "US")


def test_a_passport_card_a_confirmed_contact_and_an_advisors_note_outlive_an_import(
    house: House, written: Write, bring: Bring
) -> None:
    with house.reading(house.actor("hq")) as session:
        xue = session.scalars(select(Customer).where(Customer.number == SHAN_XUE)).one()
    from core.database.engine import writing

    noted = {
        "id": house.ids.new(),
        "customer_id": xue.id,
        "topic": "tea",
        "value": "龙井",
        "source": "cm",
        "on": date(2026, 1, 1),
    }
    with writing(house.engine) as session:
        session.execute(
            update(Contact.__table__).where(Contact.__table__.c.customer_id == xue.id).values(confirmed=True)
        )
        session.execute(insert(Preference.__table__), noted)
        session.commit()
    path = written(
        "number,native_given,native_surname,phone,preference:tea,language",
        f"{SHAN_XUE},小雪,单,+8613800138000,铁观音,zh-Hans",
    )
    assert bring(house, "customers", path)[0].tally.changed == 1
    assert bring(house, "customers", path)[0].tally.unchanged == 1
    card = ask(house, ShowClient(SHAN_XUE, "fr"), house.actor("hq"))
    assert {(name.source, name.fields["given"]) for name in card.names} == {("passport", "Xue"), ("import", "小雪")}
    assert [contact.confirmed for contact in card.contacts] == [True]
    assert {(p.topic, p.value) for p in card.preferences} == {("tea", "龙井"), ("tea", "铁观音")}
    with house.reading(house.actor("hq")) as session:
        assert SHAN_XUE in {hit.customer.number for hit in find_customers(session, "shan xue")}


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("crm,9,,,,,en,US,,,,", "given", "names nobody"),
        ("crm,,Emma,J,,,en,US,,,,", "source_id", "Nothing says which client"),
        ("crm,9,Em\x00ma,J,,,en,US,,,,", "given", "control character"),
        ("crm,9,Emma,J,,,english,US,,,,", "language", "BCP 47"),
        ("crm,9,Emma,J,,,en,USA,,,,", "residence", "ISO 3166-1"),
        ("crm,9,Emma,J,,,en,,,,Paris,", "country", "no country"),
        ("crm,9,Emma,J,,,en,,,,Paris,france", "country", "ISO 3166-1"),
        (f"crm,9,{'x' * 300},J,,,en,US,,,,", "given", "at most 200"),
        (f"crm,9,{'x' * 90000},J,,,en,US,,,,", "given", "at most"),
        ("crm,9,Emma,J", "", "4 cells"),
        ("crm,9,Emma,J,,,en,US,,,,,too,many", "", "14 cells"),
    ],
)
def test_a_refused_row_names_row_column_value_and_reason_and_the_good_rows_land(
    sqlite_house: House, written: Write, bring: Bring, line: str, column: str, reason: str
) -> None:
    outcome, findings = bring(sqlite_house, "customers", written(HEADING, EMMA, line, HANAKO))
    assert (outcome.tally.new, outcome.tally.refused) == (2, 1)
    [finding] = findings
    assert (finding.row, finding.column, finding.verdict) == (3, column, "refused")
    assert reason in finding.reason
    assert len(finding.value) <= 70
    assert finding.value.isprintable()


def test_a_payment_card_in_an_address_is_refused_by_its_column(
    sqlite_house: House, written: Write, bring: Bring
) -> None:
    path = written(
        "source_id,given,street_address,country", "1,Emma,4111 1111 1111 1111,US", "2,Emma,1 Fifth Avenue,US"
    )
    outcome, [finding] = bring(sqlite_house, "customers", path)
    assert (outcome.tally.new, finding.row, finding.column) == (1, 2, "street_address")
    assert "payment card" in finding.reason


def test_a_client_twice_in_a_file_lands_once_and_says_which_row_was_first(
    sqlite_house: House, written: Write, bring: Bring
) -> None:
    outcome, [finding] = bring(sqlite_house, "customers", written(HEADING, EMMA, HANAKO, EMMA.replace("Emma", "Emily")))
    assert (outcome.tally.new, finding.row, finding.value) == (2, 4, "1")
    assert "Row 2 is the same client" in finding.reason


def test_a_doubtful_phone_is_noted_and_its_client_lands(sqlite_house: House, written: Write, bring: Bring) -> None:
    outcome, [finding] = bring(sqlite_house, "customers", written(HEADING, EMMA.replace("+12125550123", "call me")))
    assert (outcome.tally.new, outcome.noted, finding.column, finding.verdict) == (1, 1, "phone", "noted")


def test_a_column_that_nobody_knows_is_named_and_a_missing_one_refuses_the_file(
    sqlite_house: House, written: Write, bring: Bring
) -> None:
    _, [finding] = bring(sqlite_house, "customers", written(HEADING + ",shoe size", EMMA + ",38"))
    assert (finding.row, finding.column, finding.verdict) == (1, "shoe size", "noted")
    with pytest.raises(Refused, match="lacks the column source_id or number"):
        bring(sqlite_house, "customers", written("given,surname", "Emma,Johnson"))


def test_formulas_and_markup_are_kept_as_the_text_they_are(house: House, written: Write, bring: Bring) -> None:
    hostile = "=HYPERLINK(1)"
    bring(house, "customers", written(HEADING, EMMA.replace("Emma", hostile), HANAKO.replace("花子", "𠮷\u202e<b>")))
    assert client(house, "1").names[0].fields["given"] == hostile
    assert client(house, "2").names[0].fields["given"] == "𠮷\u202e<b>"


def test_a_header_alone_lands_nothing(sqlite_house: House, written: Write, bring: Bring) -> None:
    outcome, findings = bring(sqlite_house, "customers", written(HEADING))
    assert (outcome.tally.rows, findings) == (0, [])


def test_a_countrys_profile_column_is_read_only_where_the_country_is_enabled(
    tmp_path: Path, written: Write, bring: Bring
) -> None:
    path = written(HEADING + ",cn.wechat_openid", f"{EMMA},oWx_1234567890abcdefghijklmnop")
    with_china = copied_house(tmp_path / "cn", regions=("FR", "CN"))
    outcome, findings = bring(with_china, "customers", path)
    assert outcome.tally.new == 1
    assert not [finding for finding in findings if finding.row == 1]
    assert len(rows_of(with_china, ProfileValue.__table__)) == 1
    assert bring(with_china, "customers", path)[0].tally.unchanged == 1
    without = copied_house(tmp_path / "fr", regions=("FR",))
    outcome, [finding] = bring(without, "customers", path)
    assert (outcome.tally.new, finding.column) == (1, "cn.wechat_openid")
    assert rows_of(without, ProfileValue.__table__) == []


def test_another_clients_number_or_an_unknown_boutique_is_refused(house: House, written: Write, bring: Bring) -> None:
    bring(house, "customers", written(HEADING, EMMA))
    heading = "source_system,source_id,number,given,surname,boutique"
    _, findings = bring(
        house,
        "customers",
        written(heading, f"crm,1,{CLAIRE},Emma,J,", f"crm,7,{CLAIRE},A,B,", "crm,8,C-NEW22222,A,B,", "crm,9,,A,B,XXX1"),
    )
    assert [(f.row, f.column) for f in findings] == [(2, "number"), (3, "number"), (5, "boutique")]
    assert client(house, "8").number == "C-NEW22222"


def test_shopifys_customer_export_is_recognised(house: House, written: Write, bring: Bring) -> None:
    heading = (
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
        "Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,"
        "Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,"
        "Total Spent,Total Orders,Note,Tax Exempt,Tags"
    )
    row = (
        "'8779761975521,Emma,Johnson,emma@example.com,yes,,1 Fifth Avenue,Apt 4,New York,NY,US,10003,'+12125550123,"
        "'+12125550199,no,7790.44,6,,no,VIP"
    )
    outcome, findings = bring(
        house, "customers", written(heading, row, row.replace("8779761975521", "2").replace("Emma,Johnson", ","))
    )
    assert (outcome.layout, outcome.tally.new, outcome.tally.refused) == ("shopify customers", 1, 1)
    assert "Total Spent" in outcome.left_aside
    assert [(f.row, f.column) for f in findings] == [(3, "First Name")]
    emma = client(house, "8779761975521")
    assert (emma.source_system, emma.residence) == ("shopify", "US")
    assert [c.normal for c in emma.contacts] == ["emma@example.com", "+12125550199", "+12125550123"]
    assert emma.addresses[0].fields["street_address"] == "1 Fifth Avenue\nApt 4"


def test_all_or_nothing_lands_nothing_when_a_row_is_refused_and_everything_when_none_is(
    house: House, written: Write, bring: Bring
) -> None:
    before = counted(house)
    bad = written(HEADING, EMMA, "crm,9,,,,,en,US,,,,", HANAKO)
    outcome, findings = bring(house, "customers", bad, all_or_nothing=True)
    assert (outcome.landed, outcome.tally.refused, len(findings), counted(house)) == (False, 1, 1, before)
    outcome, findings = bring(house, "customers", written(HEADING, EMMA, HANAKO), all_or_nothing=True)
    assert (outcome.landed, outcome.tally.new, findings, counted(house)) == (True, 2, [], before + 2)


def test_a_rehearsal_counts_and_writes_nothing(house: House, written: Write, bring: Bring) -> None:
    before = counted(house)
    outcome, _ = bring(house, "customers", written(HEADING, EMMA, HANAKO), dry_run=True)
    assert (outcome.landed, outcome.tally.new, counted(house)) == (False, 2, before)


class Killed(BaseException):
    """As Ctrl-C: no ordinary error handler catches it."""


@pytest.mark.parametrize("all_or_nothing", [False, True])
def test_a_killed_import_goes_on_where_it_was(
    house: House, written: Write, bring: Bring, monkeypatch: pytest.MonkeyPatch, all_or_nothing: bool
) -> None:
    monkeypatch.setattr(customers.Customers, "batch", 10)
    lines = [f"crm,{n},Emma,Johnson{n},,,en,US,{'' if n % 7 else 'no mail'},,," for n in range(95)]
    path = written(HEADING, *lines, *(["crm,x,,,,,en,US,,,,"] if not all_or_nothing else []))
    before, landed = counted(house), 0
    whole = customers.Customers.land

    def land(self: customers.Customers, session: object, judged: object) -> object:
        nonlocal landed
        landed += 1
        if landed == 4:
            raise Killed
        return whole(self, session, judged)  # type: ignore[arg-type]

    monkeypatch.setattr(customers.Customers, "land", land)
    with pytest.raises(Killed):
        bring(house, "customers", path, all_or_nothing=all_or_nothing)
    assert counted(house) == before + 30
    outcome, findings = bring(house, "customers", path, all_or_nothing=all_or_nothing)
    assert (outcome.resumed, outcome.tally.new, counted(house)) == (30, 95, before + 95)
    assert outcome.tally.refused == (0 if all_or_nothing else 1)
    if not all_or_nothing:
        # The report is whole again, with what was found in the batches that had landed before.
        assert len([finding for finding in findings if finding.verdict == "noted"]) == 14


def test_a_second_process_gives_the_same_as_this_one(
    sqlite_house: House, written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.importing import run

    lines = [f"crm,{n},Emma,Johnson{n},,,en,US,e{n}@example.com,+1212555{n:04d},," for n in range(300)]
    path = written(HEADING, *lines)
    monkeypatch.setattr(run, "WORTH_A_PROCESS", 1)
    outcome = bring_in(sqlite_house, sqlite_house.actor("hq"), "customers", path)
    assert outcome.tally.new == 300
    monkeypatch.setattr(run, "WORTH_A_PROCESS", 10**9)
    outcome = bring_in(sqlite_house, sqlite_house.actor("hq"), "customers", path)
    assert outcome.tally.unchanged == 300


def test_numbers_that_somebody_has_are_drawn_again(
    sqlite_house: House, written: Write, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([CLAIRE, "C-FRESH222"])
    monkeypatch.setattr(customers, "new_number", lambda: next(drawn))
    bring(sqlite_house, "customers", written(HEADING, EMMA))
    assert client(sqlite_house, "1").number == "C-FRESH222"


def test_identities_go_on_from_piece_to_piece_so_that_rows_are_written_side_by_side(
    sqlite_house: House, written: Write, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers, "_PIECE", 3)
    monkeypatch.setattr(customers.Customers, "batch", 7)
    bring(sqlite_house, "customers", written(HEADING, *(f"crm,{n:03},Emma,Johnson,,,en,US,,,," for n in range(40))))
    with sqlite_house.reading(sqlite_house.actor("hq")) as session:
        mine = select(Customer.source_id).where(Customer.source_system == "crm").order_by(Customer.id)
        assert list(session.scalars(mine)) == [f"{n:03}" for n in range(40)]


def test_identities_drawn_in_bulk_are_of_version_seven_and_never_meet(sqlite_house: House) -> None:
    from uuid import UUID

    new = client_rows.hex_ids(sqlite_house.clock.now())
    drawn = [new() for _ in range(20_000)]
    assert len(set(drawn)) == 20_000
    assert drawn == sorted(drawn)
    assert {(UUID(each).version, UUID(each).variant) for each in drawn} == {(7, "specified in RFC 4122")}


def test_who_may_not_write_clients_may_not_import_them(sqlite_house: House, written: Write) -> None:
    auditor = Actor("aud", frozenset({"auditor"}))
    with pytest.raises(Forbidden):
        bring_in(sqlite_house, auditor, "customers", written(HEADING, EMMA))


def test_the_source_system_is_what_the_caller_says_when_the_file_does_not(
    sqlite_house: House, written: Write, bring: Bring
) -> None:
    path = written("source_id,given,surname", "77,Emma,Johnson")
    bring(sqlite_house, "customers", path, options=Options(source_system="old till"))
    assert client(sqlite_house, "77").source_system == "old till"


def test_what_the_database_refuses_in_the_middle_is_one_sentence_and_its_batch_is_taken_back(
    house: House, written: Write, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Somebody else takes the number between the look and the landing.
    monkeypatch.setattr(customers.Customers, "_new_numbers", lambda self, session, count: iter([CLAIRE] * count))
    before = counted(house)
    with pytest.raises(Refused, match="Nothing was written"):
        bring(house, "customers", written(HEADING, EMMA))
    assert counted(house) == before
    monkeypatch.undo()
    assert bring(house, "customers", written(HEADING, EMMA))[0].tally.new == 1

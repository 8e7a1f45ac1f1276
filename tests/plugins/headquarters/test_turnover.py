"""Turnover through the four lenses, against figures worked out by hand; bridge, rounding, receipts, refusals."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core.base.errors import Forbidden, Refused, VendomeError
from core.commands import ask as asks
from core.commands.house import House
from core.journal.chain import JournalEntry
from plugins.headquarters import receipts as drilling
from plugins.headquarters import service
from plugins.headquarters import turnover as asking
from plugins.headquarters.engine import Facts, open_facts, scoped
from plugins.headquarters.rates import Lens, RateBook, period
from plugins.headquarters.receipts import ListReceipts
from plugins.headquarters.turnover import AskTurnover, Turnover, part_of_world, translated
from tests.plugins.headquarters.conftest import RATES, publish, sell
from tests.support.cast import advisor

TRANSACTION, AVERAGE, CLOSING = Lens("transaction"), Lens("average"), Lens("closing")
CONSTANT = Lens("constant", period("2026-10-29"))
BY = ("country", "month")


def ask(house: House, lens: Lens = TRANSACTION, **more: Any) -> Turnover:
    """Gross turnover by country and month in euros, unless said otherwise."""
    asked = {"by": BY, "currency": "EUR", "measure": "gross", **more}
    return asks.ask(house, AskTurnover(lens=lens, **asked), house.actor("hq")).answer


def figures(answer: Turnover) -> dict[str, str]:
    """Row → amount."""
    return {" ".join(row.key): f"{row.amount:f}" for row in (*answer.rows, answer.rounding, answer.total)}


@pytest.fixture
def extracted(house: House) -> House:
    """The house with its facts drawn."""
    service.extract(house, house.actor("hq"))
    return house


@pytest.fixture
def drawn(sqlite_house: House) -> House:
    """The same on SQLite alone."""
    service.extract(sqlite_house, sqlite_house.actor("hq"))
    return sqlite_house


# Each Tokyo bag is ¥672,000, each Zürich bag CHF 4,200.00, the Paris bag €4,200.00.
def test_transaction_rates_are_those_of_the_business_day_or_the_last_before(extracted: House) -> None:
    # Tokyo, November: 672000 / 170 + 672000 / 176 (Friday's rate for Saturday) = 3952.9412 + 3818.1818.
    assert figures(ask(extracted)) == {
        "CH 2026-11": "4565.22",
        "FR 2026-10": "4200.00",
        "JP 2026-10": "4000.00",
        "JP 2026-11": "7771.12",
        "rounding": "0.00",
        "total": "20536.34",
    }


def test_average_rates_are_the_mean_of_the_months_published_days(extracted: House) -> None:
    # October: (160 + 168) / 2 = 164; November: (170 + 174 + 176 + 180) / 4 = 175; francs: (0.94 + 0.92 + 0.90) / 3 =
    # 0.92.
    assert figures(ask(extracted, AVERAGE)) == {
        "CH 2026-11": "4565.22",
        "FR 2026-10": "4200.00",
        "JP 2026-10": "4097.56",
        "JP 2026-11": "7680.00",
        "rounding": "0.00",
        "total": "20542.78",
    }


def test_closing_rates_are_the_last_of_the_month_and_the_missing_cent_has_its_own_line(extracted: House) -> None:
    # 4666.666… + 7466.666… + 8200 = 20333.333…: the rounded cells have a cent more than the rounded total.
    assert figures(ask(extracted, CLOSING)) == {
        "CH 2026-11": "4666.67",
        "FR 2026-10": "4200.00",
        "JP 2026-10": "4000.00",
        "JP 2026-11": "7466.67",
        "rounding": "-0.01",
        "total": "20333.33",
    }


def test_constant_rates_hold_for_every_day(extracted: House) -> None:
    assert figures(ask(extracted, CONSTANT)) == {
        "CH 2026-11": "4375.00",
        "FR 2026-10": "4200.00",
        "JP 2026-10": "4200.00",
        "JP 2026-11": "8400.00",
        "rounding": "0.00",
        "total": "21175.00",
    }
    # A period instead of a day: the mean of October, 164 yen and 0.955 francs for one euro.
    october = figures(ask(extracted, Lens("constant", period("2026-10"))))
    assert (october["CH 2026-11"], october["JP 2026-11"]) == ("4397.91", "8195.12")


def test_a_currency_other_than_the_euro_is_reached_over_the_euro(extracted: House) -> None:
    # Euros at 168; francs at 176 / 0.92 = 191.304347826087; yen stay yen, and a yen has no cents.
    found = figures(ask(extracted, currency="JPY"))
    assert found["FR 2026-10"] == "705600"
    assert found["CH 2026-11"] == "803478"
    assert found["JP 2026-11"] == "1344000"


def test_net_is_without_tax(extracted: House) -> None:
    net = figures(ask(extracted, measure="net"))
    assert net["FR 2026-10"] == "3500.00"


def test_the_bridge_adds_up_to_the_cent(extracted: House) -> None:
    answer = ask(extracted, CLOSING, bridge=TRANSACTION)
    assert answer.total.compared == Decimal("20536.34")
    assert answer.total.difference == Decimal("-203.01")
    assert dict(answer.effects) == {"CHF": Decimal("101.45"), "JPY": Decimal("-304.46")}
    assert sum(dict(answer.effects).values(), answer.effects_rounding) == answer.total.difference
    assert [row.difference for row in answer.rows] == [Decimal(v) for v in ("101.45", "0.00", "0.00", "-304.45")]


days = st.dates(date(2026, 1, 1), date(2026, 3, 31))
entries = st.lists(st.tuples(st.sampled_from(["EUR", "JPY", "CHF"]), days, st.integers(-(10**9), 10**12)), max_size=30)
quotes = st.decimals("0.0001", "9999", places=4)


@given(
    entries,
    st.lists(st.tuples(quotes, quotes), min_size=4, max_size=4),
    st.sampled_from(["EUR", "JPY", "CHF", "GBP", "KWD"]),
)
def test_rows_rounding_and_bridge_always_add_up(rows: list[Any], rates: list[Any], currency: str) -> None:
    on = [date(2026, 1, 1), *(date(2026, month, 15) for month in (1, 2, 3))]
    every = [date.fromordinal(day) for day in range(on[0].toordinal(), date(2026, 3, 31).toordinal() + 1)]
    first, second = ({day: pair[n] for day, pair in zip(on, rates, strict=True)} for n in (0, 1))
    book = RateBook(
        {
            quote: [(day, held[max(d for d in held if d <= day)]) for day in every]
            for quote, held in (("JPY", first), ("CHF", second), ("GBP", first), ("KWD", second))
        }
    )
    told = [
        {
            "currency": source,
            "business_date": day,
            "month": f"{day:%Y-%m}",
            "country": source[:2],
            "minor": minor,
            "quantity": 1,
        }
        for source, day, minor in rows
    ]
    answer = translated(told, AskTurnover(BY, currency, AVERAGE, TRANSACTION), book)
    parts = (*answer.rows, answer.rounding)
    assert sum(row.amount for row in parts) == answer.total.amount
    assert sum(row.compared or 0 for row in parts) == answer.total.compared
    assert sum(row.difference or 0 for row in parts) == answer.total.difference
    assert sum((v for _, v in answer.effects), answer.effects_rounding) == answer.total.difference
    # What is rounded is the exact sum, by an independent reckoning in fractions over the rates that were printed.
    printed = {(u.currency, u.behind): Fraction(u.rate) for u in answer.rates["transaction"]}
    step = {"EUR": 100, "JPY": 1, "CHF": 100}
    exact = sum(
        (Fraction(minor, step[source]) * printed.get((source, str(day)), Fraction(1)) for source, day, minor in rows),
        Fraction(0),
    )
    assert abs(exact - Fraction(answer.total.compared or 0)) * 2 <= Fraction(10) ** {"JPY": 0, "KWD": -3}.get(
        currency, -2
    )


def test_the_rates_behind_a_figure_are_told(drawn: House) -> None:
    used = {(u.currency, u.behind): u for u in ask(drawn).rates["transaction"]}
    assert sorted(used) == [("CHF", "2026-11-20"), ("JPY", "2026-10-30"), ("JPY", "2026-11-02"), ("JPY", "2026-11-21")]
    saturday = used["JPY", "2026-11-21"]
    assert saturday.published == "EUR/JPY 176 of 2026-11-20"
    assert saturday.rate == Decimal("0.00568181818181818")
    averages = ask(drawn, AVERAGE).rates["average"]
    assert [u.published for u in averages if u.behind == "2026-11"] == [
        "EUR/CHF 0.92, mean of 3 days in 2026-11",
        "EUR/JPY 175, mean of 4 days in 2026-11",
    ]


def test_turnover_can_be_cut_by_everything_it_says_it_can(drawn: House) -> None:
    for name in asking.DIMENSIONS:
        answer = ask(drawn, by=(name,))
        assert answer.total.amount == Decimal("20536.34")
        assert answer.total.quantity == 5
    keys = {name: [row.key[0] for row in ask(drawn, by=(name,)).rows] for name in asking.DIMENSIONS}
    assert keys["region"] == ["Eastern Asia", "Western Europe"]
    assert keys["quarter"] == ["2026-Q4"]
    assert keys["entity"] == ["CH01", "FR01", "JP01"]
    assert keys["channel"] == ["boutique", "flagship"]
    assert keys["treatment"] == ["domestic"]


def test_a_place_without_a_part_of_the_world_stands_for_itself() -> None:
    assert part_of_world("QQ") == "QQ"
    assert part_of_world("SA") == "Western Asia"


def test_time_and_country_bound_the_answer(drawn: House) -> None:
    asked = ask(drawn, first=date(2026, 11, 2), last=date(2026, 11, 20), countries=("JP", "FR"))
    assert figures(asked) == {"JP 2026-11": "3952.94", "rounding": "0.00", "total": "3952.94"}
    nothing = ask(drawn, first=date(2031, 1, 1))
    assert figures(nothing) == {"rounding": "0.00", "total": "0.00"}


def test_an_actor_of_one_boutique_sees_that_boutique_alone(drawn: House) -> None:
    from core.database.access import Actor

    auditor = Actor("aud", frozenset({"auditor"}), frozenset({"TYO1"}), frozenset({"JP"}))
    answer = asks.ask(drawn, AskTurnover(("boutique",), "EUR", TRANSACTION), auditor).answer
    assert [row.key for row in answer.rows] == [("TYO1",)]


def test_an_advisor_is_refused_the_figures(drawn: House) -> None:
    with pytest.raises(Forbidden, match=r"report\.read"):
        asks.ask(drawn, AskTurnover(BY, "EUR", TRANSACTION), advisor(drawn))
    with pytest.raises(Forbidden, match=r"report\.read"):
        asks.ask(drawn, ListReceipts("EUR", TRANSACTION), advisor(drawn))


def test_receipts_stand_behind_the_cell_and_add_up_to_it(extracted: House) -> None:
    drill = ListReceipts("EUR", TRANSACTION, "gross", date(2026, 11, 1), date(2026, 11, 30), ("JP",), ("TYO1",))
    answer = asks.ask(extracted, drill, extracted.actor("hq")).answer
    assert [(r.on.isoformat(), r.currency, f"{r.own:f}", f"{r.amount:f}") for r in answer.rows] == [
        ("2026-11-02", "JPY", "672000", "3952.94"),
        ("2026-11-21", "JPY", "672000", "3818.18"),
    ]
    cell = {row.key: row.amount for row in ask(extracted).rows}["JP", "2026-11"]
    assert answer.total == cell
    assert sum(r.amount for r in answer.rows) + answer.rounding == cell
    with extracted.reading(extracted.actor("hq")) as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.label == answer.rows[0].number)).one()
        assert entry.business_date == date(2026, 11, 2)


def test_a_missing_rate_is_refused_with_currency_and_day(drawn: House) -> None:
    sell(drawn, "JP", "2026-12-15")
    service.extract(drawn, drawn.actor("hq"))
    with pytest.raises(Refused, match=r"No exchange rate for JPY on 2026-12-15 .*vendome import rates"):
        ask(drawn)
    for lens in (AVERAGE, CLOSING):
        with pytest.raises(Refused, match=r"No exchange rate for JPY was published in 2026-12"):
            ask(drawn, lens)
    with pytest.raises(Refused, match=r"No exchange rate for GBP on 2026-10-30"):
        ask(drawn, currency="GBP", last=date(2026, 10, 30))
    # Yen for yen need no rate.
    assert ask(drawn, currency="JPY", countries=("JP",)).total.amount == Decimal(4 * 672000)


def test_a_currency_that_the_bank_does_not_publish_is_taken_from_who_does_and_named(drawn: House) -> None:
    publish(drawn, {"SAR": {"2026-10-29": "4.2", "2026-11-20": "4.3"}}, source="SAMA")
    publish(drawn, {"JPY": {"2026-10-30": "1", "2026-11-20": "1"}}, source="AAA")
    answer = ask(drawn, currency="SAR")
    # 4200 euros at 4.2; 4200 francs at 4.3 / 0.92; the bank's own yen are preferred: 672000 at 4.2 / 168.
    assert [figures(answer)[key] for key in ("FR 2026-10", "CH 2026-11", "JP 2026-10")] == [
        "17640.00",
        "19630.43",
        "16800.00",
    ]
    told = {(u.currency, u.behind): u.published for u in answer.rates["transaction"]}
    assert told["JPY", "2026-10-30"] == "EUR/JPY 168 of 2026-10-30; EUR/SAR 4.2 of 2026-10-29, SAMA"


def test_a_rate_that_is_none_is_refused(drawn: House) -> None:
    publish(drawn, {"JPY": {"2026-11-21": "-1"}})
    with pytest.raises(Refused, match=r"JPY of 2026-11-21 is '-1', which is no rate"):
        ask(drawn)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"by": ("country", "colour")}, "cannot be cut by 'colour'. Use country, "),
        ({"by": ()}, "by at least one thing"),
        ({"by": ("country", "country")}, "each once"),
        ({"currency": "XXQ"}, "not an ISO 4217 currency"),
        ({"measure": "profit"}, "no measure 'profit'"),
        ({"bridge": TRANSACTION}, "Name another lens"),
        ({"first": date(2026, 2, 1), "last": date(2026, 1, 1)}, "Exchange them"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(more: dict[str, Any], told: str) -> None:
    asked = {"by": BY, "currency": "EUR", "lens": TRANSACTION, **more}
    with pytest.raises(Refused, match=told):
        AskTurnover(**asked)


def test_a_lens_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(Refused, match="no lens 'rosy'"):
        Lens("rosy")
    with pytest.raises(Refused, match="--constant-on"):
        Lens("constant")
    for text in ("26", "2026-13", "2026-Q5", "2026-1", "2026-11-31", "next year", "٢٠٢٦"):
        with pytest.raises(Refused, match="is no period"):
            period(text)
    assert (period("2026-Q1").last, period("2024-02").last) == (date(2026, 3, 31), date(2024, 2, 29))


def test_without_facts_the_way_to_them_is_told(sqlite_house: House) -> None:
    with pytest.raises(VendomeError, match="vendome hq extract"):
        ask(sqlite_house)


def test_a_figure_is_never_drawn_from_an_altered_file(drawn: House) -> None:
    path = next((drawn.folder / "warehouse").rglob("lines/*/*.parquet"))
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(VendomeError, match=r"g1/lines/2026/000001\.parquet: the file was altered"):
        ask(drawn)


def test_sales_posted_since_the_extract_are_told(drawn: House) -> None:
    sell(drawn, "FR", "2026-11-30")
    source = asks.ask(drawn, AskTurnover(BY, "EUR", TRANSACTION), drawn.actor("hq")).source
    assert (source.sales, source.newer, source.at) == (5, 1, "2026-12-01T09:00:00Z")
    assert {code.split(":")[0]: mark.last for code, mark in source.series.items()} == {"CH01": 1, "FR01": 1, "JP01": 3}


def test_another_engine_answers_the_same_questions_unchanged(drawn: House, tmp_path: Path) -> None:
    import ibis

    warehouse = service.warehouse_of(drawn)
    manifest = warehouse.manifest()
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute(
            "CREATE TABLE lines (series text, number bigint, label text, business_date date, month text, "
            "country text, boutique text, "
            "currency text, quantity bigint, net_minor bigint, gross_minor bigint)"
        )
        names = [row[1] for row in other.execute("PRAGMA table_info(lines)")]
        for file in manifest.files:
            if file.table == "lines":
                for row in parquet.read_table(warehouse.folder / file.path).to_pylist():
                    values = [str(row[name]) if name == "business_date" else row[name] for name in names]
                    other.execute(f"INSERT INTO lines VALUES ({', '.join('?' * len(names))})", values)
    connection = ibis.sqlite.connect(path)
    engines = [open_facts(warehouse, manifest, None, None), Facts(connection, {"lines": connection.table("lines")})]
    question = AskTurnover(
        BY, "EUR", AVERAGE, TRANSACTION, "gross", date(2026, 10, 30), date(2026, 11, 20), ("FR", "JP")
    )
    drill = ListReceipts("EUR", TRANSACTION, "gross", date(2026, 10, 30))
    told = []
    for facts in engines:
        lines = scoped(facts.tables["lines"], question.first, question.last, question.countries, {"PAR1", "TYO1"})
        cut = facts.rows(asking.grouped(lines, question))
        behind = facts.rows(drilling.grouped(scoped(facts.tables["lines"], drill.first, None, (), None), drill))
        told.append([sorted(map(repr, map(sorted, (row.items() for row in found)))) for found in (cut, behind)])
    assert told[0] == told[1]
    assert len(told[0][1]) == 5


def test_the_questions_compile_for_an_engine_on_many_machines() -> None:
    import ibis

    lines = ibis.table(
        {
            "business_date": "date",
            "month": "string",
            "country": "string",
            "boutique": "string",
            "currency": "string",
            "quantity": "int64",
            "net_minor": "int64",
        },
        name="lines",
    )
    question = AskTurnover(("region", "month"), "EUR", AVERAGE, TRANSACTION, first=date(2026, 1, 1), countries=("FR",))
    told = str(
        ibis.to_sql(
            asking.grouped(scoped(lines, question.first, None, question.countries, None), question), dialect="pyspark"
        )
    )
    assert "GROUP BY" in told
    assert "SUM(" in told


def test_the_rates_of_the_cast_are_what_the_hand_figures_were_made_from() -> None:
    november = [Decimal(rate) for on, rate in RATES["JPY"].items() if on.startswith("2026-11")]
    assert sum(november) / len(november) == 175

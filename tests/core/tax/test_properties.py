"""What must hold for every document, whatever its lines."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.money import ROUNDINGS, minor_digits
from core.tax import Levy, Mode, Rounding, Scope, TaxLine, assess, prove
from core.tax.exact import cells_of, general_cells

few = settings(max_examples=80, deadline=None)

CURRENCIES = ("EUR", "JPY", "KWD", "USD")
RATES = ("0", "0.021", "0.049", "0.055", "0.08", "0.10", "0.13", "0.18", "0.20", "0.21", "0.0887", "0.27")
SYMMETRIC = ("half_up", "half_even", "half_down", "up", "down")


def levy(rate: str, mode: Mode = Mode.INCLUSIVE, code: str = "standard", **more: Any) -> Levy:
    return Levy(code, Decimal(rate), mode, "S", "XX", "an article", date(2020, 1, 1), **more)


def companies() -> st.SearchStrategy[tuple[Levy, ...]]:
    """Sets of levies as laws combine them."""
    rate = st.sampled_from(RATES)
    one = st.builds(lambda r, m: (levy(r, m, f"{m}-{r}"),), rate, st.sampled_from((Mode.INCLUSIVE, Mode.EXCLUSIVE)))
    halves = st.builds(lambda r: (levy(r, code="central"), levy(r, code="state")), rate)
    grouped = st.builds(
        lambda r, s: (
            levy(r, Mode.EXCLUSIVE, "state", group="sales"),
            levy(s, Mode.EXCLUSIVE, "city", group="sales", taxed_from=Decimal(110)),
            levy(s, Mode.EXCLUSIVE, "county", group="sales", cap_base=Decimal(500), excess_over=Decimal(20)),
        ),
        rate,
        rate,
    )
    stacked = st.builds(
        lambda r, s: (levy(r, Mode.EXCLUSIVE, "schedule"), levy(s, Mode.COMPOUND, "vat")),
        rate,
        rate,
    )
    stacked_inside = st.builds(
        lambda r, s: (levy(r, code="schedule"), levy(s, Mode.COMPOUND, "vat", contained=True)), rate, rate
    )
    nested = st.builds(
        lambda r, s: (
            levy(s, Mode.INCLUSIVE, "vat"),
            levy(r, Mode.INSIDE, "state"),
            levy(s, Mode.INSIDE, "federal", net_of=("state",), portion=Fraction(11, 12)),
            levy(r, Mode.WITHHELD, "kept"),
        ),
        rate,
        rate,
    )
    fee = st.just((levy("0.20"), levy("0", Mode.FIXED, "fee", amount=Decimal("3"))))
    return st.one_of(one, one, one, halves, grouped, stacked, stacked_inside, nested, fee, st.just(()))


@st.composite
def documents(draw: st.DrawFn, sign: int = 0) -> tuple[tuple[TaxLine, ...], str]:
    """Lines and a currency; ``sign`` 0 mixes sales and returns."""
    currency = draw(st.sampled_from(CURRENCIES))
    digits = minor_digits(currency)
    lines = []
    for number in range(draw(st.integers(1, 6))):
        way = sign or draw(st.sampled_from((1, 1, 1, -1)))
        minor = way * draw(st.integers(0, 5_000_000))
        quantity = way * draw(st.integers(1, 5))
        amount = Decimal(minor).scaleb(-digits)
        levies, cost = draw(companies()), None
        if draw(st.integers(0, 9)) == 0:
            levies, cost = (levy("0.20", Mode.MARGIN, "margin"),), way * Decimal(draw(st.integers(0, 20_000)))
        lines.append(TaxLine(str(number), Decimal(quantity), amount, levies, cost))
    return tuple(lines), currency


def roundings(rules: Sequence[str] = tuple(ROUNDINGS)) -> st.SearchStrategy[Rounding]:
    scopes: tuple[Scope, ...] = ("line", "rate", "sum_preserving")
    return st.builds(Rounding, st.sampled_from(scopes), st.sampled_from(rules))


def total(amounts: Sequence[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


@few
@given(documents(), roundings())
def test_net_and_tax_make_gross_on_lines_rates_and_document(
    document: tuple[tuple[TaxLine, ...], str], rounding: Rounding
) -> None:
    lines, currency = document
    it = assess(lines, currency=currency, rounding=rounding)
    assert it.net + it.tax == it.gross
    assert it.payable == it.gross - it.withheld
    for line in it.lines:
        assert line.net + line.tax == line.gross
    for row in it.summary:
        assert row.base + row.tax == row.gross
        assert row.restated + row.rounding == row.tax


@few
@given(documents(), roundings())
def test_lines_shares_and_rows_add_up_to_the_totals(
    document: tuple[tuple[TaxLine, ...], str], rounding: Rounding
) -> None:
    lines, currency = document
    it = assess(lines, currency=currency, rounding=rounding)
    for name in ("net", "tax", "gross", "withheld"):
        assert total([getattr(line, name) for line in it.lines]) == getattr(it, name)
    assert total([row.tax for row in it.summary if not row.withheld]) == it.tax
    assert total([row.tax for row in it.summary if row.withheld]) == it.withheld
    shares = [share for line in it.lines for share in line.shares]
    assert total([share.tax for share in shares]) == it.tax + it.withheld
    for row in it.summary:
        assert total([share.tax for share in shares if share.levy in row.levies]) == row.tax


@few
@given(documents(), roundings())
def test_the_client_pays_the_line_amounts_and_the_added_levies_and_nothing_else(
    document: tuple[tuple[TaxLine, ...], str], rounding: Rounding
) -> None:
    lines, currency = document
    it = assess(lines, currency=currency, rounding=rounding)
    for line, answer in zip(lines, it.lines, strict=True):
        added = total([share.tax for share in answer.shares if share.levy.added])
        assert answer.gross == line.amount + added


@few
@given(documents(), roundings(), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(
    document: tuple[tuple[TaxLine, ...], str], rounding: Rounding, chance: random.Random
) -> None:
    lines, currency = document
    shuffled = list(lines)
    chance.shuffle(shuffled)
    one = assess(lines, currency=currency, rounding=rounding)
    other = assess(shuffled, currency=currency, rounding=rounding)
    assert one.summary == other.summary
    assert sorted(one.lines, key=lambda line: line.id) == sorted(other.lines, key=lambda line: line.id)
    assert (one.net, one.tax, one.payable, one.rounding_amount) == (
        other.net,
        other.tax,
        other.payable,
        other.rounding_amount,
    )


@few
@given(documents(), roundings(SYMMETRIC))
def test_a_return_mirrors_its_sale_to_the_cent(document: tuple[tuple[TaxLine, ...], str], rounding: Rounding) -> None:
    lines, currency = document
    back = [
        replace(line, quantity=-line.quantity, amount=-line.amount, cost=None if line.cost is None else -line.cost)
        for line in lines
    ]
    sale = assess(lines, currency=currency, rounding=rounding)
    returned = assess(back, currency=currency, rounding=rounding)
    for one, other in zip(sale.lines, returned.lines, strict=True):
        assert (one.net, one.tax, one.gross, one.withheld) == (-other.net, -other.tax, -other.gross, -other.withheld)
    for row, mirror in zip(sale.summary, returned.summary, strict=True):
        assert (row.base, row.tax, row.restated) == (-mirror.base, -mirror.tax, -mirror.restated)
    assert sale.payable == -returned.payable
    assert sale.rounding_amount == -returned.rounding_amount


@few
@given(documents(), roundings())
def test_no_rounding_is_off_by_a_whole_minor_unit_and_no_share_by_more_than_one(
    document: tuple[tuple[TaxLine, ...], str], rounding: Rounding
) -> None:
    lines, currency = document
    it = assess(lines, currency=currency, rounding=rounding)
    for unit in it.units:
        assert abs(unit.tax - unit.exact) < 1
        assert sum(part.tax for part in unit.parts) == unit.tax
        for part in unit.parts:
            assert abs(part.tax - part.exact) < 1
            assert sum(cell.tax for cell in part.cells) == part.tax
            for cell in part.cells:
                assert abs(cell.tax - cell.exact) < 1
    exact = sum((unit.exact for unit in it.units), Fraction(0))
    minor = Decimal(1).scaleb(-minor_digits(currency))
    cells = sum(len(part.cells) for unit in it.units for part in unit.parts)
    assert abs(Fraction((it.tax + it.withheld) / minor) - exact) <= cells


@few
@given(
    st.integers(0, 10_000_000),
    st.sampled_from(RATES),
    st.sampled_from(CURRENCIES),
    st.integers(1, 4),
)
def test_a_price_quoted_with_the_tax_it_had_without_gives_the_same_tax(
    minor: int, rate: str, currency: str, lines: int
) -> None:
    """Half up, once per rate: net to gross and back again."""
    digits = minor_digits(currency)
    amounts = [Decimal(minor + 7 * i).scaleb(-digits) for i in range(lines)]
    without = [TaxLine(str(i), Decimal(1), a, (levy(rate, Mode.EXCLUSIVE),)) for i, a in enumerate(amounts)]
    there = assess(without, currency=currency, rounding=Rounding("rate"))
    within = [TaxLine(line.id, Decimal(1), line.gross, (levy(rate),)) for line in there.lines]
    back = assess(within, currency=currency, rounding=Rounding("rate"))
    assert (back.net, back.tax, back.gross) == (there.net, there.tax, there.gross)


@few
@given(
    documents(),
    roundings(),
    companies(),
    st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(0, 200_000), st.sampled_from((1, -1))),
)
def test_splitting_a_line_never_changes_the_tax_of_a_rate(
    document: tuple[tuple[TaxLine, ...], str],
    rounding: Rounding,
    levies: tuple[Levy, ...],
    pieces: tuple[int, int, int, int],
) -> None:
    """Some pieces on one line or on two: the same paper, unless the law rounds line by line."""
    lines, currency = document
    rounding = replace(rounding, scope="rate" if rounding.scope == "line" else rounding.scope)
    few_pieces, more, price, way = pieces

    def of(name: str, count: int) -> TaxLine:
        amount = Decimal(way * count * price).scaleb(-minor_digits(currency))
        return TaxLine(name, Decimal(way * count), amount, levies)

    together = assess((*lines, of("all", few_pieces + more)), currency=currency, rounding=rounding)
    apart = assess((*lines, of("some", few_pieces), of("rest", more)), currency=currency, rounding=rounding)
    assert [(row.code, row.rate, row.tax) for row in together.summary] == [
        (row.code, row.rate, row.tax) for row in apart.summary
    ]
    if all(len(line.levies) <= 1 for line in together.inputs):
        # Where levies meet on a line, the printed base of one is left by the cents of another, which lines share.
        assert together.summary == apart.summary
        assert together.rounding_amount == apart.rounding_amount
    assert (together.net, together.tax, together.payable) == (apart.net, apart.tax, apart.payable)


@few
@given(
    st.integers(-5_000_000, 5_000_000),
    st.sampled_from(RATES),
    st.sampled_from((Mode.INCLUSIVE, Mode.EXCLUSIVE)),
)
def test_the_short_way_of_the_ordinary_line_is_the_general_way(minor: int, rate: str, mode: Mode) -> None:
    line = TaxLine("1", Decimal(1), Decimal(minor).scaleb(-2), (levy(rate, mode),))
    assert cells_of(line, 0, minor, None, 2) == general_cells(line, 0, minor, 2)


@few
@given(documents(), roundings())
def test_the_ambient_decimal_context_has_no_say(document: tuple[tuple[TaxLine, ...], str], rounding: Rounding) -> None:
    lines, currency = document
    calm = assess(lines, currency=currency, rounding=rounding)
    proof = prove(calm).as_dict()
    with localcontext() as context:
        context.prec = 2
        context.rounding = "ROUND_CEILING"
        hostile = assess(lines, currency=currency, rounding=rounding)
        assert prove(hostile).as_dict() == proof
        assert hostile.tax_shown == calm.tax_shown
    assert hostile == calm


@few
@given(documents(sign=1), st.sampled_from(SYMMETRIC))
def test_rounding_from_the_net_differs_by_a_minor_unit_at_most(
    document: tuple[tuple[TaxLine, ...], str], rule: str
) -> None:
    lines, currency = document
    plain = [line for line in lines if len(line.levies) == 1 and line.levies[0].mode is Mode.INCLUSIVE]
    gross = assess(plain, currency=currency, rounding=Rounding("rate", rule))
    net = assess(plain, currency=currency, rounding=Rounding("rate", rule, "net"))
    minor = Decimal(1).scaleb(-minor_digits(currency))
    assert net.gross == gross.gross
    for one, other in zip(gross.summary, net.summary, strict=True):
        assert abs(one.tax - other.tax) <= minor

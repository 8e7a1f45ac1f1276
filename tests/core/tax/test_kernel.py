"""What the kernel does with particular documents."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from core.tax import Assessment, Levy, Mode, Rounding, TaxLine, assess, prove

PER_RATE = Rounding("rate")


def levy(rate: str, mode: Mode = Mode.INCLUSIVE, code: str = "standard", **more: Any) -> Levy:
    fields = {"category": "S", "jurisdiction": "XX", "source": "Tax Act, art. 1", "since": date(2014, 1, 1), **more}
    return Levy(code, Decimal(rate), mode, **fields)


def line(identity: str, amount: str, *levies: Levy, quantity: str = "1", cost: str | None = None) -> TaxLine:
    return TaxLine(identity, Decimal(quantity), Decimal(amount), levies, None if cost is None else Decimal(cost))


def test_three_prices_that_hold_an_exact_half_cent_together_are_not_rounded_down() -> None:
    """41.99 / 6 has no end; three of them are exactly 20.995. Summing cut quotients would give 20.99."""
    scarves = [line(n, "41.99", levy("0.20")) for n in "123"]
    assert assess(scarves, currency="EUR", rounding=PER_RATE).tax == Decimal("21.00")


def test_exact_halves_are_found_across_different_rates_too() -> None:
    """20 % of a price is sixths, 50 % is thirds: 0.01 / 6 + 0.01 / 3 is half a cent exactly."""
    lines = [line("a", "0.01", levy("0.20")), line("b", "0.01", levy("0.50", code="other"))]
    whole = Rounding("sum_preserving")
    assert assess(lines, currency="EUR", rounding=whole).tax == Decimal("0.01")
    assert assess(lines, currency="EUR", rounding=replace(whole, rule="half_down")).tax == Decimal("0.00")


def test_a_fraction_close_to_the_half_is_not_taken_for_the_half() -> None:
    just_below = Fraction(1, 2) - Fraction(1, 10**60)
    assert PER_RATE.whole(1000 + just_below) == 1000
    assert PER_RATE.whole(1000 + 1 - just_below) == 1001
    assert Rounding("rate", "half_even").whole(1000 + Fraction(1, 2)) == 1000
    assert Rounding("rate", "half_even").whole(1001 + Fraction(1, 2)) == 1002


def test_a_discount_line_is_not_a_return() -> None:
    """odoo/odoo#283943: the till took 1472 and the invoice said 1473, for a negative line."""
    lines = [line("bag", "1590", levy("0.10")), line("thanks", "-118", levy("0.10"))]
    it = assess(lines, currency="JPY", rounding=Rounding("rate", "down"))
    assert (it.gross, it.tax, it.net) == (Decimal(1472), Decimal(133), Decimal(1339))


def test_the_document_currency_gives_the_decimals() -> None:
    tax = {
        currency: assess([line("1", amount, levy("0.05", Mode.EXCLUSIVE))], currency=currency, rounding=PER_RATE).tax
        for currency, amount in (("JPY", "387"), ("EUR", "387.65"), ("OMR", "387.650"))
    }
    assert {currency: str(amount) for currency, amount in tax.items()} == {
        "JPY": "19",
        "EUR": "19.38",
        "OMR": "19.383",
    }


def moved(it: Assessment) -> dict[str, str]:
    """The cents that lines took so that the total is right, as the proof tells them."""
    shares = [node.facts for node in prove(it).walk() if node.kind == "share"]
    return {facts["line"]: facts["moved"] for facts in shares if Decimal(facts["moved"])}


def test_the_cents_of_a_rate_go_to_the_largest_remainders_and_are_named() -> None:
    lines = [line(n, "0.35", levy("0.10", Mode.EXCLUSIVE)) for n in ("c", "b", "a")]
    it = assess(lines, currency="AUD", rounding=PER_RATE)
    assert it.tax == Decimal("0.11")
    assert {answer.id: str(answer.tax) for answer in it.lines} == {"a": "0.03", "b": "0.04", "c": "0.04"}
    assert moved(it) == {"a": "-0.01"}


def test_a_line_that_is_rounded_alone_has_no_residual() -> None:
    it = assess([line("1", "125.97", levy("0.20"))], currency="EUR", rounding=Rounding("rate", basis="net"))
    assert moved(it) == {}


def test_grouped_levies_are_rounded_as_one_rate_and_split() -> None:
    shares = (("state", "0.04"), ("city", "0.045"), ("district", "0.00375"))
    apart = [levy(rate, Mode.EXCLUSIVE, code) for code, rate in shares]
    together = [levy(rate, Mode.EXCLUSIVE, code, group="sales") for code, rate in shares]
    price = "28.10"  # 1.124 + 1.2645 + 0.105375 = 2.493875
    one = assess([line("1", price, *together)], currency="USD", rounding=PER_RATE)
    many = assess([line("1", price, *apart)], currency="USD", rounding=PER_RATE)
    assert {row.code: str(row.tax) for row in one.summary} == {"city": "1.26", "district": "0.11", "state": "1.12"}
    assert (one.tax, many.tax) == (Decimal("2.49"), Decimal("2.49"))
    price = "10.33"  # 0.4132 + 0.46485 + 0.0387375 = 0.9167875, while 0.41 + 0.46 + 0.04 is a cent less
    one = assess([line("1", price, *together)], currency="USD", rounding=PER_RATE)
    many = assess([line("1", price, *apart)], currency="USD", rounding=PER_RATE)
    assert (one.tax, many.tax) == (Decimal("0.92"), Decimal("0.91"))


def test_a_middle_slice_of_the_unit_price_can_be_taxed() -> None:
    slice_ = levy("0.0275", Mode.EXCLUSIVE, excess_over=Decimal(1600), cap_base=Decimal(3200))
    taxed = {
        price: assess([line("1", price, slice_)], currency="USD", rounding=PER_RATE).tax
        for price in ("1600.00", "2000.00", "9000.00")
    }
    assert taxed == {"1600.00": Decimal(0), "2000.00": Decimal("11.00"), "9000.00": Decimal("44.00")}


def test_a_price_that_stays_under_the_taxed_part_has_no_row_and_is_in_the_proof() -> None:
    shirt = line("1", "175.00", levy("0.0625", Mode.EXCLUSIVE, excess_over=Decimal(175)))
    it = assess([shirt], currency="USD", rounding=PER_RATE)
    assert it.summary == ()
    assert [node.kind for node in prove(it).children] == ["untaxed"]


def test_what_is_not_printed_leaves_nothing_for_the_rounding_amount() -> None:
    """A margin of 125.97 has the same awkward cent as a price of 125.97, but no invoice restates it."""
    watch = line("1", "6325.97", levy("0.20", Mode.MARGIN), cost="6200.00")
    it = assess([watch], currency="EUR", rounding=PER_RATE)
    assert (str(it.summary[0].rounding), str(it.rounding_amount)) == ("0.01", "0.00")


def test_a_fixed_levy_has_no_rate_to_restate() -> None:
    fee = levy("0", Mode.FIXED, "fee", amount=Decimal("0.05"))
    it = assess([line("1", "100.00", fee, quantity="3")], currency="EUR", rounding=PER_RATE)
    assert (str(it.summary[0].restated), str(it.rounding_amount)) == ("0.15", "0.00")


def test_a_levy_that_reaches_nothing_has_no_row_but_is_in_the_proof() -> None:
    shirt = line("1", "109.99", levy("0.08875", Mode.EXCLUSIVE, taxed_from=Decimal(110)))
    it = assess([shirt], currency="USD", rounding=PER_RATE)
    assert it.summary == ()
    assert [node.kind for node in prove(it).children] == ["untaxed"]


def test_thresholds_look_at_one_piece_and_not_at_the_line() -> None:
    clothing = levy("0.04", Mode.EXCLUSIVE, taxed_from=Decimal(110))
    two = line("1", "219.98", clothing, quantity="2")
    one = line("1", "219.98", clothing)
    assert assess([two], currency="USD", rounding=PER_RATE).tax == 0
    assert assess([one], currency="USD", rounding=PER_RATE).tax == Decimal("8.80")


def test_a_loss_on_one_piece_lowers_no_other_tax() -> None:
    margin = levy("0.20", Mode.MARGIN)
    lines = [line("watch", "8490.00", margin, cost="6200.00"), line("bag", "900.00", margin, cost="1400.00")]
    it = assess(lines, currency="EUR", rounding=PER_RATE)
    assert it.tax == Decimal("381.67")
    assert [answer.tax for answer in it.lines] == [Decimal("381.67"), Decimal("0.00")]
    assert it.payable == Decimal("9390.00")


def test_a_piece_given_away_is_a_line_of_nothing() -> None:
    gift = [line("1", "0.00", levy("0.20", Mode.MARGIN), cost="80.00"), line("2", "0.00", levy("0.20"))]
    it = assess(gift, currency="EUR", rounding=PER_RATE)
    assert not any((it.tax, it.gross))


def test_the_margin_is_not_rounded_together_with_printed_tax() -> None:
    lines = [line("1", "41.99", levy("0.20")), line("2", "100.05", levy("0.20", Mode.MARGIN), cost="0.00")]
    it = assess(lines, currency="EUR", rounding=Rounding("sum_preserving"))
    assert it.tax_shown == assess(lines[:1], currency="EUR", rounding=PER_RATE).tax
    assert [(row.shown, str(row.tax)) for row in it.summary] == [(False, "16.68"), (True, "7.00")]


def test_a_fixed_levy_in_the_price_can_be_part_of_the_tax_base_or_not() -> None:
    fee = levy("0", Mode.FIXED, "fee", amount=Decimal("2.00"), contained=True)
    taxed = line("1", "122.00", fee, levy("0.20", Mode.COMPOUND, "vat", contained=True))
    untaxed = line("1", "122.00", levy("0.20", Mode.INCLUSIVE, "vat"), fee)
    one = assess([taxed], currency="EUR", rounding=PER_RATE)
    other = assess([untaxed], currency="EUR", rounding=PER_RATE)
    assert {row.code: str(row.tax) for row in one.summary} == {"fee": "2.00", "vat": "20.33"}
    assert {row.code: str(row.tax) for row in other.summary} == {"fee": "2.00", "vat": "20.00"}
    assert (one.gross, other.gross) == (Decimal("122.00"), Decimal("122.00"))


def test_an_exclusive_levy_can_stand_on_a_price_without_its_inside_levies() -> None:
    levies = (levy("0.18", Mode.INSIDE, "state"), levy("0.10", Mode.EXCLUSIVE, "new", net_of=("state",)))
    it = assess([line("1", "1000.00", *levies)], currency="BRL", rounding=PER_RATE)
    assert {row.code: (str(row.base), str(row.tax)) for row in it.summary} == {
        "new": ("820.00", "82.00"),
        "state": ("1000.00", "180.00"),
    }
    assert (str(it.net), str(it.gross)) == ("820.00", "1082.00")


def test_one_rate_under_two_articles_is_one_row_that_names_both() -> None:
    old, new = levy("0.20"), levy("0.20", source="Tax Act, art. 9", since=date(2020, 1, 1))
    it = assess([line("2", "41.99", new), line("1", "83.98", old)], currency="EUR", rounding=PER_RATE)
    assert [str(row.tax) for row in it.summary] == ["21.00"]
    assert it.summary[0].levies == (old, new)


def test_a_sale_and_a_return_on_one_paper_owe_the_difference() -> None:
    lines = [line("new", "2950.00", levy("0.20")), line("back", "-2950.00", levy("0.20"), quantity="-1")]
    it = assess(lines, currency="EUR", rounding=PER_RATE)
    assert not any((it.net, it.tax, it.payable))
    assert [str(answer.tax) for answer in it.lines] == ["491.67", "-491.67"]


def test_cutting_a_line_moves_no_cent_between_prices_with_tax_and_prices_without() -> None:
    """One rate, rounded once: the cent of the rate must not wander from the added tax to the contained one."""
    within, without = levy("0.20"), levy("0.20", Mode.EXCLUSIVE)
    whole = [line("a", "3.04", within), line("b", "0.22", without)]
    cut = [line("a", "1.52", within), line("d", "1.52", within), line("b", "0.22", without)]
    one = assess(whole, currency="EUR", rounding=PER_RATE)
    other = assess(cut, currency="EUR", rounding=PER_RATE)
    assert (one.tax, one.payable) == (other.tax, other.payable)


def test_a_document_without_lines_owes_nothing() -> None:
    it = assess([], currency="EUR", rounding=PER_RATE)
    assert not any((it.net, it.tax, it.payable, it.summary))


def test_a_tax_can_be_kept_in_whole_units_of_a_currency_with_decimals() -> None:
    lines = [line(n, "83810.00", levy("0.05", Mode.EXCLUSIVE)) for n in "12"]
    it = assess(lines, currency="TWD", rounding=Rounding("rate", digits=0))
    assert str(it.tax) == "8381.00"
    assert [str(answer.tax) for answer in it.lines] == ["4190.00", "4191.00"]
    lines = [line(n, "83810.00", levy("0.05", Mode.EXCLUSIVE)) for n in "12"]
    tens = assess(lines, currency="KRW", rounding=Rounding("rate", "down", digits=-1))
    assert str(tens.tax) == "8380"


def test_an_assessment_cannot_be_changed_and_survives_storage() -> None:
    it = assess([line("1", "125.97", levy("0.20"))], currency="EUR", rounding=PER_RATE)
    with pytest.raises(FrozenInstanceError):
        it.tax = Decimal(0)  # type: ignore[misc]
    again = pickle.loads(pickle.dumps(it))
    assert again == it
    assert prove(again).as_dict() == prove(it).as_dict()


def test_the_stored_question_gives_the_same_answer() -> None:
    lines = [line(n, "41.99", levy("0.20")) for n in "123"]
    it = assess(lines, currency="EUR", rounding=PER_RATE)
    assert assess(it.inputs, currency=it.currency, rounding=it.rounding) == it

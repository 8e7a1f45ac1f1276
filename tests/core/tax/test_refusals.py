"""What the kernel refuses, and that it says why and what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from core.base.errors import Refused
from core.tax import Levy, Mode, Rounding, TaxLine, assess

PER_RATE = Rounding("rate")


def levy(rate: Any = "0.20", mode: Any = Mode.INCLUSIVE, code: str = "standard", **more: Any) -> Levy:
    fields = {"category": "S", "jurisdiction": "XX", "source": "Tax Act, art. 1", "since": date(2014, 1, 1), **more}
    return Levy(code, Decimal(rate) if isinstance(rate, str) else rate, mode, **fields)


def line(*levies: Levy, amount: Any = "100.00", quantity: Any = "1", cost: Any = None, id: Any = "7") -> TaxLine:
    values = [Decimal(value) if isinstance(value, str) else value for value in (quantity, amount, cost)]
    return TaxLine(id, values[0], values[1], levies, values[2])


def paper(*lines: TaxLine, currency: str = "EUR", rounding: Rounding = PER_RATE) -> object:
    return assess(lines, currency=currency, rounding=rounding)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "a rate written as a percentage": (lambda: levy("20"), "Write 20 % as 0.20"),
    "a rate that is a float": (lambda: levy(0.2), "finite Decimal"),
    "a rate that is not a number": (lambda: levy("NaN"), "finite Decimal"),
    "a negative rate": (lambda: levy("-0.20"), "zero or more"),
    "an endless threshold": (lambda: levy(taxed_from=Decimal("Infinity")), "finite Decimal"),
    "no article of law": (lambda: levy(source=" "), "no source"),
    "no category": (lambda: levy(category=""), "no category"),
    "a version that is no date": (lambda: levy(since="2014"), "since is not a date"),
    "a mode that is a text": (lambda: levy(mode="inclusive"), "not a mode"),
    "a fixed levy without an amount": (lambda: levy("0", Mode.FIXED), "Give both or neither"),
    "an amount on a levy with a rate": (lambda: levy(amount=Decimal(5)), "Give both or neither"),
    "a fixed levy with a rate": (lambda: levy("0.1", Mode.FIXED, amount=Decimal(5)), "has no rate"),
    "a fixed levy with a portion": (
        lambda: levy("0", Mode.FIXED, amount=Decimal(5), portion=Fraction(1, 2)),
        "no base to take a portion of",
    ),
    "a contained exclusive levy": (lambda: levy("0.1", Mode.EXCLUSIVE, contained=True), "Leave it out"),
    "a portion above the whole": (lambda: levy(portion=Fraction(3, 2)), "above 0 and up to 1"),
    "a portion that is a decimal": (lambda: levy(portion=Decimal("0.5")), "Give a Fraction"),
    "a share of the whole price": (lambda: levy("1", Mode.INSIDE), "cannot be the whole price"),
    "an excess on an inclusive levy": (lambda: levy(excess_over=Decimal(175)), "use mode exclusive"),
    "a cap below the excess": (
        lambda: levy("0.1", Mode.EXCLUSIVE, excess_over=Decimal(9), cap_base=Decimal(9)),
        "not above excess_over",
    ),
    "an inclusive levy net of another": (lambda: levy(net_of=("state",)), "exclusive or inside"),
    "a line without an id": (lambda: line(levy(), id=""), "Number the lines"),
    "a line without quantity": (lambda: line(levy(), quantity="0"), "quantity is zero"),
    "an amount that is a float": (lambda: line(levy(), amount=100.0), "line '7': amount is 100.0"),
    "an amount that is not a number": (lambda: line(levy(), amount="NaN"), "finite Decimal"),
    "an endless quantity": (lambda: line(levy(), quantity="Infinity"), "finite Decimal"),
    "levies in a list": (lambda: TaxLine("7", Decimal(1), Decimal(1), [levy()]), "Give a tuple"),  # type: ignore[arg-type]
    "a margin without a cost": (lambda: line(levy(mode=Mode.MARGIN)), "Give what the line cost"),
    "a return with a positive cost": (
        lambda: line(levy(mode=Mode.MARGIN), amount="-100.00", quantity="-1", cost="60.00"),
        "as a negative amount",
    ),
    "a margin beside another levy": (
        lambda: line(levy(mode=Mode.MARGIN), levy("0.01", Mode.WITHHELD, "kept"), cost="60.00"),
        "stands alone",
    ),
    "an exclusive levy on a price with tax": (
        lambda: line(levy(code="vat"), levy("0.05", Mode.EXCLUSIVE, "city")),
        "the price contains vat and city is exclusive of it",
    ),
    "an inclusive levy after an added one": (
        lambda: line(levy("0.05", Mode.EXCLUSIVE, "city"), levy(code="vat")),
        "List the levies from the price outwards",
    ),
    "the same levy twice": (lambda: line(levy(), levy("0.05")), "is listed twice"),
    "a base net of an unknown levy": (
        lambda: line(levy("0.1", Mode.INSIDE, "federal", net_of=("state",))),
        "federal is net of state",
    ),
    "an amount finer than the currency": (lambda: paper(line(levy(), amount="10.005")), "Tax line '7': 10.005 EUR"),
    "cents of a currency without any": (lambda: paper(line(levy(), amount="10.50"), currency="JPY"), "JPY"),
    "a cost finer than the currency": (
        lambda: paper(line(levy(mode=Mode.MARGIN), cost="60.001")),
        "Tax line '7': 60.001 EUR",
    ),
    "an amount beyond any document": (lambda: paper(line(levy(), amount="1E+17")), "Tax line '7'"),
    "an unknown currency": (lambda: paper(line(levy()), currency="EURO"), "three capital letters"),
    "two lines of one id": (lambda: paper(line(levy()), line(levy())), "same id"),
    "levies inside that eat up the price": (
        lambda: paper(line(levy("0.6", Mode.INSIDE, "a"), levy("0.6", Mode.INSIDE, "b"))),
        "more than the price",
    ),
    "an unknown scope": (lambda: Rounding("document"), "Use one of line, rate, sum_preserving"),  # type: ignore[arg-type]
    "an unknown rule": (lambda: Rounding("rate", "bankers"), "Use one of half_up"),
    "an unknown basis": (lambda: Rounding("rate", basis="tax"), "Use one of gross, net"),  # type: ignore[arg-type]
    "a tax finer than the currency": (
        lambda: paper(line(levy()), rounding=Rounding("rate", digits=3)),
        "cannot have 3 decimals in EUR",
    ),
    "two halves of a price rounded from the net apart": (
        lambda: paper(line(levy(code="central"), levy(code="state")), rounding=Rounding("rate", basis="net")),
        "Give the levies of a price one group",
    ),
    "a price finer than the rounding of its net": (
        lambda: paper(line(levy(), amount="100.50"), rounding=Rounding("rate", basis="net", digits=0)),
        "finer than the rounding",
    ),
}


@pytest.mark.parametrize(("attempt", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_with_the_reason_and_the_way_out(attempt: Callable[[], object], words: str) -> None:
    with pytest.raises(Refused) as refusal:
        attempt()
    message = str(refusal.value)
    assert words in message
    assert len(message.rstrip(".").split(". ")) >= 2, "the way out is a sentence of its own"
    assert message.endswith(".")


def test_two_halves_in_one_group_can_be_rounded_from_the_net() -> None:
    halves = (levy("0.09", code="central", group="gst"), levy("0.09", code="state", group="gst"))
    it = assess([line(*halves)], currency="INR", rounding=Rounding("rate", basis="net"))
    assert (str(it.net), [str(row.tax) for row in it.summary]) == ("84.75", ["7.62", "7.63"])

"""What a paper prints of its taxes: the same for sale and quote, adding up, with nothing that the law hides."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.jurisdictions.facts import LineFacts, SaleFacts
from core.jurisdictions.suite import Suite
from core.sales.tax_on_paper import tax_on_paper
from core.sales.taxation import tax_sale

ON = date(2026, 11, 20)


def taxed(region: str, currency: str, places: tuple[str, ...], *lines: tuple[str, str]) -> SaleFacts:
    """Lines of (supply, amount) sold in a country to a private client."""
    facts = tuple(
        LineFacts(n=n, sku=f"A-{n}", supply=supply, amount=Decimal(amount))
        for n, (supply, amount) in enumerate(lines, 1)
    )
    at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    return SaleFacts(region=region, on=ON, at=at, currency=currency, places=places, buyer="private", lines=facts)


@pytest.mark.parametrize(
    "facts",
    [
        taxed("FR", "EUR", (), ("leather_goods", "4200.00"), ("repair_service", "35.50")),
        taxed("CN", "CNY", (), ("jewellery", "51200.00"), ("silk", "3600.00")),
        taxed("US", "USD", ("US-NY", "US-NY-NYC"), ("leather_goods", "4200.00"), ("repair_service", "155.55")),
        taxed("JP", "JPY", (), ("watch", "1568000")),
    ],
    ids=lambda facts: facts.region,
)
def test_what_is_printed_adds_up_on_every_line_and_in_total(facts: SaleFacts) -> None:
    printed = tax_on_paper(tax_sale(Suite.installed(), facts))
    assert printed.net + printed.tax == printed.gross == sum(line.gross for line in printed.lines)
    assert printed.tax == sum(line.tax for line in printed.lines) == sum(Decimal(row.tax) for row in printed.taxes)
    for line in printed.lines:
        assert line.net + line.tax == line.gross


def test_a_tax_that_the_law_hides_stays_within_the_net() -> None:
    result = tax_sale(Suite.installed(), taxed("CN", "CNY", (), ("jewellery", "51200.00")))
    printed = tax_on_paper(result)
    [hidden] = printed.hidden_taxes
    assert hidden.code == "consumption"
    assert result.assessment.tax == printed.tax + Decimal(hidden.tax)
    assert printed.net == result.assessment.net + Decimal(hidden.tax)
    assert hidden.code not in {row.code for row in printed.taxes}


def test_the_rate_of_a_line_is_that_of_all_its_printed_taxes() -> None:
    facts = taxed("US", "USD", ("US-NY", "US-NY-NYC"), ("leather_goods", "4200.00"))
    printed = tax_on_paper(tax_sale(Suite.installed(), facts))
    assert len(printed.taxes) > 1
    assert printed.lines[0].rate == sum(Decimal(row.rate) for row in printed.taxes)

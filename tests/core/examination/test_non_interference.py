"""A country changes nothing in another; and if it does, the proof says what."""

from __future__ import annotations

import sys

import pytest

from core.examination.non_interference import differences, others, portrait
from core.jurisdictions.suite import Suite
from tests.support.abroad import TODAY, Abroad, abroad

__all__ = ["abroad"]

ASKED = "@hookimpl\ndef facts(self, assessed):\n"


def test_a_sound_country_changes_nothing_elsewhere_and_is_not_imported_here(abroad: Abroad) -> None:
    abroad.country("xa")
    abroad.country("xb", ASKED + "    return frozenset({'own'})")
    assert differences(abroad.suite(), "xb", on=TODAY) == []
    assert abroad.modules["xa"] not in sys.modules
    assert abroad.modules["xb"] not in sys.modules


REACHING = {
    "Region.prices_include_tax = lambda self, on: False": ("XA.decisions", 'amounts[1] was "2458.33", is "2950.00"'),
    (
        "import core.base.money as m, core.sales.cash_rounding as c; "
        "c.ROUNDINGS = {**m.ROUNDINGS, 'half_up': m.ROUNDINGS['down']}"
    ): (
        "XA.decisions",
        'cash was "0.02", is "-0.03"',
    ),
    "Region.mentions = ()": ("XA.mentions", "export"),
    "import core.database.access as p; p.GRANTS = {**p.GRANTS, 'sell': frozenset({'auditor'})}": (
        "house.grants",
        "auditor",
    ),
}


@pytest.mark.parametrize(("body", "when"), list(zip(REACHING, ("imported", "asked", "imported", "asked"), strict=True)))
def test_a_country_that_reaches_into_the_core_is_found_out(abroad: Abroad, body: str, when: str) -> None:
    where, said = REACHING[body]
    abroad.country("xa")
    abroad.country("xb", body if when == "imported" else f"{ASKED}    {body}\n    return frozenset()")
    found = differences(abroad.suite(), "xb", on=TODAY)
    assert where in [f.where for f in found if f.level == "error"]
    assert said in "".join(f.text for f in found if f.where == where)
    assert "Look for what the two share" in found[0].text


def test_heirs_share_their_parents_law_on_purpose_and_parents_are_compared() -> None:
    suite = Suite.installed()
    assert "mc" not in others(suite, "fr")
    assert "fr" in others(suite, "mc")
    assert set(others(suite, "jp")) == set(suite.regions) - {"jp"}


def test_a_country_that_is_broken_anyway_is_said_not_to_be_compared(abroad: Abroad) -> None:
    abroad.country("xa")
    abroad.country("xb")
    abroad.country("xc", plugin="raise ValueError('broken')")
    [finding] = differences(abroad.suite(), "xb", on=TODAY)
    assert (finding.level, finding.where) == ("warn", "XC")
    assert "ValueError: broken" in finding.text


def test_a_country_that_cannot_be_portrayed_itself_is_an_error(abroad: Abroad) -> None:
    abroad.country("xa")
    abroad.country("xb", plugin="raise ValueError('broken')")
    [finding] = differences(abroad.suite(), "xb", on=TODAY)
    assert (finding.level, finding.where) == ("error", "XB")


def test_a_portrait_holds_what_a_country_shows_and_decides(abroad: Abroad) -> None:
    abroad.country("xa")
    held = portrait(abroad.suite(), "xa", on=TODAY)
    assert set(held) == {"card", "profile", "mentions", "tables", "answers", "decisions"}
    assert set(held["tables"]) == {"tax", "cash", "numbering", "titles", "privacy", "repairs", "territory"}
    assert len(held["decisions"]) == 8
    assert "refused" in held["decisions"][-1]


@pytest.mark.slow
def test_none_of_the_installed_countries_changes_another() -> None:
    suite = Suite.installed()
    assert {code: differences(suite, code, on=TODAY) for code in ("cn", "fr")} == {"cn": [], "fr": []}

"""The questions to a country, and who is asked: the country of the sale and nobody else."""

from __future__ import annotations

import inspect
import sys
from dataclasses import replace
from decimal import Decimal

import pytest

from core.jurisdictions.answers import ACCEPTABLE
from core.jurisdictions.hooks import PluginSpec, RegionSpec
from core.jurisdictions.suite import Suite
from core.sales.taxation import tax_sale
from tests.support.abroad import Abroad, abroad, bag

__all__ = ["abroad"]

QUESTIONS = {name: asked for name, asked in vars(RegionSpec).items() if hasattr(asked, "vendome_spec")}


def test_every_question_to_a_country_has_its_answers_looked_at() -> None:
    assert set(ACCEPTABLE) == set(QUESTIONS)
    assert len(QUESTIONS) >= 9


@pytest.mark.parametrize("spec", [RegionSpec, PluginSpec])
def test_every_question_says_when_it_is_asked_and_is_typed(spec: type) -> None:
    for name, asked in vars(spec).items():
        if hasattr(asked, "vendome_spec"):
            assert (inspect.getdoc(asked) or "").startswith("Asked "), name
            assert "return" in inspect.get_annotations(asked), name


def spies() -> str:
    """Answers to every question that only note they were asked."""
    lines = ["ASKED = []"]
    for name, asked in QUESTIONS.items():
        lines += ["@hookimpl", f"def {name}({', '.join(inspect.signature(asked).parameters)}):"]
        lines += [f"    self.ASKED.append({name!r})"]
        lines += [
            "    return frozenset()" if name == "facts" else "    return ()" if name in PLURAL else "    return None"
        ]
    return "\n".join(lines)


PLURAL = ("refusals", "codes", "check_profile")


def ask_everything(suite: Suite, code: str) -> None:
    """Each question once, as the core asks it."""
    sale = bag(code.upper())
    tax_sale(suite, sale)
    suite.ask(code, lambda _, hook: hook.codes(content={}))
    suite.ask(code, lambda _, hook: hook.seal(text=b"", previous="", secret=b""))
    suite.ask(code, lambda _, hook: hook.seal_holds(text=b"", previous="", seal=None, secret=b""))
    suite.ask(code, lambda _, hook: hook.check_profile(field="tax_number", value="1"))


def asked(suite: Suite, code: str) -> list[str]:
    """Which questions the spies of a country noted."""
    held: list[str] = vars(type(suite.region(code)))["ASKED"]
    return held


def test_a_country_is_asked_every_question_of_its_own_sale(abroad: Abroad) -> None:
    abroad.country("xa", spies())
    suite = abroad.suite()
    ask_everything(suite, "xa")
    assert set(asked(suite, "xa")) == set(QUESTIONS)


def test_two_countries_never_answer_for_each_other(abroad: Abroad) -> None:
    abroad.country("xa", spies())
    abroad.country("xb", spies())
    suite = abroad.suite()
    suite.manager("xa")
    suite.manager("xb")
    ask_everything(suite, "xa")
    assert asked(suite, "xb") == []
    ask_everything(suite, "xb")
    assert set(asked(suite, "xb")) == set(QUESTIONS)
    assert asked(suite, "xa") == asked(suite, "xb")


def test_a_country_that_is_not_asked_is_not_even_imported(abroad: Abroad) -> None:
    abroad.country("xa")
    abroad.country("xb")
    suite = abroad.suite()
    assert list(suite.cards) == ["XA", "XB"]
    ask_everything(suite, "xa")
    assert abroad.modules["xa"] in sys.modules
    assert abroad.modules["xb"] not in sys.modules


def test_an_heir_is_asked_once_though_its_answers_are_inherited(abroad: Abroad) -> None:
    abroad.country("xa", spies())
    parent = abroad.modules["xa"]
    body = "class Heir(Country):\n    code = 'XB'\n    ASKED = []\n"
    text = f"from {parent} import Country\n\n\n{body}\n\nplugin = Heir()\n"
    abroad.country("xb", plugin=text)
    suite = abroad.suite()
    tax_sale(suite, bag("XB"))
    assert asked(suite, "xb").count("tax_treatment") == 1
    assert asked(suite, "xa") == []


def test_a_country_may_tax_a_sale_as_its_tables_cannot_say(abroad: Abroad) -> None:
    abroad.country(
        "xa",
        "@hookimpl\ndef tax_treatment(self, sale):\n"
        "    return Treatment('export', 'a visitor') if sale.residence == 'US' else None",
    )
    suite = abroad.suite()
    assert tax_sale(suite, bag("XA")).assessment.tax == Decimal("200.00")
    taxed = tax_sale(suite, replace(bag("XA"), residence="US"))
    assert (taxed.assessment.tax, taxed.treatment.because) == (Decimal("0.00"), "a visitor")

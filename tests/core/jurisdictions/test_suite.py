"""Broken countries: each stays its own trouble, and says what is wrong and what to do."""

from __future__ import annotations

import threading
import time
from decimal import Decimal
from pathlib import Path

import pytest

from core.base.errors import NotFound, Refused, RegionFault, VendomeError
from core.examination.conformance import examine
from core.jurisdictions import suite as suite_module
from core.jurisdictions.suite import Suite
from core.sales.taxation import tax_sale
from tests.support.abroad import TODAY, Abroad, abroad, bag

__all__ = ["abroad"]


def still_sells(suite: Suite, code: str = "ok") -> bool:
    """Whether the sound country beside the broken one taxes a bag as its law says."""
    return tax_sale(suite, bag(code.upper())).assessment.tax == Decimal("200.00")


@pytest.mark.parametrize(
    ("plugin", "told"),
    [
        ("raise ValueError('no such file')", "ValueError: no such file"),
        ("import sys\nsys.exit(3)", "SystemExit: 3"),
        ("raise SystemExit", "SystemExit"),
        ("raise GeneratorExit('gone')", "GeneratorExit"),
        ("def broken(:", "SyntaxError"),
        ("import no_such_module_anywhere", "ModuleNotFoundError"),
        ("nothing = 1", "AttributeError"),
        ("plugin = object()", "is no core.jurisdictions.region.Region"),
        (
            "from core.jurisdictions.region import Region\nclass C(Region):\n    pass\nplugin = C()",
            "gives the code 'none'",
        ),
        (
            "from core.jurisdictions.region import Region\nclass C(Region):\n    code = 'QQ'\nplugin = C()",
            "gives the code 'QQ'",
        ),
    ],
)
def test_a_country_that_cannot_be_imported_is_named_and_no_other_is_touched(
    abroad: Abroad, plugin: str, told: str
) -> None:
    abroad.country("ok")
    abroad.country("xb", plugin=plugin)
    suite = abroad.suite()
    with pytest.raises(RegionFault) as refused:
        suite.region("XB")
    assert "XB" in str(refused.value)
    assert told in str(refused.value)
    assert "plugin.py" in str(refused.value)
    assert still_sells(suite)
    report = examine(suite, "xb", on=TODAY)
    assert not report.passed


def test_a_country_that_hangs_as_it_is_imported_is_left_behind(abroad: Abroad, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite_module, "LOADING_PATIENCE", 0.2)
    abroad.country("ok")
    abroad.country("xb", plugin="import time\nwhile True:\n    time.sleep(0.01)")
    suite = abroad.suite()
    started = time.monotonic()
    with pytest.raises(RegionFault, match=r"XB was imported and gave no answer within 0\.2 s"):
        suite.region("xb")
    assert time.monotonic() - started < 5
    monkeypatch.setattr(suite_module, "LOADING_PATIENCE", 20)
    assert still_sells(suite)


def test_a_country_that_hangs_when_asked_does_not_keep_the_till(
    abroad: Abroad, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite_module, "PATIENCE", 0.2)
    abroad.country("ok")
    abroad.country("xb", "@hookimpl\ndef refusals(self, assessed):\n    time.sleep(60)\n    return ()")
    suite = abroad.suite()
    with pytest.raises(RegionFault, match=r"XB was asked and gave no answer within 0\.2 s"):
        tax_sale(suite, bag("XB"))
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "Region XB")
    monkeypatch.setattr(suite_module, "PATIENCE", 5)
    assert still_sells(suite)


def answer(signature: str, *body: str) -> str:
    """A method that answers a question."""
    return "\n    ".join((f"@hookimpl\ndef {signature}:", *body))


FACTS, TREATMENT = "facts(self, assessed)", "tax_treatment(self, sale)"
LEVIES, REFUSALS = "levies(self, line, sale, treatment)", "refusals(self, assessed)"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (answer(FACTS, "raise KeyError('x')"), "KeyError"),
        (answer(FACTS, "sys.exit()"), "SystemExit"),
        (answer(FACTS, "return ['a']"), "answered facts with"),
        (answer(FACTS, "return frozenset({1})"), "answered facts with"),
        (answer(FACTS, "return self.facts(assessed)"), "RecursionError"),
        (answer(TREATMENT, "return 'export'"), "answered tax_treatment with 'export'"),
        (answer(TREATMENT, "return Treatment(1, '')"), "answered tax_treatment"),
        (answer(LEVIES, "return [1]"), "answered levies with [1]"),
        (answer(LEVIES, "return 0.2"), "answered levies with 0.2"),
        (answer(LEVIES, "return (1,)"), "answered levies"),
        (answer(LEVIES, "return (self.levy('standard', sale.on),) * 13"), "answered levies"),
        (answer("tax_rounding(self, sale)", "return 'half_up'"), "answered tax_rounding"),
        (answer(REFUSALS, "return 'no'"), "answered refusals with 'no'"),
        (answer(REFUSALS, "return [None]"), "answered refusals"),
        (answer(REFUSALS, "return [Finding('fatal', 'x', 'y')]"), "answered refusals"),
        (answer(REFUSALS, "assessed.sale.lines = ()", "return ()"), "FrozenInstanceError"),
        (answer(REFUSALS, "assessed.sale.lines[0].composition['gold'] = 1", "return ()"), "TypeError"),
    ],
)
def test_an_answer_that_will_not_do_names_the_country_and_no_other_is_touched(
    abroad: Abroad, answers: str, told: str
) -> None:
    abroad.country("ok")
    abroad.country("xb", answers)
    suite = abroad.suite()
    with pytest.raises(RegionFault) as refused:
        tax_sale(suite, bag("XB"))
    assert "XB" in str(refused.value)
    assert told in str(refused.value)
    assert "Ask regional IT" in str(refused.value)
    assert still_sells(suite)


@pytest.mark.parametrize(
    "rate", ["Decimal('NaN')", "Decimal('Infinity')", "0.2", "Decimal('-0.2')", "Decimal(20)", "'0.2'"]
)
def test_a_rate_that_is_no_finite_fraction_never_reaches_a_sale(abroad: Abroad, rate: str) -> None:
    abroad.country("ok")
    abroad.country(
        "xb",
        "@hookimpl\ndef levies(self, line, sale, treatment):\n"
        f"    return (Levy('standard', {rate}, Mode.INCLUSIVE, 'S', 'XB', 'fictitious', date(2020, 1, 1)),)",
    )
    suite = abroad.suite()
    with pytest.raises(VendomeError, match="rate"):
        tax_sale(suite, bag("XB"))
    assert still_sells(suite)


def test_an_exception_whose_message_cannot_be_read_is_contained_too(abroad: Abroad) -> None:
    abroad.country(
        "xb",
        "@hookimpl\ndef facts(self, assessed):\n"
        "    class Rude(Exception):\n        def __str__(self):\n            raise ValueError\n    raise Rude",
    )
    with pytest.raises(RegionFault, match="Rude: its message cannot be read"):
        tax_sale(abroad.suite(), bag("XB"))


def test_a_refusal_of_the_country_itself_is_passed_on_in_its_own_words(abroad: Abroad) -> None:
    abroad.country("xb", "@hookimpl\ndef tax_treatment(self, sale):\n    raise Refused('Not on a Sunday. Come back.')")
    with pytest.raises(Refused, match=r"^Not on a Sunday\. Come back\.$"):
        tax_sale(abroad.suite(), bag("XB"))


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (
            answer("tax_treatmnt(self, sale)", "return None"),
            "tax_treatmnt, which nobody asks. Did you mean tax_treatment?",
        ),
        (answer("weather(self)", "return None"), "answers weather, which nobody asks. There are: tax_treatment"),
        ("@hookimpl(specname='levvies')\ndef taxes(self, line):\n    return None", "levvies, which nobody asks"),
        (answer("document_kinds(self)", "return {}"), "answers document_kinds, which nobody asks"),
        ("def facts(self, assessed):\n    return frozenset()", "without @hookimpl. Add the mark."),
        (answer("facts(self, asessed)", "return frozenset()"), "asessed"),
    ],
)
def test_a_misspelt_or_unmarked_answer_is_refused_not_ignored(abroad: Abroad, answers: str, told: str) -> None:
    abroad.country("ok")
    abroad.country("xb", answers)
    suite = abroad.suite()
    with pytest.raises(RegionFault) as refused:
        tax_sale(suite, bag("XB"))
    assert told in str(refused.value)
    assert not examine(suite, "xb", on=TODAY).passed
    assert still_sells(suite)


def test_what_a_country_does_to_its_copy_of_the_papers_content_changes_nothing(abroad: Abroad) -> None:
    abroad.country(
        "xb",
        "@hookimpl\ndef codes(self, content):\n"
        "    content['totals']['gross'] = '0.01'\n    content['lines'].append(1)\n    content.clear()\n    return ()",
    )
    content = {"totals": {"gross": "1200.00"}, "lines": [{"n": 1}]}
    abroad.suite().ask("xb", lambda _, hook: hook.codes(content=content))
    assert content == {"totals": {"gross": "1200.00"}, "lines": [{"n": 1}]}


def test_a_card_that_cannot_be_read_leaves_the_other_cards(abroad: Abroad) -> None:
    abroad.country("ok")
    for code, card in (("xa", "code ="), ("xb", "currencies = 1"), ("xc", 'name = "C"')):
        (abroad.country(code) / "region.toml").write_text(card, "utf-8")
    abroad.modules["xd"] = "no_such_package_anywhere.xd.plugin"
    suite = abroad.suite()
    assert list(suite.cards) == ["OK"]
    for code, told in (("xa", "not readable TOML"), ("xb", "lacks 'code'"), ("xd", "is not installed")):
        with pytest.raises(Refused, match=told):
            suite.card(code)


def test_a_card_with_a_number_where_a_list_belongs_says_which_file(abroad: Abroad) -> None:
    folder = abroad.country("xb")
    text = (folder / "region.toml").read_text("utf-8").replace('currencies = ["EUR"]', "currencies = 978")
    (folder / "region.toml").write_text(text, "utf-8")
    with pytest.raises(Refused, match=r"xb/region\.toml cannot be used: TypeError"):
        abroad.suite().card("xb")


def test_a_country_that_is_not_installed_is_not_found_and_the_installed_are_named(abroad: Abroad) -> None:
    abroad.country("ok")
    with pytest.raises(NotFound, match=r"No region QQ is installed\. Installed are: OK\."):
        abroad.suite().region("qq")


def announce(folder: Path, name: str, lines: str) -> None:
    """An installed distribution ``name`` in ``folder`` that announces regions."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[vendome.regions]\n{lines}\n", "utf-8")


def test_a_houses_own_country_is_found_by_its_entry_point(abroad: Abroad, monkeypatch: pytest.MonkeyPatch) -> None:
    abroad.country("zz")
    announce(abroad.root, "house-countries", f"zz = {abroad.modules['zz']}:plugin")
    suite = Suite.installed()
    assert suite.card("zz").name == "Zembla"
    assert still_sells(suite, "zz")


def test_a_country_announced_by_two_packages_is_used_by_none(abroad: Abroad) -> None:
    abroad.country("zz")
    abroad.country("zy")
    announce(abroad.root, "first-house", f"zz = {abroad.modules['zz']}:plugin")
    announce(abroad.root, "second-house", f"zz = {abroad.modules['zy']}:plugin")
    suite = Suite.installed()
    with pytest.raises(Refused, match=r"zz is announced under vendome\.regions by .*zy\.plugin and by .*zz\.plugin"):
        suite.region("zz")
    assert suite.enabling(["demo"]).disputed == suite.disputed
    assert "FR" in suite.cards

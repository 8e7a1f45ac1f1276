"""The examination: it passes the model, and finds each fault that is planted in it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.examination.cases import failures, region_cases
from core.examination.conformance import Report, chain_by_cards, examine, fingerprint_of
from core.jurisdictions.suite import Suite
from core.jurisdictions.tables import read_toml
from tests.support.abroad import TODAY, Abroad, abroad

__all__ = ["abroad"]


def errors(report: Report) -> str:
    """All errors, one a line."""
    return "\n".join(f"{f.where}: {f.text}" for f in report.findings if f.level == "error")


def told(report: Report) -> str:
    """All that was found, one a line."""
    return "\n".join(f"{f.level} {f.where}: {f.text}" for f in report.findings)


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Plant a fault."""
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


def test_the_model_passes_with_all_its_cases(abroad: Abroad) -> None:
    folder = abroad.country("xa")
    report = examine(abroad.suite(), "xa", on=TODAY)
    assert errors(report) == ""
    assert report.passed
    assert report.cases == len(read_toml(folder / "cases.toml")["case"]) >= 8
    assert re.fullmatch("[0-9a-f]{64}", report.fingerprint)


def test_values_that_are_still_the_models_are_counted(abroad: Abroad) -> None:
    folder = abroad.country("xa")
    assert re.search(
        r"warn XA.fictitious: \d+ sources still say fictitious: .*9 in tax\.toml",
        told(examine(abroad.suite(), "xa", on=TODAY)),
    )
    for path in folder.glob("*.toml"):
        path.write_text(path.read_text("utf-8").replace('"fictitious: ', '"'), "utf-8")
    assert told(examine(abroad.suite(), "xa", on=TODAY)) == ""


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("region.toml", 'code       = "XA"', 'code = "XQ"', "region.toml says XQ, plugin.py says XA. Make them agree."),
        ("region.toml", '["EUR"]', '["EURO"]', "'EURO' is not an ISO 4217 currency code"),
        ("region.toml", "inherits   = []", 'inherits = ["xq"]', "inherits xq; the class in plugin.py does not"),
        ("region.toml", "2026-11-21", '"last year"', "XA had its card examined and failed: TypeError"),
        ("tax.toml", "[[prices.include_tax]]", "[[prices.with_tax]]", "XA.tax.prices.include_tax: tax.toml gives no"),
        ("tax.toml", "[[supply.default]]", "[[supply.other]]", "XA.tax.supply.default: tax.toml gives no"),
        ("tax.toml", "value    = 0.20", "value = 20", "20 is no fraction such as 0.20. Correct it."),
        ("tax.toml", "value    = 0.20", "value = nan", "is no fraction"),
        ("tax.toml", "value    = 0.20", 'value = 0.20\nmode = "sideways"', "makes no levy"),
        ("tax.toml", 'value  = "reduced"', 'value = "lowest"', "XA.tax.supply.book: names rate.lowest"),
        ("tax.toml", 'value  = "export"', 'value = "abroad"', "XA.tax.treatment.export: names rate.abroad"),
        ("tax.toml", "since    = 2020-01-01\n", "", "XA.tax.rate.standard: since is missing"),
        ("tax.toml", "since    = 2020-01-01", "since = 2010-01-01", "two entries since 2010-01-01"),
        ("tax.toml", 'source = "fictitious: Prices Act art. 1"', 'source = " "', "names no source"),
        ("tax.toml", "[[rate.reduced]]", "[rate.reduced]", "stands in a dated table without a date"),
        ("tax.toml", "[[rate.reduced]]", "[[rate.reduced", "not readable TOML"),
        ("repairs.toml", "since  = 2010-01-01\n", "", "XA.repairs.supply.repair: since is missing"),
        ("numbering.toml", "[[series.default]]", "[[series.rest]]", "numbering.toml gives no series.default"),
        ("mentions.toml", 'language = "en"', 'language = "ja"', "is in ja, not a language of its law"),
        ("mentions.toml", 'source   = "fictitious: VAT Act art. 21"', "", "a mention lacks 'source'"),
        ("profile.toml", 'type        = "text"', 'type = "texte"', "xa.tax_number: type 'texte' is unknown"),
        ("profile.toml", 'choices     = ["letter", "telephone", "e-mail"]', "", "is a choice without choices"),
        ("profile.toml", 'en = "Tax number", ', "", "xa.tax_number: needs a label in English"),
        ("profile.toml", 'purpose     = "invoices to businesses"\n', "", "a field lacks 'purpose'"),
        ("cases.toml", "tax     = 491.67\n", "tax = 491.66\n", "A bag (2026-11-21): tax is 491.67, the case says"),
        ("cases.toml", 'treatment = "domestic"', 'treatment = "export"', "treatment is domestic, the case says export"),
        ("cases.toml", "reduced = 5.09", "reduced = 5.08", "tax reduced is 5.09, the case says 5.08."),
        ("cases.toml", 'mentions = ["export"]', 'mentions = ["exempt"]', "mention exempt is missing"),
        ("cases.toml", 'mentions = ["export"]', 'no_mentions = ["export"]', "mention export must not stand"),
        ("cases.toml", "cash_payable = 62.00", "cash_payable = 61.98", "cash_payable is 62.00, the case says 61.98"),
        ("cases.toml", "5000.05\nlines", "5000.00\nlines", "was accepted, the law refuses it"),
        ("cases.toml", "refused = true", "tax = 833.34", "Cash beyond the limit (2026-11-21): refused with"),
        (
            "cases.toml",
            "on      = 2026-11-21\n",
            "",
            "A bag (no date): on is missing or of another kind: None. Write on = 2026-11-21.",
        ),
        (
            "cases.toml",
            'supply = "leather_goods", ',
            "",
            "line 1 has amount. It needs supply, and amount or unit_price.",
        ),
        (
            "cases.toml",
            "tax     = 491.67\n",
            "taxe = 491.67\n",
            "taxe is nothing that a case can say. Did you mean tax?",
        ),
        (
            "cases.toml",
            'delivery = "US"',
            'delivry = "US"',
            "delivry is nothing that a case can say. Did you mean delivery?",
        ),
        ("cases.toml", 'supply = "watch"', 'supply = "wach"', "supply wach is not known. Did you mean watch?"),
        ("cases.toml", "amount = 2950.00", 'amount = "dear"', "amount is missing or of another kind: 'dear'"),
        (
            "cases.toml",
            "amount = 2950.00",
            "amont = 2950.00",
            "amont is nothing that line 1 can say. Did you mean amount?",
        ),
        ("cases.toml", "amount = 2950.00", "amount = 2950.00, unit_price = 2900.00", "costs 2900.00 by its unit price"),
        ("cases.toml", "amount = 2950.00", "amount = 2950.00, discount = 50.00", "has a discount on no unit_price"),
        ("cases.toml", "amount = 2950.00", "amount = 2950.00, quantity = 0", "has the quantity zero"),
        ("cases.toml", "amount = 2950.00", "amount = 2950.00, composition = { metal = [] }", "Did you mean metals?"),
        ("cases.toml", 'delivery = "US"', 'client = { tax_number = "1" }', "client tax_number is not known"),
        ("cases.toml", 'delivery = "US"', "cashless = { crad = 1 }", "cashless crad is not known. Did you mean card?"),
        ("cases.toml", 'delivery = "US"', 'buyer = "busines"', "buyer busines is not known. Did you mean business?"),
        ("cases.toml", "cash_payable = 62.00", 'findings = ["XA.x"]', "the finding XA.x is missing; there are: none"),
        ("tax.toml", "[[supply.book]]", "[[margin.books]]", "books is no margin scheme of a piece"),
        ("tax.toml", "[[supply.book]]", "[[margin.art]]", "names rate.reduced, which does not lie on a margin"),
        (
            "cash.toml",
            'operator = ">"',
            'operator = ">"\nunless = { tax_number = ["1"] }',
            "reads the client's tax_number",
        ),
        ("cases.toml", "tax     = 190.00", "", "it expects nothing"),
    ],
)
def test_a_planted_fault_is_found_and_named(abroad: Abroad, name: str, old: str, new: str, fault: str) -> None:
    change(abroad.country("xa"), name, old, new)
    report = examine(abroad.suite(), "xa", on=TODAY)
    assert not report.passed
    assert fault in errors(report)


@pytest.mark.parametrize("missing", ["README.md", "cases.toml", "tax.toml", "numbering.toml", "privacy.toml"])
def test_a_country_without_one_of_the_files_everybody_has_does_not_pass(abroad: Abroad, missing: str) -> None:
    (abroad.country("xa") / missing).unlink()
    report = examine(abroad.suite(), "xa", on=TODAY)
    assert missing in errors(report)


def test_doubtful_values_are_noted_with_their_source_and_do_not_keep_a_country_from_passing(abroad: Abroad) -> None:
    change(abroad.country("xa"), "repairs.toml", "value  = 6", 'value = 6\nconfidence = "low"')
    report = examine(abroad.suite(), "xa", on=TODAY)
    assert report.passed
    note = (
        "note XA.repairs.guarantee.repair_months: low confidence, since 2018-01-01: fictitious: Consumer Code art. 30"
    )
    assert note in told(report)


@pytest.mark.parametrize(("days", "warned"), [(400, False), (401, True)])
def test_a_country_that_nobody_read_for_long_is_warned_about(abroad: Abroad, days: int, warned: bool) -> None:
    abroad.country("xa")
    report = examine(abroad.suite(), "xa", on=date(2026, 11, 21) + timedelta(days=days))
    assert ("Last reviewed on 2026-11-21. Read it through again and set reviewed." in told(report)) is warned
    assert report.passed


def test_what_an_enabled_plugin_reads_must_be_there(abroad: Abroad) -> None:
    folder = abroad.country("xa")
    suite = Suite(dict(abroad.modules), Suite.installed().plugins, frozenset({"repairs"}))
    assert examine(suite, "xa", on=TODAY).passed
    change(folder, "repairs.toml", "[[supply.repair]]", "[[supply.mending]]")
    assert "XA.repairs.supply.repair: Plugin repairs reads supply.repair" in errors(examine(suite, "xa", on=TODAY))


def test_an_examination_reads_the_files_as_they_are_now(abroad: Abroad) -> None:
    folder = abroad.country("xa")
    suite = abroad.suite()
    before = examine(suite, "xa", on=TODAY)
    change(folder, "tax.toml", "value    = 0.20", "value = 0.21")
    after = examine(suite, "xa", on=TODAY)
    assert (before.passed, after.passed) == (True, False)
    assert before.fingerprint != after.fingerprint


def test_a_region_that_fails_has_refused_nothing(abroad: Abroad) -> None:
    abroad.country("xa", "@hookimpl\ndef refusals(self, assessed):\n    raise RuntimeError('broken')")
    suite = abroad.suite()
    case = next(case for case in region_cases(suite.region("xa")) if case.get("refused"))
    assert "RuntimeError: broken" in "".join(failures(suite, suite.region("xa"), case))


def test_a_class_that_inherits_another_without_its_card_saying_so_does_not_pass(abroad: Abroad) -> None:
    abroad.country("xa")
    text = (
        f"from {abroad.modules['xa']} import Country\n\n\nclass Heir(Country):\n    code = 'XB'\n\n\nplugin = Heir()\n"
    )
    folder = abroad.country("xb", plugin=text)
    assert "plugin.py inherits xa; region.toml does not say so" in errors(examine(abroad.suite(), "xb", on=TODAY))
    change(folder, "region.toml", "inherits   = []", 'inherits = ["xa"]')
    report = examine(abroad.suite(), "xb", on=TODAY)
    assert errors(report) == ""


def test_the_fingerprint_covers_every_file_of_the_country_and_of_those_it_inherits(abroad: Abroad) -> None:
    parent = abroad.country("xa")
    text = (
        f"from {abroad.modules['xa']} import Country\n\n\nclass Heir(Country):\n    code = 'XB'\n\n\nplugin = Heir()\n"
    )
    folder = abroad.country("xb", plugin=text)
    change(folder, "region.toml", "inherits   = []", 'inherits = ["xa"]')
    seen = {fingerprint_of(abroad.suite().region("xb").chain)}
    for path in (*parent.iterdir(), *folder.iterdir()):
        if path.is_file():
            path.write_text(path.read_text("utf-8") + "\n# more\n", "utf-8")
            seen.add(fingerprint_of(abroad.suite().region("xb").chain))
    files = [path for path in (*parent.iterdir(), *folder.iterdir()) if path.is_file()]
    assert len(seen) == len(files) + 1


def test_the_fingerprint_is_the_same_from_cards_as_from_the_classes_and_wherever_the_folder_lies() -> None:
    suite = Suite.installed()
    for code in ("fr", "mc", "jp"):
        assert fingerprint_of(chain_by_cards(suite, code)) == fingerprint_of(suite.region(code).chain)
        assert fingerprint_of(chain_by_cards(suite, code)) == examine(suite, code, on=TODAY).fingerprint


def test_what_editors_and_python_leave_behind_does_not_change_the_fingerprint(abroad: Abroad) -> None:
    folder = abroad.country("xa")
    before = fingerprint_of([folder])
    (folder / "__pycache__").mkdir(exist_ok=True)
    (folder / "__pycache__" / "plugin.pyc").write_bytes(b"compiled")
    (folder / ".tax.toml.swp").write_bytes(b"draft")
    assert fingerprint_of([folder]) == before


def test_a_pattern_that_would_print_two_series_alike_is_an_error(abroad: Abroad) -> None:
    folder = abroad.country("xa")
    path = folder / "numbering.toml"
    path.write_text(path.read_text("utf-8").replace("{document_class}-", ""), "utf-8")
    found = [f for f in examine(abroad.suite(), "xa", on=TODAY).findings if f.level == "error"]
    assert [f.where for f in found] == ["XA.numbering.series.default"]
    assert "{document_class}" in found[0].text

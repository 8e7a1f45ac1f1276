"""A country from its files: levies, inheritance, mentions, profile fields, and what is refused as they are read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from core.base.errors import Refused
from core.jurisdictions.region import Region, read_card
from core.jurisdictions.suite import Suite
from core.tax import Mode
from tests.support.abroad import TODAY, Abroad, abroad

__all__ = ["abroad"]

LONG_AGO = date(2009, 12, 31)


def rate(name: str, text: str) -> str:
    """An entry of tax.toml."""
    return f'[[rate.{name}]]\nsince = 2010-01-01\nsource = "fictitious: Act art. 1"\n{text}\n'


def test_a_levy_takes_its_figure_article_and_first_day_from_the_entry_in_force(abroad: Abroad) -> None:
    abroad.country("xa")
    levy = abroad.suite().region("xa").levy("standard", date(2019, 12, 31))
    assert (levy.code, levy.rate, levy.mode, levy.category) == ("standard", Decimal("0.19"), Mode.INCLUSIVE, "S")
    assert (levy.jurisdiction, levy.since) == ("XA", date(2010, 1, 1))
    assert levy.source == "fictitious: VAT Act art. 3, in force until the end of 2019"
    assert abroad.suite().region("xa").levy("standard", date(2020, 1, 1)).rate == Decimal("0.20")


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ('value = 0.1\nmode = "exclusive"', "mode", Mode.EXCLUSIVE),
        ('value = 0.1\nmode = "inside"', "mode", Mode.INSIDE),
        ('value = 0.1\ncategory = "AE"', "category", "AE"),
        ('value = 0.1\njurisdiction = "XA-NORTH"', "jurisdiction", "XA-NORTH"),
        ("value = 0.1\ntaxed_from = 110.00", "taxed_from", Decimal("110.00")),
        ('value = 0.1\nmode = "exclusive"\nexcess_over = 110.00', "excess_over", Decimal("110.00")),
        ('value = 0.1\nmode = "exclusive"\ncap_base = 1600.00', "cap_base", Decimal("1600.00")),
        ('value = 0.1\ngroup = "north"', "group", "north"),
        ('value = 0.1\nmode = "exclusive"\nportion = "11/12"', "portion", Fraction(11, 12)),
        ("value = 0.1\nshown = false", "shown", False),
        ('value = 0.1\nmode = "compound"\ncontained = true', "contained", True),
        ('value = 0.1\nmode = "exclusive"\nnet_of = ["other"]', "net_of", ("other",)),
        ('value = 0\nmode = "fixed"\namount = 0.02', "amount", Decimal("0.02")),
    ],
)
def test_what_stands_beside_a_rate_reaches_the_kernel(abroad: Abroad, text: str, name: str, value: Any) -> None:
    abroad.country("xa", tax=rate("special", text))
    region = abroad.suite().region("xa")
    assert getattr(region.levy("special", TODAY), name) == value
    assert getattr(region.levy("standard", TODAY), name) != value


def test_code_may_override_what_a_table_says_of_a_levy(abroad: Abroad) -> None:
    abroad.country("xa")
    levy = abroad.suite().region("xa").levy("standard", TODAY, mode="exclusive", jurisdiction="XA-SOUTH")
    assert (levy.mode, levy.jurisdiction, levy.rate) == (Mode.EXCLUSIVE, "XA-SOUTH", Decimal("0.20"))


def test_a_rate_before_the_first_entry_is_refused_with_the_way_out(abroad: Abroad) -> None:
    abroad.country("xa")
    region = abroad.suite().region("xa")
    with pytest.raises(
        Refused, match=r"XA\.prices\.include_tax has no value|XA\.rate\.standard has no value on 2009-12-31"
    ):
        region.levy("standard", LONG_AGO)
    with pytest.raises(Refused, match=r"XA\.tax has no rate\.luxury\. Add it to tax\.toml, with its source\."):
        region.levy("luxury", TODAY)


def heir(abroad: Abroad, *, tax: str = "", mentions: str = "", profile: str = "", cash: str = "") -> Region:
    """XB, heir of XA, with tables of its own and nothing else."""
    abroad.country("xa")
    parent = abroad.modules["xa"]
    text = f"from {parent} import Country\n\n\nclass Heir(Country):\n    code = 'XB'\n\n\nplugin = Heir()\n"
    folder = abroad.country("xb", plugin=text)
    for path in folder.glob("*.toml"):
        if path.name != "region.toml":
            path.unlink()
    for name, held in (("tax", tax), ("mentions", mentions), ("profile", profile), ("cash", cash)):
        if held:
            (folder / f"{name}.toml").write_text(held, "utf-8")
    return abroad.suite().region("xb")


def test_an_heir_without_tables_has_all_of_its_parents(abroad: Abroad) -> None:
    region = heir(abroad)
    parent = abroad.suite().region("xa")
    assert region.table("tax").entries == parent.table("tax").entries
    assert region.mentions == parent.mentions
    assert [field.name for field in region.profile] == [field.name for field in parent.profile]


def test_an_heirs_levies_carry_its_own_code(abroad: Abroad) -> None:
    assert heir(abroad).levy("standard", TODAY).jurisdiction == "XB"


def test_an_heirs_key_replaces_the_whole_history_of_that_key_and_no_other(abroad: Abroad) -> None:
    region = heir(abroad, tax=rate("standard", "value = 0.07"))
    assert region.levy("standard", date(2015, 1, 1)).rate == Decimal("0.07")
    assert len(region.table("tax").entries["rate.standard"]) == 1
    assert region.levy("reduced", TODAY).rate == Decimal("0.06")
    parent = abroad.suite().region("xa")
    assert parent.levy("standard", TODAY).rate == Decimal("0.20")
    assert region.version != parent.version


def test_an_heirs_mention_replaces_the_parents_of_the_same_code_and_keeps_the_others(abroad: Abroad) -> None:
    region = heir(
        abroad,
        mentions='[[mention]]\ncode = "export"\non = ["invoice"]\nlanguage = "en"\ntext = "Own words"\n'
        'since = 2010-01-01\nsource = "fictitious: Act"\n',
    )
    words = {mention.code: mention.text["en"] for mention in region.mentions}
    assert words == {"export": "Own words", "rounded_cash": "Totals paid in cash are rounded to five cents."}


def test_a_mention_with_several_wordings_over_time_keeps_them_all(abroad: Abroad) -> None:
    text = (
        '[[mention]]\ncode = "old"\non = ["invoice"]\nlanguage = "en"\ntext = "{text}"\nsince = {since}\n{until}\n'
        'source = "fictitious: Act"\n'
    )
    first = text.format(text="before", since="2010-01-01", until="until = 2019-12-31")
    second = text.format(text="after", since="2020-01-01", until="")
    region = heir(abroad, mentions=first + second)

    def standing(on: date) -> list[str]:
        held = (m for m in region.mentions if m.code == "old")
        return [m.text["en"] for m in held if m.holds(frozenset({"invoice"}), frozenset(), on)]

    assert standing(LONG_AGO) == []
    assert standing(date(2019, 12, 31)) == ["before"]
    assert standing(date(2020, 1, 1)) == ["after"]


def test_inherited_profile_fields_stand_under_the_heirs_code(abroad: Abroad) -> None:
    region = heir(
        abroad,
        profile='[[field]]\nname = "messages"\nlabel = { en = "Own label" }\ntype = "text"\npurpose = "p"\n'
        'legal_basis = "l"\nretention = "r"\nsince = 2010-01-01\nsource = "fictitious: Act"\n',
    )
    assert {field.key: field.label["en"] for field in region.profile} == {
        "xb.tax_number": "Tax number",
        "xb.messages": "Own label",
    }


def test_monaco_is_france_but_for_its_own_tables() -> None:
    suite = Suite.installed()
    monaco, france = suite.region("mc"), suite.region("fr")
    assert monaco.chain == (france.folder, monaco.folder)
    assert monaco.levy("standard", TODAY).rate == france.levy("standard", TODAY).rate
    assert monaco.levy("standard", TODAY).jurisdiction == "MC"
    assert monaco.table("cash").value("limit.resident", on=TODAY) is False
    assert france.table("cash").value("limit.resident", on=TODAY) == 1000
    assert {m.code for m in france.mentions} <= {m.code for m in monaco.mentions}
    assert {f"mc.{field.name}" for field in france.profile} <= {field.key for field in monaco.profile}


def test_a_class_that_answers_without_the_mark_cannot_be_defined() -> None:
    with pytest.raises(TypeError, match=r"Hasty\.tax_rounding answers a question without @hookimpl\. Add the mark\."):

        class Hasty(Region):
            code = "XH"

            def tax_rounding(self, sale: Any) -> None:
                return None


def test_the_currency_in_which_taxes_are_declared_is_the_first(abroad: Abroad) -> None:
    folder = abroad.country("xa")
    card = (folder / "region.toml").read_text("utf-8").replace('["EUR"]', '["CHF", "EUR"]')
    (folder / "region.toml").write_text(card, "utf-8")
    assert abroad.suite().card("xa").currency == "CHF"


def test_papers_are_offered_in_the_laws_languages_first_and_once_each(abroad: Abroad) -> None:
    folder = abroad.country("xa")
    text = (folder / "region.toml").read_text("utf-8")
    text = text.replace('local    = ["en"]', 'local = ["de", "it"]').replace("required = []", 'required = ["it"]')
    (folder / "region.toml").write_text(text, "utf-8")
    assert abroad.suite().card("xa").offered == ("it", "de", "en", "fr")


@pytest.mark.parametrize("key", ["code", "name", "currencies", "scripts", "zones", "owner", "reviewed", "local"])
def test_a_card_that_lacks_a_key_says_which(abroad: Abroad, key: str) -> None:
    path = abroad.country("xa") / "region.toml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(key)]
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(Refused, match=rf"^xa/region\.toml lacks '{key}'\. Add it\.$"):
        read_card(path.parent)


def test_a_folder_without_a_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"has no region\.toml"):
        read_card(tmp_path)


@pytest.mark.parametrize("key", ["code", "on", "language", "text", "since", "source"])
def test_a_mention_that_lacks_a_key_says_which(abroad: Abroad, key: str) -> None:
    path = abroad.country("xa") / "mentions.toml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(f"{key} ")]
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(Refused, match=rf"XA\.mentions: a mention lacks '{key}'"):
        _ = abroad.suite().region("xa").mentions


@pytest.mark.parametrize("key", ["purpose", "legal_basis", "retention", "source", "label", "type"])
def test_a_profile_field_without_purpose_right_or_term_is_refused(abroad: Abroad, key: str) -> None:
    path = abroad.country("xa") / "profile.toml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(f"{key} ")]
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(Refused, match=rf"XA\.profile: a field lacks '{key}'"):
        _ = abroad.suite().region("xa").profile

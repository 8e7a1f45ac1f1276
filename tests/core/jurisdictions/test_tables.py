"""Law as data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.base.errors import Refused
from core.jurisdictions.tables import Table, empty_table, load_table, plain_value, read_toml

TWO = """
[[rate.standard]]
since  = 2014-04-01
value  = 0.08
label  = { ja = "8%対象" }
source = "the act of 2012"

[[rate.standard]]
since  = 2019-10-01
value  = 0.10
source = "the act of 2016"

[[limit.cash]]
since  = 2020-01-01
until  = 2020-12-31
value  = 1000
source = "the decree"
"""


def table(folder: Path, text: str = TWO, owner: str = "XX") -> Table:
    """A table of that text."""
    path = folder / "tax.toml"
    path.write_text(text, "utf-8")
    return load_table(path, owner)


@pytest.mark.parametrize(
    ("on", "value"),
    [("2014-04-01", "0.08"), ("2019-09-30", "0.08"), ("2019-10-01", "0.10"), ("2099-01-01", "0.10")],
)
def test_a_value_holds_from_its_first_day_until_the_next_one_begins(tmp_path: Path, on: str, value: str) -> None:
    found = table(tmp_path).entry("rate.standard", date.fromisoformat(on))
    assert (found.value, type(found.value)) == (Decimal(value), Decimal)


def test_what_stands_beside_a_value_is_kept(tmp_path: Path) -> None:
    found = table(tmp_path).entry("rate.standard", date(2015, 1, 1))
    assert (found.source, found.more["label"], found.until) == ("the act of 2012", {"ja": "8%対象"}, date(2019, 9, 30))


def test_before_the_first_day_the_refusal_says_when_it_begins(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        table(tmp_path, owner="JP").value("rate.standard", on=date(2001, 1, 1))
    assert str(refused.value) == (
        "JP.rate.standard has no value on 2001-01-01: its first is of 2014-04-01. "
        "Add an earlier entry, with its source, or correct the date."
    )


def test_after_the_last_day_and_for_an_unknown_key_there_is_nothing(tmp_path: Path) -> None:
    held = table(tmp_path)
    assert held.find("limit.cash", date(2021, 1, 1)) is None
    assert held.find("limit.cash", date(2020, 12, 31)) is not None
    with pytest.raises(Refused, match=r"XX\.limit\.cash has no value on 2021-01-01\. Add an entry"):
        held.value("limit.cash", on=date(2021, 1, 1))
    with pytest.raises(Refused, match=r"XX\.tax has no rate\.nothing\. Add it to tax\.toml, with its source"):
        held.value("rate.nothing", on=date(2021, 1, 1))
    with pytest.raises(Refused, match="has no anything"):
        empty_table("tax", "XX").value("anything", on=date(2021, 1, 1))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rate = 0.2", "stands in a dated table without a date"),
        ("[[rate]]\nvalue = 1\nsource = 's'", "since is missing or no date"),
        ("[[rate]]\nsince = '2020'\nvalue = 1\nsource = 's'", "since is missing or no date"),
        ("[[rate]]\nsince = 2020-01-01T00:00:00\nvalue = 1\nsource = 's'", "since is missing or no date"),
        ("[[rate]]\nsince = 2020-01-01\nvalue = 1", "names no source"),
        ("[[rate]]\nsince = 2020-01-01\nvalue = 1\nsource = ' '", "names no source"),
        ("[[rate]]\nsince = 2020-01-01\nsource = 's'", "has no value"),
        ("[[rate]]\nsince = 2020-01-01\nuntil = 2019-01-01\nvalue = 1\nsource = 's'", "no date after since"),
        ("[[rate]]\nsince = 2020-01-01\nvalue = 1\nsource = 's'\n" * 2, "two entries since 2020-01-01. Keep one"),
        ("[[rate", r"XX?|is not readable TOML"),
    ],
)
def test_a_table_that_says_half_is_refused_with_the_key(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        table(tmp_path, text)


def test_a_child_puts_its_keys_over_the_inherited_ones(tmp_path: Path) -> None:
    parent = table(tmp_path, owner="FR")
    child = table(tmp_path, "[[rate.standard]]\nsince = 2020-01-01\nvalue = 0.2\nsource = 's'", owner="MC")
    both = parent.overlaid(child)
    assert both.find("rate.standard", date(2015, 1, 1)) is None
    assert both.value("limit.cash", on=date(2020, 5, 5)) == 1000
    assert both.owner == "MC"
    assert sorted(both.keys("rate")) == ["rate.standard"]


def test_the_fingerprint_changes_with_any_value_date_or_source_and_with_nothing_else(tmp_path: Path) -> None:
    first = table(tmp_path).fingerprint
    assert table(tmp_path, TWO + "\n# a comment").fingerprint == first
    for old, new in (("0.08", "0.081"), ("2014-04-01", "2014-04-02"), ("the decree", "a decree"), ("1000", "1001")):
        assert table(tmp_path, TWO.replace(old, new)).fingerprint != first


def test_decimals_are_read_exactly_and_written_plainly(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("a = 0.1\nb = [1.10, 2020-01-01]\n", "utf-8")
    held = read_toml(path)
    assert held["a"] == Decimal("0.1")
    assert plain_value(held) == {"a": "0.1", "b": ["1.10", "2020-01-01"]}

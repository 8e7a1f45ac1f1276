"""The README of the countries says what is there."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

from typer.main import get_group

from core.cli.region_ import app
from core.contracts.region import RegionContract
from core.examination.cases import EXPECTATIONS, failures, region_cases
from core.examination.scaffold import COUNTRY, begin_country
from core.jurisdictions.facts import LineFacts, SaleFacts
from core.jurisdictions.suite import Suite

TEXT = (Path(__file__).parents[2] / "regions" / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The examples in one language."""
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_the_countries_are_those_of_the_suite() -> None:
    rows = {
        tuple(cell.strip() for cell in row)
        for row in re.findall(r"^\| ([A-Z]{2}) \|([^|]*)\|([^|]*)\|([^|]*)\|$", TEXT, re.M)
    }
    suite = Suite.installed()
    own = {code: suite.card(code) for code, module in suite.regions.items() if module.startswith("regions.")}
    assert rows == {(c.code, c.name, " ".join(c.inherits).upper(), " ".join(c.currencies)) for c in own.values()}


def test_the_files_are_those_of_the_model() -> None:
    table = TEXT.partition("| file | holds |\n")[2].partition("\n\n")[0]
    files = set(re.findall(r"^\| `([\w.]+)` \|", table, re.M))
    assert files == {path.name for path in COUNTRY.iterdir() if path.is_file()} - {"test_zz.py"}


def words_of(heading: str) -> set[str]:
    """What stands in code in the first column of the table under a heading."""
    table = TEXT.partition(f"| {heading} | |\n")[2].partition("\n\n")[0]
    return {word for row in table.splitlines()[1:] for word in re.findall(r"`(\w+)`", row.split("|")[1])}


def test_what_a_case_may_say_and_expect_is_listed_in_full() -> None:
    assert words_of("of the sale") == {field.name for field in fields(SaleFacts)} - {"region", "lines"}
    assert words_of("of a line") == {field.name for field in fields(LineFacts)} - {"n"} | {"unit_price", "discount"}
    assert words_of("expected") == set(EXPECTATIONS)


def test_the_example_of_a_case_is_one_of_frances() -> None:
    (example,) = [block for block in blocks("toml") if "[[case]]" in block]
    suite = Suite.installed()
    (case,) = tomllib.loads(example, parse_float=Decimal)["case"]
    assert case["name"] in {known["name"] for known in region_cases(suite.region("fr"))}
    assert list(failures(suite, suite.region("fr"), case)) == []


def test_every_command_exists() -> None:
    words = re.findall(r"^\$ vendome region (\w+)", "\n".join(blocks("console")), re.M)
    assert set(words) <= set(get_group(app).commands)
    assert len(words) == 6


def test_the_example_of_a_houses_repository_announces_what_new_makes(tmp_path: Path) -> None:
    (example,) = [block for block in blocks("toml") if "[project]" in block]
    (tmp_path / "tests").mkdir()
    begun = begin_country("pt", "Portugal", tmp_path / "regions_of_house")
    assert tomllib.loads(example)["project"]["entry-points"]["vendome.regions"] == tomllib.loads(begun.entry_point)
    assert begun.test is not None
    (code,) = blocks("python")
    assert begun.test.read_text("utf-8").endswith(code)
    assert RegionContract.__name__ in code

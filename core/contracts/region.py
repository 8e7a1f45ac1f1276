"""The examination as tests, for the countries of this repository and those of a house's own: needs pytest.

``class TestPortugal(RegionContract): region = plugin``; the exceptions of ``plugin.py`` are tested below it.
"""

from __future__ import annotations

import pytest

from core.examination.cases import failures, region_cases
from core.examination.conformance import examine
from core.jurisdictions.region import Region
from core.jurisdictions.suite import Suite


class RegionContract:
    """What holds of every country. The day is the one on which the country was last reviewed, so that no test depends
    on the calendar."""

    region: Region

    @pytest.fixture
    def suite(self) -> Suite:
        """What is installed, without function plugins."""
        return Suite.installed()

    def test_it_is_announced_under_its_own_code(self, suite: Suite) -> None:
        announced = suite.region(self.region.code)
        assert announced is self.region, f"{self.region.code} is announced by {type(announced).__module__}"

    def test_its_examination_finds_no_error(self, suite: Suite) -> None:
        report = examine(suite, self.region.code, on=self.region.card.reviewed)
        errors = [f"{f.where}: {f.text}" for f in report.findings if f.level == "error"]
        assert not errors, "\n".join(errors)

    def test_every_case_of_its_tax_lawyer_holds(self, suite: Suite) -> None:
        cases = region_cases(self.region)
        assert cases, "cases.toml holds no case"
        faults = [fault for case in cases for fault in failures(suite, self.region, case)]
        assert not faults, "\n".join(faults)

    def test_a_planted_fault_in_a_case_is_noticed(self, suite: Suite) -> None:
        case = next(case for case in region_cases(self.region) if not case.get("refused"))
        faults = list(failures(suite, self.region, {**case, "gross": "-1.23"}))
        assert faults, f"{case['name']}: a wrong gross amount passed"

"""The examination every country inherits: ``class TestJapan(RegionContract): region = plugin``."""

from __future__ import annotations

from datetime import date

import pytest

from core.conformance import examine, failures, region_cases
from core.region import Region
from core.suite import Suite

#: The day the examination is held; fixed, so that a run does not depend on the calendar.
EXAMINED_ON = date(2026, 11, 21)


class RegionContract:
    """Subclass it with ``region``; add tests of the country's exceptions below."""

    region: Region

    @pytest.fixture
    def suite(self) -> Suite:
        """The installed suite without function plugins."""
        return Suite.installed()

    def test_its_examination_finds_no_error(self, suite: Suite) -> None:
        report = examine(suite, self.region.code, on=EXAMINED_ON)
        assert [f for f in report.findings if f.level == "error"] == []

    def test_it_is_announced_under_its_own_code(self, suite: Suite) -> None:
        assert suite.region(self.region.code) is self.region

    def test_every_case_of_its_tax_lawyer_holds(self, suite: Suite) -> None:
        cases = region_cases(self.region)
        assert cases, "cases.toml holds no case"
        assert [fault for case in cases for fault in failures(suite, self.region, case)] == []

    def test_a_planted_fault_in_a_case_is_noticed(self, suite: Suite) -> None:
        case = next(c for c in region_cases(self.region) if not c.get("refused"))
        wrong = {**case, "gross": "-1.23"}
        assert list(failures(suite, self.region, wrong))

"""The examination of a function plugin as tests, for those of this repository and those of a house's own: needs pytest.

``class TestGifting(PluginContract): plugin = "gifting"``; what it does is tested below it.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.examination.plugins import examine_plugin
from core.jurisdictions.suite import Suite


class PluginContract:
    """What holds of every function plugin. ``plugin``: the name under which it is announced."""

    plugin: str

    @pytest.fixture
    def suite(self) -> Suite:
        """What is installed."""
        return Suite.installed()

    def test_it_is_announced_under_the_name_on_its_card(self, suite: Suite) -> None:
        assert suite.plugin_card(self.plugin).name == self.plugin

    def test_its_examination_finds_no_error(self, suite: Suite) -> None:
        report = examine_plugin(suite, self.plugin)
        errors = [f"{f.where}: {f.text}" for f in report.findings if f.level == "error"]
        assert not errors, "\n".join(errors)

    def test_a_planted_fault_is_noticed(self, suite: Suite) -> None:
        claimed = (suite.plugins[self.plugin], "elsewhere.plugin")
        disputed = replace(suite, disputed={**suite.disputed, f"vendome.plugins:{self.plugin}": claimed})
        assert not examine_plugin(disputed, self.plugin).passed

"""The examination that every function plugin passes."""

from __future__ import annotations

from core.contracts.plugin import PluginContract


class TestDemo(PluginContract):
    plugin = "demo"

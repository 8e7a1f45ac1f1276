"""The plugin as the suite sees it. It asks nothing of countries and answers no question; its doors are in
service.py."""

from __future__ import annotations

from core.jurisdictions.hooks import PluginSpec


class Headquarters(PluginSpec):
    """Consolidation for headquarters."""


plugin = Headquarters()

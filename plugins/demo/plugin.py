"""A synthetic house to try everything on; it answers no question of its own."""

from __future__ import annotations

from core.jurisdictions.hooks import PluginSpec


class Demo(PluginSpec):
    """Nothing but the command ``vendome demo``."""


plugin = Demo()

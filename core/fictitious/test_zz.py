"""Zembla: the examination that every country passes; add tests of its exceptions below."""

from __future__ import annotations

from core.contract import RegionContract
from core.fictitious.plugin import plugin


class TestZembla(RegionContract):
    region = plugin

"""Zembla: the examination that every country passes; add tests of its exceptions below."""

from __future__ import annotations

from core.contracts.region import RegionContract
from core.examination.fictitious.plugin import plugin


class TestZembla(RegionContract):
    region = plugin

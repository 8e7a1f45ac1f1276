"""The plugin as the suite sees it. It asks nothing of countries and answers no question; its doors are in
service.py."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.jurisdictions.hooks import PluginSpec
from plugins.headquarters.queueing import JOB, TOPIC, QueueExtract, queue_extract


class Headquarters(PluginSpec):
    """Consolidation for headquarters."""

    declaration = Declaration("headquarters", commands={QueueExtract: queue_extract}, jobs={TOPIC: JOB})


plugin = Headquarters()

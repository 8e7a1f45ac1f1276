"""The plugin as the suite sees it. It asks nothing of countries and answers no question of theirs."""

from __future__ import annotations

from functools import cached_property

from core.commands.registry import Declaration
from core.jurisdictions.hooks import PluginSpec
from plugins.headquarters.queueing import JOB, TOPIC, QueueExtract, queue_extract


class Headquarters(PluginSpec):
    """Consolidation for headquarters."""

    @cached_property
    def declaration(self) -> Declaration:
        """Its questions; loaded when one of them is asked."""
        from plugins.headquarters.questions import VerifyFacts, list_receipts, turnover, verify_facts
        from plugins.headquarters.receipts import ListReceipts
        from plugins.headquarters.turnover import AskTurnover

        return Declaration(
            "headquarters",
            commands={QueueExtract: queue_extract},
            jobs={TOPIC: JOB},
            questions={AskTurnover: turnover, ListReceipts: list_receipts, VerifyFacts: verify_facts},
        )


plugin = Headquarters()

"""What this room brings: its commands, questions and tables."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.examination.enabling import EnablePlugin, EnableRegion, enable_plugin, enable_region
from core.examination.questions import CountriesEnabled, countries_enabled

declaration = Declaration(
    "examination",
    questions={CountriesEnabled: countries_enabled},
    commands={
        EnableRegion: enable_region,
        EnablePlugin: enable_plugin,
    },
)

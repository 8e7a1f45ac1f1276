"""What this room brings: its commands, questions and tables."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.examination.enabling import EnablePlugin, EnableRegion, enable_plugin, enable_region

declaration = Declaration(
    "examination",
    commands={
        EnableRegion: enable_region,
        EnablePlugin: enable_plugin,
    },
)

"""What this room brings: its commands, questions and tables."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.organisation.model import Boutique, HouseSettings, LegalEntity, PluginEnabling, RegionEnabling, Staff, Till
from core.organisation.questions import CountriesEnabled, countries_enabled

declaration = Declaration(
    "organisation",
    questions={CountriesEnabled: countries_enabled},
    tables=(
        LegalEntity,
        Boutique,
        Till,
        Staff,
        RegionEnabling,
        PluginEnabling,
        HouseSettings,
    ),
)

"""The examination every country inherits; see ``core.contracts.region``."""

from core.contracts.region import RegionContract as RegionContract

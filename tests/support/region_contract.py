"""The examination every country inherits; see ``core.contract``."""

from core.contract import RegionContract as RegionContract

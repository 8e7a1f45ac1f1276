"""A house with the cast, on each database."""

from tests.support.cast import house, sqlite_house, standing_house

__all__ = ["house", "sqlite_house", "standing_house"]

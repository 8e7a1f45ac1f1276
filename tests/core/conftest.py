"""The house and its cast, for the tests of the core."""

from tests.support.cast import house as house
from tests.support.cast import postgres_house as postgres_house
from tests.support.cast import sqlite_house as sqlite_house

"""Alembic's entry: runs with the connection that ``core.migrating`` hands over."""

from alembic import context

from core.migrating import run

run(context)

"""Alembic's entry: runs with the connection that ``core.setup.migrate`` hands over."""

from alembic import context

from core.setup.migrate import run

run(context)

"""Indexes for the keys from repairs to the journal: SQLite reads the whole table for each record without them."""

from __future__ import annotations

from alembic import op

revision = "repairs_0002"
down_revision = "repairs_0001"
branch_labels = None
depends_on = None

_ADDED = (("ix_repair_event_entry", "repair_event"), ("ix_repair_quote_entry", "repair_quote"))


def upgrade() -> None:
    for name, table in _ADDED:
        op.create_index(name, table, ["entry_id"])


def downgrade() -> None:
    for name, table in _ADDED:
        op.drop_index(name, table)

"""Indexes for the keys that were scanned, so that a sale takes as long in the millionth as in the first.

A record of the journal is written last, after the rows that name it; on SQLite each such row's table was then read from
end to end for every record, because the key back to the journal had no index.
"""

from __future__ import annotations

from alembic import op

revision = "core_0004"
down_revision = "core_0003"
branch_labels = None
depends_on = None

_ADDED = (
    ("ix_stock_move_entry", "stock_move", ["entry_id"]),
    ("ix_piece_sold_entry", "piece_sold", ["entry_id"]),
    ("ix_stock_level_variant", "stock_level", ["variant_id"]),
    ("ix_customer_merge_kept", "customer_merge", ["kept_id"]),
    ("ix_customer_merge_merged", "customer_merge", ["merged_id"]),
)


def upgrade() -> None:
    for name, table, columns in _ADDED:
        op.create_index(name, table, columns)
    # The card shows the last purchases: by client and instant they are read, not sorted.
    op.drop_index("ix_sale_customer", "sale")
    op.create_index("ix_sale_customer", "sale", ["customer_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_sale_customer", "sale")
    op.create_index("ix_sale_customer", "sale", ["customer_id"])
    for name, table, _ in _ADDED:
        op.drop_index(name, table)

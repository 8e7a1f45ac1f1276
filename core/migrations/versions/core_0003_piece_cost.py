"""What the house paid for a piece, and the scheme under which only its margin is taxed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0003"
down_revision = "core_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("piece", sa.Column("cost", sa.BigInteger(), nullable=True))
    op.add_column("piece", sa.Column("cost_currency", sa.String(), nullable=True))
    op.add_column("piece", sa.Column("margin_scheme", sa.String(), nullable=True))


def downgrade() -> None:
    for name in ("margin_scheme", "cost_currency", "cost"):
        op.drop_column("piece", name)

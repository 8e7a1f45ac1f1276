"""Who saw whose data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.database.engine import UtcInstant, append_only

revision = "core_0002"
down_revision = "core_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sight",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sight")),
    )
    op.create_index("ix_sight_customer", "sight", ["customer", "at"])
    for statement in append_only("sight", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("sight")

"""The table of orders; what was ordered never changes, only whether it is finished."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.database.engine import append_only

revision = "engraving_0001"
down_revision = None
branch_labels = ("engraving",)
depends_on = ("core_0001",)

#: Columns that are frozen once written.
FROZEN = ("id", "number", "piece_id", "customer_id", "boutique_id", "initials", "ordered_on", "entry_id")


def upgrade() -> None:
    op.create_table(
        "engraving",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("piece_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("boutique_id", sa.Uuid(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("ready_on", sa.Date(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ready_on >= ordered_on", name=op.f("ck_engraving_ready_after_order")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_engraving_piece_id_piece")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_engraving_customer_id_customer")),
        sa.ForeignKeyConstraint(["boutique_id"], ["boutique.id"], name=op.f("fk_engraving_boutique_id_boutique")),
        # A record is written at the end of its transaction, so the row that names it comes first.
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["journal_entry.id"],
            name=op.f("fk_engraving_entry_id_journal_entry"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engraving")),
        sa.UniqueConstraint("number", name=op.f("uq_engraving_number")),
    )
    op.create_index("ix_engraving_boutique", "engraving", ["boutique_id", "finished_on"])
    op.create_index("ix_engraving_piece", "engraving", ["piece_id"])
    op.create_index("ix_engraving_customer", "engraving", ["customer_id"])
    # SQLite looks here whenever a record is written.
    op.create_index("ix_engraving_entry", "engraving", ["entry_id"])
    for statement in append_only("engraving", op.get_bind().dialect.name, FROZEN):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("engraving")

"""The tables of repairs; events and quotes never change once written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.database.engine import Plain, UtcInstant, append_only

revision = "repairs_0001"
down_revision = None
branch_labels = ("repairs",)
depends_on = ("core_0001",)

#: Tables whose rows never change, and the columns that are frozen where only some are.
FROZEN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("repair_case", ("id", "number", "piece_id", "customer_id", "boutique_id", "wish", "received_on")),
    ("repair_event", ()),
    ("repair_quote", ()),
    ("repair_quote_line", ()),
)


def upgrade() -> None:
    op.create_table(
        "repair_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("piece_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("boutique_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("agreed", sa.BigInteger(), nullable=True),
        sa.Column("steps", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('received', 'at_workshop', 'quoted', 'accepted', 'declined', 'in_work', 'ready', 'returned')",
            name=op.f("ck_repair_case_stage"),
        ),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_repair_case_piece_id_piece")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_repair_case_customer_id_customer")),
        sa.ForeignKeyConstraint(["boutique_id"], ["boutique.id"], name=op.f("fk_repair_case_boutique_id_boutique")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair_case")),
        sa.UniqueConstraint("number", name=op.f("uq_repair_case_number")),
    )
    op.create_index("ix_repair_case_customer", "repair_case", ["customer_id"])
    op.create_index("ix_repair_case_piece", "repair_case", ["piece_id"])
    op.create_index("ix_repair_case_boutique_stage", "repair_case", ["boutique_id", "stage"])
    op.create_table(
        "repair_event",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("details", Plain, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "step IN ('receive', 'send', 'quote', 'accept', 'decline', 'done', 'return')",
            name=op.f("ck_repair_event_step"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["repair_case.id"], name=op.f("fk_repair_event_case_id_repair_case")),
        _entry("repair_event"),
        sa.PrimaryKeyConstraint("case_id", "n", name=op.f("pk_repair_event")),
    )
    op.create_table(
        "repair_quote",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("supply", sa.String(), nullable=False),
        sa.Column("covered", sa.Boolean(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("net + tax = gross", name=op.f("ck_repair_quote_identity")),
        sa.CheckConstraint("NOT covered OR gross = 0", name=op.f("ck_repair_quote_covered_is_free")),
        sa.ForeignKeyConstraint(["case_id"], ["repair_case.id"], name=op.f("fk_repair_quote_case_id_repair_case")),
        _entry("repair_quote"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair_quote")),
        sa.UniqueConstraint("case_id", "n", name=op.f("uq_repair_quote_case_id_n")),
    )
    op.create_table(
        "repair_quote_line",
        sa.Column("quote_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("wording", Plain, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_repair_quote_line_amount")),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["repair_quote.id"], name=op.f("fk_repair_quote_line_quote_id_repair_quote")
        ),
        sa.PrimaryKeyConstraint("quote_id", "n", name=op.f("pk_repair_quote_line")),
    )
    dialect = op.get_bind().dialect.name
    for table, columns in FROZEN:
        for statement in append_only(table, dialect, columns):
            op.execute(statement)


def downgrade() -> None:
    for table in ("repair_quote_line", "repair_quote", "repair_event", "repair_case"):
        op.drop_table(table)


def _entry(table: str) -> sa.ForeignKeyConstraint:
    """A record is written at the end of its transaction, so the row that names it comes first."""
    return sa.ForeignKeyConstraint(
        ["entry_id"],
        ["journal_entry.id"],
        name=op.f(f"fk_{table}_entry_id_journal_entry"),
        deferrable=True,
        initially="DEFERRED",
    )

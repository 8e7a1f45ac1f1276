"""Jobs: who does what of the outbox, until when, how far; a paper's job bears the paper's own id."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

from core.database.engine import Plain, UtcInstant

revision = "core_0005"
down_revision = "core_0004"
branch_labels = None
depends_on = None


def _old() -> tuple[sa.Column[Any], ...]:
    """The columns of before."""
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("payload", Plain, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
    )


def _new() -> tuple[sa.Column[Any], ...]:
    """Those that are added."""
    return (
        sa.Column("due_at", UtcInstant(), nullable=True),
        sa.Column("last_at", UtcInstant(), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("lease_until", UtcInstant(), nullable=True),
        sa.Column("rows_done", sa.BigInteger(), nullable=True),
        sa.Column("rows_total", sa.BigInteger(), nullable=True),
        sa.Column("answer", Plain, nullable=True),
    )


_STATE = "state IN ('open', 'running', 'done', 'failed')"
_LEASED = "(state = 'running') = (lease_until IS NOT NULL)"
_STATE_BEFORE = "state IN ('open', 'done', 'failed')"
_UNDONE = sa.text("state <> 'done'")
_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.drop_index("ix_outbox_open", "outbox")
    if op.get_bind().dialect.name == "sqlite":
        _rebuilt((*_old(), *_new()), {"ck_outbox_state": _STATE, "ck_outbox_leased": _LEASED})
    else:
        op.drop_constraint(op.f("ck_outbox_state"), "outbox", type_="check")
        for column in _new():
            op.add_column("outbox", column)
        op.create_check_constraint(op.f("ck_outbox_state"), "outbox", _STATE)
        op.create_check_constraint(op.f("ck_outbox_leased"), "outbox", _LEASED)
    op.create_index(
        "ix_outbox_undone", "outbox", ["state", "id"], unique=False, sqlite_where=_UNDONE, postgresql_where=_UNDONE
    )
    _papers_own_ids()
    _names_left_unfiled()


def downgrade() -> None:
    op.drop_index("ix_outbox_undone", "outbox")
    op.execute("UPDATE outbox SET state = 'open', lease_until = NULL WHERE state = 'running'")
    if op.get_bind().dialect.name == "sqlite":
        _rebuilt(_old(), {"ck_outbox_state": _STATE_BEFORE})
    else:
        op.drop_constraint(op.f("ck_outbox_leased"), "outbox", type_="check")
        op.drop_constraint(op.f("ck_outbox_state"), "outbox", type_="check")
        for column in _new():
            op.drop_column("outbox", column.name)
        op.create_check_constraint(op.f("ck_outbox_state"), "outbox", _STATE_BEFORE)
    op.create_index(
        "ix_outbox_open", "outbox", ["topic", "id"], unique=False, sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def _rebuilt(columns: tuple[sa.Column[Any], ...], checks: dict[str, str]) -> None:
    """SQLite changes no constraint of a table: it is made anew and filled."""
    op.create_table(
        "outbox_anew",
        *columns,
        *(sa.CheckConstraint(rule, name=op.f(name)) for name, rule in checks.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    kept = ", ".join(column.name for column in _old())
    op.execute(f"INSERT INTO outbox_anew ({kept}) SELECT {kept} FROM outbox")
    op.drop_table("outbox")
    op.rename_table("outbox_anew", "outbox")


def _papers_own_ids() -> None:
    """What is not drawn yet is looked up by the paper's id from now on."""
    outbox, bind = sa.table("outbox", *_old()), op.get_bind()
    undrawn = sa.select(outbox.c.id, outbox.c.payload).where(
        outbox.c.topic == "document.render", outbox.c.state != "done"
    )
    for row in bind.execute(undrawn).all():
        bind.execute(sa.update(outbox).where(outbox.c.id == row.id).values(id=UUID(row.payload["document"])))


def _names_left_unfiled() -> None:
    """An import that was killed before it filed its names left no job then; it gets one."""
    outbox, bind = sa.table("outbox", *_old()), op.get_bind()
    if bind.execute(sa.text("SELECT 1 FROM name_unfiled LIMIT 1")).scalar():
        row = {"id": uuid4(), "topic": "customers.file_names", "payload": {}, "state": "open", "attempts": 0}
        bind.execute(sa.insert(outbox).values(**row, fault="", created_at=sa.func.current_timestamp()))

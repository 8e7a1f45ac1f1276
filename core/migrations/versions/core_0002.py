"""Nothing yet: replaced when the branches are merged."""

from __future__ import annotations

revision = "core_0002"
down_revision = "core_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No change."""


def downgrade() -> None:
    """No change."""

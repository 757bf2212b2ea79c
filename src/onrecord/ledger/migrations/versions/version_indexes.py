"""Indexes by which a report finds the version after it, and the notice that withdrew it."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"

COLUMNS = ("revises", "retracts")


def upgrade() -> None:
    """Add the indexes."""
    for column in COLUMNS:
        op.create_index(f"ix_reports_{column}", "reports", [column])


def downgrade() -> None:
    """Take them away."""
    for column in reversed(COLUMNS):
        op.drop_index(f"ix_reports_{column}", table_name="reports")

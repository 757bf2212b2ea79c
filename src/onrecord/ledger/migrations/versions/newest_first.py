"""An index by which PostgreSQL lists the newest reports first; SQLite does by the one there is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

INDEX = "ix_reports_newest_first"


def upgrade() -> None:
    """Add the index."""
    if _is_postgresql():
        op.create_index(INDEX, "reports", [sa.text("published DESC NULLS LAST"), "id", "status"])


def downgrade() -> None:
    """Take it away."""
    if _is_postgresql():
        op.drop_index(INDEX, table_name="reports")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"

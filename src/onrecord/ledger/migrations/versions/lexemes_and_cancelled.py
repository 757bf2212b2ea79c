"""A report's words as PostgreSQL looks for them, kept with it; and what was cancelled without a text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0004"
down_revision = "0003"

# "endoftitle" keeps a phrase from running out of a title into the text
_LEXEMES = "to_tsvector('english', coalesce(title, '') || ' endoftitle ' || text)"


def upgrade() -> None:
    """Keep the words instead of an index of what they would be; add the table."""
    op.create_table(
        "cancelled",
        sa.Column(
            "key",
            sa.Text(),
            nullable=False,
            comment="what its versions share: an address, or an outlet and id",
        ),
        sa.Column(
            "at",
            sa.String(),
            nullable=False,
            comment="day or time of the cancellation, as its publisher says (ISO 8601); empty: not told",
        ),
        sa.Column("origin", sa.Text(), nullable=False, comment="file, address or line that said so first"),
        sa.Column("seen_at", sa.String(), nullable=False, comment="when that was added (ISO 8601, UTC)"),
        sa.PrimaryKeyConstraint("key", "at", name=op.f("pk_cancelled")),
        comment="what publishers cancelled without giving its text: versions made until then are retracted",
    )
    if _is_postgresql():
        op.drop_index("ix_reports_words", table_name="reports")
        op.add_column(
            "reports",
            sa.Column(
                "lexemes", TSVECTOR(), sa.Computed(_LEXEMES, persisted=True), comment="words to search"
            ),
        )
        op.create_index("ix_reports_words", "reports", ["lexemes"], postgresql_using="gin")


def downgrade() -> None:
    """Go back to the index; forget what was cancelled."""
    if _is_postgresql():
        op.drop_index("ix_reports_words", table_name="reports")
        op.drop_column("reports", "lexemes")
        op.create_index("ix_reports_words", "reports", [sa.text(_LEXEMES)], postgresql_using="gin")
    op.drop_table("cancelled")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"

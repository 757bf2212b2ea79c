"""What PostgreSQL takes for one word, as a file's path, is kept as the words that it is made of."""

from __future__ import annotations

import string

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0009"
down_revision = "0008"

INDEX = "ix_reports_words"
SIGNS = string.punctuation.replace("_", "")
_TEXT = "coalesce(title, '') || ' endoftitle ' || text"
_WORDS = "translate({}, '{}', '{}')".format(_TEXT, SIGNS.replace("'", "''"), " " * len(SIGNS))


def upgrade() -> None:
    """Keep the words anew: "Mosul/Erbil" as two, as SQLite and whoever asks take it."""
    _keep(_WORDS)


def downgrade() -> None:
    """Keep them as PostgreSQL divides a text."""
    _keep(_TEXT)


def _keep(words: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.drop_index(INDEX, table_name="reports")
    op.drop_column("reports", "lexemes")
    lexemes = sa.Computed(f"to_tsvector('english', {words})", persisted=True)
    op.add_column("reports", sa.Column("lexemes", TSVECTOR(), lexemes, comment="words to search"))
    op.create_index(INDEX, "reports", ["lexemes"], postgresql_using="gin")

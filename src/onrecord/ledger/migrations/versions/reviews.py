"""Reviews with their trail, how certain each record is, users with their sessions and tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_REFUSAL = "the trail of reviews is added to, never changed"
_SQLITE_TRAIL = (
    f"""CREATE TRIGGER reviews_unchanged BEFORE UPDATE ON reviews BEGIN
        SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER reviews_unremoved BEFORE DELETE ON reviews BEGIN
        SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    # INSERT OR REPLACE removes the row that is there without a word to the trigger above
    f"""CREATE TRIGGER reviews_unreplaced BEFORE INSERT ON reviews
        WHEN EXISTS (SELECT 1 FROM reviews WHERE id = new.id OR (
            report_id = new.report_id AND record = new.record AND version = new.version)) BEGIN
        SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
)
_POSTGRESQL_TRAIL = (
    f"""CREATE FUNCTION refuse_change_of_reviews() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$""",
    """CREATE TRIGGER reviews_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON reviews
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_reviews()""",
    "ALTER TABLE reviews ENABLE ALWAYS TRIGGER reviews_unchanged",
)

# As certainty.py had it when this schema was made.
_CERTAINTY = (
    """UPDATE statements SET certainty = round(CAST(
        CASE WHEN speaker IS NULL THEN 0.5 ELSE coalesce(speaker_confidence, 1.0) END
        * CASE WHEN cue_start IS NULL THEN 0.8 ELSE 1.0 END
        * CASE WHEN factuality = 'unknown' THEN 0.8 ELSE 1.0 END
        * CASE kind WHEN 'direct' THEN 1.0 WHEN 'mixed' THEN 0.95 ELSE 0.9 END
        AS NUMERIC), 4)""",
    """UPDATE figures SET certainty = round(CAST(
        coalesce((SELECT CASE WHEN s.speaker IS NULL THEN 0.5 ELSE coalesce(s.speaker_confidence, 1.0) END
            FROM statements s WHERE s.report_id = figures.report_id AND s.id = figures.statement), 1.0)
        * CASE WHEN indicator IS NULL OR indicator = 'other' THEN 0.6 ELSE 1.0 END
        * CASE WHEN value IS NULL THEN 0.8 WHEN modifier = '~' THEN 0.9 ELSE 1.0 END
        * coalesce((SELECT CASE WHEN p.confidence > 0.5 THEN p.confidence ELSE 0.5 END
            FROM places p WHERE p.report_id = figures.report_id AND p.id = figures.place), 0.8)
        * CASE WHEN "time" IS NULL THEN 0.9 ELSE 1.0 END
        * CASE WHEN measure IS NULL THEN 0.9 ELSE 1.0 END
        AS NUMERIC), 4)""",
)
_WAITING = {
    "ix_statements_waiting": ("statements", ["certainty", "report_id", "id"]),
    "ix_figures_waiting": ("figures", ["certainty", "report_id", "id"]),
    "ix_figures_waiting_indicator": ("figures", ["indicator", "certainty", "report_id", "id"]),
}


def upgrade() -> None:
    """Add the tables and columns, and say of each record how certain it is."""
    _make_tables()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_TRAIL if is_sqlite else _POSTGRESQL_TRAIL:
        op.execute(statement)
    for table in ("statements", "figures"):
        op.add_column(
            table,
            sa.Column(
                "review",
                sa.String(),
                nullable=True,
                comment="accepted, amended or rejected; null: nobody has looked",
            ),
        )
        op.add_column(
            table,
            sa.Column(
                "certainty",
                sa.Double(),
                server_default="0",
                nullable=False,
                comment="how sure the machine is, 0..1",
            ),
        )
    for statement in _CERTAINTY:
        op.execute(statement)
    op.create_index("ix_reports_publisher", "reports", [sa.text("lower(coalesce(outlet, agency, ''))")])
    is_fallen = sa.text("status = 'retracted' OR copy_of IS NOT NULL")
    op.create_index(
        "ix_reports_fallen", "reports", ["id"], sqlite_where=is_fallen, postgresql_where=is_fallen
    )
    is_waiting = sa.text("review IS NULL")
    for name, (table, columns) in _WAITING.items():
        op.create_index(name, table, columns, sqlite_where=is_waiting, postgresql_where=is_waiting)


def downgrade() -> None:
    """Take them away again, the trail with them; records stay as people left them."""
    for name, (table, _) in _WAITING.items():
        op.drop_index(name, table_name=table)
    op.drop_index("ix_reports_fallen", table_name="reports")
    op.drop_index("ix_reports_publisher", table_name="reports")
    for table in ("statements", "figures"):
        op.drop_column(table, "certainty")
        op.drop_column(table, "review")
    for table in ("tokens", "sessions", "users", "reviews"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_reviews()")


def _make_tables() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False, comment="in order of time"),
        sa.Column("at", sa.String(), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("reviewer", sa.Text(), nullable=False, comment="name of who did it"),
        sa.Column("report_id", sa.String(), nullable=False, comment="the report"),
        sa.Column("kind", sa.String(), nullable=False, comment="statement or figure"),
        sa.Column(
            "record", sa.String(), nullable=False, comment="id of the statement or figure within its report"
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="1, 2, … of the record"),
        sa.Column("action", sa.String(), nullable=False, comment="accept, amend, reject or undo"),
        sa.Column("before", sa.JSON(), nullable=False, comment="status and reviewable fields before it"),
        sa.Column("after", sa.JSON(), nullable=False, comment="status and reviewable fields after it"),
        sa.Column("note", sa.Text(), nullable=True, comment="why, in the reviewer's words"),
        sa.Column("undoes", sa.Integer(), nullable=True, comment="the review that an undo takes back"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_reviews_report_id")),
        sa.ForeignKeyConstraint(["undoes"], ["reviews.id"], name=op.f("fk_reviews_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint(
            "report_id", "record", "version", name=op.f("uq_reviews_report_id_record_version")
        ),
        comment="what people decided about records; the database lets nobody change or remove a row",
    )
    op.create_index(op.f("ix_reviews_reviewer_id"), "reviews", ["reviewer", "id"])
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the user"),
        sa.Column("name", sa.Text(), nullable=False, comment="as given"),
        sa.Column("key", sa.Text(), nullable=False, comment="the name without regard to case"),
        sa.Column("role", sa.String(), nullable=False, comment="reader, reviewer or admin"),
        sa.Column("password", sa.Text(), nullable=False, comment="its hash by Argon2"),
        sa.Column("created_at", sa.String(), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("disabled_at", sa.String(), nullable=True, comment="ISO 8601, UTC; null: may sign in"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("key", name=op.f("uq_users_key")),
        comment="who may use the reading room",
    )
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(), nullable=False, comment="SHA-256 of its secret"),
        sa.Column("user_id", sa.Integer(), nullable=False, comment="whose it is"),
        sa.Column("created_at", sa.String(), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("expires_at", sa.String(), nullable=False, comment="ISO 8601, UTC"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_sessions_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sessions")),
        comment="who is signed in",
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"])
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the token"),
        sa.Column("user_id", sa.Integer(), nullable=False, comment="whose it is"),
        sa.Column("name", sa.Text(), nullable=False, comment="what it is for"),
        sa.Column("hash", sa.String(), nullable=False, comment="SHA-256 of its secret"),
        sa.Column("created_at", sa.String(), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("expires_at", sa.String(), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("revoked_at", sa.String(), nullable=True, comment="ISO 8601, UTC; null: it holds"),
        sa.Column("last_used_at", sa.String(), nullable=True, comment="ISO 8601, UTC, to the minute"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_tokens_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("hash", name=op.f("uq_tokens_hash")),
        comment="what programs sign in with",
    )
    op.create_index(op.f("ix_tokens_user_id"), "tokens", ["user_id"])

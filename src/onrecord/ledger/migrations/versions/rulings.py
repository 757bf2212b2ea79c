"""What people decide about disputes: a trail that is added to, never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_REFUSAL = "the trail of rulings is added to, never changed"
_SQLITE_TRAIL = (
    f"""CREATE TRIGGER rulings_unchanged BEFORE UPDATE ON rulings BEGIN
        SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER rulings_unremoved BEFORE DELETE ON rulings BEGIN
        SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    # INSERT OR REPLACE removes the row that is there without a word to the trigger above
    f"""CREATE TRIGGER rulings_unreplaced BEFORE INSERT ON rulings
        WHEN EXISTS (SELECT 1 FROM rulings WHERE id = new.id OR (
            dispute_id = new.dispute_id AND version = new.version)) BEGIN
        SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
)
_POSTGRESQL_TRAIL = (
    f"""CREATE FUNCTION refuse_change_of_rulings() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$""",
    """CREATE TRIGGER rulings_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON rulings
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_rulings()""",
    "ALTER TABLE rulings ENABLE ALWAYS TRIGGER rulings_unchanged",
)


def upgrade() -> None:
    """Add the trail."""
    op.create_table(
        "rulings",
        sa.Column("id", sa.Integer(), nullable=False, comment="in order of time"),
        sa.Column("at", sa.String(), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("reviewer", sa.Text(), nullable=False, comment="name of who did it"),
        sa.Column(
            "dispute_id",
            sa.String(),
            nullable=False,
            comment="id of the dispute, which may be found no more",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="1, 2, … of the dispute"),
        sa.Column("action", sa.String(), nullable=False, comment="settle, explain or reopen"),
        sa.Column(
            "verdict",
            sa.String(),
            nullable=True,
            comment="of settle: which side holds: one, other, both or neither",
        ),
        sa.Column("note", sa.Text(), nullable=True, comment="why, in the reviewer's words"),
        sa.Column(
            "quarrel",
            sa.String(),
            nullable=False,
            comment="hash of who has which words, alike in other reports",
        ),
        sa.Column(
            "sides", sa.JSON(), nullable=False, comment="the dispute as it was, with both sides' words"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulings")),
        sa.UniqueConstraint("dispute_id", "version", name=op.f("uq_rulings_dispute_id_version")),
        comment="what people decided about disputes; the database lets nobody change or remove a row",
    )
    op.create_index(op.f("ix_rulings_quarrel"), "rulings", ["quarrel"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_TRAIL if is_sqlite else _POSTGRESQL_TRAIL:
        op.execute(statement)


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("rulings")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_rulings()")

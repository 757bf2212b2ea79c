"""Which entries of the register a change is about, so that nobody reads every change to find its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

AT_ONCE = 1000


def upgrade() -> None:
    """Add the table, with what the changes themselves say."""
    changed = op.create_table(
        "changed_entries",
        sa.Column(
            "entry", sa.Integer(), nullable=False, comment="of the register, which it may have left since"
        ),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change"],
            ["register_changes.id"],
            name=op.f("fk_changed_entries_change_register_changes"),
        ),
        sa.PrimaryKeyConstraint("entry", "change", name=op.f("pk_changed_entries")),
        comment="which entries of the register each change is about",
    )
    changes = sa.table("register_changes", sa.column("id", sa.Integer()), sa.column("facts", sa.JSON()))
    last = 0
    while rows := _after(changes, last):
        last = rows[-1][0]
        about = [{"entry": entry, "change": number} for number, facts in rows for entry in _ids(facts)]
        if about:
            op.get_bind().execute(sa.insert(changed), about)


def downgrade() -> None:
    """Take it away again; the changes still say it."""
    op.drop_table("changed_entries")


def _after(changes: sa.TableClause, last: int) -> list[tuple[int, dict[str, list[int]]]]:
    query = sa.select(changes.c.id, changes.c.facts).where(changes.c.id > last)
    return [tuple(row) for row in op.get_bind().execute(query.order_by(changes.c.id).limit(AT_ONCE))]


def _ids(facts: dict[str, list[int]]) -> set[int]:
    return set(facts.get("ids", ()))

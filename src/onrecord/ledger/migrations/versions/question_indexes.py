"""Indexes by which questions to a large ledger find their rows, and a report's newest first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ADDED = {
    "actors": {"ix_actors_registered": ["registered", "name", "report_id", "id"]},
    "disputes": {
        "ix_disputes_series": ["indicator", "path", "rank"],
        "ix_disputes_path": ["path", "rank"],
        "ix_disputes_kind": ["kind", "rank"],
    },
    "figures": {
        "ix_figures_as_of": ["indicator", "as_of", "report_id"],
        "ix_figures_series": ["indicator", "path", "as_of", "report_id", "id"],
    },
    "places": {"ix_places_path": ["path", "report_id"]},
    "reports": {"ix_reports_newest": ["published", "id", "status"]},
    "statements": {
        "ix_statements_act": ["act", "report_id"],
        "ix_statements_speaker": ["report_id", "speaker", "act"],
    },
}
_REPLACED = {
    "actors": {"ix_actors_registered": ["registered"]},
    "figures": {
        "ix_figures_as_of": ["indicator", "as_of"],
        "ix_figures_series": ["indicator", "path", "as_of"],
    },
    "reports": {"ix_reports_published": ["published"]},
    "statements": {"ix_statements_act": ["act"]},
}


def upgrade() -> None:
    """Exchange the indexes for wider ones, and add those that were missing."""
    _drop(_REPLACED)
    _create(_ADDED)
    op.create_index("ix_places_lower_name", "places", [sa.text("lower(name)")])


def downgrade() -> None:
    """Go back to the former ones."""
    op.drop_index("ix_places_lower_name", table_name="places")
    _drop(_ADDED)
    _create(_REPLACED)


def _create(indexes: dict[str, dict[str, list[str]]]) -> None:
    for table, named in indexes.items():
        for name, columns in named.items():
            op.create_index(name, table, columns)


def _drop(indexes: dict[str, dict[str, list[str]]]) -> None:
    for table, named in indexes.items():
        for name in named:
            op.drop_index(name, table_name=table)

"""What reports are compared by: copies, versions, the register of actors, paths of places, disputes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables and columns; a ledger fills those of the reports it has when it is opened."""
    op.create_table(
        "fetched",
        sa.Column("address", sa.Text(), nullable=False, comment="of a feed or a page"),
        sa.Column("etag", sa.Text(), nullable=True, comment="its ETag when last fetched"),
        sa.Column("last_modified", sa.Text(), nullable=True, comment="its Last-Modified when last fetched"),
        sa.Column("fetched_at", sa.String(), nullable=False, comment="ISO 8601, UTC"),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_fetched")),
        comment="what was fetched, so that the unchanged is not fetched again",
    )
    op.create_table(
        "register",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the actor in the ledger"),
        sa.Column("name", sa.Text(), nullable=False, comment="fullest name seen, or the one given by hand"),
        sa.Column("kind", sa.String(), nullable=False, comment="person, government, armed_group, …"),
        sa.Column("country", sa.String(), nullable=True, comment="ISO 3166-1 alpha-3"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register")),
        comment="actors across reports: one row for each that the ledger knows",
    )
    op.create_index(op.f("ix_register_name"), "register", ["name"], unique=False)
    op.create_table(
        "register_changes",
        sa.Column("id", sa.Integer(), nullable=False, comment="in order of time"),
        sa.Column("at", sa.String(), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("action", sa.String(), nullable=False, comment="merge, split, rename or undo"),
        sa.Column("facts", sa.JSON(), nullable=False, comment="what was changed, enough to undo it"),
        sa.Column("undone_by", sa.Integer(), nullable=True, comment="the change that took this one back"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_changes")),
        comment="what people changed in the register; rows are added, never removed",
    )
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger(), nullable=False, comment="hash of one band of a signature"),
        sa.Column("report_id", sa.String(), nullable=False, comment="a report with this band"),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_bands_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("band", "report_id", name=op.f("pk_bands")),
        comment="reports that share a band may be copies of each other",
    )
    op.create_index(op.f("ix_bands_report_id"), "bands", ["report_id"], unique=False)
    op.create_table(
        "disputes",
        sa.Column("id", sa.String(), nullable=False, comment="hash of its two sides"),
        sa.Column("kind", sa.String(), nullable=False, comment="interval, denial, whole or falling"),
        sa.Column("one_report", sa.String(), nullable=False),
        sa.Column("one", sa.String(), nullable=False, comment="figure or statement id there"),
        sa.Column("other_report", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False, comment="figure or statement id there"),
        sa.Column("indicator", sa.String(), nullable=True, comment="what both count"),
        sa.Column("path", sa.Text(), nullable=True, comment="where"),
        sa.Column("as_of", sa.String(), nullable=True, comment="when (ISO date)"),
        sa.Column("why", sa.Text(), nullable=False, comment="why both cannot hold, in a sentence"),
        sa.Column("rank", sa.Double(), nullable=False, comment="how far apart and how independent, 0..1"),
        sa.ForeignKeyConstraint(
            ["one_report"], ["reports.id"], name=op.f("fk_disputes_one_report"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_report"], ["reports.id"], name=op.f("fk_disputes_other_report"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        comment="pairs that cannot both hold",
    )
    op.create_index(op.f("ix_disputes_one_report"), "disputes", ["one_report"], unique=False)
    op.create_index(op.f("ix_disputes_other_report"), "disputes", ["other_report"], unique=False)
    op.create_index(op.f("ix_disputes_rank"), "disputes", ["rank"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False, comment="what speaks for it, in a sentence"),
        sa.Column(
            "status", sa.String(), server_default="open", nullable=False, comment="open, merged or refused"
        ),
        sa.ForeignKeyConstraint(["one"], ["register.id"], name=op.f("fk_proposals_one"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["other"], ["register.id"], name=op.f("fk_proposals_other"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_proposals")),
        comment="actors of the register that may be the same, for a person to decide",
    )
    op.create_table(
        "register_names",
        sa.Column("key", sa.Text(), nullable=False, comment="a name, folded for comparison"),
        sa.Column("registered", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="the name as a report has it"),
        sa.ForeignKeyConstraint(
            ["registered"], ["register.id"], name=op.f("fk_register_names_registered"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "registered", name=op.f("pk_register_names")),
        comment="the names an actor of the register goes by",
    )
    op.create_index(op.f("ix_register_names_registered"), "register_names", ["registered"], unique=False)
    op.create_table(
        "signatures",
        sa.Column("report_id", sa.String(), nullable=False, comment="the report"),
        sa.Column(
            "minhash", sa.LargeBinary(), nullable=False, comment="MinHash of its words, for finding copies"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_signatures_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_signatures")),
        comment="what copies are found by",
    )
    op.add_column(
        "actors",
        sa.Column(
            "registered", sa.Integer(), nullable=True, comment="register id: who this is across reports"
        ),
    )
    op.create_index(op.f("ix_actors_registered"), "actors", ["registered"], unique=False)
    op.add_column(
        "figures",
        sa.Column("path", sa.Text(), nullable=True, comment="its place's path; null: no place known"),
    )
    op.add_column(
        "figures",
        sa.Column("since", sa.String(), nullable=True, comment="first day it holds for (ISO); null: open"),
    )
    op.add_column(
        "figures",
        sa.Column(
            "as_of",
            sa.String(),
            nullable=True,
            comment="last day it holds for (ISO): its time's, else the report's",
        ),
    )
    op.add_column(
        "figures",
        sa.Column("counted", sa.Text(), nullable=True, comment="who is counted, folded for comparison"),
    )
    op.drop_index(op.f("ix_figures_indicator"), table_name="figures")
    op.create_index("ix_figures_as_of", "figures", ["indicator", "as_of"], unique=False)
    op.create_index("ix_figures_series", "figures", ["indicator", "path", "as_of"], unique=False)
    op.add_column(
        "places",
        sa.Column(
            "path",
            sa.Text(),
            nullable=True,
            comment="where it lies: MWI/Southern Region/924572, widest first",
        ),
    )
    op.add_column(
        "reports",
        sa.Column(
            "versioncreated",
            sa.String(),
            nullable=True,
            comment="when this version was made, as its publisher says (ISO 8601)",
        ),
    )
    op.add_column(
        "reports",
        sa.Column(
            "pubstatus",
            sa.String(),
            nullable=True,
            comment="usable, withheld or canceled, as its publisher says (ninjs)",
        ),
    )
    op.add_column(
        "reports",
        sa.Column("revises", sa.String(), nullable=True, comment="report id of the version before this one"),
    )
    op.add_column(
        "reports",
        sa.Column("retracts", sa.String(), nullable=True, comment="report id of what this one withdraws"),
    )
    op.add_column(
        "reports",
        sa.Column(
            "copy_of",
            sa.String(),
            nullable=True,
            comment="report id of the same copy, first published; null: this is no copy",
        ),
    )
    op.add_column(
        "reports",
        sa.Column(
            "is_compared",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="its figures and statements have been compared with the others'",
        ),
    )
    op.create_index(op.f("ix_reports_copy_of"), "reports", ["copy_of"], unique=False)
    op.create_index(op.f("ix_reports_is_compared"), "reports", ["is_compared"], unique=False)


def downgrade() -> None:
    """Take them away again; the records stay."""
    op.drop_index(op.f("ix_reports_is_compared"), table_name="reports")
    op.drop_index(op.f("ix_reports_copy_of"), table_name="reports")
    op.drop_column("reports", "is_compared")
    op.drop_column("reports", "copy_of")
    op.drop_column("reports", "retracts")
    op.drop_column("reports", "revises")
    op.drop_column("reports", "pubstatus")
    op.drop_column("reports", "versioncreated")
    op.drop_column("places", "path")
    op.drop_index("ix_figures_series", table_name="figures")
    op.drop_index("ix_figures_as_of", table_name="figures")
    op.create_index(op.f("ix_figures_indicator"), "figures", ["indicator"], unique=False)
    op.drop_column("figures", "counted")
    op.drop_column("figures", "as_of")
    op.drop_column("figures", "since")
    op.drop_column("figures", "path")
    op.drop_index(op.f("ix_actors_registered"), table_name="actors")
    op.drop_column("actors", "registered")
    op.drop_table("signatures")
    op.drop_index(op.f("ix_register_names_registered"), table_name="register_names")
    op.drop_table("register_names")
    op.drop_table("proposals")
    op.drop_index(op.f("ix_disputes_rank"), table_name="disputes")
    op.drop_index(op.f("ix_disputes_other_report"), table_name="disputes")
    op.drop_index(op.f("ix_disputes_one_report"), table_name="disputes")
    op.drop_table("disputes")
    op.drop_index(op.f("ix_bands_report_id"), table_name="bands")
    op.drop_table("bands")
    op.drop_table("register_changes")
    op.drop_index(op.f("ix_register_name"), table_name="register")
    op.drop_table("register")
    op.drop_table("fetched")

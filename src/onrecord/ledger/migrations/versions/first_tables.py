"""The first tables, and the index of words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SQLITE_WORDS = (
    """CREATE VIRTUAL TABLE report_words USING fts5(
        title, text, content='reports', content_rowid='rowid', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER reports_words_added AFTER INSERT ON reports BEGIN
        INSERT INTO report_words (rowid, title, text) VALUES (new.rowid, new.title, new.text); END""",
    """CREATE TRIGGER reports_words_removed AFTER DELETE ON reports BEGIN
        INSERT INTO report_words (report_words, rowid, title, text)
        VALUES ('delete', old.rowid, old.title, old.text); END""",
    """CREATE TRIGGER reports_words_changed AFTER UPDATE OF title, text ON reports BEGIN
        INSERT INTO report_words (report_words, rowid, title, text)
        VALUES ('delete', old.rowid, old.title, old.text);
        INSERT INTO report_words (rowid, title, text) VALUES (new.rowid, new.title, new.text); END""",
)
_POSTGRESQL_WORDS = (
    "CREATE INDEX ix_reports_words ON reports USING gin "
    "(to_tsvector('english', coalesce(title, '') || ' endoftitle ' || text))",
)


def upgrade() -> None:
    """Make the tables and the index of words of titles and texts."""
    _make_tables()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_WORDS if is_sqlite else _POSTGRESQL_WORDS:
        op.execute(statement)


def downgrade() -> None:
    """Take everything away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE report_words")
    for table in (
        "mentions",
        "figures",
        "statements",
        "times",
        "places",
        "actors",
        "sources",
        "reports",
        "rejects",
    ):
        op.drop_table(table)


def _make_tables() -> None:
    op.create_table(
        "rejects",
        sa.Column("origin", sa.Text(), nullable=False, comment="the input that could not be read"),
        sa.Column(
            "code", sa.String(), nullable=False, comment="short reason: empty, malformed, not_english, …"
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="the reason in a sentence"),
        sa.Column("onrecord", sa.String(), nullable=False, comment="version that tried"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="how often it was tried"),
        sa.Column("first_tried_at", sa.String(), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("last_tried_at", sa.String(), nullable=False, comment="ISO 8601, UTC"),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_rejects")),
        comment="inputs that could not be read, kept with the reason until they can",
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.String(), nullable=False, comment="hash of the normalised text"),
        sa.Column("onrecord", sa.String(), nullable=False, comment="version that made the record"),
        sa.Column("added_at", sa.String(), nullable=False, comment="when it was added (ISO 8601, UTC)"),
        sa.Column(
            "read_at", sa.String(), nullable=False, comment="when the record was last made (ISO 8601, UTC)"
        ),
        sa.Column(
            "status",
            sa.String(),
            server_default="current",
            nullable=False,
            comment="current, revised or retracted",
        ),
        sa.Column("title", sa.Text(), nullable=True, comment="headline"),
        sa.Column("outlet", sa.Text(), nullable=True, comment="who published it"),
        sa.Column("agency", sa.Text(), nullable=True, comment="whose copy it is"),
        sa.Column("dateline_place", sa.Text(), nullable=True, comment="place in the dateline"),
        sa.Column("byline", sa.Text(), nullable=True, comment="who wrote it"),
        sa.Column("credit", sa.Text(), nullable=True, comment="photo credit"),
        sa.Column("published", sa.String(), nullable=True, comment="ISO date"),
        sa.Column("url", sa.Text(), nullable=True, comment="where it was published"),
        sa.Column("language", sa.String(), nullable=True, comment="ISO 639-1"),
        sa.Column("external_id", sa.Text(), nullable=True, comment="the id that came with it"),
        sa.Column("encoding", sa.String(), nullable=True, comment="how its bytes were decoded"),
        sa.Column("warnings", sa.JSON(), nullable=False, comment="what a reader should know of the text"),
        sa.Column("anatomy", sa.JSON(), nullable=False, comment="headline, dateline, credit, … as spans"),
        sa.Column(
            "text", sa.Text(), nullable=False, comment="the article; every span counts its code points"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        comment="articles as they came, one row a text",
    )
    op.create_index(op.f("ix_reports_outlet"), "reports", ["outlet"], unique=False)
    op.create_index(op.f("ix_reports_published"), "reports", ["published"], unique=False)
    op.create_index(op.f("ix_reports_url"), "reports", ["url"], unique=False)
    op.create_table(
        "actors",
        sa.Column("report_id", sa.String(), nullable=False, comment="the report"),
        sa.Column("id", sa.String(), nullable=False, comment="the actor's id within its report"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order within the report, from 0"),
        sa.Column("name", sa.Text(), nullable=False, comment="fullest name in the text"),
        sa.Column("kind", sa.String(), nullable=False, comment="person, government, armed_group, …"),
        sa.Column("country", sa.String(), nullable=True, comment="ISO 3166-1 alpha-3"),
        sa.Column("aliases", sa.JSON(), nullable=False, comment="other names in the text"),
        sa.Column("roles", sa.JSON(), nullable=False, comment="title, of, span"),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_actors_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "id", name=op.f("pk_actors")),
        comment="who speaks, acts or is spoken of in a report",
    )
    op.create_index(op.f("ix_actors_name"), "actors", ["name"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("report_id", sa.String(), nullable=False, comment="the report"),
        sa.Column("of", sa.String(), nullable=False, comment="actor or place id"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order within the report, from 0"),
        sa.Column("span_start", sa.Integer(), nullable=False, comment="first character"),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="one past the last character"),
        sa.Column("confidence", sa.Double(), nullable=False, comment="1.0: by name"),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_mentions_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "of", "span_start", "span_end", name=op.f("pk_mentions")),
        comment="the words that refer to an actor or a place",
    )
    op.create_table(
        "places",
        sa.Column("report_id", sa.String(), nullable=False, comment="the report"),
        sa.Column("id", sa.String(), nullable=False, comment="the place's id within its report"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order within the report, from 0"),
        sa.Column("name", sa.Text(), nullable=False, comment="as named"),
        sa.Column("geonameid", sa.Integer(), nullable=True, comment="GeoNames' number"),
        sa.Column("lat", sa.Double(), nullable=True, comment="degrees north (WGS 84)"),
        sa.Column("lon", sa.Double(), nullable=True, comment="degrees east"),
        sa.Column("country", sa.String(), nullable=True, comment="ISO 3166-1 alpha-3"),
        sa.Column("admin1", sa.Text(), nullable=True, comment="first-level region"),
        sa.Column(
            "precision",
            sa.String(),
            nullable=True,
            comment="point, city, admin2, admin1, country, region, near",
        ),
        sa.Column("confidence", sa.Double(), nullable=False, comment="of the resolution, 0..1"),
        sa.Column("unresolved", sa.Text(), nullable=True, comment="why it has no coordinates"),
        sa.Column("offset_km", sa.Double(), nullable=True, comment="distance from the place it is near"),
        sa.Column(
            "offset_bearing", sa.Double(), nullable=True, comment="direction from it, degrees from north"
        ),
        sa.Column("offset_of", sa.String(), nullable=True, comment="place id it is near"),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_places_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "id", name=op.f("pk_places")),
        comment="places in a report, on the map where that could be told",
    )
    op.create_index(op.f("ix_places_geonameid"), "places", ["geonameid"], unique=False)
    op.create_index(op.f("ix_places_name"), "places", ["name"], unique=False)
    op.create_table(
        "sources",
        sa.Column("report_id", sa.String(), nullable=False, comment="the report"),
        sa.Column("origin", sa.Text(), nullable=False, comment="file, address or line it came from"),
        sa.Column(
            "seen_at", sa.String(), nullable=False, comment="when it was first seen there (ISO 8601, UTC)"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_sources_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "origin", name=op.f("pk_sources")),
        comment="where a report was found; one text may come from many places",
    )
    op.create_table(
        "times",
        sa.Column("report_id", sa.String(), nullable=False, comment="the report"),
        sa.Column("id", sa.String(), nullable=False, comment="the time's id within its report"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order within the report, from 0"),
        sa.Column("span_start", sa.Integer(), nullable=False, comment="first character"),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="one past the last character"),
        sa.Column("type", sa.String(), nullable=False, comment="date, duration or set"),
        sa.Column("start", sa.String(), nullable=True, comment="first day (ISO); null: open or unresolved"),
        sa.Column("end", sa.String(), nullable=True, comment="last day (ISO); null: open or unresolved"),
        sa.Column("value", sa.String(), nullable=True, comment="TIMEX3 value"),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_times_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "id", name=op.f("pk_times")),
        comment="TIMEX3 expressions with their interval",
    )
    op.create_table(
        "statements",
        sa.Column("report_id", sa.String(), nullable=False, comment="the report"),
        sa.Column("id", sa.String(), nullable=False, comment="the statement's id within its report"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order within the report, from 0"),
        sa.Column("content", sa.JSON(), nullable=False, comment="spans of what was said"),
        sa.Column("words", sa.Text(), nullable=False, comment="what was said, pieces joined by …"),
        sa.Column("kind", sa.String(), nullable=False, comment="direct, indirect or mixed"),
        sa.Column("speaker", sa.String(), nullable=True, comment="actor id; null where nobody is named"),
        sa.Column(
            "speaker_mention_start",
            sa.Integer(),
            nullable=True,
            comment="span of the words that name the speaker here",
        ),
        sa.Column("speaker_mention_end", sa.Integer(), nullable=True),
        sa.Column("speaker_confidence", sa.Double(), nullable=True, comment="of the speaker, 0..1"),
        sa.Column("cue_start", sa.Integer(), nullable=True, comment="span of the reporting words"),
        sa.Column("cue_end", sa.Integer(), nullable=True),
        sa.Column("addressee", sa.String(), nullable=True, comment="actor id"),
        sa.Column("act", sa.String(), nullable=False, comment="assert, deny, expect, …"),
        sa.Column(
            "factuality",
            sa.String(),
            nullable=False,
            comment="certain, probable, possible, counterfactual, unknown",
        ),
        sa.Column("polarity", sa.String(), nullable=False, comment="+ or -"),
        sa.Column("said_on", sa.String(), nullable=True, comment="time id"),
        sa.Column("within", sa.String(), nullable=True, comment="statement id that reports this one"),
        sa.Column("rule", sa.String(), nullable=False, comment="which rule found it"),
        sa.ForeignKeyConstraint(
            ["report_id", "addressee"],
            ["actors.report_id", "actors.id"],
            name=op.f("fk_statements_report_id_addressee"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["report_id", "said_on"],
            ["times.report_id", "times.id"],
            name=op.f("fk_statements_report_id_said_on"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["report_id", "speaker"],
            ["actors.report_id", "actors.id"],
            name=op.f("fk_statements_report_id_speaker"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_statements_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "id", name=op.f("pk_statements")),
        comment="one attributed proposition a row",
    )
    op.create_index(op.f("ix_statements_act"), "statements", ["act"], unique=False)
    op.create_table(
        "figures",
        sa.Column("report_id", sa.String(), nullable=False, comment="the report"),
        sa.Column("id", sa.String(), nullable=False, comment="the figure's id within its report"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order within the report, from 0"),
        sa.Column(
            "span_start",
            sa.Integer(),
            nullable=False,
            comment="first character of the number with its modifier",
        ),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="one past the last character"),
        sa.Column("words", sa.Text(), nullable=False, comment="the figure as worded"),
        sa.Column(
            "value", sa.Numeric(asdecimal=False), nullable=True, comment="null for a vague word or a range"
        ),
        sa.Column(
            "low", sa.Numeric(asdecimal=False), nullable=True, comment="least the words allow; null: open"
        ),
        sa.Column(
            "high", sa.Numeric(asdecimal=False), nullable=True, comment="most the words allow; null: open"
        ),
        sa.Column("modifier", sa.String(), nullable=False, comment="= ~ > >= < <= range"),
        sa.Column("unit", sa.Text(), nullable=True, comment="what is counted, or the unit of measure"),
        sa.Column("per", sa.String(), nullable=True, comment="the other half of a rate"),
        sa.Column("indicator", sa.String(), nullable=True, comment="term of the indicator vocabulary"),
        sa.Column("population", sa.String(), nullable=True, comment="actor id of who is counted"),
        sa.Column(
            "population_start", sa.Integer(), nullable=True, comment="or the span of the words that say so"
        ),
        sa.Column("population_end", sa.Integer(), nullable=True),
        sa.Column("total", sa.Numeric(asdecimal=False), nullable=True, comment="the whole it is part of"),
        sa.Column("place", sa.String(), nullable=True, comment="place id"),
        sa.Column("time", sa.String(), nullable=True, comment="time id"),
        sa.Column("mode", sa.String(), nullable=False, comment="observed, expected, planned, estimated"),
        sa.Column("measure", sa.String(), nullable=True, comment="stock, cumulative, flow, rate, change"),
        sa.Column("direction", sa.String(), nullable=True, comment="up or down, for a change"),
        sa.Column("replaces", sa.String(), nullable=True, comment="figure id that it corrects"),
        sa.Column("event", sa.String(), nullable=True, comment="event id"),
        sa.Column("side", sa.String(), nullable=True, comment="whose toll"),
        sa.Column(
            "statement",
            sa.String(),
            nullable=True,
            comment="statement id that vouches for it; null: the report itself",
        ),
        sa.ForeignKeyConstraint(
            ["report_id", "place"],
            ["places.report_id", "places.id"],
            name=op.f("fk_figures_report_id_place"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["report_id", "population"],
            ["actors.report_id", "actors.id"],
            name=op.f("fk_figures_report_id_population"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["report_id", "statement"],
            ["statements.report_id", "statements.id"],
            name=op.f("fk_figures_report_id_statement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["report_id", "time"],
            ["times.report_id", "times.id"],
            name=op.f("fk_figures_report_id_time"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_figures_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "id", name=op.f("pk_figures")),
        comment="one counted or measured quantity a row",
    )
    op.create_index(op.f("ix_figures_indicator"), "figures", ["indicator"], unique=False)

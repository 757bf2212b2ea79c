"""The ledger's tables: the record's words as rows, on SQLite and PostgreSQL alike.

Names are those of the record's contract. Dates are ISO 8601 texts, spans are two columns of code points into
`reports.text`. A row of a report is known by the report's id and its own ("s3"); `position` keeps the order.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    func,
    literal_column,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NUMBER = Numeric(asdecimal=False)
"""A count or a measure: exact for whole numbers of any size."""


def _report_id() -> Column[str]:
    return Column(
        "report_id", String, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True,
        comment="the report",
    )  # fmt: skip


def _id(what: str) -> Column[str]:
    return Column("id", String, primary_key=True, comment=f"the {what}'s id within its report")


def _position() -> Column[int]:
    return Column("position", Integer, nullable=False, comment="order within the report, from 0")


def _review() -> Column[str]:
    return Column("review", String, comment="accepted, amended or rejected; null: nobody has looked")


def _certainty() -> Column[float]:
    return Column(
        "certainty", Double, nullable=False, server_default="0", comment="how sure the machine is, 0..1"
    )


reports = Table(
    "reports",
    metadata,
    Column("id", String, primary_key=True, comment="hash of the normalised text"),
    Column("onrecord", String, nullable=False, comment="version that made the record"),
    Column("added_at", String, nullable=False, comment="when it was added (ISO 8601, UTC)"),
    Column("read_at", String, nullable=False, comment="when the record was last made (ISO 8601, UTC)"),
    Column(
        "status", String, nullable=False, server_default="current", comment="current, revised or retracted"
    ),
    Column("title", Text, comment="headline"),
    Column("outlet", Text, comment="who published it"),
    Column("agency", Text, comment="whose copy it is"),
    Column("dateline_place", Text, comment="place in the dateline"),
    Column("byline", Text, comment="who wrote it"),
    Column("credit", Text, comment="photo credit"),
    Column("published", String, comment="ISO date"),
    Column("url", Text, comment="where it was published"),
    Column("language", String, comment="ISO 639-1"),
    Column("external_id", Text, comment="the id that came with it"),
    Column("encoding", String, comment="how its bytes were decoded"),
    Column("versioncreated", String, comment="when this version was made, as its publisher says (ISO 8601)"),
    Column("pubstatus", String, comment="usable, withheld or canceled, as its publisher says (ninjs)"),
    Column("revises", String, comment="report id of the version before this one"),
    Column("retracts", String, comment="report id of what this one withdraws"),
    Column("copy_of", String, comment="report id of the same copy, first published; null: this is no copy"),
    Column(
        "is_compared",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="its figures and statements have been compared with the others'",
    ),
    Column("warnings", JSON, nullable=False, comment="what a reader should know of the text"),
    Column("anatomy", JSON, nullable=False, comment="headline, dateline, credit, … as spans"),
    Column("text", Text, nullable=False, comment="the article; every span counts its code points"),
    Index("ix_reports_newest", "published", "id", "status"),
    Index(None, "outlet"),
    Index(None, "url"),
    Index(None, "copy_of"),
    Index(None, "revises"),
    Index(None, "retracts"),
    Index(None, "is_compared"),
    comment="articles as they came, one row a text",
)

publisher = func.lower(func.coalesce(reports.c.outlet, reports.c.agency, literal_column("''")))
"""Who published a report, or whose copy it is, in small letters: found by an index."""
Index("ix_reports_publisher", publisher)
FALLEN = "status = 'retracted' OR copy_of IS NOT NULL"
"""Whether a report was withdrawn or is a copy, so that its records need no review: found by an index."""
Index("ix_reports_fallen", reports.c.id, sqlite_where=text(FALLEN), postgresql_where=text(FALLEN))

sources = Table(
    "sources",
    metadata,
    _report_id(),
    Column("origin", Text, primary_key=True, comment="file, address or line it came from"),
    Column("seen_at", String, nullable=False, comment="when it was first seen there (ISO 8601, UTC)"),
    comment="where a report was found; one text may come from many places",
)

actors = Table(
    "actors",
    metadata,
    _report_id(),
    _id("actor"),
    _position(),
    Column("name", Text, nullable=False, comment="fullest name in the text"),
    Column("kind", String, nullable=False, comment="person, government, armed_group, …"),
    Column("country", String, comment="ISO 3166-1 alpha-3"),
    Column("aliases", JSON, nullable=False, comment="other names in the text"),
    Column("roles", JSON, nullable=False, comment="title, of, span"),
    Column("registered", Integer, comment="register id: who this is across reports"),
    Index(None, "name"),
    Index("ix_actors_registered", "registered", "name", "report_id", "id"),
    comment="who speaks, acts or is spoken of in a report",
)

mentions = Table(
    "mentions",
    metadata,
    _report_id(),
    Column("of", String, primary_key=True, comment="actor or place id"),
    _position(),
    Column("span_start", Integer, primary_key=True, comment="first character"),
    Column("span_end", Integer, primary_key=True, comment="one past the last character"),
    Column("confidence", Double, nullable=False, comment="1.0: by name"),
    comment="the words that refer to an actor or a place",
)

places = Table(
    "places",
    metadata,
    _report_id(),
    _id("place"),
    _position(),
    Column("name", Text, nullable=False, comment="as named"),
    Column("geonameid", Integer, comment="GeoNames' number"),
    Column("lat", Double, comment="degrees north (WGS 84)"),
    Column("lon", Double, comment="degrees east"),
    Column("country", String, comment="ISO 3166-1 alpha-3"),
    Column("admin1", Text, comment="first-level region"),
    Column("precision", String, comment="point, city, admin2, admin1, country, region, near"),
    Column("confidence", Double, nullable=False, comment="of the resolution, 0..1"),
    Column("unresolved", Text, comment="why it has no coordinates"),
    Column("offset_km", Double, comment="distance from the place it is near"),
    Column("offset_bearing", Double, comment="direction from it, degrees from north"),
    Column("offset_of", String, comment="place id it is near"),
    Column(
        "path",
        Text,
        comment="where it lies: MWI/Southern Region/924572, widest first",
    ),
    Index(None, "geonameid"),
    Index(None, "name"),
    Index("ix_places_path", "path", "report_id"),
    comment="places in a report, on the map where that could be told",
)

Index("ix_places_lower_name", func.lower(places.c.name))

times = Table(
    "times",
    metadata,
    _report_id(),
    _id("time"),
    _position(),
    Column("span_start", Integer, nullable=False, comment="first character"),
    Column("span_end", Integer, nullable=False, comment="one past the last character"),
    Column("type", String, nullable=False, comment="date, duration or set"),
    Column("start", String, comment="first day (ISO); null: open or unresolved"),
    Column("end", String, comment="last day (ISO); null: open or unresolved"),
    Column("value", String, comment="TIMEX3 value"),
    comment="TIMEX3 expressions with their interval",
)

statements = Table(
    "statements",
    metadata,
    _report_id(),
    _id("statement"),
    _position(),
    Column("content", JSON, nullable=False, comment="spans of what was said"),
    Column("words", Text, nullable=False, comment="what was said, pieces joined by …"),
    Column("kind", String, nullable=False, comment="direct, indirect or mixed"),
    Column("speaker", String, comment="actor id; null where nobody is named"),
    Column("speaker_mention_start", Integer, comment="span of the words that name the speaker here"),
    Column("speaker_mention_end", Integer),
    Column("speaker_confidence", Double, comment="of the speaker, 0..1"),
    Column("cue_start", Integer, comment="span of the reporting words"),
    Column("cue_end", Integer),
    Column("addressee", String, comment="actor id"),
    Column("act", String, nullable=False, comment="assert, deny, expect, …"),
    Column(
        "factuality", String, nullable=False, comment="certain, probable, possible, counterfactual, unknown"
    ),
    Column("polarity", String, nullable=False, comment="+ or -"),
    Column("said_on", String, comment="time id"),
    Column("within", String, comment="statement id that reports this one"),
    Column("rule", String, nullable=False, comment="which rule found it"),
    _review(),
    _certainty(),
    ForeignKeyConstraint(["report_id", "speaker"], ["actors.report_id", "actors.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["report_id", "addressee"], ["actors.report_id", "actors.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["report_id", "said_on"], ["times.report_id", "times.id"], ondelete="CASCADE"),
    Index("ix_statements_act", "act", "report_id"),
    Index("ix_statements_speaker", "report_id", "speaker", "act"),
    comment="one attributed proposition a row",
)

figures = Table(
    "figures",
    metadata,
    _report_id(),
    _id("figure"),
    _position(),
    Column("span_start", Integer, nullable=False, comment="first character of the number with its modifier"),
    Column("span_end", Integer, nullable=False, comment="one past the last character"),
    Column("words", Text, nullable=False, comment="the figure as worded"),
    Column("value", NUMBER, comment="null for a vague word or a range"),
    Column("low", NUMBER, comment="least the words allow; null: open"),
    Column("high", NUMBER, comment="most the words allow; null: open"),
    Column("modifier", String, nullable=False, comment="= ~ > >= < <= range"),
    Column("unit", Text, comment="what is counted, or the unit of measure"),
    Column("per", String, comment="the other half of a rate"),
    Column("indicator", String, comment="term of the indicator vocabulary"),
    Column("population", String, comment="actor id of who is counted"),
    Column("population_start", Integer, comment="or the span of the words that say so"),
    Column("population_end", Integer),
    Column("total", NUMBER, comment="the whole it is part of"),
    Column("place", String, comment="place id"),
    Column("time", String, comment="time id"),
    Column("mode", String, nullable=False, comment="observed, expected, planned, estimated"),
    Column("measure", String, comment="stock, cumulative, flow, rate, change"),
    Column("direction", String, comment="up or down, for a change"),
    Column("replaces", String, comment="figure id that it corrects"),
    Column("event", String, comment="event id"),
    Column("side", String, comment="whose toll"),
    Column("statement", String, comment="statement id that vouches for it; null: the report itself"),
    Column("path", Text, comment="its place's path; null: no place known"),
    Column("since", String, comment="first day it holds for (ISO); null: open"),
    Column("as_of", String, comment="last day it holds for (ISO): its time's, else the report's"),
    Column("counted", Text, comment="who is counted, folded for comparison"),
    _review(),
    _certainty(),
    ForeignKeyConstraint(["report_id", "place"], ["places.report_id", "places.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["report_id", "time"], ["times.report_id", "times.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["report_id", "population"], ["actors.report_id", "actors.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(
        ["report_id", "statement"], ["statements.report_id", "statements.id"], ondelete="CASCADE"
    ),
    Index("ix_figures_series", "indicator", "path", "as_of", "report_id", "id"),
    Index("ix_figures_as_of", "indicator", "as_of", "report_id"),
    comment="one counted or measured quantity a row",
)


def _index_waiting(table: Table, name: str, *first: str) -> None:
    """An index of the rows that nobody has reviewed, the least certain first."""
    is_waiting = table.c.review.is_(None)
    columns = [table.c[column] for column in (*first, "certainty", "report_id", "id")]
    Index(name, *columns, sqlite_where=is_waiting, postgresql_where=is_waiting)


_index_waiting(statements, "ix_statements_waiting")
_index_waiting(figures, "ix_figures_waiting")
_index_waiting(figures, "ix_figures_waiting_indicator", "indicator")

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True, comment="in order of time"),
    Column("at", String, nullable=False, comment="ISO 8601, UTC"),
    Column("reviewer", Text, nullable=False, comment="name of who did it"),
    Column("report_id", String, ForeignKey("reports.id"), nullable=False, comment="the report"),
    Column("kind", String, nullable=False, comment="statement or figure"),
    Column("record", String, nullable=False, comment="id of the statement or figure within its report"),
    Column("version", Integer, nullable=False, comment="1, 2, … of the record"),
    Column("action", String, nullable=False, comment="accept, amend, reject or undo"),
    Column("before", JSON, nullable=False, comment="status and reviewable fields before it"),
    Column("after", JSON, nullable=False, comment="status and reviewable fields after it"),
    Column("note", Text, comment="why, in the reviewer's words"),
    Column("undoes", Integer, ForeignKey("reviews.id"), comment="the review that an undo takes back"),
    UniqueConstraint("report_id", "record", "version"),
    Index(None, "reviewer", "id"),
    comment="what people decided about records; the database lets nobody change or remove a row",
)

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the user"),
    Column("name", Text, nullable=False, comment="as given"),
    Column("key", Text, nullable=False, unique=True, comment="the name without regard to case"),
    Column("role", String, nullable=False, comment="reader, reviewer or admin"),
    Column("password", Text, nullable=False, comment="its hash by Argon2"),
    Column("created_at", String, nullable=False, comment="ISO 8601, UTC"),
    Column("disabled_at", String, comment="ISO 8601, UTC; null: may sign in"),
    comment="who may use the reading room",
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String, primary_key=True, comment="SHA-256 of its secret"),
    Column(
        "user_id", Integer, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, comment="whose it is"
    ),
    Column("created_at", String, nullable=False, comment="ISO 8601, UTC"),
    Column("expires_at", String, nullable=False, comment="ISO 8601, UTC"),
    Index(None, "user_id"),
    comment="who is signed in",
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the token"),
    Column(
        "user_id", Integer, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, comment="whose it is"
    ),
    Column("name", Text, nullable=False, comment="what it is for"),
    Column("hash", String, nullable=False, unique=True, comment="SHA-256 of its secret"),
    Column("created_at", String, nullable=False, comment="ISO 8601, UTC"),
    Column("expires_at", String, nullable=False, comment="ISO 8601, UTC"),
    Column("revoked_at", String, comment="ISO 8601, UTC; null: it holds"),
    Column("last_used_at", String, comment="ISO 8601, UTC, to the minute"),
    Index(None, "user_id"),
    comment="what programs sign in with",
)

rejects = Table(
    "rejects",
    metadata,
    Column("origin", Text, primary_key=True, comment="the input that could not be read"),
    Column("code", String, nullable=False, comment="short reason: empty, malformed, not_english, …"),
    Column("reason", Text, nullable=False, comment="the reason in a sentence"),
    Column("onrecord", String, nullable=False, comment="version that tried"),
    Column("attempts", Integer, nullable=False, comment="how often it was tried"),
    Column("first_tried_at", String, nullable=False, comment="ISO 8601, UTC"),
    Column("last_tried_at", String, nullable=False, comment="ISO 8601, UTC"),
    comment="inputs that could not be read, kept with the reason until they can",
)

register = Table(
    "register",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the actor in the ledger"),
    Column("name", Text, nullable=False, comment="fullest name seen, or the one given by hand"),
    Column("kind", String, nullable=False, comment="person, government, armed_group, …"),
    Column("country", String, comment="ISO 3166-1 alpha-3"),
    Index(None, "name"),
    comment="actors across reports: one row for each that the ledger knows",
)

register_names = Table(
    "register_names",
    metadata,
    Column("key", Text, primary_key=True, comment="a name, folded for comparison"),
    Column("registered", Integer, ForeignKey("register.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, nullable=False, comment="the name as a report has it"),
    Index(None, "registered"),
    comment="the names an actor of the register goes by",
)

register_changes = Table(
    "register_changes",
    metadata,
    Column("id", Integer, primary_key=True, comment="in order of time"),
    Column("at", String, nullable=False, comment="ISO 8601, UTC"),
    Column("action", String, nullable=False, comment="merge, split, rename or undo"),
    Column("facts", JSON, nullable=False, comment="what was changed, enough to undo it"),
    Column("undone_by", Integer, comment="the change that took this one back"),
    comment="what people changed in the register; rows are added, never removed",
)

changed_entries = Table(
    "changed_entries",
    metadata,
    Column("entry", Integer, primary_key=True, comment="of the register, which it may have left since"),
    Column("change", Integer, ForeignKey("register_changes.id"), primary_key=True),
    comment="which entries of the register each change is about",
)

proposals = Table(
    "proposals",
    metadata,
    Column("one", Integer, ForeignKey("register.id", ondelete="CASCADE"), primary_key=True),
    Column("other", Integer, ForeignKey("register.id", ondelete="CASCADE"), primary_key=True),
    Column("why", Text, nullable=False, comment="what speaks for it, in a sentence"),
    Column("status", String, nullable=False, server_default="open", comment="open, merged or refused"),
    comment="actors of the register that may be the same, for a person to decide",
)

signatures = Table(
    "signatures",
    metadata,
    Column(
        "report_id",
        String,
        ForeignKey("reports.id", ondelete="CASCADE"),
        primary_key=True,
        comment="the report",
    ),
    Column("minhash", LargeBinary, nullable=False, comment="MinHash of its words, for finding copies"),
    comment="what copies are found by",
)

bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, primary_key=True, comment="hash of one band of a signature"),
    Column(
        "report_id",
        String,
        ForeignKey("reports.id", ondelete="CASCADE"),
        primary_key=True,
        comment="a report with this band",
    ),
    Index(None, "report_id"),
    comment="reports that share a band may be copies of each other",
)

disputes = Table(
    "disputes",
    metadata,
    Column("id", String, primary_key=True, comment="hash of its two sides"),
    Column("kind", String, nullable=False, comment="interval, denial, whole or falling"),
    Column("one_report", String, ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("one", String, nullable=False, comment="figure or statement id there"),
    Column("other_report", String, ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("other", String, nullable=False, comment="figure or statement id there"),
    Column("indicator", String, comment="what both count"),
    Column("path", Text, comment="where"),
    Column("as_of", String, comment="when (ISO date)"),
    Column("why", Text, nullable=False, comment="why both cannot hold, in a sentence"),
    Column("rank", Double, nullable=False, comment="how far apart and how independent, 0..1"),
    Index(None, "rank"),
    Index("ix_disputes_series", "indicator", "path", "rank"),
    Index("ix_disputes_path", "path", "rank"),
    Index("ix_disputes_kind", "kind", "rank"),
    Index(None, "one_report"),
    Index(None, "other_report"),
    comment="pairs that cannot both hold",
)

rulings = Table(
    "rulings",
    metadata,
    Column("id", Integer, primary_key=True, comment="in order of time"),
    Column("at", String, nullable=False, comment="ISO 8601, UTC"),
    Column("reviewer", Text, nullable=False, comment="name of who did it"),
    Column("dispute_id", String, nullable=False, comment="id of the dispute, which may be found no more"),
    Column("version", Integer, nullable=False, comment="1, 2, … of the dispute"),
    Column("action", String, nullable=False, comment="settle, explain or reopen"),
    Column("verdict", String, comment="of settle: which side holds: one, other, both or neither"),
    Column("note", Text, comment="why, in the reviewer's words"),
    Column("quarrel", String, nullable=False, comment="hash of who has which words, alike in other reports"),
    Column("sides", JSON, nullable=False, comment="the dispute as it was, with both sides' words"),
    UniqueConstraint("dispute_id", "version"),
    Index(None, "quarrel"),
    comment="what people decided about disputes; the database lets nobody change or remove a row",
)

fetched = Table(
    "fetched",
    metadata,
    Column("address", Text, primary_key=True, comment="of a feed or a page"),
    Column("etag", Text, comment="its ETag when last fetched"),
    Column("last_modified", Text, comment="its Last-Modified when last fetched"),
    Column("fetched_at", String, nullable=False, comment="ISO 8601, UTC"),
    comment="what was fetched, so that the unchanged is not fetched again",
)

cancelled = Table(
    "cancelled",
    metadata,
    Column("key", Text, primary_key=True, comment="what its versions share: an address, or an outlet and id"),
    Column(
        "at",
        String,
        primary_key=True,
        comment="day or time of the cancellation, as its publisher says (ISO 8601); empty: not told",
    ),
    Column("origin", Text, nullable=False, comment="file, address or line that said so first"),
    Column("seen_at", String, nullable=False, comment="when that was added (ISO 8601, UTC)"),
    comment="what publishers cancelled without giving its text: versions made until then are retracted",
)

RECORD_TABLES = (mentions, figures, statements, actors, places, times)
"""The tables a record fills, those that refer to others first."""


def stands(table: Any) -> ColumnElement[bool]:
    """Whether nobody has rejected a row of `statements` or `figures`, or of an alias of one."""
    is_kept: ColumnElement[bool] = table.c.review.is_distinct_from("rejected")
    return is_kept

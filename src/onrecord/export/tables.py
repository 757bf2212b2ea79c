"""The tables that CSV, Excel and Parquet share: their columns, and the rows a record fills.

Names are those of the record and of the ledger. A thing is known by `report_id` and its own `id` ("s3").
Spans are two columns of code points into the `text` of `reports`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from onrecord.export.shapes import Fields
from onrecord.record import Actor, Record, Span, Statement
from onrecord.render.figures import FigureRow, figure_rows

Kind = Literal["text", "texts", "integer", "number", "date"]
"""What a column holds; `texts` is a list of texts, `number` may be whole or not, `date` is an ISO day."""

Row = dict[str, Any]
PIECES = " … "  # between the pieces of an interrupted statement


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what kind of value it holds (`None` where there is none), and what that means."""

    name: str
    kind: Kind
    about: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, and the rows a record fills in it, each with a value for every column."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[Record], Iterator[Row]]


def day(text: str | None) -> datetime.date | None:
    """The day that an ISO date or time names, or `None`."""
    try:
        return datetime.date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def wording(record: Record, statement: Statement) -> str:
    """What was said, the pieces of an interrupted statement joined by …"""
    return PIECES.join(record.words(statement.content))


# --- Columns ----------------------------------------------------------------------------


def _span_columns(name: str, of: str) -> tuple[Column, Column]:
    return (
        Column(f"{name}_start", "integer", f"first character of {of}"),
        Column(f"{name}_end", "integer", f"one past the last character of {of}"),
    )


REPORT_ID = Column("report_id", "text", "the report")
REVIEW = Column("review", "text", "accepted or amended by a person; empty: nobody has looked")

REPORTS = (
    Column("id", "text", "hash of the normalised text"),
    Column("title", "text", "headline"),
    Column("outlet", "text", "who published it"),
    Column("agency", "text", "whose copy it is"),
    Column("dateline_place", "text", "place in the dateline"),
    Column("byline", "text", "who wrote it"),
    Column("credit", "text", "photo credit"),
    Column("published", "date", "day of publication"),
    Column("url", "text", "where it was published"),
    Column("language", "text", "ISO 639-1"),
    Column("external_id", "text", "the id that came with it"),
    Column("encoding", "text", "how its bytes were decoded"),
    Column("warnings", "texts", "what a reader should know of the text"),
    Column("onrecord", "text", "version that made the record"),
    Column("text", "text", "the article; every span counts its code points"),
)
STATEMENTS = (
    REPORT_ID,
    Column("id", "text", "the statement's id within its report"),
    Column("words", "text", "what was said, pieces joined by …"),
    Column("kind", "text", "direct, indirect or mixed"),
    Column("speaker", "text", "actor id; empty where nobody is named"),
    Column("speaker_name", "text", "the speaker's fullest name in the text"),
    Column("speaker_words", "text", "the words that name the speaker here"),
    Column("cue", "text", "the reporting words"),
    Column("act", "text", "assert, confirm, deny, accuse, estimate, expect, hope, pledge, demand, ask, warn"),
    Column("factuality", "text", "certain, probable, possible, counterfactual, unknown"),
    Column("polarity", "text", "+ or -"),
    Column("addressee", "text", "actor id"),
    Column("addressee_name", "text", "the addressee's fullest name in the text"),
    Column("said_on", "text", "time id"),
    Column("said_from", "date", "first day it may have been said"),
    Column("said_until", "date", "last day it may have been said"),
    Column("within", "text", "id of the statement that reports this one"),
    Column("speaker_confidence", "number", "of the speaker, 0 to 1"),
    Column("rule", "text", "which rule found it"),
    REVIEW,
    *_span_columns("speaker_mention", "the words that name the speaker"),
    *_span_columns("cue", "the reporting words"),
)
PIECES_OF = (
    REPORT_ID,
    Column("statement", "text", "statement id"),
    Column("position", "integer", "order within the statement, from 0"),
    Column("words", "text", "the words of the piece"),
    *_span_columns("span", "the piece"),
)
FIGURES = (
    REPORT_ID,
    Column("id", "text", "the figure's id within its report"),
    Column("words", "text", "the figure as worded"),
    Column("value", "number", "empty for a vague word or a range"),
    Column("low", "number", "least the words allow; empty: open"),
    Column("high", "number", "most the words allow; empty: open"),
    Column("modifier", "text", "=, ~, >, >=, <, <= or range"),
    Column("unit", "text", "what is counted, or the unit of measure"),
    Column("per", "text", "the other half of a rate"),
    Column("total", "number", "the whole it is part of"),
    Column("indicator", "text", "term of the indicator vocabulary"),
    Column("population", "text", "actor id of who is counted"),
    Column("counted", "text", "who or what is counted, in words"),
    Column("place", "text", "place id"),
    Column("place_name", "text", "the place as named"),
    Column("country", "text", "the place's country, ISO 3166-1 alpha-3"),
    Column("lat", "number", "the place's degrees north (WGS 84)"),
    Column("lon", "number", "the place's degrees east"),
    Column("time", "text", "time id"),
    Column("start", "date", "first day it holds for; empty: open or unknown"),
    Column("end", "date", "last day it holds for; empty: open or unknown"),
    Column("mode", "text", "observed, expected, planned or estimated"),
    Column("measure", "text", "stock, cumulative, flow, rate or change"),
    Column("direction", "text", "up or down, for a change"),
    Column("replaces", "text", "figure id that it corrects"),
    Column("event", "text", "event id"),
    Column("side", "text", "whose toll: actor, recipient, civilians or unknown"),
    Column("statement", "text", "id of the statement that vouches for it; empty: the report itself"),
    Column("vouched_by", "text", "the speaker whose words hold it, or whose report it is"),
    REVIEW,
    *_span_columns("span", "the number with its modifier"),
    *_span_columns("population", "the words that say who is counted"),
)
ACTORS = (
    REPORT_ID,
    Column("id", "text", "the actor's id within its report"),
    Column("name", "text", "fullest name in the text"),
    Column(
        "kind", "text",
        "person, government, military, armed_group, organization, outlet, population or unnamed",
    ),
    Column("country", "text", "ISO 3166-1 alpha-3"),
    Column("aliases", "texts", "other names in the text"),
)  # fmt: skip
ROLES = (
    REPORT_ID,
    Column("actor", "text", "actor id"),
    Column("title", "text", "the office or part"),
    Column("of", "text", "what it is held in or of"),
    *_span_columns("span", "the words that say so"),
)
PLACES = (
    REPORT_ID,
    Column("id", "text", "the place's id within its report"),
    Column("name", "text", "as named"),
    Column("geonameid", "integer", "GeoNames' number"),
    Column("lat", "number", "degrees north (WGS 84)"),
    Column("lon", "number", "degrees east"),
    Column("country", "text", "ISO 3166-1 alpha-3"),
    Column("admin1", "text", "first-level region"),
    Column("precision", "text", "point, city, admin2, admin1, country, region or near"),
    Column("confidence", "number", "of the resolution, 0 to 1"),
    Column("unresolved", "text", "why it has no coordinates"),
    Column("offset_km", "number", "distance from the place it is near"),
    Column("offset_bearing", "number", "direction from it, degrees from north"),
    Column("offset_of", "text", "place id it is near"),
)
TIMES = (
    REPORT_ID,
    Column("id", "text", "the time's id within its report"),
    Column("words", "text", "as worded"),
    Column("type", "text", "date, duration or set"),
    Column("start", "date", "first day; empty: open or unresolved"),
    Column("end", "date", "last day; empty: open or unresolved"),
    Column("value", "text", "TIMEX3 value"),
    *_span_columns("span", "the expression"),
)
MENTIONS = (
    REPORT_ID,
    Column("of", "text", "actor or place id"),
    Column("position", "integer", "order among the mentions of one actor or place, from 0"),
    Column("words", "text", "the words that refer to it"),
    Column("confidence", "number", "0 to 1; 1: by name"),
    *_span_columns("span", "the mention"),
)


# --- Rows -------------------------------------------------------------------------------


def _span(name: str, span: Span | None) -> Row:
    return {f"{name}_start": span.start if span else None, f"{name}_end": span.end if span else None}


def _report_rows(record: Record) -> Iterator[Row]:
    derived = {"onrecord": record.onrecord}
    plain = [column.name for column in REPORTS if column.name not in derived]
    yield {name: getattr(record.report, name) for name in plain} | derived


def _statement_rows(record: Record) -> Iterator[Row]:
    times = {time.id: time for time in record.times}
    plain = (
        "id", "kind", "act", "factuality", "polarity", "said_on", "within", "speaker_confidence", "rule",
        "review",
    )  # fmt: skip
    for statement in record.statements:
        said = times.get(statement.said_on or "")
        yield {
            "report_id": record.report.id,
            **{name: getattr(statement, name) for name in plain},
            "words": wording(record, statement),
            "speaker": statement.speaker and statement.speaker.id,
            "speaker_name": statement.speaker and statement.speaker.name,
            "speaker_words": record.words(statement.speaker_mention),
            "cue": record.words(statement.cue),
            "addressee": statement.addressee and statement.addressee.id,
            "addressee_name": statement.addressee and statement.addressee.name,
            "said_from": said and said.start,
            "said_until": said and said.end,
            **_span("speaker_mention", statement.speaker_mention),
            **_span("cue", statement.cue),
        }


def _piece_rows(record: Record) -> Iterator[Row]:
    for statement in record.statements:
        for position, span in enumerate(statement.content):
            yield {
                "report_id": record.report.id,
                "statement": statement.id,
                "position": position,
                "words": record.words(span),
                **_span("span", span),
            }


def _figure_rows(record: Record) -> Iterator[Row]:
    for row in figure_rows(record):
        yield _figure_row(record, row)


def _figure_row(record: Record, row: FigureRow) -> Row:
    figure = row.figure
    looked_up = {"population", "report_id", "words", "counted", "place_name", "country", "lat", "lon",
                 "start", "end", "vouched_by"}  # fmt: skip
    spans = {column.name for column in FIGURES if column.name.endswith(("_start", "_end"))}
    plain = [column.name for column in FIGURES if column.name not in looked_up | spans]
    counted = figure.population
    return {name: getattr(figure, name) for name in plain} | {
        "report_id": record.report.id,
        "words": row.words,
        "population": counted.id if isinstance(counted, Actor) else None,
        "counted": row.counted or None,
        "place_name": row.place and row.place.name,
        "country": row.place and row.place.country,
        "lat": row.place and row.place.lat,
        "lon": row.place and row.place.lon,
        "start": row.time and row.time.start,
        "end": row.time and row.time.end,
        "vouched_by": row.vouched_by,
        **_span("span", figure.span),
        **_span("population", counted if isinstance(counted, Span) else None),
    }


def _actor_rows(record: Record) -> Iterator[Row]:
    for actor in record.actors:
        plain = {name: getattr(actor, name) for name in ("id", "name", "kind", "country")}
        yield {"report_id": record.report.id, **plain, "aliases": list(actor.aliases)}


def _role_rows(record: Record) -> Iterator[Row]:
    for actor in record.actors:
        for role in actor.roles:
            yield {
                "report_id": record.report.id,
                "actor": actor.id,
                "title": role.title,
                "of": role.of,
                **_span("span", role.span),
            }


def _place_rows(record: Record) -> Iterator[Row]:
    plain = [
        column.name for column in PLACES if column is not REPORT_ID and not column.name.startswith("offset_")
    ]
    for place in record.places:
        offset = place.offset
        yield {
            "report_id": record.report.id,
            **{name: getattr(place, name) for name in plain},
            "offset_km": offset.km if offset else None,
            "offset_bearing": offset.bearing if offset else None,
            "offset_of": offset.of if offset else None,
        }


def _time_rows(record: Record) -> Iterator[Row]:
    for time in record.times:
        yield {
            "report_id": record.report.id,
            **{name: getattr(time, name) for name in ("id", "type", "start", "end", "value")},
            "words": record.words(time.mention),
            **_span("span", time.mention),
        }


def _mention_rows(record: Record) -> Iterator[Row]:
    named = [(actor.id, [(said.span, said.confidence) for said in actor.mentions]) for actor in record.actors]
    named += [(place.id, [(span, place.confidence) for span in place.mentions]) for place in record.places]
    for of, mentions in named:
        for position, (span, confidence) in enumerate(mentions):
            yield {
                "report_id": record.report.id,
                "of": of,
                "position": position,
                "words": record.words(span),
                "confidence": confidence,
                **_span("span", span),
            }


TABLES = (
    Table("reports", "articles as they came, one row a text", REPORTS, _report_rows),
    Table("statements", "one attributed proposition a row", STATEMENTS, _statement_rows),
    Table("figures", "one counted or measured quantity a row", FIGURES, _figure_rows),
    Table("actors", "who speaks, acts or is spoken of in a report", ACTORS, _actor_rows),
    Table("places", "places in a report, on the map where that could be told", PLACES, _place_rows),
    Table("times", "TIMEX3 expressions with their interval", TIMES, _time_rows),
    Table("mentions", "the words that refer to an actor or a place", MENTIONS, _mention_rows),
    Table("roles", "offices and parts that actors hold", ROLES, _role_rows),
    Table("pieces", "the spans of what was said, in order", PIECES_OF, _piece_rows),
)
"""The tables, the ones people look at first before the ones that only programs need."""


def fields() -> Fields:
    """The columns of every table, for the documentation."""
    return tuple(
        (f"`{table.name}`: {table.about}", tuple((column.name, column.about) for column in table.columns))
        for table in TABLES
    )

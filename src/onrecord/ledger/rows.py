"""Between a record and its rows: what goes in comes out the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import RowMapping

from onrecord.ledger.certainty import certainty_of_figure, certainty_of_statement
from onrecord.ledger.schema import actors, figures, mentions, places, reports, statements, times
from onrecord.record import (
    Actor,
    Anatomy,
    Figure,
    Mention,
    Offset,
    Place,
    Record,
    Report,
    Role,
    Span,
    Statement,
    Time,
)

Row = Mapping[str, Any] | RowMapping
_PLACE_FIELDS = (
    "id", "name", "geonameid", "lat", "lon", "country", "admin1", "precision", "confidence", "unresolved",
)  # fmt: skip
_STATEMENT_FIELDS = (
    "id", "kind", "act", "factuality", "polarity", "said_on", "within", "speaker_confidence", "rule",
    "review",
)  # fmt: skip
Key = tuple[str, str]
"""A row of a report: the report's id and its own."""
PIECES = " … "  # between the pieces of an interrupted statement


def rows_of(record: Record) -> dict[str, list[dict[str, Any]]]:
    """The rows of a record by table name, `reports` left out."""
    report_id = record.report.id
    by_id = {place.id: place for place in record.places}
    vouching = {statement.id: statement for statement in record.statements}
    found = {
        actors.name: [_actor_row(actor) for actor in record.actors],
        places.name: [_place_row(place) for place in record.places],
        times.name: [_time_row(time) for time in record.times],
        statements.name: [
            statement_row(record, statement) | {"certainty": certainty_of_statement(statement)}
            for statement in record.statements
        ],
        figures.name: [
            figure_row(record, figure)
            | {
                "certainty": certainty_of_figure(
                    figure, by_id.get(figure.place or ""), vouching.get(figure.statement or "")
                )
            }
            for figure in record.figures
        ],
        mentions.name: list(_mention_rows(record)),
    }
    for rows in found.values():
        for position, row in enumerate(rows):
            row["report_id"] = report_id
            row.setdefault("position", position)
    return found


def report_row(record: Record) -> dict[str, Any]:
    """The row of `reports`, without what the ledger itself adds."""
    report = record.report
    plain = {name: getattr(report, name) for name in Report.__dataclass_fields__}
    plain["warnings"] = list(report.warnings)
    plain["anatomy"] = [[part.part, *part.span] for part in report.anatomy]
    return {**plain, "onrecord": record.onrecord}


def _actor_row(actor: Actor) -> dict[str, Any]:
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "country": actor.country,
        "aliases": list(actor.aliases),
        "roles": [[role.title, role.of, *role.span] for role in actor.roles],
    }


def _mention_rows(record: Record) -> Iterable[dict[str, Any]]:
    for actor in record.actors:
        for position, mention in enumerate(actor.mentions):
            yield _mention_row(actor.id, position, mention.span, mention.confidence)
    for place in record.places:
        for position, span in enumerate(place.mentions):
            yield _mention_row(place.id, position, span, place.confidence)


def _mention_row(of: str, position: int, span: Span, confidence: float) -> dict[str, Any]:
    return {"of": of, "position": position, **_span("span", span), "confidence": confidence}


def _place_row(place: Place) -> dict[str, Any]:
    offset = place.offset
    return {name: getattr(place, name) for name in _PLACE_FIELDS} | {
        "offset_km": offset and offset.km,
        "offset_bearing": offset and offset.bearing,
        "offset_of": offset and offset.of,
    }


def _time_row(time: Time) -> dict[str, Any]:
    names = ("id", "type", "start", "end", "value")
    return {name: getattr(time, name) for name in names} | _span("span", time.mention)


def statement_row(record: Record, statement: Statement) -> dict[str, Any]:
    """The row of a statement, without what only the whole record tells."""
    return {name: getattr(statement, name) for name in _STATEMENT_FIELDS} | {
        "content": [list(span) for span in statement.content],
        "words": PIECES.join(record.words(statement.content)),
        "speaker": statement.speaker.id if statement.speaker else None,
        "addressee": statement.addressee.id if statement.addressee else None,
        **_span("speaker_mention", statement.speaker_mention),
        **_span("cue", statement.cue),
    }


def figure_row(record: Record, figure: Figure) -> dict[str, Any]:
    """The row of a figure, without what only the whole record tells."""
    left_out = {"span", "population"}
    counted = figure.population
    plain = {name: getattr(figure, name) for name in Figure.__dataclass_fields__ if name not in left_out}
    return plain | {
        **_span("span", figure.span),
        "words": record.words(figure.span),
        "population": counted.id if isinstance(counted, Actor) else None,
        **_span("population", counted if isinstance(counted, Span) else None),
    }


def _span(name: str, span: Span | None) -> dict[str, int | None]:
    return {f"{name}_start": span.start if span else None, f"{name}_end": span.end if span else None}


# --- Rows → record ----------------------------------------------------------------------


def record_of(report: Row, found: Mapping[str, Sequence[Row]]) -> Record:
    """The record whose rows these are, each table's in order of `position`."""
    spans: dict[str, list[Row]] = defaultdict(list)
    for row in found[mentions.name]:
        spans[row["of"]].append(row)
    cast = {row["id"]: _actor(row, spans[row["id"]]) for row in found[actors.name]}
    return Record(
        onrecord=report["onrecord"],
        report=_report(report),
        actors=tuple(cast.values()),
        places=tuple(_place(row, spans[row["id"]]) for row in found[places.name]),
        times=tuple(_time(row) for row in found[times.name]),
        statements=tuple(_statement(row, cast) for row in found[statements.name]),
        figures=tuple(_figure(row, cast) for row in found[figures.name]),
    )


def _report(row: Row) -> Report:
    plain = {
        column.name: row[column.name]
        for column in reports.columns
        if column.name in Report.__dataclass_fields__
    }
    plain["warnings"] = tuple(row["warnings"])
    plain["anatomy"] = tuple(Anatomy(part, Span(start, end)) for part, start, end in row["anatomy"])
    return Report(**plain)


def _actor(row: Row, spans: Sequence[Row]) -> Actor:
    return Actor(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        aliases=tuple(row["aliases"]),
        roles=tuple(Role(title, of, Span(start, end)) for title, of, start, end in row["roles"]),
        country=row["country"],
        mentions=tuple(
            Mention(Span(span["span_start"], span["span_end"]), span["confidence"]) for span in spans
        ),
    )


def _place(row: Row, spans: Sequence[Row]) -> Place:
    km, bearing, of = row["offset_km"], row["offset_bearing"], row["offset_of"]
    return Place(
        **{name: row[name] for name in _PLACE_FIELDS},
        mentions=tuple(Span(span["span_start"], span["span_end"]) for span in spans),
        offset=None if of is None else Offset(km, bearing, of),
    )


def _time(row: Row) -> Time:
    names = ("id", "type", "start", "end", "value")
    return Time(mention=Span(row["span_start"], row["span_end"]), **{name: row[name] for name in names})


def _statement(row: Row, cast: Mapping[str, Actor]) -> Statement:
    return Statement(
        **{name: row[name] for name in _STATEMENT_FIELDS},
        content=tuple(Span(start, end) for start, end in row["content"]),
        speaker=cast[row["speaker"]] if row["speaker"] else None,
        addressee=cast[row["addressee"]] if row["addressee"] else None,
        speaker_mention=_span_of(row, "speaker_mention"),
        cue=_span_of(row, "cue"),
    )


def _figure(row: Row, cast: Mapping[str, Actor]) -> Figure:
    left_out = {"span", "population", "value", "low", "high", "total"}
    plain = {name: row[name] for name in Figure.__dataclass_fields__ if name not in left_out}
    counted = cast[row["population"]] if row["population"] else _span_of(row, "population")
    return Figure(
        span=Span(row["span_start"], row["span_end"]),
        population=counted,
        value=number(row["value"]),
        low=number(row["low"]),
        high=number(row["high"]),
        total=number(row["total"]),
        **plain,
    )


def without_rejected(record: Record) -> Record:
    """The record without what people rejected; what leads to a rejected statement or figure leads nowhere."""
    gone = {statement.id for statement in record.statements if statement.review == "rejected"}
    gone |= {figure.id for figure in record.figures if figure.review == "rejected"}
    if not gone:
        return record

    def kept(id: str | None) -> str | None:
        return None if id in gone else id

    return replace(
        record,
        statements=tuple(
            replace(statement, within=kept(statement.within))
            for statement in record.statements
            if statement.id not in gone
        ),
        figures=tuple(
            replace(figure, statement=kept(figure.statement), replaces=kept(figure.replaces))
            for figure in record.figures
            if figure.id not in gone
        ),
    )


def number(stored: float | None) -> int | float | None:
    """Whole numbers as `int`, as the reader made them, whatever the database gives back."""
    if stored is None:
        return None
    return int(stored) if stored == int(stored) else float(stored)


def _span_of(row: Row, name: str) -> Span | None:
    start, end = row[f"{name}_start"], row[f"{name}_end"]
    return None if start is None else Span(start, end)

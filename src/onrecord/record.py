"""The record of a report: the one vocabulary for code, JSON and docs.

Every span is `[start, end)` in Unicode code points of `Report.text`, and
`text[start:end]` is exactly the words it stands for. Everything here is frozen
and compares by value. This module imports nothing of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

ActorKind = Literal[
    "person", "government", "military", "armed_group", "organization", "outlet", "population", "unnamed"
]
StatementKind = Literal["direct", "indirect", "mixed"]
Act = Literal[
    "assert", "confirm", "deny", "accuse", "estimate", "expect", "hope", "pledge", "demand", "ask", "warn"
]
Factuality = Literal["certain", "probable", "possible", "counterfactual", "unknown"]
Polarity = Literal["+", "-"]
TimeType = Literal["date", "duration", "set"]
Precision = Literal["point", "city", "admin2", "admin1", "country", "region", "near"]
Modifier = Literal["=", "~", ">", ">=", "<", "<=", "range"]
Mode = Literal["observed", "expected", "planned", "estimated"]
Measure = Literal["stock", "cumulative", "flow", "rate", "change"]
Direction = Literal["up", "down"]
Side = Literal["actor", "recipient", "civilians", "unknown"]
AnatomyPart = Literal["headline", "dateline", "byline", "credit", "caption", "furniture"]


class Span(NamedTuple):
    """Offsets `[start, end)` in code points of the report's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A part of the article that is not body text, marked and left in place."""

    part: AnatomyPart
    span: Span


@dataclass(frozen=True, slots=True)
class Report:
    """The article as it came, and what its margins say of it.

    `encoding` is how the input's bytes were decoded; `warnings` say what a reader should know
    of the text (damaged characters, a page without a clear article). `versioncreated` (ISO 8601) and
    `pubstatus` (`usable`, `withheld` or `canceled`) are what the publisher says of this version, as ninjs has them.
    """

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    agency: str | None = None
    dateline_place: str | None = None
    byline: str | None = None
    credit: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    external_id: str | None = None
    encoding: str | None = None
    versioncreated: str | None = None
    pubstatus: str | None = None
    warnings: tuple[str, ...] = ()
    anatomy: tuple[Anatomy, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """An office or part somebody holds: "Foreign Minister" of "Iraq"."""

    title: str
    of: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that refer to an actor, and how sure the reference is (1.0: by name)."""

    span: Span
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who speaks, acts or is spoken of."""

    id: str
    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    country: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One attributed proposition."""

    id: str
    content: tuple[Span, ...]
    kind: StatementKind
    speaker: Actor | None
    speaker_mention: Span | None
    cue: Span | None
    addressee: Actor | None
    act: Act
    factuality: Factuality
    polarity: Polarity
    said_on: str | None = None
    within: str | None = None
    speaker_confidence: float | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """A date, a duration or a repeated time, as TIMEX3 has them.

    `start` and `end` are ISO dates, inclusive; `None` is an open side, and both are `None` where the
    words are not resolved. `value` is the TIMEX3 value, where one exists.
    """

    id: str
    mention: Span
    type: TimeType
    start: str | None = None
    end: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Offset:
    """How a place lies from another: `km` kilometres at `bearing` degrees from north, of place id `of`."""

    km: float
    bearing: float
    of: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map, or one that could not be told (`lat` is `None`, and `unresolved` says why).

    `lat` and `lon` are WGS 84 degrees, `country` ISO 3166-1 alpha-3, `geonameid` GeoNames' number;
    `confidence` in 0..1 is of the resolution.
    """

    id: str
    name: str
    mentions: tuple[Span, ...]
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    precision: Precision | None = None
    confidence: float = 0.0
    offset: Offset | None = None
    unresolved: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One counted or measured quantity, with the interval its words allow.

    `value`, `low` and `high` are in `unit` (scale words multiplied out); `per` is the other half
    of a rate ("day" in "300 a day"), and a change has a `direction`. `population` is an actor or the words
    that say who is counted.
    """

    id: str
    span: Span
    value: int | float | None
    low: int | float | None
    high: int | float | None
    modifier: Modifier
    unit: str | None = None
    per: str | None = None
    indicator: str | None = None
    population: Actor | Span | None = None
    total: int | float | None = None
    place: str | None = None
    time: str | None = None
    mode: Mode = "observed"
    measure: Measure | None = None
    direction: Direction | None = None
    replaces: str | None = None
    event: str | None = None
    side: Side | None = None
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """All that one report says, traced to its words."""

    onrecord: str
    report: Report
    actors: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()
    statements: tuple[Statement, ...] = ()
    figures: tuple[Figure, ...] = ()
    events: tuple[Any, ...] = field(default=())

    def words(self, spans: Span | Iterable[Span] | None) -> Any:
        """The exact words of a span (a string), or of several (a list of strings)."""
        if spans is None:
            return None
        if isinstance(spans, Span):
            return self.report.text[spans.start : spans.end]
        return [self.report.text[span.start : span.end] for span in spans]

    def to_dict(self) -> dict[str, Any]:
        """The record as plain data, fields in the contract's order, references as ids."""
        return {
            "onrecord": self.onrecord,
            "report": _report_dict(self.report),
            "actors": [_actor_dict(actor) for actor in self.actors],
            "places": [_place_dict(place) for place in self.places],
            "times": [_time_dict(time) for time in self.times],
            "statements": [_statement_dict(statement) for statement in self.statements],
            "figures": [_figure_dict(figure) for figure in self.figures],
            "events": list(self.events),
        }

    def to_json(self, indent: int | None = None) -> str:
        """The record as JSON text; the same record gives the same bytes."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)


def _report_dict(report: Report) -> dict[str, Any]:
    names = [name for name in Report.__dataclass_fields__ if name != "anatomy"]
    plain = {name: getattr(report, name) for name in names}
    plain["warnings"] = list(report.warnings)
    plain["anatomy"] = [{"part": part.part, "span": list(part.span)} for part in report.anatomy]
    return plain


def _actor_dict(actor: Actor) -> dict[str, Any]:
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "aliases": list(actor.aliases),
        "roles": [{"title": role.title, "of": role.of, "span": list(role.span)} for role in actor.roles],
        "country": actor.country,
        "mentions": [list(mention.span) for mention in actor.mentions],
        "confidence": [mention.confidence for mention in actor.mentions],
    }


def _statement_dict(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "content": [list(span) for span in statement.content],
        "kind": statement.kind,
        "speaker": statement.speaker.id if statement.speaker else None,
        "speaker_mention": list(statement.speaker_mention) if statement.speaker_mention else None,
        "cue": list(statement.cue) if statement.cue else None,
        "addressee": statement.addressee.id if statement.addressee else None,
        "act": statement.act,
        "factuality": statement.factuality,
        "polarity": statement.polarity,
        "said_on": statement.said_on,
        "within": statement.within,
        "speaker_confidence": statement.speaker_confidence,
        "rule": statement.rule,
    }


def _place_dict(place: Place) -> dict[str, Any]:
    plain = {name: getattr(place, name) for name in Place.__dataclass_fields__}
    plain["mentions"] = [list(span) for span in place.mentions]
    offset = place.offset
    plain["offset"] = offset and {"km": offset.km, "bearing": offset.bearing, "of": offset.of}
    return plain


def _time_dict(time: Time) -> dict[str, Any]:
    plain = {name: getattr(time, name) for name in Time.__dataclass_fields__}
    plain["mention"] = list(time.mention)
    return plain


def _figure_dict(figure: Figure) -> dict[str, Any]:
    plain = {name: getattr(figure, name) for name in Figure.__dataclass_fields__}
    plain["span"] = list(figure.span)
    counted = figure.population
    plain["population"] = counted.id if isinstance(counted, Actor) else counted and list(counted)
    return plain

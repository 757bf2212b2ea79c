"""The record of a report: the one vocabulary for code, JSON and docs.

Every span is `[start, end)` in Unicode code points of `Report.text`, and
`text[start:end]` is exactly the words it stands for. Everything here is frozen
and compares by value. This module imports nothing of ours but the errors.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import lru_cache
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from onrecord.errors import NotARecord

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
Reviewed = Literal["accepted", "amended", "rejected"]
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
    `pubstatus` (`usable`, `withheld` or `canceled`) are what the publisher says of this version (ninjs).
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
    """One attributed proposition; `review` is what a person made of it in a ledger, `None`: nobody looked."""

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
    review: Reviewed | None = None


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
    that say who is counted. `review` is what a person made of it in a ledger, `None`: nobody looked.
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
    review: Reviewed | None = None


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

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Record:
        """The record that `to_dict` made this of; fields it does not know are passed over.

        Raises `NotARecord`, which names the field, where one is missing or no such thing, a span lies outside
        the text, an id is there twice, or one that is referred to is not there.
        """
        return _record(plain)


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
        "review": statement.review,
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


# --- Plain data → record ------------------------------------------------------------------

_LARGEST = 1e300  # of a number: what every database holds
_LARGEST_WHOLE = 2**31 - 1  # of an id
_Made = Callable[[Any, str], Any]


def _record(plain: Mapping[str, Any]) -> Record:
    facts = _object(plain, "the record")
    report = _instance(Report, facts.get("report"), "report")
    actors = [_actor(item, f"actors[{at}]") for at, item in enumerate(_list(facts, "actors"))]
    cast = _unique(actors, "actors")

    def actor(value: Any, where: str) -> Actor | None:
        if value is None:
            return None
        found: Actor | None = cast.get(value) if isinstance(value, str) else None
        if found is None:
            raise NotARecord(f"{where}: there is no actor {_short(value)}")
        return found

    def population(value: Any, where: str) -> Actor | Span | None:
        return _span(value, where) if isinstance(value, list) else actor(value, where)

    def made(of: type, name: str, **known: _Made) -> tuple[Any, ...]:
        items = enumerate(_list(facts, name))
        return tuple(_instance(of, item, f"{name}[{at}]", known) for at, item in items)

    record = Record(
        onrecord=_exactly(str, facts.get("onrecord"), "onrecord"),
        report=report,
        actors=tuple(actors),
        places=made(Place, "places"),
        times=made(Time, "times"),
        statements=made(Statement, "statements", speaker=actor, addressee=actor),
        figures=made(Figure, "figures", population=population),
        events=tuple(_list({"events": [], **facts}, "events")),
    )
    _require_sound(record)
    return record


def _actor(value: Any, where: str) -> Actor:
    facts = dict(_object(value, where))
    spans = [_span(span, f"{where}.mentions") for span in _list(facts, "mentions", where)]
    sure = [_number(number, f"{where}.confidence") for number in _list(facts, "confidence", where)]
    if len(spans) != len(sure):
        raise NotARecord(f"{where}: {len(spans)} mentions with {len(sure)} confidences")
    mentions = tuple(Mention(span, number) for span, number in zip(spans, sure, strict=True))
    found: Actor = _instance(Actor, facts, where, {"mentions": lambda *_: mentions})
    return found


def _require_sound(record: Record) -> None:
    length = len(record.report.text)
    for where, span in _all_spans(record):
        if not 0 <= span.start < span.end <= length:
            raise NotARecord(f"{where}: the span {list(span)} is not in the text of {length} characters")
    known = {
        name: _unique(getattr(record, name), name) for name in ("places", "times", "statements", "figures")
    }
    for where, name, to in _links(record):
        if to is not None and to not in known[name]:
            raise NotARecord(f"{where}: {name} has no {_short(to)}")


def _all_spans(record: Record) -> Iterator[tuple[str, Span]]:
    yield from ((f"anatomy {part.part}", part.span) for part in record.report.anatomy)
    for actor in record.actors:
        yield from ((actor.id, mention.span) for mention in actor.mentions)
        yield from ((f"{actor.id} role", role.span) for role in actor.roles)
    for place in record.places:
        yield from ((place.id, span) for span in place.mentions)
    yield from ((time.id, time.mention) for time in record.times)
    for statement in record.statements:
        yield from ((statement.id, span) for span in statement.content or (Span(0, 0),))
        yield from ((statement.id, span) for span in (statement.cue, statement.speaker_mention) if span)
    for figure in record.figures:
        yield figure.id, figure.span
        if isinstance(figure.population, Span):
            yield figure.id, figure.population


def _links(record: Record) -> Iterator[tuple[str, str, str | None]]:
    for statement in record.statements:
        yield statement.id, "times", statement.said_on
        yield statement.id, "statements", statement.within
    for figure in record.figures:
        yield figure.id, "places", figure.place
        yield figure.id, "times", figure.time
        yield figure.id, "figures", figure.replaces
        yield figure.id, "statements", figure.statement
    for place in record.places:
        yield place.id, "places", place.offset.of if place.offset else None


def _unique(items: Iterable[Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        if item.id in found:
            raise NotARecord(f"{name}: the id {item.id} is there twice")
        found[item.id] = item
    return found


def _instance(of: type, value: Any, where: str, known: Mapping[str, _Made] | None = None) -> Any:
    """A dataclass of plain data, each field by its type, or by its function in `known`."""
    facts = _object(value, where)
    made = {}
    for name, hint, is_needed in _shape(of):
        if name not in facts:
            if is_needed:
                raise NotARecord(f"{where}: it has no {name}")
            continue
        at = f"{where}.{name}"
        made[name] = known[name](facts[name], at) if known and name in known else _of(hint, facts[name], at)
    return of(**made)


@lru_cache(maxsize=32)
def _shape(of: type) -> tuple[tuple[str, Any, bool], ...]:
    hints = get_type_hints(of)
    return tuple(
        (known.name, hints[known.name], known.default is MISSING and known.default_factory is MISSING)
        for known in fields(of)
    )


def _of(hint: Any, value: Any, where: str) -> Any:
    if hint in (str, int):
        return _exactly(hint, value, where)
    if hint is float:
        return _number(value, where)
    if hint is Span:
        return _span(value, where)
    origin, within = get_origin(hint), get_args(hint)
    if origin is Literal:
        if not isinstance(value, str) or value not in within:
            raise NotARecord(f"{where}: {_short(value)} is none of: {', '.join(within)}")
        return value
    if origin in (Union, types.UnionType):
        if value is None and types.NoneType in within:
            return None
        kinds = [kind for kind in within if kind is not types.NoneType]
        return _number(value, where) if float in kinds else _of(kinds[0], value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise NotARecord(f"{where}: {_short(value)} is no list")
        return tuple(_of(within[0], item, f"{where}[{at}]") for at, item in enumerate(value))
    return _instance(hint, value, where)


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise NotARecord(f"{where}: {_short(value)} is no object")
    return value


def _list(facts: Mapping[str, Any], name: str, within: str = "") -> list[Any]:
    value = facts.get(name)
    if not isinstance(value, list):
        raise NotARecord(f"{within + '.' if within else ''}{name}: {_short(value)} is no list")
    return value


def _exactly(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise NotARecord(f"{where}: {_short(value)} is no {'text' if kind is str else 'whole number'}")
    if isinstance(value, int) and abs(value) > _LARGEST_WHOLE:
        raise NotARecord(f"{where}: {_short(value)} is too large")
    return value


def _number(value: Any, where: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_LARGEST < value < _LARGEST:
        raise NotARecord(f"{where}: {_short(value)} is no number that can be kept")
    return value


def _span(value: Any, where: str) -> Span:
    is_pair = isinstance(value, list) and len(value) == 2
    if not is_pair or not all(isinstance(end, int) and not isinstance(end, bool) for end in value):
        raise NotARecord(f"{where}: {_short(value)} is no span")
    return Span(*value)


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"

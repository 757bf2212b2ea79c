"""What the API's answers hold, as its description has it; the library's own objects are read into these."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from onrecord.comparison.rulings import Action as RulingAction
from onrecord.comparison.rulings import Verdict
from onrecord.ledger.trail import Action, Kind
from onrecord.record import (
    Act,
    ActorKind,
    AnatomyPart,
    Direction,
    Factuality,
    Measure,
    Mode,
    Modifier,
    Polarity,
    Precision,
    Reviewed,
    StatementKind,
    TimeType,
)
from onrecord.record import Side as TollSide
from onrecord.web.api.answers import Shown

SpanOf = Annotated[
    tuple[int, int],
    Field(description="[start, end) in code points of the report's text.", examples=[[17, 42]]),
]
Day = Annotated[
    str | None, Field(description="ISO 8601 day; null: unknown or open.", examples=["2031-03-05"])
]
Moment = Annotated[str, Field(description="ISO 8601, UTC.", examples=["2031-03-05T09:30:00+00:00"])]
ReportId = Annotated[str, Field(description="Hash of the report's normalised text.")]
OwnId = Annotated[str, Field(description="Id within its report.", examples=["s3"])]
Share = Annotated[float, Field(ge=0, le=1)]
Status = Literal["current", "revised", "retracted"]
Amount = int | float | None


class Counts(Shown):
    """How many of each the ledger holds."""

    reports: int
    sources: int = Field(description="Places that reports came from.")
    figures: int
    statements: int
    times: int
    places: int
    mentions: int
    actors: int = Field(description="Actors of single reports; the register has fewer.")
    rejects: int = Field(description="Inputs that could not be read.")


# --- Reports -----------------------------------------------------------------------------


class ReportListed(Shown):
    """A report in a list."""

    report_id: ReportId
    title: str | None
    outlet: str | None = Field(description="Who published it.")
    agency: str | None = Field(description="Whose copy it is.")
    published: Day
    added_at: Moment
    status: Status
    copy_of: str | None = Field(description="The report of the same copy that was published first.")
    statements: int
    figures: int
    beginning: str = Field(description="The first characters of its text.")


class Origin(Shown):
    """Where a report was found."""

    origin: str = Field(description="A file, an address or a line of a file.")
    seen_at: Moment


class OtherReport(Shown):
    """Another report of the same story."""

    report_id: ReportId
    title: str
    outlet: str | None
    published: Day
    status: Status


class Anatomy(Shown):
    """A part of the article that is not body text."""

    part: AnatomyPart
    span: SpanOf


class Report(Shown):
    """The article as it came, and what its margins say of it."""

    id: ReportId
    text: str = Field(description="The article; every span counts its code points.")
    title: str | None
    outlet: str | None = Field(description="Who published it.")
    agency: str | None = Field(description="Whose copy it is.")
    dateline_place: str | None
    byline: str | None
    credit: str | None
    published: Day
    url: str | None
    language: str | None = Field(description="ISO 639-1.")
    external_id: str | None = Field(description="The id that came with it.")
    encoding: str | None
    versioncreated: str | None
    pubstatus: str | None
    warnings: list[str] = Field(description="What a reader should know of the text.")
    anatomy: list[Anatomy]


class ReportWhole(Shown):
    """A report with where it came from and how it stands among others."""

    report: Report
    status: Status
    is_cancelled: bool
    copy_of: str | None
    added_at: Moment
    read_at: Moment
    origins: list[Origin]
    versions: list[OtherReport] = Field(
        description="Those that followed each other; empty: there is but one."
    )
    copies: list[OtherReport] = Field(description="Those with the same copy; empty: there is but one.")
    withdrawn_by: OtherReport | None
    withdraws: OtherReport | None


# --- The record, as RECORD.md has it -----------------------------------------------------


class Role(Shown):
    """An office or part somebody holds."""

    title: str
    of: str | None
    span: SpanOf


class Actor(Shown):
    """Somebody who speaks, acts or is spoken of in a report."""

    id: OwnId
    name: str
    kind: ActorKind
    aliases: list[str]
    roles: list[Role]
    country: str | None = Field(description="ISO 3166-1 alpha-3.")
    mentions: list[SpanOf]
    confidence: list[Share] = Field(description="Of each mention; 1: by name.")


class Offset(Shown):
    """How a place lies from another."""

    km: float
    bearing: float
    of: OwnId


class Place(Shown):
    """A place of a report, on the map where that could be told."""

    id: OwnId
    name: str
    mentions: list[SpanOf]
    geonameid: int | None
    lat: float | None
    lon: float | None
    country: str | None
    admin1: str | None
    precision: Precision | None
    confidence: Share
    offset: Offset | None
    unresolved: str | None = Field(description="Why it has no coordinates.")


class Time(Shown):
    """A date, a duration or a repeated time."""

    id: OwnId
    mention: SpanOf
    type: TimeType
    start: Day
    end: Day
    value: str | None = Field(description="Its TIMEX3 value.")


class Statement(Shown):
    """One attributed proposition."""

    id: OwnId
    content: list[SpanOf] = Field(description="What was said; several spans where the cue interrupts it.")
    kind: StatementKind
    speaker: str | None = Field(description="An actor's id; null: nobody is named.")
    speaker_mention: SpanOf | None
    cue: SpanOf | None
    addressee: str | None
    act: Act
    factuality: Factuality
    polarity: Polarity
    said_on: str | None
    within: str | None
    speaker_confidence: Share | None
    rule: str = Field(description="Which rule found it.")
    review: Reviewed | None = Field(description="What a person made of it; null: nobody has looked.")


class Figure(Shown):
    """One counted or measured quantity."""

    id: OwnId
    span: SpanOf
    value: Amount
    low: Amount
    high: Amount
    modifier: Modifier
    unit: str | None
    per: str | None
    indicator: str | None
    population: str | SpanOf | None = Field(
        description="An actor's id, or the words that say who is counted."
    )
    total: Amount
    place: str | None
    time: str | None
    mode: Mode
    measure: Measure | None
    direction: Direction | None
    replaces: str | None
    event: str | None
    side: TollSide | None
    statement: str | None = Field(description="The statement that vouches for it; null: the report itself.")
    review: Reviewed | None


class Record(Shown):
    """All that one report says, traced to its words; what people rejected is left out."""

    onrecord: str = Field(description="The version that made it.")
    report: Report
    actors: list[Actor]
    places: list[Place]
    times: list[Time]
    statements: list[Statement]
    figures: list[Figure]
    events: list[dict[str, Any]]


# --- Lists -------------------------------------------------------------------------------


class InReport(Shown):
    """Where something stands."""

    report_id: ReportId
    title: str | None
    outlet: str | None
    published: Day
    status: Status


class Said(InReport):
    """A statement with its exact words."""

    statement: OwnId
    words: str
    speaker: str | None = Field(description="Their name in the register; null: nobody is named.")
    act: Act
    factuality: Factuality
    polarity: Polarity
    kind: StatementKind
    spans: list[SpanOf]


class Counted(InReport):
    """A figure with its exact words and the words around it."""

    figure: OwnId
    words: str
    quote: str = Field(description="The words of the statement that vouches for it, or of its sentence.")
    value: Amount
    low: Amount
    high: Amount
    modifier: Modifier
    unit: str | None
    indicator: str | None
    counted: str | None
    place: str | None
    path: str | None = Field(
        description="Where it lies, widest first.", examples=["MWI/Southern Region/924572"]
    )
    as_of: Day
    mode: Mode
    measure: Measure | None
    speaker: str | None
    statement: str | None
    span: SpanOf


class Located(InReport):
    """A place of a report, with the first words that name it."""

    place: OwnId
    words: str
    name: str
    path: str | None
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    precision: Precision | None
    confidence: Share
    times_named: int
    span: SpanOf


class Hit(Shown):
    """A report that a search found."""

    report_id: ReportId
    title: str | None
    outlet: str | None
    published: Day
    excerpt: str = Field(description="Words around the first match.")


# --- The register ------------------------------------------------------------------------


class Entry(Shown):
    """An actor of the register."""

    id: int
    name: str
    kind: ActorKind
    country: str | None
    reports: int


class RoleHeld(Shown):
    """A title, and how many reports give it."""

    title: str
    reports: int


class SaidIn(Shown):
    """How many statements of an act somebody made in a month."""

    month: str = Field(description="ISO 8601; empty: of reports without a date.", examples=["2031-03"])
    act: Act
    statements: int


class Profile(Shown):
    """Who an actor is, and what they said by month and act."""

    id: int
    name: str
    kind: ActorKind
    country: str | None
    names: list[str] = Field(description="Other names they go by.")
    roles: list[RoleHeld] = Field(description="That of most reports first.")
    said: list[SaidIn]
    reports: int
    statements: int


class RegisterChange(Shown):
    """What somebody changed in the register."""

    id: int
    at: Moment
    by: str | None
    action: Literal["merge", "split", "rename", "refuse", "undo"]
    sentence: str
    undone_by: int | None = Field(description="The change that took this one back.")


class Proposal(Shown):
    """Two actors of the register that may be one."""

    one: int
    one_name: str
    other: int
    other_name: str
    why: str


# --- Comparison --------------------------------------------------------------------------


class Followed(Shown):
    """An indicator with figures."""

    indicator: str
    about: str
    figures: int
    first: str
    last: str


class Point(Shown):
    """One figure of one report, as a point of a series."""

    report_id: ReportId
    figure: OwnId
    span: SpanOf
    words: str
    quote: str
    value: Amount
    low: Amount
    high: Amount
    modifier: Modifier
    unit: str | None
    per: str | None
    total: Amount
    indicator: str | None
    counted: str | None
    measure: Measure | None
    mode: Mode
    as_of: str
    since: Day
    path: str | None
    speaker: str | None
    source: str = Field(description="Who counts as one voice: the speaker, else the agency, else the outlet.")
    outlet: str | None
    agency: str | None
    published: Day
    title: str | None
    statement: str | None
    replaces: str | None
    copy_of: str | None
    copies: int
    left_out: str | None = Field(description="Why no estimate uses it; null: they do.")


class Moved(Shown):
    """The two latest figures of a series that differ."""

    indicator: str
    path: str
    place: str = Field(description="The name of the place.")
    before: Point
    now: Point


class Placed(Shown):
    """A figure with its place on the map."""

    point: Point
    place: str
    lat: float
    lon: float
    precision: Precision = Field(description="How exactly the place is known: a country is no point.")
    confidence: Share
    country: str | None


class Group(Shown):
    """Points that may be set against each other."""

    label: str
    measure: Measure | None
    unit: str
    counted: str | None
    points: list[int] = Field(description="Positions in the series' points, from 0.")


class Expected(Shown):
    """What was observed beside what had been expected."""

    observed: int = Field(description="Position of the point.")
    expected: int = Field(description="Position of the point.")
    share: float
    sentence: str


class Estimate(Shown):
    """Best, low and high for a day, by the rule of docs/comparison.md."""

    group: int = Field(description="Position of the group.")
    as_of: str
    best: float
    low: float
    high: float
    sources: list[str]
    points: list[int]


class Series(Shown):
    """The points of one indicator by date, and what may be worked out of them."""

    indicator: str
    filters: dict[str, str]
    notes: list[str]
    points: list[Point]
    groups: list[Group]
    expected: list[Expected]
    estimates: list[Estimate]


class DisputeSide(Shown):
    """One side of a dispute."""

    report_id: ReportId
    id: OwnId
    words: str
    quote: str
    source: str
    speaker: str | None
    outlet: str | None
    agency: str | None
    published: Day
    title: str | None
    value: Amount = None
    low: Amount = None
    high: Amount = None


class Dispute(Shown):
    """Two sides that cannot both hold; `one` is the earlier."""

    id: str
    kind: Literal["interval", "denial", "whole", "falling"]
    why: str
    rank: Share
    indicator: str | None
    path: str | None
    as_of: Day
    one: DisputeSide
    other: DisputeSide
    repeats: int


class Ruling(Shown):
    """What a reviewer decided about a dispute."""

    id: int
    at: Moment
    reviewer: str
    dispute_id: str
    version: int
    action: RulingAction
    verdict: Verdict | None
    note: str | None


class DisputeWhole(Shown):
    """A dispute with the rulings on it; `version` counts these."""

    dispute: Dispute
    version: int
    settled: Verdict | None = Field(description="Which side holds; null: it is open.")
    rulings: list[Ruling]


# --- Reviews -----------------------------------------------------------------------------

Fields = Annotated[dict[str, Any], Field(description="Its reviewable fields, as RECORD.md has them.")]


class Standing(Shown):
    """How a record stands."""

    version: int = Field(description="How many reviews it has; send it with the next one.")
    status: Reviewed | None = Field(description="null: nobody has looked.")
    fields: Fields
    machine: Fields = Field(description="The same fields as the machine found them.")
    read_at: Moment = Field(description="When the report was read last; send it with the next review.")
    reviewer: str | None


class Review(Shown):
    """One action of a reviewer on a statement or a figure."""

    id: int
    at: Moment
    reviewer: str
    report_id: ReportId
    kind: Kind
    record: OwnId
    version: int
    action: Action
    before: dict[str, Any]
    after: dict[str, Any]
    note: str | None
    undoes: int | None = Field(description="The review that an undo takes back.")


class Waiting(Shown):
    """A record that waits for a reviewer."""

    report_id: ReportId
    record_id: OwnId
    kind: Kind
    certainty: Share = Field(description="How sure the machine is.")
    words: str
    quote: str
    speaker: str | None
    indicator: str | None
    title: str | None
    outlet: str | None
    published: Day
    version: int


# --- Adding ------------------------------------------------------------------------------


class Reject(Shown):
    """An input that could not be read."""

    origin: str
    code: str
    reason: str
    attempts: int
    first_tried_at: Moment
    last_tried_at: Moment
    is_parked: bool = Field(description="It was tried often enough to be left alone until asked for.")


class Given(Shown):
    """What a job is to read."""

    origin: str


class Job(Shown):
    """What somebody gave to be read."""

    id: str
    by: str
    at: Moment
    given: list[Given]
    is_retry: bool
    stage: Literal["waiting", "reading", "comparing", "done", "stopped", "failed"]
    total: int | None = Field(description="How many reports are expected, where that can be told.")
    done: int
    counts: dict[str, int] = Field(description="How many reports of each outcome.")
    reason: str | None = Field(description="Why it failed.")


class Outcome(Shown):
    """What became of one report of a job."""

    origin: str
    state: Literal["ok", "partial", "empty", "failed", "skipped", "cancelled"]
    report_id: str | None
    reason: str | None
    code: str | None


# --- Users -------------------------------------------------------------------------------

RoleName = Literal["reader", "reviewer", "admin"]


class User(Shown):
    """Somebody who may sign in, unless disabled."""

    id: int
    name: str
    role: RoleName
    is_disabled: bool


class Account(Shown):
    """Who asks."""

    name: str
    role: RoleName
    is_local: bool = Field(description="Nobody needs to sign in here: only this machine can ask.")


class Token(Shown):
    """What a program signs in with, without its secret."""

    id: int
    name: str
    created_at: Moment
    expires_at: Moment
    revoked_at: str | None
    last_used_at: str | None


class NewToken(Token):
    """A token that was just made."""

    secret: str = Field(description="To be sent as `Authorization: Bearer …`; told this once.")

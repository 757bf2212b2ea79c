"""What the components write on a spaCy `Doc`: the layers between parse and record.

Offsets in every layer are characters of `doc.text`, `[start, end)`, so they are
offsets of the report's text too (the text a `Doc` is made from has the same
length, with the article's margins blanked).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc

from onrecord.record import (
    Act,
    ActorKind,
    Direction,
    Factuality,
    Measure,
    Mention,
    Mode,
    Modifier,
    Polarity,
    Precision,
    Role,
    Span,
    StatementKind,
    TimeType,
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks.

    `inner` leaves the marks out, `outer` holds them. `closed` is false where
    the closing mark never came (the quotation runs on to the next paragraph, or
    the mark was forgotten).
    """

    inner: Span
    outer: Span
    closed: bool = True


@dataclass(frozen=True, slots=True)
class CastMember:
    """An actor as found in one text: `doc._.cast[i]`.

    `mentions` are in text order, names at confidence 1.0; `roles` in text order.
    `gender` is "m", "f" or `None`; `plural` is true for groups ("they").
    """

    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    country: str | None = None
    mentions: tuple[Mention, ...] = ()
    gender: Literal["m", "f"] | None = None
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody's words or thoughts as found in the syntax: `doc._.attributions[i]`.

    `source` and `addressee` are the words that name speaker and addressee here;
    `source_root` is the index of the source's head token. `speaker` and `heard_by`
    are indexes into `doc._.cast`, filled by coreference. `within` is an index into
    `doc._.attributions`. `rule` names the rule that found it; `cue_root` the
    index of the cue's head token; `frame` says how the content hangs on the cue (`lexicon/cues.toml`
    lists the frames), and `negated` that the cue itself is denied ("does not believe").
    """

    content: tuple[Span, ...]
    rule: str
    cue: Span | None = None
    cue_root: int | None = None
    source: Span | None = None
    source_root: int | None = None
    addressee: Span | None = None
    kind: StatementKind = "indirect"
    act: Act = "assert"
    factuality: Factuality = "certain"
    polarity: Polarity = "+"
    frame: str = "that-clause"
    negated: bool = False
    said_on: Span | None = None
    within: int | None = None
    speaker: int | None = None
    speaker_confidence: float | None = None
    heard_by: int | None = None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A TIMEX3 expression as found in one text: `doc._.times[i]`, in text order, none inside another.

    `start` and `end` are ISO dates, inclusive, `None` for an open side ("since June" has no end) and
    both `None` for a set, a relative time with nothing to anchor it, and a duration that is not counted
    from the report's day ("the past 24 hours" is, "for three days" is not).
    """

    mention: Span
    type: TimeType
    value: str | None = None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place as found in one text: `doc._.places[i]`, in order of first mention.

    All mentions that mean the same place are one toponym. `lat` is `None` where the name could
    not be told, and `unresolved` says why. For "15 km south of Tikrit" the coordinates are the computed
    ones, `precision` is "near", and `offset_of`, `offset_km`, `offset_bearing` say from which
    place (an index into `doc._.places`), how far and in what direction (degrees from north).
    """

    name: str
    mentions: tuple[Span, ...]
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    precision: Precision | None = None
    confidence: float = 0.0
    unresolved: str | None = None
    offset_of: int | None = None
    offset_km: float | None = None
    offset_bearing: float | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as found in one text: `doc._.figures[i]`, in text order.

    `population` is an index into `doc._.cast` or the words that say who is counted; `place`, `time`,
    `statement` and `replaces` are indexes into `doc._.places`, `.times`, `.attributions` and `.figures`.
    """

    span: Span
    value: int | float | None
    low: int | float | None
    high: int | float | None
    modifier: Modifier
    unit: str | None = None
    per: str | None = None
    indicator: str | None = None
    population: int | Span | None = None
    total: int | float | None = None
    place: int | None = None
    time: int | None = None
    mode: Mode = "observed"
    measure: Measure | None = None
    direction: Direction | None = None
    replaces: int | None = None
    statement: int | None = None


def declare_extensions() -> None:
    """Register `doc._.cast`, `.attributions`, `.quotations`, `.times`, `.places`, `.figures`,
    `.durations`, `.report` and `.offset` once.

    `.durations` are the numbers of time and age, as quantities: they are no figures of the record.
    `.report` is the report a text came from, or `None`; `.offset` where in the report's
    text the `Doc` begins (a long report is parsed in parts).
    """
    for name in ("cast", "attributions", "quotations", "times", "places", "figures", "durations"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=())
    if not Doc.has_extension("report"):
        Doc.set_extension("report", default=None)
    if not Doc.has_extension("offset"):
        Doc.set_extension("offset", default=0)


declare_extensions()

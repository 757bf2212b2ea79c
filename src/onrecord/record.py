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
    of the text (damaged characters, a page without a clear article).
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
class Record:
    """All that one report says, traced to its words."""

    onrecord: str
    report: Report
    actors: tuple[Actor, ...] = ()
    places: tuple[Any, ...] = ()
    times: tuple[Any, ...] = ()
    statements: tuple[Statement, ...] = ()
    figures: tuple[Any, ...] = ()
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
            "places": list(self.places),
            "times": list(self.times),
            "statements": [_statement_dict(statement) for statement in self.statements],
            "figures": list(self.figures),
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

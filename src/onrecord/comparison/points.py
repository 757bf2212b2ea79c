"""Figures as the ledger has them, each with its words, its source and why it may not count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from onrecord.comparison.vocabulary import PERCENT, folded, population_key, unit_key
from onrecord.ledger.rows import number
from onrecord.ledger.schema import actors, figures, register, reports, stands, statements
from onrecord.record import Span

Number = int | float
FIRM = ("observed", "estimated")  # the other modes look ahead
REACH = 160  # characters of a sentence shown on each side of a figure, at most
_WINDOW = REACH + 16  # characters fetched on each side, to find the sentence in
_STOP = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)|\n[^\S\n]*\n|\n(?=[^\S\n]*[-•*])")
_BLANK = re.compile(r"\s")
_SHORT = re.compile(r"\b(?:[A-Z]|[A-Z][a-z]{1,2})\.$")  # "Mr.", "St.", an initial: no end of a sentence


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of one report, as a point of a series.

    `value`, `low` and `high` are in `unit`, an open bound is `None`; `since` and `as_of` are the first and
    the last ISO day it holds for. `speaker` is the name in the register or in the report; `None`: the outlet.
    `source` is who counts as one voice: the speaker, else the agency, else the outlet. `quote` is an exact
    part of the report's text around `span`. `copies` counts the reports that carry the same text, and
    `left_out` says why no estimate uses the point (`None`: they do).
    """

    report_id: str
    figure: str
    span: Span
    words: str
    quote: str
    value: Number | None
    low: Number | None
    high: Number | None
    modifier: str
    unit: str | None
    per: str | None
    total: Number | None
    indicator: str | None
    counted: str | None
    population: str
    measure: str | None
    mode: str
    as_of: str
    since: str | None
    path: str | None
    speaker: str | None
    speaker_kind: str | None
    source: str
    outlet: str | None
    agency: str | None
    published: str | None
    title: str | None
    statement: str | None
    replaces: str | None
    copy_of: str | None
    copies: int = 0
    left_out: str | None = None

    @property
    def who(self) -> str:
        """The source as a key: one for the same speaker in several outlets."""
        if self.speaker_kind == "unnamed":
            return f"{folded(self.source)} in {folded(self.publisher)}"
        return folded(self.source)

    @property
    def publisher(self) -> str:
        """The outlet, else the agency, else words that say that neither is known."""
        return self.outlet or self.agency or "unknown outlet"

    @property
    def middle(self) -> Number | None:
        """The middle of what the words allow; the bound where one side is open."""
        if self.low is not None and self.high is not None:
            return self.low if self.low == self.high else (self.low + self.high) / 2
        if self.modifier in (">", ">=") and self.low is not None:
            return self.low
        known = (self.value, self.low, self.high)
        return next((number for number in known if number is not None), None)

    @property
    def unit_kind(self) -> str:
        """What must be the same for two figures to be compared."""
        return unit_key(self.indicator, self.unit, self.per)


# --- Rows → points ----------------------------------------------------------------------

_counted = aliased(actors, name="counted_actor")
_later = aliased(figures, name="later")
_replaced = exists().where(
    _later.c.report_id == figures.c.report_id, _later.c.replaces == figures.c.id, stands(_later)
)
_start = case((figures.c.span_start > _WINDOW, figures.c.span_start - _WINDOW), else_=0)

_COLUMNS = (
    figures.c.report_id, figures.c.id.label("figure"), figures.c.position, figures.c.span_start,
    figures.c.span_end, figures.c.words, figures.c.value, figures.c.low, figures.c.high, figures.c.modifier,
    figures.c.unit, figures.c.per, figures.c.total, figures.c.indicator, figures.c.counted, figures.c.measure,
    figures.c.mode, figures.c.as_of, figures.c.since, figures.c.path, figures.c.replaces,
    statements.c.id.label("statement"),
    reports.c.outlet, reports.c.agency, reports.c.published, reports.c.title, reports.c.status,
    reports.c.copy_of, func.coalesce(register.c.name, actors.c.name).label("speaker"),
    actors.c.kind.label("speaker_kind"), _replaced.label("is_replaced"),
    _counted.c.name.label("counted_name"),
    func.substr(
        reports.c.text, figures.c.population_start + 1, figures.c.population_end - figures.c.population_start
    ).label("counted_words"),
    _start.label("window_start"),
    func.substr(reports.c.text, _start + 1, figures.c.span_end - _start + _WINDOW).label("window"),
)  # fmt: skip


_VOUCHES = and_(
    statements.c.report_id == figures.c.report_id,
    statements.c.id == figures.c.statement,
    stands(statements),
)


def _with_sources(found: FromClause) -> FromClause:
    """Figures with their reports, who said them and who is counted."""
    return (
        found.join(reports, reports.c.id == figures.c.report_id)
        .outerjoin(statements, _VOUCHES)
        .outerjoin(
            actors, and_(actors.c.report_id == statements.c.report_id, actors.c.id == statements.c.speaker)
        )
        .outerjoin(register, register.c.id == actors.c.registered)
        .outerjoin(
            _counted, and_(_counted.c.report_id == figures.c.report_id, _counted.c.id == figures.c.population)
        )
    )


def points_query() -> Select[Any]:
    """The query of figures as points, to be narrowed and ordered; what people rejected is left out."""
    return select(*_COLUMNS).select_from(_with_sources(figures)).where(stands(figures))


def latest_rows(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], limit: int, by_source: bool = False
) -> list[Any]:
    """The rows of `points_query` of the latest figures under some conditions, the latest first.

    Which figures these are is told by their index alone, where the conditions are on its columns; texts are
    read of those alone. `by_source`: the conditions are on reports or speakers, too.
    """
    keys = select(figures.c.report_id, figures.c.id).where(*conditions)
    keys = keys.select_from(_with_sources(figures) if by_source else figures).order_by(*_LATEST_FIRST)
    at_once = limit
    while True:
        chosen = keys.limit(at_once).subquery("chosen")
        is_chosen = and_(figures.c.report_id == chosen.c.report_id, figures.c.id == chosen.c.id)
        query = select(*_COLUMNS, figures.c.review).select_from(
            _with_sources(chosen.join(figures, is_chosen))
        )
        found = connection.execute(query).mappings().all()
        standing = [row for row in found if row["review"] != "rejected"]
        if len(standing) >= limit or len(found) < at_once:
            standing.sort(key=lambda row: (row["report_id"], row["position"]))
            return sorted(standing, key=lambda row: str(row["as_of"]), reverse=True)[:limit]
        at_once *= 2


_LATEST_FIRST = (
    figures.c.as_of.desc(), figures.c.report_id, func.length(figures.c.id), figures.c.id,
)  # fmt: skip


def point(row: Any) -> Point:
    """A row of `points_query` as a point; `left_out` is what the row alone can tell."""
    counted = row["counted_name"] or row["counted_words"] or row["unit"]
    start = row["span_start"] - row["window_start"]
    end = row["span_end"] - row["window_start"]
    named = row["speaker"] is not None
    return Point(
        report_id=row["report_id"],
        figure=row["figure"],
        span=Span(row["span_start"], row["span_end"]),
        words=row["words"],
        quote=sentence_at(row["window"], start, end),
        value=number(row["value"]),
        low=number(row["low"]),
        high=number(row["high"]),
        modifier=row["modifier"],
        unit=row["unit"],
        per=row["per"],
        total=number(row["total"]),
        indicator=row["indicator"],
        counted=counted,
        population=population_key(row["indicator"], row["counted"], row["unit"]),
        measure=row["measure"],
        mode=row["mode"],
        as_of=held(row["as_of"], row["published"], row["mode"]),
        since=row["since"],
        path=row["path"],
        speaker=row["speaker"],
        speaker_kind=row["speaker_kind"],
        source=row["speaker"] if named else (row["agency"] or row["outlet"] or "unknown outlet"),
        outlet=row["outlet"],
        agency=row["agency"],
        published=row["published"],
        title=row["title"],
        statement=row["statement"],
        replaces=row["replaces"],
        copy_of=row["copy_of"],
        left_out=_why_not(row),
    )


def held(as_of: str, published: str | None, mode: str) -> str:
    """The day a figure holds for; what is observed holds for no day after its report."""
    return published if mode in FIRM and published is not None and published < as_of else as_of


def _why_not(row: Any) -> str | None:
    if row["status"] != "current":
        return str(row["status"])
    if row["copy_of"]:
        return "copy"
    if row["is_replaced"]:
        return "corrected"
    if row["unit"] == PERCENT and unit_key(row["indicator"], None) != PERCENT:
        return "share"
    outlet = row["outlet"] or row["agency"] or ""
    if row["speaker_kind"] == "outlet" and folded(row["speaker"]) != folded(outlet):
        return "second-hand"
    if row["value"] is None and row["low"] is None and row["high"] is None:
        return "no number"
    return None


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence of `text` that holds [start, end), cut at word boundaries `REACH` characters away."""
    first, last = 0, len(text)
    for stop in _STOP.finditer(text):
        if _SHORT.search(text, max(0, stop.start() - 4), stop.start() + 1):
            continue
        if stop.end() <= start:
            first = stop.end()
        elif stop.start() >= end:
            last = stop.end()
            break
    if start - first > REACH:
        first = _blank_from(text, start - REACH, start)
    if last - end > REACH:
        last = _blank_before(text, end + REACH, end)
    return text[first:last].strip()


def _blank_from(text: str, at: int, limit: int) -> int:
    found = _BLANK.search(text, at, limit)
    return found.end() if found else limit


def _blank_before(text: str, at: int, limit: int) -> int:
    while at > limit and not text[at - 1].isspace():
        at -= 1
    return at

"""Times counted from another: "last month", "the end of this year", "three days ago", "a week later"."""

from __future__ import annotations

import datetime

from onrecord.annotate.timex.anchoring import Context, reported_quarter, this
from onrecord.annotate.timex.calendar import (
    SHORT_UNITS,
    Period,
    a_year_before,
    moved,
    part_of,
    period_of,
    weeks_from,
)
from onrecord.annotate.timex.lengths import amount, duration, unit_of
from onrecord.annotate.timex.reading import PARTS, UNIT, Answer, Match, Reading, date, rule

WHICH = "last|previous|this|next|coming|following|current|same|that|latest"
_STEPS = {"last": -1, "latest": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
_FROM_REFERENCE = {"previous": -1, "following": 1, "same": 0, "that": 0}
_COARSE_UNITS = {"decade": "year", "century": "year", "millennium": "year"}
_OPENERS = frozenset({"in", "for", "during", "over", "through", "throughout"})
_PARTED = frozenset({"unit", "units", "half", "quarter", "end", "beginning", "middle"})
_PARTS = frozenset({"rest", "remainder", "course", "most", "much", "part", "low", "high"})
_CLOSERS = frozenset(
    {"before", "after", "ago", "earlier", "later", "of", "to", "-", "in", "month", "weekday", "dd"}
)
_LONG_OR_DAY = frozenset({"day", "decade", "century"})
_ENDED = frozenset({"ended", "ending"})


def _unit(match: Match) -> Answer:
    """ "last month", "the following year", "earlier this week", "the end of next year"."""
    name = unit_of(match).name
    if name in SHORT_UNITS or match.is_title("unit"):
        return None
    whole = _unit_period(match, name)
    if whole is None:
        return _unanchored(match.context)
    return date(_part(match, whole))


def _unanchored(context: Context) -> Reading | None:
    return Reading("date", None) if context.anchor is None else None


def _unit_period(match: Match, name: str) -> Period | None:
    context, which = match.context, match.kind("which")
    if name == "quarter" and which in ("same", "that", "latest"):
        is_named = which == "that" and context.reference is not None and "-Q" in context.reference.value
        context.quarter = context.reference if is_named else reported_quarter(context)
        return context.quarter
    if name == "week" and context.week and which in _STEPS:
        return weeks_from(context.week, _STEPS[which])
    if name == "weekend" and which in _STEPS:
        return _weekend(match, _STEPS[which])
    if which in _STEPS and not (name == "day" and which in ("last", "next")):
        return this(context.anchor, name, _STEPS[which])
    return this(context.base(name), name, {**_STEPS, **_FROM_REFERENCE}[which])


def _part(match: Match, whole: Period) -> Period | None:
    """The part of a stretch; "earlier this year" ends, and "later this year" begins, at the report's day."""
    anchor, part = match.context.anchor, match.kind("part")
    if part in ("earlier", "later") and anchor and whole.start <= anchor <= whole.end:
        ends = (whole.start, anchor) if part == "earlier" else (anchor, whole.end)
        return Period(whole.value, *ends)
    return part_of(whole, part)


def _weekend(match: Match, steps: int = 0) -> Period | None:
    """The weekend the tense points at; "last" and "next" by themselves. On one, it is this."""
    anchor = match.context.anchor
    if anchor is None:
        return None
    is_weekend = anchor.isoweekday() >= 6
    tense = {-1: "past", 1: "future"}.get(steps) or match.context.tense_at(match.last)
    if is_weekend:
        return this(anchor, "weekend", steps)
    return this(anchor, "weekend", 0 if tense == "future" else -1)


def _the_weekend(match: Match) -> Answer:
    if match.value("unit").name != "weekend":
        return None
    found = _weekend(match)
    return date(found) if found else Reading("date", None)


def _the_unit(match: Match) -> Answer:
    """ "the year", "the quarter": the one the report is about, behind a preposition."""
    name, context = unit_of(match).name, match.context
    if not (match.has("part") or _is_led(match)) or match.kind_after() in _CLOSERS:
        return None
    if name == "quarter":
        context.quarter = reported_quarter(context)
        return date(context.quarter)
    if name == "year" and match.after() in _ENDED:
        return Reading("duration", "P1Y")
    if name not in ("year", "month", "week") and not (match.has("part") and name in _LONG_OR_DAY):
        return None
    whole = context.day if name == "day" else this(context.anchor, name)
    return date(_part(match, whole)) if whole else _unanchored(context)


def _is_led(match: Match) -> bool:
    """Whether a preposition says when; "of" only behind a part, as in "the rest of the year"."""
    if match.before() != "of":
        return match.before() in _OPENERS
    return match.kind_before(2) in _PARTED or match.before(2) in _PARTS


def _year_end(match: Match) -> Answer:
    """ "year-end", "by year's end"."""
    if match.lower("unit") != "year":
        return None
    return date(part_of(this(match.context.anchor, "year"), "end"))


def _ago(match: Match) -> Answer:
    """ "three days ago" counts from the report's day; "several years ago" is no day at all."""
    count, name = amount(match), unit_of(match).name
    if count is None or name in SHORT_UNITS:
        return Reading("date", "PAST_REF")
    return _counted(match, match.context.anchor, name, -count)


def _earlier(match: Match) -> Answer:
    """ "two days earlier", "a week later" count from the date mentioned last.

    With no date before it, "a week later" is only a length: nothing says from when.
    """
    context, unit, count = match.context, unit_of(match), amount(match)
    sign = 1 if match.kind("way") == "later" else -1
    is_loose = sign > 0 and not context.has_base(unit.name)
    if count is None or unit.name in SHORT_UNITS or is_loose:
        return Reading("duration", duration(count, unit))
    return _counted(match, context.base(unit.name), unit.name, sign * count)


def _after_next(match: Match) -> Answer:
    """ "the week after next", "the weekend before last"."""
    steps = {"next": 2, "last": -2}[match.kind("which")]
    found = this(match.context.anchor, unit_of(match).name, steps)
    return date(found) if found else _unanchored(match.context)


def _from_now(match: Match) -> Answer:
    """ "two weeks from now", "in two weeks' time"."""
    unit, count, anchor = unit_of(match), amount(match), match.context.anchor
    if match.lower("from") not in ("from", "'", "’") or match.lower("now") not in ("now", "time"):
        return None
    if count is None or unit.name in SHORT_UNITS:
        return Reading("date", "FUTURE_REF")
    return _counted(match, anchor, unit.name, count)


def _beside(match: Match) -> Answer:
    """ "the day before", "the year after", without saying of what, count from the date mentioned last."""
    name = unit_of(match).name
    if name in SHORT_UNITS or not match.context.is_adverb(match.index("way")):
        return None
    sign = 1 if match.kind("way") == "after" else -1
    count = (amount(match) if match.has("amount") else 1) or 1
    if name == "week" and match.context.week:
        return date(weeks_from(match.context.week, sign * count))
    return _counted(match, match.context.base(name), name, sign * count)


def _counted(match: Match, base: datetime.date | None, name: str, count: int) -> Reading | None:
    """So many units from a day; "a year ago" in a report on quarters is the quarter a year before."""
    if name == "year" and count == -1 and match.context.quarter:
        return date(a_year_before(match.context.quarter), is_anchor=False)
    if base is None:
        return Reading("date", None)
    at = moved(base, name, count)
    return date(period_of(_COARSE_UNITS.get(name, name), at), is_anchor=name != "year") if at else None


_AMOUNT = "amount=number|dd|nn|vague|a"

RULES = (
    *rule(
        _unit,
        f"the? part={PARTS}? -? which={WHICH} whole? unit={UNIT}",
        f"the? part=beginning|end|middle of which={WHICH} whole? unit={UNIT}",
        f"the which={WHICH} whole? unit={UNIT}",
        "the unit=unit which=previous|following",
        f"part=earlier|later in? the? which=this|that|same unit={UNIT}",
    ),
    *rule(_the_weekend, "the unit=unit"),
    *rule(
        _the_unit,
        f"the whole? unit={UNIT}",
        f"the? part=beginning|end|middle of the unit={UNIT}",
        f"the? part={PARTS} in the unit={UNIT}",
    ),
    *rule(_year_end, "unit=unit -? end", "unit=unit ' plural|other_word end"),
    *rule(_ago, f"more? {_AMOUNT} unit=unit|units|quarter|second ago"),
    *rule(_earlier, f"{_AMOUNT} unit=unit|units|quarter|second way=earlier|later"),
    *rule(_after_next, "the unit=unit after which=next", "the unit=unit before which=last"),
    *rule(_from_now, f"{_AMOUNT} unit=unit|units from=other_word|' now=reference|other_word"),
    *rule(
        _beside,
        "the unit=unit way=before|after|earlier",
        "amount=number|dd|a unit=unit|units way=before|after",
    ),
)

"""Times by name: weekdays, seasons, feasts, "yesterday", "this morning", "dawn"."""

from __future__ import annotations

import datetime
from dataclasses import replace

from onrecord.annotate.timex.anchoring import Tense, this, weekday_beside, weekday_near
from onrecord.annotate.timex.calendar import DAY, Period, part_of, season_of, week_of
from onrecord.annotate.timex.dates import tense_beside
from onrecord.annotate.timex.feasts import feast_days
from onrecord.annotate.timex.reading import PARTS, Answer, Match, Reading, date, rule

_SEASON_OPENERS = frozenset({"in", "by", "until", "since", "during", "for"})
_PART_OPENERS = frozenset({"in", "during", "by", "until", "into", "through"})
_NO_PART = frozenset({"-", "high", "pre", "post"})  # before "noon", "dawn": a name or a longer word
_AS_SOON = frozenset({"soon", "early"})


def _weekday(match: Match) -> Answer:
    """ "Monday": the last one, the report's day among them; after a verb in the future the next one."""
    if _is_in_name(match):
        return None
    anchor, weekday, which = match.context.anchor, match.value("weekday"), match.kind("which")
    if anchor is None:
        return _with_part(match, Reading("date", f"XXXX-WXX-{weekday}"))
    mentioned = match.context.reference
    if match.kind("part") in ("earlier", "later") and mentioned and mentioned.start.isoweekday() == weekday:
        found = mentioned  # "agreed Monday … later Monday"
    elif which in ("last", "past"):
        found = weekday_beside(anchor, weekday, -1)
    elif which in ("next", "coming"):
        found = weekday_beside(anchor, weekday, 1)
    elif which in ("previous", "following"):
        base = match.context.base("day") or anchor
        found = weekday_beside(base, weekday, 1 if which == "following" else -1)
    elif which == "this" and match.context.tense_at(match.index("weekday")) != "past":
        found = weekday_near(anchor - DAY, weekday, "future")
    else:
        found = weekday_near(anchor, weekday, _tense(match))
    return _with_part(match, date(found))


def _is_in_name(match: Match) -> bool:
    """Whether a weekday is part of a name: "the Sunday Times", "Black Friday"."""
    at, words = match.index("weekday"), match.words
    behind = words.raw(at + 1) if at + 1 < len(words) else ""
    return behind in words.lexicon.names_behind or (
        at > 0 and words.raw(at - 1) in words.lexicon.names_before
    )


def _tense(match: Match) -> Tense | None:
    if match.before() in match.words.lexicon.since:
        return "past"
    if match.before() == "as" and match.before(2) in _AS_SOON:
        return "future"
    tense = match.context.tense_at(match.index("weekday"))
    if tense is None and match.before() in match.words.lexicon.until:
        return "future"
    return tense


def _with_part(match: Match, reading: Reading | None) -> Reading | None:
    """The reading with a part of the day behind it: "Monday night" is TNI."""
    part = match.value("daypart")
    if reading is None or reading.value is None or part is None:
        return reading
    return replace(reading, value=f"{reading.value}T{part.clock or part.code}")


def _day_name(match: Match) -> Answer:
    """ "yesterday", "tomorrow night", "tonight", "late today"."""
    offset, part = match.value("day")
    found = this(match.context.anchor, "day", offset)
    if found is None:
        return Reading("date", None)
    if part:
        return date(found, f"{found.value}T{part}")
    return _with_part(match, date(found))


def _part_of_day(match: Match) -> Reading | None:
    """ "this morning", "last night", "that evening", "the next morning"."""
    which, context = match.kind("which"), match.context
    if which and match.is_title("daypart"):
        return None  # a programme's name
    if which in ("this", "last"):
        base = this(context.anchor, "day", -1 if which == "last" else 0)
    elif which in ("next", "following", "previous"):
        base = this(context.base("day"), "day", -1 if which == "previous" else 1)
    else:
        base = context.day
    return _with_part(match, date(base)) if base else Reading("date", None)


def _lone_part(match: Match) -> Answer:
    """ "at dawn", "by noon", "in the morning": of the day mentioned last."""
    part = match.value("daypart")
    is_led = match.before() in _PART_OPENERS if match.has("the") else part.alone
    is_spelled = match.words.raw(match.index("daypart")).islower()
    if not is_led or not is_spelled or match.before() in _NO_PART or match.kind_after() == "of":
        return None
    reading = _part_of_day(match)
    return replace(reading, is_clock=part.clock is not None) if reading else None


def _season(match: Match) -> Answer:
    """A season with its year, or beside "last", "this", "next", or the nearest."""
    code, part, anchor = match.value("season"), match.kind("part"), match.context.anchor
    if match.has("year"):
        return date(part_of(season_of(match.value("year"), code), part))
    is_led = match.has("which") or match.has("the") or part or match.before() in _SEASON_OPENERS
    if not is_led:
        return None
    if anchor is None:
        return Reading("date", f"XXXX-{code}")
    years = range(max(1, anchor.year - 2), min(9998, anchor.year + 2) + 1)
    return date(part_of(_season_beside(match, [season_of(year, code) for year in years], anchor), part))


def _season_beside(match: Match, seasons: list[Period], anchor: datetime.date) -> Period | None:
    which = match.kind("which")
    over = [season for season in seasons if season.end < anchor]
    ahead = [season for season in seasons if season.start > anchor]
    running = [season for season in seasons if season.start <= anchor <= season.end]
    if which in ("last", "previous", "past"):
        return over[-1] if over else None
    if which in ("next", "coming"):
        return ahead[0] if ahead else None
    if running:
        return running[0]
    if which == "this":
        return next((season for season in seasons if season.start.year == anchor.year), None)
    tense = tense_beside(match)
    chosen = ahead if tense == "future" else over[::-1] if tense == "past" else [*over[-1:], *ahead[:1]]
    return min(chosen, key=lambda season: abs((season.start - anchor).days), default=None)


def _feast(match: Match) -> Answer:
    """A feast in the year named, else the nearest that the tense allows."""
    anchor = match.context.anchor
    if match.has("year"):
        return date(next(iter(_feasts(match, [match.value("year")])), None))
    if anchor is None:
        return Reading("date", None)
    found = _feasts(match, range(max(2, anchor.year - 1), min(9998, anchor.year + 1) + 1))
    tense = {"last": "past", "next": "future", "coming": "future"}.get(match.kind("which"))
    tense = tense or tense_beside(match)
    fitting = [
        feast
        for feast in found
        if tense is None or (feast.start <= anchor if tense == "past" else feast.end >= anchor)
    ]
    return date(min(fitting, key=lambda feast: abs((feast.start - anchor).days), default=None))


def _feasts(match: Match, years: range | list[int]) -> list[Period]:
    feast = match.value("feast")
    return [
        Period(first.isoformat(), first, first + DAY * (feast.days - 1))
        for year in years
        if 2 <= year <= 9998
        for first in feast_days(feast.rule, year)
    ]


def _feast_week(match: Match) -> Answer:
    """ "Easter week": the calendar's week of the feast."""
    feast = _feast(match)
    if match.value("unit").name != "week" or not isinstance(feast, Reading) or feast.period is None:
        return None
    return date(week_of(feast.period.start))


_WHICH = "last|past|previous|next|coming|following|this"

RULES = (
    *rule(
        _weekday,
        f"part={PARTS}? the? which={_WHICH}? weekday=weekday daypart=daypart?",
        "this which=coming weekday=weekday daypart=daypart?",
    ),
    *rule(_day_name, f"part={PARTS}|end? day=day_name daypart=daypart?"),
    *rule(
        _part_of_day,
        f"part={PARTS}? the? which=this|last|that|next|following|previous|same daypart=daypart",
    ),
    *rule(_lone_part, f"the=the? part={PARTS}? -? daypart=daypart"),
    *rule(
        _season,
        f"the=the? part={PARTS}? -? which=last|this|next|coming|previous|past? season=season",
        f"the=the? part={PARTS}? -? season=season of? year=year",
    ),
    *rule(_feast, "which=last|this|next|coming? feast=feast", "feast=feast ,? year=year"),
    *rule(_feast_week, "which=last|this|next|coming? feast=feast unit=unit"),
)

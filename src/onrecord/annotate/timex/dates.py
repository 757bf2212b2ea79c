"""Days and months by the calendar: "28 December 2016", "Dec. 28", "5-11 June", "early June", "last April"."""

from __future__ import annotations

from onrecord.annotate.timex.anchoring import Tense, nearest_day, nearest_month, this
from onrecord.annotate.timex.calendar import DAY, Period, day, day_of, month_of, part_of, week_of
from onrecord.annotate.timex.feasts import feast_days
from onrecord.annotate.timex.reading import NUMERALS, PARTS, Answer, Found, Match, Reading, date, rule

MONTH = "month|short_month"
_MAX_RANGE_DAYS = 366
_SURE_MONTH_OPENERS = frozenset({"in", "since", "during", "last", "next", "early", "late", "mid", "until"})
_WEEK = 7 * DAY


def tense_beside(match: Match) -> Tense | None:
    """The tense beside a date; none where it is the end of a stretch ("had been told to go by September")."""
    if match.before() in match.words.lexicon.since:
        return "past"
    tense = match.context.tense_at(match.last)
    return None if tense == "past" and match.before() in match.words.lexicon.until else tense


def _iso(match: Match) -> Answer:
    if not match.is_tight():
        return None
    return date(day_of(match.value("year"), match.value("month"), match.value("day")))


def _numeric(match: Match) -> Answer:
    """Day and month in numbers, where only one reading makes a day."""
    first, second, year = match.value("a"), match.value("b"), match.value("year")
    if not match.is_tight() or match.is_glued_before():
        return None
    readings = {
        found.value: found for found in (day_of(year, first, second), day_of(year, second, first)) if found
    }
    return date(next(iter(readings.values()))) if len(readings) == 1 else None


def _day(match: Match) -> Answer:
    """ "28 December 2016", "Dec. 28", "Friday, Oct. 13"."""
    if _goes_on(match):
        return None
    return _day_reading(match, match.value("day"), match.value("month"))


def _short_year(match: Match) -> Answer:
    """ "9 OCT 89" in an agency's dateline, "May '98": a year of two digits, of the last hundred years."""
    short, anchor = match.value("short"), match.context.anchor
    if match.kind_after() in ("other_word", "unit", "units", "number", "%", "-") or _goes_on(match):
        return None
    century = 1900 if anchor is None or short > anchor.year % 100 else anchor.year // 100 * 100
    year, month = century + short, match.value("month")
    return date(day_of(year, month, match.value("day")) if match.has("day") else month_of(year, month))


def _goes_on(match: Match) -> bool:
    """Whether the number at the end is part of a longer one, a clock time, another date or a share."""
    if match.words.kind[match.last] not in NUMERALS or not match.is_glued_after():
        return False
    if match.after() == "%":
        return True
    marks = (".", ",", ":", "/", "-") if match.words.kind[match.last] == "year" else (".", ",", ":", "/")
    return (
        match.after() in marks
        and match.words.touches_next(match.last + 1)
        and match.kind_after(2) in NUMERALS
    )


def _day_reading(match: Match, number: int, month: int) -> Reading | None:
    """A day in the year written, in the year its weekday or the tense tells, or in none."""
    year, anchor = match.value("year"), match.context.anchor
    if year is not None:
        return date(day_of(year, month, number))
    if anchor is None:
        return Reading("date", f"XXXX-{month:02}-{number:02}") if day_of(2000, month, number) else None
    return date(nearest_day(anchor, month, number, tense_beside(match), match.value("name")))


def _days(match: Match) -> Answer:
    """Days joined by a dash are one stretch: "5-11 June 2019", "October 30 - November 2"."""
    month, number = match.value("month"), match.value("day")
    to_month = match.value("to_month") or month
    last = _day_reading(match, match.value("to_day"), to_month)
    if last is None or _goes_on(match):
        return None
    if last.period is None:
        return Reading("date", f"XXXX-{month:02}-{number:02}")
    first = day_of(last.period.start.year - (month > to_month), month, number)
    if first is None or not 0 < (last.period.end - first.start).days <= _MAX_RANGE_DAYS:
        return None
    found = Period(first.value, first.start, last.period.end)
    if _covers_a_week(match, found):
        match.context.week = found
    return date(found)


def _covers_a_week(match: Match, period: Period) -> bool:
    """Whether a bulletin says what week it is about: "Reporting period: 5-11 June"."""
    is_named = "period" in (match.kind_before(back) for back in (1, 2, 3))
    return is_named and (period.end - period.start).days == 6


def _day_list(match: Match) -> Answer:
    """ "April 24 and 25" is two dates; "24 to 26 April" too."""
    if match.kind_after() in ("unit", "units", "dd", "meridiem", "zone") or _goes_on(match):
        return None
    month = match.value("month")
    first = _day_reading(match, match.value("day"), month)
    second = _day_reading(match, match.value("to_day"), month)
    if first is None or second is None or match.value("day") >= match.value("to_day"):
        return None
    middle = match.index("joint")
    return (Found(match.first, middle - 1, first), Found(middle + 1, match.last, second))


def _month(match: Match) -> Answer:
    """ "December 2016", "early June", "the end of May", "May" where it is a month."""
    month, part, year = match.value("month"), match.kind("part"), match.value("year")
    if year is not None:
        return None if _goes_on(match) else date(part_of(month_of(year, month), part))
    if match.kind("month") == "short_month" or not _is_month(match):
        return None
    anchor = match.context.anchor
    if anchor is None:
        return Reading("date", f"XXXX-{month:02}")
    return date(part_of(nearest_month(anchor, month, tense_beside(match)), part))


def _is_month(match: Match) -> bool:
    """Whether a month's name alone is no other word and nobody's name ("May said", "April Rell")."""
    at, words = match.index("month"), match.words
    if words.lower[at] not in words.lexicon.doubtful_months:
        return True
    before = words.lower[at - 1] if at else ""
    is_before_name = words.kind_of(at + 1) == "other_word" and words.raw(at + 1)[:1].isupper()
    if is_before_name and before not in _SURE_MONTH_OPENERS:
        return False
    return before in words.lexicon.month_openers


def _months(match: Match) -> Answer:
    """ "March-May 2016" is one stretch."""
    month, to_month = match.value("month"), match.value("to_month")
    last = _month_in_its_year(match, to_month)
    if last is None:
        return None
    first = month_of(last.start.year - (month > to_month), month)
    return date(Period(first.value, first.start, last.end))


def _month_in_its_year(match: Match, month: int) -> Period | None:
    """A month in the year written, else the nearest the tense allows."""
    year, anchor = match.value("year"), match.context.anchor
    if year is not None:
        return month_of(year, month)
    return nearest_month(anchor, month, tense_beside(match)) if anchor else None


def _month_of_that_year(match: Match) -> Answer:
    """ "October of next year" names month and year, "July last year" is one date."""
    steps = {"last": -1, "previous": -1, "next": 1, "coming": 1}.get(match.kind("which"), 0)
    year = this(match.context.anchor, "year", steps)
    if match.lower("unit") != "year" or year is None:
        return None
    month = month_of(year.start.year, match.value("month"))
    found = part_of(month, match.kind("part"))
    if match.has("day"):
        found = day_of(year.start.year, match.value("month"), match.value("day"))
    reading = date(found)
    if reading is None or not match.has("of"):
        return reading
    at = match.index("of")
    return (Found(match.first, at - 1, reading), Found(at + 1, match.last, Reading("date", year.value, year)))


def _month_beside(match: Match) -> Answer:
    """ "last April", "next May", "this September", "last Oct. 23": the nearest in that direction."""
    anchor, month, which = match.context.anchor, match.value("month"), match.kind("which")
    number = match.value("day")
    if anchor is None:
        return Reading("date", f"XXXX-{month:02}" + (f"-{number:02}" if number else ""))
    place, here = (month, number or 1), (anchor.month, anchor.day if number else 1)
    if which in ("this", "coming"):
        year = anchor.year + (which == "coming" and place < here)
    elif which == "next":
        year = anchor.year + (place <= here)
    else:
        year = anchor.year - (place >= here)
    if not 1 <= year <= 9999:
        return None
    return date(day_of(year, month, number) if number else month_of(year, month))


def _week_of_day(match: Match) -> Answer:
    """ "the week of March 6" is the calendar's week of that day."""
    reading = _day_reading(match, match.value("day"), match.value("month"))
    if match.value("unit").name != "week" or reading is None or reading.period is None:
        return None
    return date(week_of(reading.period.start))


def _week_of_month(match: Match) -> Answer:
    """ "the first week of May" is its days 1 to 7; the value is the ISO week of their middle."""
    month = _month_in_its_year(match, match.value("month"))
    if match.value("unit").name != "week" or month is None:
        return None
    if match.kind("number") in ("last", "final"):
        start = month.end - _WEEK + DAY
        return date(Period(week_of(start).value, start, month.end))
    number = match.value("number")
    if number > 4:
        return None
    start = month.start + _WEEK * (number - 1)
    return date(Period(week_of(start + 3 * DAY).value, start, start + _WEEK - DAY))


def _nth_weekday(match: Match) -> Answer:
    """ "the first Monday of June 2014", "the last Friday of the month"."""
    anchor = match.context.anchor
    if match.has("month"):
        month = _month_in_its_year(match, match.value("month"))
    else:
        month = this(anchor, "month") if match.lower("unit") == "month" else None
    number = -1 if match.kind("number") in ("last", "final") else match.value("number")
    if month is None or number > 5:
        return None
    [found] = feast_days(f"weekday {month.start.month} {number} {match.value('weekday')}", month.start.year)
    return date(day(found)) if found.month == month.start.month else None


def _weekday_and_day(match: Match) -> Answer:
    """ "Tuesday the 14th": the nearest such day that is a Tuesday."""
    anchor = match.context.anchor
    if anchor is None:
        return None
    days = [
        found
        for steps in range(-6, 7)
        if (month := this(anchor, "month", steps))
        and (found := day_of(month.start.year, month.start.month, match.value("day")))
        and found.start.isoweekday() == match.value("name")
    ]
    return date(min(days, key=lambda found: abs((found.start - anchor).days), default=None))


_NAMED = "name=weekday|short_weekday .? ,?"
_SPELLED = "day=dd|ordinal|second suffix?"

RULES = (
    *rule(_iso, "year=year -|/ month=dd -|/ day=dd"),
    *rule(_numeric, "a=dd -|/|. b=dd -|/|. year=year"),
    *rule(
        _day,
        f"the? day=dd suffix? of? -? month={MONTH} .? ,? -? year=year",
        f"the? day=dd suffix? of? -? month={MONTH}",
        f"the day=ordinal|second of? month={MONTH} ,? year=year",
        f"the day=ordinal|second of? month={MONTH}",
        f"month={MONTH} .? day=dd suffix? ,? year=year",
        f"month={MONTH} .? day=dd suffix?",
        f"month={MONTH} the? day=ordinal|second",
        f"{_NAMED} the? {_SPELLED} of? month={MONTH} .? ,? year=year",
        f"{_NAMED} the? {_SPELLED} of? month={MONTH}",
        f"{_NAMED} month={MONTH} .? {_SPELLED} ,? year=year",
        f"{_NAMED} month={MONTH} .? {_SPELLED}",
    ),
    *rule(_short_year, f"day=dd month={MONTH} short=nn", f"day=dd? month={MONTH} ' short=dd|nn"),
    *rule(
        _days,
        f"day=dd suffix? - to_day=dd suffix? of? month={MONTH} .? ,? year=year",
        f"day=dd suffix? - to_day=dd suffix? of? month={MONTH}",
        f"month={MONTH} .? day=dd suffix? - to_day=dd suffix? ,? year=year",
        f"month={MONTH} .? day=dd suffix? - to_day=dd suffix?",
        f"month={MONTH} .? day=dd - to_month={MONTH} .? to_day=dd ,? year=year",
        f"month={MONTH} .? day=dd - to_month={MONTH} .? to_day=dd",
        f"day=dd month={MONTH} - to_day=dd to_month={MONTH} ,? year=year",
        f"day=dd month={MONTH} - to_day=dd to_month={MONTH}",
    ),
    *rule(
        _day_list,
        f"month={MONTH} .? day=dd suffix? joint=and|or|to to_day=dd suffix? ,? year=year",
        f"month={MONTH} .? day=dd suffix? joint=and|or|to to_day=dd suffix?",
        f"day=dd suffix? joint=and|or|to to_day=dd suffix? month={MONTH} .? ,? year=year",
        f"day=dd suffix? joint=and|or|to to_day=dd suffix? month={MONTH}",
    ),
    *rule(
        _month,
        f"the? part={PARTS}|beginning|end -? of? month={MONTH} .? ,? of? year=year",
        f"the? part={PARTS}|beginning|end -? of? month=month",
        f"month={MONTH} .? ,? of? year=year",
        "month=month",
    ),
    *rule(_months, f"month={MONTH} - to_month={MONTH} year=year?"),
    *rule(
        _month_of_that_year,
        f"part={PARTS}? -? month=month day=dd? of=of? which=last|this|next|coming|current|previous unit=unit",
    ),
    *rule(
        _month_beside,
        "which=last|next|this|coming|past month=month",
        f"which=last|next|this month={MONTH} .? day=dd",
    ),
    *rule(
        _nth_weekday,
        f"the? number=ordinal|second|last|final weekday=weekday of|in month={MONTH} ,? year=year",
        f"the? number=ordinal|second|last|final weekday=weekday of|in month={MONTH}",
        "the? number=ordinal|second|last|final weekday=weekday of the unit=unit",
    ),
    *rule(_weekday_and_day, "name=weekday ,? the day=dd suffix"),
    *rule(_week_of_day, f"the unit=unit of month={MONTH} .? day=dd suffix? year=year?"),
    *rule(
        _week_of_month,
        f"the? number=ordinal|second|last|final unit=unit of? month={MONTH} ,? year=year",
        f"the? number=ordinal|second|last|final unit=unit of? month={MONTH}",
    ),
)

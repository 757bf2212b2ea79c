"""Quarters and halves of years, and what business news calls "the year-ago period"."""

from __future__ import annotations

from onrecord.annotate.timex.anchoring import Context, nearest_quarter, reported_quarter
from onrecord.annotate.timex.calendar import Period, a_year_before, half_of, quarter_of
from onrecord.annotate.timex.reading import Answer, Match, Reading, date, rule

_YEAR_STEPS = {"last": -1, "previous": -1, "next": 1, "coming": 1}


def _quarter(match: Match) -> Answer:
    """ "the third quarter", "Q3 2016", "the first quarter of last year"."""
    number = 4 if match.kind("number") in ("last", "final") else match.value("number")
    year, context = _year_of(match), match.context
    if not 1 <= number <= 4 or (match.kind("number") == "last" and year is None):
        return None
    if match.has("q") and not match.words.touches_next(match.index("q")):
        return None
    if context.anchor is None and year is None:
        return Reading("date", f"XXXX-Q{number}")
    found = _quarter_of(match, number, year)
    if context.anchor and found.end < context.anchor and (context.anchor - found.end).days <= 366:
        context.quarter = found
    return date(found)


def _quarter_of(match: Match, number: int, year: int | None) -> Period:
    anchor = match.context.anchor
    if year is not None:
        return quarter_of(year, number)
    assert anchor is not None
    return quarter_of(anchor.year, number) if match.has("fiscal") else nearest_quarter(anchor, number)


def _year_of(match: Match) -> int | None:
    """The year written, or told by "of last year"; `None` where there is none."""
    anchor, which = match.context.anchor, match.kind("which")
    if match.has("year"):
        return int(match.value("year"))
    if not which or anchor is None or match.lower("whole") != "year":
        return None
    return min(9999, max(1, anchor.year + _YEAR_STEPS.get(which, 0)))


def _half(match: Match) -> Answer:
    """ "the first half of 2016", "the second half of the year"."""
    number = 2 if match.kind("number") in ("last", "final") else match.value("number")
    if number not in (1, 2):
        return None
    anchor = match.context.anchor
    year = _year_of(match) or (anchor.year if anchor else None)
    return date(half_of(year, number)) if year else Reading("date", f"XXXX-H{number}")


def _year_ago(match: Match) -> Answer:
    """ "the year-earlier quarter", "the same period last year": what was reported, a year before."""
    context, number = match.context, match.value("number")
    if context.anchor is None or (match.has("unit") and match.lower("unit") != "year"):
        return None
    if match.has("same") and (month := _month_mentioned(context)):
        return date(a_year_before(month), is_anchor=False)
    quarter = nearest_quarter(context.anchor, number) if number else reported_quarter(context)
    return date(a_year_before(quarter), is_anchor=False) if quarter else None


def _month_mentioned(context: Context) -> Period | None:
    """The date mentioned last, where it was a month."""
    found = context.reference
    return found if found and len(found.value) == 7 and found.value[5:].isdigit() else None


def _same_month(match: Match) -> Answer:
    """ "the same month last year": of the month mentioned last."""
    month = _month_mentioned(match.context)
    return date(a_year_before(month), is_anchor=False) if month else None


def _quarter_of_year(match: Match) -> Answer:
    """ "the 1988 second quarter", "the 1988 period"."""
    number = match.value("number")
    if number is None:
        focus = reported_quarter(match.context)
        number = (focus.start.month + 2) // 3 if focus else 0
    return date(quarter_of(match.value("year"), number), is_anchor=False) if 1 <= number <= 4 else None


def _latest_period(match: Match) -> Answer:
    match.context.quarter = reported_quarter(match.context)
    return date(match.context.quarter)


_THAT_YEAR = "of? which=last|this|next|current|previous whole=unit"
_NUMBER = "number=ordinal|second|final|last"

RULES = (
    *rule(
        _quarter,
        f"the? fiscal=fiscal? -? {_NUMBER} -? quarter",
        f"the? fiscal=fiscal? -? {_NUMBER} -? quarter {_THAT_YEAR}",
        f"the? fiscal=fiscal? -? {_NUMBER} -? quarter of? year=year",
        "q=q number=dd",
        "q=q number=dd of? fy? year=year",
        "year=year q=q number=dd",
        "the? which=this|last|next whole=unit ' other_word number=ordinal|second|final -? quarter",
    ),
    *rule(
        _half,
        f"the? {_NUMBER} half",
        f"the? {_NUMBER} half {_THAT_YEAR}",
        f"the? {_NUMBER} half of? year=year",
        f"the? {_NUMBER} half of the unit",
        "h number=dd year=year",
    ),
    *rule(
        _year_ago,
        "the? same=same? unit=unit -? ago|earlier number=ordinal|second? -? quarter|period",
        "the|a? unit=unit - ago|earlier",
        "the same=same quarter|period",
        "the same=same quarter|period a|last|of unit=unit ago|earlier?",
        "the same=same quarter|period of? the? last unit=unit",
        "the quarter|period a unit=unit ago|earlier",
        "last unit=unit ' other_word quarter|period",
    ),
    *rule(_same_month, "the same unit a|last unit ago|earlier?", "the same unit of? the? last|previous unit"),
    *rule(_quarter_of_year, "the year=year number=ordinal|second? -? quarter|period"),
    *rule(_latest_period, "the latest quarter|period"),
)

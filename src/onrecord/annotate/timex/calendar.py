"""Calendar arithmetic: the stretch of days a TIMEX3 date value stands for, and steps between such stretches.

Values are those of TimeML 1.2.1 and ISO-TimeML (ISO 24617-1): `1998`, `1998-08`, `1998-W33`,
`1998-W33-WE`, `1998-Q3`, `1998-H1`, `1998-SU`, `199` (a decade), `19` (a century), `1998-08-13`.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

Unit = Literal[
    "second", "minute", "hour", "day", "night", "weekend", "week", "fortnight", "month", "quarter", "half",
    "season", "year", "decade", "century", "millennium",
]  # fmt: skip

DAY = datetime.timedelta(days=1)
MONTHS_OF: dict[str, int] = {
    "month": 1, "quarter": 3, "half": 6, "season": 3, "year": 12, "decade": 120, "century": 1200,
    "millennium": 12000,
}  # fmt: skip
DAYS_OF: dict[str, int] = {"day": 1, "night": 1, "week": 7, "weekend": 7, "fortnight": 14}
SEASONS: dict[str, int] = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""The month each season begins in, as meteorologists count in the north."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `start` to `end`, both included, and the TIMEX3 value that names them."""

    value: str
    start: datetime.date
    end: datetime.date


def day(date: datetime.date) -> Period:
    """One day."""
    return Period(date.isoformat(), date, date)


def day_of(year: int, month: int, number: int) -> Period | None:
    """The day so numbered; `None` where the calendar has no such day."""
    try:
        return day(datetime.date(year, month, number))
    except ValueError:
        return None


def month_of(year: int, month: int) -> Period:
    """A month of a year."""
    return Period(f"{year:04}-{month:02}", datetime.date(year, month, 1), last_day(year, month))


def last_day(year: int, month: int) -> datetime.date:
    """The last day of a month."""
    if month == 12:
        return datetime.date(year, 12, 31)
    return datetime.date(year, month + 1, 1) - DAY


def year_of(year: int) -> Period:
    """A calendar year."""
    return Period(f"{year:04}", datetime.date(year, 1, 1), datetime.date(year, 12, 31))


def years(value: str, first: int, count: int) -> Period:
    """`count` years from `first`, cut where `datetime` ends."""
    return Period(
        value, datetime.date(max(first, 1), 1, 1), datetime.date(min(first + count - 1, 9999), 12, 31)
    )


def decade_of(year: int) -> Period:
    """The ten years of one tens digit: "the 1990s" is `199`."""
    return years(f"{year // 10:03}", year // 10 * 10, 10)


def century(number: int) -> Period:
    """The n-th century as news counts: the 20th is 1900 to 1999, `19`."""
    return years(f"{number - 1:02}", (number - 1) * 100, 100)


def quarter_of(year: int, number: int) -> Period:
    """A quarter of a calendar year, 1 to 4."""
    last = number * 3
    return Period(f"{year:04}-Q{number}", datetime.date(year, last - 2, 1), last_day(year, last))


def half_of(year: int, number: int) -> Period:
    """A half of a calendar year, 1 or 2."""
    last = number * 6
    return Period(f"{year:04}-H{number}", datetime.date(year, last - 5, 1), last_day(year, last))


def season_of(year: int, code: str) -> Period:
    """The season that begins in `year`; winter runs into the next."""
    first = SEASONS[code]
    after = year + (first + 2 > 12)
    end = last_day(min(after, 9999), (first + 1) % 12 + 1)
    return Period(f"{year:04}-{code}", datetime.date(year, first, 1), end)


def week_of(date: datetime.date) -> Period:
    """The ISO week (Monday to Sunday) a day is in."""
    year, week, weekday = date.isocalendar()
    start = datetime.date.fromordinal(max(1, date.toordinal() - weekday + 1))
    end = datetime.date.fromordinal(min(datetime.date.max.toordinal(), start.toordinal() + 6))
    return Period(f"{year:04}-W{week:02}", start, end)


def weekend_of(date: datetime.date) -> Period:
    """The Saturday and Sunday of the ISO week a day is in."""
    week = week_of(date)
    return Period(f"{week.value}-WE", week.end - DAY, week.end)


def weeks_from(week: Period, count: int) -> Period | None:
    """The seven days so many weeks from others, with the ISO week they begin in."""
    start, end = moved(week.start, "week", count), moved(week.end, "week", count)
    return Period(week_of(start).value, start, end) if start and end else None


def period_of(unit: str, date: datetime.date) -> Period:
    """The calendar's own stretch of `unit` that holds a day; the day itself for what is shorter."""
    if unit in ("week", "fortnight"):
        return week_of(date)
    if unit == "weekend":
        return weekend_of(date)
    if unit == "month":
        return month_of(date.year, date.month)
    if unit == "quarter":
        return quarter_of(date.year, (date.month + 2) // 3)
    if unit == "half":
        return half_of(date.year, (date.month + 5) // 6)
    if unit == "year":
        return year_of(date.year)
    if unit == "decade":
        return decade_of(date.year)
    if unit in ("century", "millennium"):
        return century(date.year // 100 + 1)
    return day(date)


def moved(date: datetime.date, unit: str, count: int) -> datetime.date | None:
    """The day `count` units later (earlier, where negative), cut to the month's last day.

    What is shorter than a day moves by whole days only. `None` beyond the years 1 to 9999.
    """
    if unit in MONTHS_OF:
        months = date.year * 12 + date.month - 1 + count * MONTHS_OF[unit]
        year, month = divmod(months, 12)
        if not 1 <= year <= 9999:
            return None
        return datetime.date(year, month + 1, min(date.day, last_day(year, month + 1).day))
    ordinal = date.toordinal() + _days(unit, count)
    if not 1 <= ordinal <= datetime.date.max.toordinal():
        return None
    return datetime.date.fromordinal(ordinal)


_SECONDS_OF = {"second": 1, "minute": 60, "hour": 3600}


def _days(unit: str, count: int) -> int:
    if unit in DAYS_OF:
        return count * DAYS_OF[unit]
    seconds = count * _SECONDS_OF[unit]
    return seconds // 86400 if seconds >= 0 else -(-seconds // 86400)


SHORT_UNITS = frozenset(_SECONDS_OF)
_THIRDS = {
    "early": "early", "earlier": "early", "mid": "mid", "middle": "mid", "late": "late", "later": "late",
}  # fmt: skip


def a_year_before(period: Period) -> Period | None:
    """The same month, quarter, half or year a year earlier."""
    at = moved(period.start, "year", -1)
    if at is None:
        return None
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    return period_of({1: "month", 3: "quarter", 6: "half"}.get(months, "year"), at)


def part_of(period: Period | None, part: str) -> Period | None:
    """The part of a stretch that a word names: its early third, its end; all of it for no word.

    The beginning and the end are the first and the last day. The value stays that of the whole.
    """
    if period is None or not part:
        return period
    if part == "beginning":
        return Period(period.value, period.start, period.start)
    if part == "end":
        return Period(period.value, period.end, period.end)
    return third(period, _THIRDS[part])


def third(period: Period, part: str) -> Period:
    """The early, middle or late part of a stretch: thirds, by whole months where it is long.

    The value stays that of the whole: TIMEX3 says the part by `mod`.
    """
    index = ("early", "mid", "late").index(part)
    first, last = period.start, period.end
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months >= 120:
        count = last.year - first.year + 1  # four, three and three years of a decade
        bounds = (0, count * 4 // 10, count * 7 // 10, count)
        return Period(
            period.value,
            datetime.date(first.year + bounds[index], 1, 1),
            datetime.date(first.year + bounds[index + 1] - 1, 12, 31),
        )
    if months >= 3:
        step = months // 3
        start = moved(first, "month", index * step) or first
        after = moved(first, "month", (index + 1) * step)
        end = last if index == 2 or after is None else after - DAY
        return Period(period.value, start, end)
    days = (last - first).days + 1
    step = 10 if days >= 28 else max(1, days // 3)
    start = first + DAY * (index * step)
    return Period(period.value, start, last if index == 2 else start + DAY * (step - 1))

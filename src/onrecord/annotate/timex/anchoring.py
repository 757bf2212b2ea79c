"""What relative times count from: the report's day, the date mentioned last, and the verb's tense."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from onrecord.annotate.timex.calendar import DAY, Period, day, day_of, month_of, moved, period_of, quarter_of

Tense = Literal["past", "present", "future"]
"""The present is a plan where a weekday stands beside it ("opens Monday"), and tells nothing of a month."""

_LENGTHS = {"day": 1, "night": 1, "week": 7, "weekend": 7, "fortnight": 14, "month": 31, "quarter": 92}
_TOO_FAR = 300  # days into another year: then the nearest is meant, whatever the verb


@dataclass(slots=True)
class Context:
    """Where reading stands. `anchor` is the report's day, `reference` the date mentioned last.

    `quarter` is the quarter of the year the text reports on, once it named one, `week` the week that a
    bulletin says it covers; `block` numbers the paragraph reading is in. The questions are about
    the word at an index: `tense_at` which tense governs it, `None` where nothing tells; `is_adverb`
    whether it stands without an object; `counts` whether it is a number of the noun behind it;
    `is_rate` whether it says how often ("300 a day").
    """

    anchor: datetime.date | None
    tense_at: Callable[[int], Tense | None]
    is_adverb: Callable[[int], bool]
    counts: Callable[[int], bool]
    is_rate: Callable[[int], bool]
    reference: Period | None = None
    quarter: Period | None = None
    week: Period | None = None
    block: int = 0
    reference_block: int = 0

    def refer(self, period: Period) -> None:
        """Note the date mentioned last."""
        self.reference, self.reference_block = period, self.block

    def has_base(self, unit: str) -> bool:
        """Whether the date mentioned last is exact enough to count such units from."""
        return self.reference is not None and (
            (self.reference.end - self.reference.start).days <= _LENGTHS.get(unit, 366)
        )

    def base(self, unit: str) -> datetime.date | None:
        """The day that "the day before" counts from: that of the date mentioned last, else the report's.

        A date vaguer than the unit is none to count from: no day is before "2012".
        """
        return self.reference.start if self.reference and self.has_base(unit) else self.anchor

    @property
    def day(self) -> Period | None:
        """The day an hour is on: the one this paragraph mentioned last, else the report's."""
        found = self.reference
        if found and self.reference_block == self.block and found.start == found.end:
            return day(found.start)
        return None if self.anchor is None else day(self.anchor)


def this(anchor: datetime.date | None, unit: str, steps: int = 0) -> Period | None:
    """The calendar unit of a day, or `steps` units from it."""
    if anchor is None:
        return None
    at = moved(anchor, unit, steps)
    return period_of(unit, at) if at else None


def nearest_day(
    anchor: datetime.date, month: int, number: int, tense: Tense | None, weekday: int | None = None
) -> Period | None:
    """The day of a month without its year: the last where the verb is past, the next where it is future.

    Without a tense the nearest. A weekday that fits one year only decides by itself.
    """
    days = [
        found
        for year in range(max(1, anchor.year - 4), min(9999, anchor.year + 4) + 1)
        if (found := day_of(year, month, number))
    ]
    if weekday is not None and (fitting := [d for d in days if d.start.isoweekday() == weekday]):
        days, tense = fitting, None
    return _chosen(days, anchor, tense)


def nearest_month(anchor: datetime.date, month: int, tense: Tense | None) -> Period | None:
    """The month without its year, likewise; this very month fits every tense."""
    months = [
        month_of(year, month) for year in range(max(1, anchor.year - 1), min(9999, anchor.year + 1) + 1)
    ]
    if month == anchor.month:
        return month_of(anchor.year, month)
    return _chosen(months, anchor, tense)


def _chosen(periods: list[Period], anchor: datetime.date, tense: Tense | None) -> Period | None:
    """By tense, unless that is most of a year away: then the verb was not the date's own."""
    nearest = min(periods, key=lambda period: _distance_in_news(period, anchor), default=None)
    fitting = [
        period
        for period in periods
        if (
            period.start <= anchor
            if tense == "past"
            else period.end >= anchor
            if tense == "future"
            else False
        )
    ]
    if not fitting:
        return nearest
    found = fitting[-1] if tense == "past" else fitting[0]
    is_far = abs((found.start - anchor).days) > _TOO_FAR and found.start.year != anchor.year
    return nearest if is_far else found


def _distance_in_news(period: Period, anchor: datetime.date) -> float:
    """Days away; those ahead count half as much again, because reports tell of what was."""
    days = (period.start - anchor).days
    return 1.5 * days if days > 0 else -days


def weekday_near(anchor: datetime.date, weekday: int, tense: Tense | None) -> Period:
    """The last such weekday, the day itself among them; after a future verb the next."""
    if tense in ("present", "future"):
        return day(anchor + DAY * ((weekday - anchor.isoweekday() - 1) % 7 + 1))
    return day(anchor - DAY * ((anchor.isoweekday() - weekday) % 7))


def weekday_beside(anchor: datetime.date, weekday: int, direction: int) -> Period:
    """The next such weekday after a day (`direction` 1), or the last before it (-1)."""
    if direction > 0:
        return weekday_near(anchor, weekday, "future")
    return day(anchor - DAY * ((anchor.isoweekday() - weekday - 1) % 7 + 1))


def reported_quarter(context: Context) -> Period | None:
    """The quarter the text is about: the one it named last, else the last one over."""
    return context.quarter or this(context.anchor, "quarter", -1)


def nearest_quarter(anchor: datetime.date, number: int) -> Period:
    """A quarter without its year: the nearest; reports look back, so ties do."""
    quarters = [
        quarter_of(year, number)
        for year in (anchor.year - 1, anchor.year, anchor.year + 1)
        if 1 <= year <= 9999
    ]
    return min(quarters, key=lambda quarter: _distance(quarter, anchor))


def _distance(period: Period, anchor: datetime.date) -> int:
    if period.start <= anchor <= period.end:
        return 0
    return (anchor - period.end).days if period.end < anchor else 60 + (period.start - anchor).days

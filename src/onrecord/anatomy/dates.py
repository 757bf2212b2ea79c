"""Dates in the margins: of publication, of the last change, of the period covered."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from onrecord.anatomy.vocabulary import Vocabulary

DateKind = Literal["published", "plain", "updated", "period"]

_BETWEEN = re.compile(r"[\s.,|()·•–—\-:;/]+")


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day as written; `year` is `None` where the text leaves it out."""

    year: int | None
    month: int
    day: int

    def iso(self, fallback_year: int | None = None) -> str | None:
        """The ISO date, or `None` while the year is unknown."""
        year = self.year or fallback_year
        if year is None:
            return None
        try:
            return datetime.date(year, self.month, self.day).isoformat()
        except ValueError:  # 29 February of another year
            return None


@dataclass(frozen=True, slots=True)
class DateRun:
    """Dates, times and their labels that follow one another: where they end, the days they name."""

    end: int
    days: tuple[tuple[DateKind, Day], ...]
    labelled: bool


def day_at(text: str, at: int, limit: int, vocabulary: Vocabulary) -> tuple[Day, int] | None:
    """The day written at offset `at` and where it ends, or `None`.

    A number date is read only where it can mean one day ("13/2/2016", "3/3/2016").
    """
    match = vocabulary.day.match(text, at, limit)
    if match is None:
        return None
    day = _day_of(match, vocabulary)
    return (day, match.end()) if day else None


def first_day(text: str, at: int, limit: int, vocabulary: Vocabulary) -> tuple[Day, int, int] | None:
    """The first day written in `text[at:limit]`, with its start and end."""
    for match in vocabulary.day.finditer(text, at, limit):
        if match.start() and text[match.start() - 1].isalnum():
            continue
        day = _day_of(match, vocabulary)
        if day:
            return day, match.start(), match.end()
    return None


def date_run(text: str, at: int, limit: int, vocabulary: Vocabulary) -> DateRun | None:
    """Read on from `at` while there are dates, clock times, weekdays and their labels.

    `None` where there is no date, and no label with a clock time. `end` is behind the last of them.
    """
    kind: DateKind = "plain"
    days: list[tuple[DateKind, Day]] = []
    end = at
    labelled = dated = False
    while at < limit:
        if gap := _BETWEEN.match(text, at, limit):
            kind = "plain" if "|" in gap.group() else kind
            at = gap.end()
        elif label := _label_at(text, at, limit, vocabulary):
            kind, at = label
            labelled = True
        elif stretch := (
            vocabulary.date_range.match(text, at, limit) or vocabulary.month_year.match(text, at, limit)
        ):
            at = end = stretch.end()
            dated = True
        elif written := vocabulary.day.match(text, at, limit):
            if day := _day_of(written, vocabulary):
                days.append((kind, day))
            at = end = written.end()
            dated = True
        elif other := vocabulary.time.match(text, at, limit) or vocabulary.weekday.match(text, at, limit):
            at = end = other.end()
            dated = dated or labelled
        else:
            break
    return DateRun(end, tuple(days), labelled) if dated else None


def published_of(dates: Iterable[tuple[int, Day]], stated: str | None) -> str | None:
    """The date of publication: the stated one, else the day of the lowest rank that can be dated.

    `dates` are `(rank, day)` in text order. A day without its year takes the
    year of another margin date; without any there is no date.
    """
    if stated:
        return stated
    ranked = sorted(dates, key=lambda item: item[0])
    year = next((day.year for _, day in ranked if day.year), None)
    return next((iso for _, day in ranked if (iso := day.iso(year))), None)


def _label_at(text: str, at: int, limit: int, vocabulary: Vocabulary) -> tuple[DateKind, int] | None:
    labels: tuple[tuple[DateKind, re.Pattern[str]], ...] = (
        ("period", vocabulary.period_label),
        ("updated", vocabulary.updated_label),
        ("published", vocabulary.published_label),
    )
    for kind, pattern in labels:
        if match := pattern.match(text, at, limit):
            return kind, match.end()
    return None


def _day_of(match: re.Match[str], vocabulary: Vocabulary) -> Day | None:
    part = match.groupdict()
    if part["iso_year"]:
        year, month, day = int(part["iso_year"]), int(part["iso_month"]), int(part["iso_day"])
    elif part["first_day"]:
        year, day = int(part["first_year"] or 0), int(part["first_day"])
        month = vocabulary.months[part["first_month"].rstrip(".").casefold()]
    elif part["then_day"]:
        year, day = int(part["then_year"] or 0), int(part["then_day"])
        month = vocabulary.months[part["then_month"].rstrip(".").casefold()]
    else:
        year, day, month = int(part["number_year"]), int(part["low"]), int(part["high"])
        if day <= 12 < month:
            day, month = month, day
        if day <= 12 and day != month:
            return None
    try:
        datetime.date(year or 2000, month, day)
    except ValueError:
        return None
    return Day(year or None, month, day)

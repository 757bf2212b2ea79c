"""Figures that cannot both hold: the rules, on pairs of figures alone."""

from __future__ import annotations

import datetime
import math
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.comparison.points import Number
from onrecord.comparison.voices import Voice

ABOUT = 0.1
"""How far "about" reaches where the words give no bounds: a tenth to either side, as rounded numbers are."""
STOCK_DAYS = 3  # how far apart two stocks may be counted and still be the same one
GROWTH_DAYS = 30  # how long before a later total of another source an earlier one may stand
FALL_DAYS = 30  # within which a source's own total may not fall
LEAST_SHARE = 0.5
"""A later total under half of the earlier is no fall of it: one of the two counts something else."""
SINCE_DAYS = 3  # how far apart the first days of two totals may be
SAME_OUTLET, ELSEWHERE, UNNAMED = 0.85, 0.7, 0.8  # what takes from the rank
LIKELY, LARGEST = 5.0, 100.0
"""Numbers up to five times each other may well count one thing; the rank falls from there, and at a hundred
times they are taken to count different things."""


@dataclass(frozen=True, slots=True)
class Rival:
    """A figure as a side of a dispute: its bounds (open: 0 and infinity), its series, its voice."""

    report_id: str
    id: str
    words: str
    value: Number | None
    low: float
    high: float
    total: Number | None
    series: tuple[str, str, str]
    population: str
    path: str | None
    as_of: str
    since: str | None
    voice: Voice
    publisher: str
    published: str
    matter: frozenset[str]
    corrects: frozenset[Number] = frozenset()
    is_new_version: bool = False
    is_part: bool = False

    @property
    def measure(self) -> str:
        """stock or cumulative."""
        return self.series[1]

    @property
    def is_of_one_day(self) -> bool:
        """Whether a total is that of a single day, and no running one.

        A day before the report's says so ("killed on Monday"); the report's own may be when it was said.
        """
        return self.measure == "cumulative" and self.since == self.as_of < self.published

    @property
    def first_day(self) -> str | None:
        """From when a running total counts, where that is known."""
        return self.since if self.since is not None and self.since < self.as_of else None


@dataclass(frozen=True, slots=True)
class Contest:
    """Two sides that cannot both hold, which rule says so, why, and how much it weighs (0..1)."""

    kind: str
    one: Rival
    other: Rival
    why: str
    rank: float


def bounds(
    value: Number | None, low: Number | None, high: Number | None, modifier: str
) -> tuple[float, float] | None:
    """What a figure allows; `None` where it holds no number.

    "about" without bounds allows a tenth to either side; "more than 40,000" starts at 40,000 and has no end.
    """
    if modifier == "~" and low is None and high is None and value is not None:
        return value - abs(value) * ABOUT, value + abs(value) * ABOUT
    if low is None and high is None:
        return None if value is None else (float(value), float(value))
    return (0.0 if low is None else float(low)), (math.inf if high is None else float(high))


def contests(first: Rival, second: Rival) -> Iterable[Contest]:
    """What is wrong between two figures of one series, place and population, in order of `by_date`."""
    if first.is_part or second.is_part:
        return
    if first.voice.is_independent_of(second.voice):
        yield from _interval(first, second)
    else:
        yield from _falling(first, second)


def reach(measure: str | None) -> int:
    """How many days apart two figures of a series may be that cannot both hold."""
    return STOCK_DAYS if measure == "stock" else max(FALL_DAYS, GROWTH_DAYS)


def ties(rival: Rival) -> set[str]:
    """What rivals of one series and place must share some of to speak of one thing; see `_same_matter`."""
    if rival.path is not None:
        return {rival.path}
    return {rival.report_id, *rival.matter, rival.first_day or rival.report_id}


def by_date(rival: Rival) -> tuple[str, str, str, str]:
    """The order of rivals: by the day they hold for, then as they came."""
    return rival.as_of, rival.published, rival.report_id, rival.id


def contest_within(one: Rival) -> Iterable[Contest]:
    """A part that is greater than the whole it is said to be part of."""
    if one.total is not None and one.low > one.total:
        gap = 1 - one.total / one.low
        why = f"{one.voice.name} has {_said(one)}: the part is greater than its whole, {one.total:,}"
        yield Contest("whole", one, one, why, gap)


def _interval(first: Rival, second: Rival) -> Iterable[Contest]:
    days = _days(first.as_of, second.as_of)
    if not _same_matter(first, second) or not _same_period(first, second):
        return
    if first.value in second.corrects or second.value in first.corrects:
        return
    if first.measure == "stock" or days == 0:
        if days > (STOCK_DAYS if first.measure == "stock" else 0):
            return
        lesser, greater = sorted((first, second), key=lambda rival: (rival.high, rival.low))
        if lesser.high >= greater.low or greater.low > max(lesser.high, 1) * LARGEST:
            return
    else:
        if days > GROWTH_DAYS or first.is_of_one_day or not _falls(first, second):
            return
        lesser, greater = second, first
    when = f"as of {first.as_of}" if days == 0 else f"as of {first.as_of} and {second.as_of}"
    why = (
        f"{first.voice.name} has {_said(first)}, {second.voice.name} {_said(second)}, {when}: "
        f"no number fits both"
        if first.measure == "stock" or days == 0
        else f"{first.voice.name} had {_said(first)} as of {first.as_of} already, {second.voice.name} has "
        f"{_said(second)} as of {second.as_of}: a total does not fall"
    )
    span = STOCK_DAYS + 1 if first.measure == "stock" else GROWTH_DAYS + 1
    yield Contest(
        "interval", first, second, why, _gap(lesser, greater) * _weight(first, second) * (1 - days / span / 2)
    )


def _falling(first: Rival, second: Rival) -> Iterable[Contest]:
    days = _days(first.as_of, second.as_of)
    if first.measure != "cumulative" or not 0 < days <= FALL_DAYS or first.report_id == second.report_id:
        return
    if not first.voice.keys & second.voice.keys or not _same_matter(first, second):
        return
    is_corrected = second.is_new_version or first.value in second.corrects
    if is_corrected or first.is_of_one_day or second.is_of_one_day or not _falls(first, second):
        return
    if not _same_period(first, second):
        return
    why = (
        f"{first.voice.name} had {_said(first)} as of {first.as_of}, then {_said(second)} as of "
        f"{second.as_of}: a total falls, and no correction says why"
    )
    yield Contest("falling", first, second, why, _gap(second, first))


def contests_of_parts(first: Rival, second: Rival) -> Iterable[Contest]:
    """A part above its whole, of two figures of one series and day, in order of `by_date`."""
    for part, whole in ((first, second), (second, first)):
        if not _is_part(part, whole) or part.low <= whole.high or not part.matter & whole.matter:
            continue
        if not _same_period(part, whole):
            continue
        what = f"({part.population}) " if part.population else ""
        why = (
            f"{part.voice.name} has {_said(part)} {what}for a part, {whole.voice.name} {_said(whole)} for "
            f"the whole, as of {part.as_of}: the part is greater"
        )
        yield Contest("whole", first, second, why, _gap(whole, part) * _weight(first, second))


def _is_part(part: Rival, whole: Rival) -> bool:
    """A narrower place, or some of the people, with nothing else wider."""
    if part.path == whole.path:
        return bool(part.population) and not whole.population and part.path is not None
    within = part.path is not None and whole.path is not None and part.path.startswith(f"{whole.path}/")
    return within and part.population == whole.population


def _same_matter(one: Rival, other: Rival) -> bool:
    """Whether both speak of one thing: a place says so, one report, one first day, or whom both tell of."""
    if one.path is not None or one.report_id == other.report_id or one.matter & other.matter:
        return True
    return one.first_day is not None and one.first_day == other.first_day


def _same_period(one: Rival, other: Rival) -> bool:
    if one.measure == "stock":
        return True
    if one.is_of_one_day or other.is_of_one_day:
        return one.is_of_one_day and other.is_of_one_day and one.as_of == other.as_of
    if one.first_day is None or other.first_day is None:
        return True
    return _days(*sorted((one.first_day, other.first_day))) <= SINCE_DAYS


def _falls(first: Rival, second: Rival) -> bool:
    return second.high < first.low and second.high >= first.low * LEAST_SHARE


def _gap(lesser: Rival, greater: Rival) -> float:
    """How much of the greater number is in dispute: 1 − lesser ÷ greater, which is 1 − exp(−log ratio).

    From five times on it falls with the square of the log ratio: then the two rather count different things.
    """
    if greater.low <= 0:
        return 0.0
    ratio = greater.low / max(lesser.high, sys.float_info.min)
    likely = 1.0 if ratio <= LIKELY else (math.log(LIKELY) / math.log(ratio)) ** 2
    return (1 - 1 / ratio) * likely


def _weight(one: Rival, other: Rival) -> float:
    weight = SAME_OUTLET if one.publisher == other.publisher else 1.0
    if not (one.voice.is_named and other.voice.is_named):
        weight *= UNNAMED
    return weight if one.matter & other.matter else weight * ELSEWHERE


def _days(first: str, second: str) -> int:
    try:
        return (datetime.date.fromisoformat(second[:10]) - datetime.date.fromisoformat(first[:10])).days
    except ValueError:
        return 10**6


def _said(rival: Rival) -> str:
    return f"“{' '.join(rival.words.split())}”"

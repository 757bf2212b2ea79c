"""The days of feasts: fixed ones, nth weekdays, and those that follow the moon.

A rule is a few words (`lexicon/times.toml` lists the feasts): `fixed 12 25`, `weekday 11 4 4` (the fourth
Thursday of November, Monday is 1; `weekday 5 -1 1` the last Monday of May), `easter -2`,
`orthodox 0`, `hijri 9 1`, `hebrew 1 15`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from onrecord.annotate.timex.calendar import DAY, last_day

_HIJRI_EPOCH = 227_014  # ordinal of 1 Muharram 1 by astronomers' count (15 July 622, Julian)
_HEBREW_EPOCH = -1_373_428  # ordinal of the day before 1 Tishri 1, in Python's counting


def feast_days(rule: str, year: int) -> list[datetime.date]:
    """First days of a feast in a Gregorian year: none, one, or two (the Hijri year is shorter)."""
    name, *numbers = rule.split()
    return _RULES[name](year, *map(int, numbers))


def rule_is_sound(rule: str) -> bool:
    """Whether `feast_days` can read a rule."""
    name, *numbers = rule.split() or [""]
    try:
        return name in _RULES and isinstance(_RULES[name](2000, *map(int, numbers)), list)
    except (TypeError, ValueError, IndexError):
        return False


def _fixed(year: int, month: int, day: int) -> list[datetime.date]:
    return [datetime.date(year, month, day)]


def _weekday(year: int, month: int, nth: int, weekday: int) -> list[datetime.date]:
    if nth > 0:
        first = datetime.date(year, month, 1)
        return [first + DAY * ((weekday - first.isoweekday()) % 7 + 7 * (nth - 1))]
    last = last_day(year, month)
    return [last - DAY * ((last.isoweekday() - weekday) % 7 + 7 * (-nth - 1))]


def _easter(year: int, offset: int) -> list[datetime.date]:
    """Western Easter by the Meeus/Jones/Butcher computus."""
    golden, century, rest = year % 19, year // 100, year % 100
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return [datetime.date(year, month, day + 1) + DAY * offset]


def _orthodox(year: int, offset: int) -> list[datetime.date]:
    """Orthodox Easter by Meeus's Julian computus, in Gregorian days."""
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    between = year // 100 - year // 400 - 2  # days the Julian calendar is behind
    return [datetime.date(year, month, day + 1) + DAY * (between + offset)]


def _hijri(year: int, month: int, day: int) -> list[datetime.date]:
    """By the tabular Islamic calendar: within a day of what is observed."""
    about = (year - 622) * 33 // 32
    found = []
    for hijri in range(about - 1, about + 3):
        ordinal = (
            _HIJRI_EPOCH
            + 354 * (hijri - 1)
            + (3 + 11 * hijri) // 30
            + 29 * (month - 1)
            + month // 2
            + day
            - 1
        )
        if ordinal > 0 and (date := datetime.date.fromordinal(ordinal)).year == year:
            found.append(date)
    return found


def _hebrew(year: int, month: int, day: int) -> list[datetime.date]:
    """Months count from Nisan; only those whose place in the year is plain: Nisan to Kislev."""
    start = _hebrew_new_year(year + 3761)  # Tishri of this Gregorian year
    if month >= 7:
        before = 0 if month == 7 else 30 if month == 8 else 59 + _is_long_heshvan(year + 3761)
        ordinal = start + before + day - 1
    else:
        to_tishri = sum(30 if number % 2 else 29 for number in range(month, 7))
        ordinal = start - to_tishri + day - 1
    return [datetime.date.fromordinal(ordinal)]


def _hebrew_new_year(year: int) -> int:
    """The ordinal of 1 Tishri, with the postponements (Reingold & Dershowitz)."""
    return _HEBREW_EPOCH + _elapsed(year) + _postponed(year) + 1


def _elapsed(year: int) -> int:
    months = (235 * year - 234) // 19
    parts = 12_084 + 13_753 * months
    days = 29 * months + parts // 25_920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days


def _postponed(year: int) -> int:
    before, here, after = _elapsed(year - 1), _elapsed(year), _elapsed(year + 1)
    if after - here == 356:
        return 2
    return 1 if here - before == 382 else 0


def _is_long_heshvan(year: int) -> bool:
    return (_hebrew_new_year(year + 1) - _hebrew_new_year(year)) % 10 == 5


_RULES: dict[str, Callable[..., list[datetime.date]]] = {
    "fixed": _fixed,
    "weekday": _weekday,
    "easter": _easter,
    "orthodox": _orthodox,
    "hijri": _hijri,
    "hebrew": _hebrew,
}

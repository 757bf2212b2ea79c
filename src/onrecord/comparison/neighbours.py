"""Which figures new ones may be set against, by index and days: comparing costs what is new."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, select

from onrecord.comparison.points import FIRM
from onrecord.comparison.rivals import reach
from onrecord.comparison.voices import Cast, on_matter
from onrecord.ledger.conditions import among
from onrecord.ledger.schema import figures

Key = tuple[str, str]
"""A figure: its report's id and its own."""
Days = tuple[str, str]
"""The first and the last of some days (ISO)."""
T = TypeVar("T")
MONTH = 30  # days

_KEYS = select(figures.c.report_id, figures.c.id)
_IN_DAYS = figures.c.as_of.between(bindparam("first"), bindparam("last"))
_IS_COUNTED = figures.c.indicator == bindparam("indicator")
_AT_PLACE = _KEYS.where(_IS_COUNTED, figures.c.path == bindparam("path"), _IN_DAYS)
_OF_DAY = _KEYS.add_columns(figures.c.path).where(  # `mode` is in no index: few rows are read by their day
    _IS_COUNTED, figures.c.as_of == bindparam("day"), figures.c.path.is_not(None), figures.c.mode.in_(FIRM)
)
_NOWHERE = _KEYS.where(_IS_COUNTED, figures.c.path.is_(None), _IN_DAYS)
_SINCE = _NOWHERE.where(among(figures.c.since, "since"))


def neighbours(connection: Connection, rows: Sequence[Any], known: Mapping[str, Cast]) -> set[Key]:
    """The figures that may stand against new ones, `rows` of reports whose casts are `known`."""
    placed = [row for row in rows if row["path"] is not None]
    return {
        *_at_their_places(connection, placed),
        *_above_and_below(connection, placed),
        *_without_place(connection, [row for row in rows if row["path"] is None], known),
    }


def _at_their_places(connection: Connection, rows: Sequence[Any]) -> Iterator[Key]:
    """Of one place and indicator, of about the same days."""
    wanted: dict[tuple[str, str], list[Days]] = defaultdict(list)
    for row in rows:
        wanted[row["indicator"], row["path"]].append(_days_of(row))
    for (indicator, path), days in wanted.items():
        for first, last in merged(days):
            asked = {"indicator": indicator, "path": path, "first": first, "last": last}
            yield from _keys(connection, _AT_PLACE, asked)


def _above_and_below(connection: Connection, rows: Sequence[Any]) -> Iterator[Key]:
    """Of one indicator and day, where one place lies in the other."""
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        wanted[row["indicator"], row["as_of"]].add(row["path"])
    for (indicator, day), paths in wanted.items():
        above = {wider for path in paths for wider in wider_than(path)}
        for report_id, own, path in connection.execute(_OF_DAY, {"indicator": indicator, "day": day}):
            if path in above or not paths.isdisjoint(wider_than(path)):
                yield report_id, own


def _without_place(connection: Connection, rows: Sequence[Any], known: Mapping[str, Cast]) -> Iterator[Key]:
    """Of one indicator and of about the same days, in reports on the same matter, or since the same day."""
    for together in months(rows, lambda row: str(row["as_of"])):
        wanted: dict[str, list[Any]] = defaultdict(list)
        for row in together:
            wanted[row["indicator"]].append(row)
        near: set[Key] = set()
        for indicator, same in wanted.items():
            since = sorted({row["since"] for row in same if row["since"] and row["since"] < row["as_of"]})
            for first, last in merged(map(_days_of, same)):
                asked = {"indicator": indicator, "first": first, "last": last}
                near.update(_keys(connection, _NOWHERE, asked))
                if since:
                    yield from _keys(connection, _SINCE, asked | {"since": since})
        matter = frozenset().union(*(known[row["report_id"]].matter for row in together))
        shared = on_matter(connection, {report_id for report_id, _ in near}, matter)
        yield from (key for key in near if key[0] in shared)


def _keys(connection: Connection, query: Any, asked: Mapping[str, Any]) -> Iterator[Key]:
    yield from ((report_id, own) for report_id, own in connection.execute(query, asked))


def _days_of(row: Any) -> Days:
    """The days of figures that one may be set against."""
    days = reach(row["measure"])
    return moved(row["as_of"], -days), moved(row["as_of"], days)


def months(found: Iterable[T], day: Callable[[T], str]) -> Iterator[list[T]]:
    """Things by their day, those of a month together: what lies between two far apart is not looked at."""
    together: list[T] = []
    for one in sorted(found, key=day):
        if together and day(one) > moved(day(together[0]), MONTH):
            yield together
            together = []
        together.append(one)
    if together:
        yield together


def merged(spans: Iterable[Days]) -> list[Days]:
    """Spans of days, those that meet as one."""
    found: list[Days] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def wider_than(path: str) -> list[str]:
    """The paths of the places that one lies in."""
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


@lru_cache(maxsize=4096)
def moved(day: str, days: int) -> str:
    """A day some days later or earlier (ISO)."""
    try:
        return (datetime.date.fromisoformat(day[:10]) + datetime.timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day

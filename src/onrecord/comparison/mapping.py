"""Figures on the map: the latest of them, each with its place and how exactly that is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from onrecord.comparison.points import Point, point, points_query
from onrecord.comparison.series import check_indicator, paths_of
from onrecord.ledger.conditions import among_keys
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.paths import inside
from onrecord.ledger.rows import Key
from onrecord.ledger.schema import figures, places, reports, stands
from onrecord.lexicon.indicators import load_indicators

LIMIT = 200
"""Figures on a map at most; the latest are kept."""
PERIODS = (10, 60, 360, None)  # days back in which the latest figures are looked for, one after another
SEARCHED = 20_000  # figures that are looked through for some with a place, before an older period is left
SURE = 0.5  # the least confidence of a place that is drawn as one we know
EXACT = ("point", "city")


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with its place: where that is, in degrees, how exactly (`precision`) and how surely."""

    point: Point
    place: str
    lat: float
    lon: float
    precision: str
    confidence: float
    country: str | None

    @property
    def is_sure(self) -> bool:
        """Whether the place is likely the one that is meant, and not merely near one that is known."""
        return self.confidence >= SURE and self.precision != "near"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its figures, the latest first."""

    place: str
    path: str | None
    lat: float
    lon: float
    precision: str
    country: str | None
    figures: tuple[Placed, ...]

    @property
    def is_exact(self) -> bool:
        """Whether the place is a point on the map, and not somewhere in a region."""
        return self.precision in EXACT

    @property
    def is_sure(self) -> bool:
        """Whether any of its figures is surely there."""
        return any(placed.is_sure for placed in self.figures)


def placed(
    ledger: Ledger,
    *,
    indicator: str | None = None,
    place: str | None = None,
    measure: str | None = None,
    mode: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = LIMIT,
) -> list[Placed]:
    """The latest figures that have a place, by the day they hold for; of every indicator where none is given.

    Copies and what was corrected, revised, retracted or rejected are left out. `place` is a name or a path
    and all within it; `since` and `until` are ISO days (inclusive). Raises `OnrecordError` for an indicator
    or a place that nobody knows.
    """
    if indicator is not None:
        check_indicator(indicator)
    is_counted = _is_counted(indicator)
    with ledger._reading() as connection:
        conditions = [figures.c.path.is_not(None), stands(figures), reports.c.status == "current"]
        is_no_copy = func.coalesce(reports.c.copy_of, "") == ""  # in a form that no index is used for
        conditions += [is_no_copy, is_counted]
        if measure is not None:
            conditions.append(figures.c.measure == measure)
        if mode is not None:
            conditions.append(figures.c.mode == mode)
        if place is not None:
            conditions.append(inside(connection, figures.c.path, paths_of(connection, place)))
            keys = _keys(connection, [*conditions, *_days(since, until)], limit)
        else:
            keys = _latest(connection, is_counted, conditions, (since, until), limit)
        found = list(_placed(connection, keys))
    return sorted(found, key=lambda one: (one.point.as_of, one.point.published or ""), reverse=True)


def spots(found: Sequence[Placed]) -> list[Spot]:
    """The places of figures, those with the latest figure first; names of one point are one place."""
    by_place: dict[tuple[object, ...], list[Placed]] = defaultdict(list)
    for one in found:
        by_place[one.precision, round(one.lat, 3), round(one.lon, 3)].append(one)
    return [
        Spot(first.place, first.point.path, first.lat, first.lon, first.precision, first.country, tuple(at))
        for at in by_place.values()
        for first in at[:1]
    ]


def _is_counted(indicator: str | None) -> ColumnElement[bool]:
    """Whether a figure is of an indicator, or of any: each is named then, for the index of the latest."""
    if indicator is not None:
        return figures.c.indicator == indicator
    return or_(figures.c.indicator.in_(sorted(load_indicators().terms)), figures.c.indicator.is_(None))


def _days(since: str | None, until: str | None) -> list[ColumnElement[bool]]:
    days: list[ColumnElement[bool]] = [figures.c.as_of.is_not(None)]
    if since is not None:
        days.append(figures.c.as_of >= since)
    if until is not None:
        days.append(figures.c.as_of <= until)
    return days


def _latest(
    connection: Connection,
    is_counted: ColumnElement[bool],
    conditions: Sequence[ColumnElement[bool]],
    days: tuple[str | None, str | None],
    limit: int,
) -> list[Key]:
    """The keys of the latest figures, looked for in longer periods until many have been looked through."""
    since, until = days
    newest = until or connection.execute(select(func.max(reports.c.published))).scalar_one() or ""
    keys: list[Key] = []
    for back in PERIODS:
        first = _before(newest, back)
        is_last = first is None or (since is not None and first <= since)
        period = _days(since if is_last else first, until)
        keys = _keys(connection, [*conditions, *period], limit)
        if is_last or len(keys) >= limit or _are_many(connection, [is_counted, *period]):
            break
    return keys


def _before(day: str, back: int | None) -> str | None:
    """The day so many days before another."""
    try:
        return None if back is None else str(date.fromisoformat(day[:10]) - timedelta(back))
    except (ValueError, OverflowError):
        return None


def _are_many(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> bool:
    some = select(figures.c.as_of).where(*conditions).limit(SEARCHED)
    return connection.execute(select(func.count()).select_from(some.subquery())).scalar_one() >= SEARCHED


def _keys(connection: Connection, conditions: Sequence[ColumnElement[bool]], limit: int) -> list[Key]:
    query = select(figures.c.report_id, figures.c.id).where(*conditions)
    query = query.join_from(figures, reports, reports.c.id == figures.c.report_id)
    query = query.order_by(figures.c.as_of.desc(), figures.c.report_id.desc(), figures.c.id.desc())
    return [(row.report_id, row.id) for row in connection.execute(query.limit(limit))]


_LIES = (places.c.lat, places.c.lon, places.c.precision, places.c.confidence, places.c.country)
_PLACED = (
    points_query()
    .add_columns(places.c.name.label("place"), *_LIES)
    .join(places, and_(places.c.report_id == figures.c.report_id, places.c.id == figures.c.place))
    .where(among_keys(figures, "keys"), places.c.lat.is_not(None))
)


def _placed(connection: Connection, keys: Sequence[Key]) -> Iterator[Placed]:
    for row in connection.execute(_PLACED, {"keys": keys}).mappings():
        known = point(row)
        if known.left_out in ("corrected", "rejected"):
            continue
        yield Placed(known, row["place"], *(row[column.name] for column in _LIES))

"""Series that moved: what the latest reports count otherwise than was counted before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from onrecord.comparison.points import FIRM, Point, point, points_query
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.paths import name_of
from onrecord.ledger.schema import figures, reports

LATEST = 60  # reports looked at, the latest published
EARLIER = 40  # figures of a series looked at before them
MEASURES = ("stock", "cumulative")


@dataclass(frozen=True, slots=True)
class Moved:
    """The two latest figures of a series that differ: `before`, then `now`; `place` is the path's name."""

    indicator: str
    path: str
    place: str
    before: Point
    now: Point


def moved(ledger: Ledger, limit: int = 6) -> list[Moved]:
    """Series whose latest figure differs from the one of an earlier day, the latest first.

    A series is one indicator, measure, population and place; figures that do not count are left out.
    """
    newest = (
        select(reports.c.id)
        .where(reports.c.published.is_not(None), reports.c.status == "current", reports.c.copy_of.is_(None))
        .order_by(reports.c.published.desc(), reports.c.id.desc())
        .limit(LATEST)
    )
    counted = points_query().where(
        figures.c.mode.in_(FIRM),
        figures.c.measure.in_(MEASURES),
        figures.c.indicator.is_not(None),
        figures.c.as_of.is_not(None),
        figures.c.path.is_not(None),
    )
    found: list[Moved] = []
    with ledger._reading() as connection:
        fresh = [
            point(row)
            for row in connection.execute(counted.where(figures.c.report_id.in_(newest))).mappings()
        ]
        latest: dict[tuple[str | None, ...], Point] = {}
        for known in sorted(fresh, key=_day):
            if known.left_out is None and known.middle is not None:
                latest[_series(known)] = known
        for now in sorted(latest.values(), key=_day, reverse=True)[: limit * 3]:
            earlier = counted.where(
                figures.c.indicator == now.indicator, figures.c.path == now.path, figures.c.as_of < now.as_of
            ).order_by(figures.c.as_of.desc(), figures.c.report_id, figures.c.position)
            rows = connection.execute(earlier.limit(EARLIER)).mappings()
            before = next((known for known in map(point, rows) if _is_before(known, now)), None)
            if before is not None and before.middle != now.middle:
                path = str(now.path)
                found.append(Moved(str(now.indicator), path, name_of(connection, path), before, now))
            if len(found) == limit:
                break
    return found


def _is_before(known: Point, now: Point) -> bool:
    return known.left_out is None and known.middle is not None and _series(known) == _series(now)


def _series(known: Point) -> tuple[str | None, ...]:
    return known.indicator, known.path, known.measure, known.population, known.unit_kind


def _day(known: Point) -> tuple[str, str]:
    return known.as_of, known.published or ""

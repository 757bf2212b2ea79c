"""What can be followed: the indicators that have figures, and in which places."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.paths import name_of
from onrecord.ledger.schema import figures, reviews
from onrecord.lexicon.indicators import load_indicators


@dataclass(frozen=True, slots=True)
class Where:
    """A place with figures of an indicator: its path, its name, how many figures it has itself."""

    path: str
    name: str
    figures: int


@dataclass(frozen=True, slots=True)
class Followed:
    """An indicator with figures: how many, the first and the last day (ISO), the places with most."""

    indicator: str
    about: str
    figures: int
    first: str
    last: str
    places: tuple[Where, ...]
    other_places: int


def followed(ledger: Ledger, places: int = 4) -> list[Followed]:
    """The indicators with dated figures, those with most first, each with so many of its places.

    What people rejected does not count.
    """
    terms = load_indicators().terms
    with ledger._reading() as connection:
        rejected = {
            (row.indicator, row.path): row.figures for row in connection.execute(_rejected()) if row.figures
        }
        rows: dict[str, list[Any]] = defaultdict(list)
        for row in connection.execute(_counted()).all():
            number = row.figures - rejected.get((row.indicator, row.path), 0)
            if row.indicator in terms and number:
                rows[row.indicator].append((number, row))
        found = [
            _followed(connection, indicator, terms[indicator].about, own, places)
            for indicator, own in rows.items()
        ]
    return sorted(found, key=lambda one: (-one.figures, one.indicator))


def _counted() -> Select[Any]:
    grouped = (figures.c.indicator, figures.c.path)
    columns = (
        func.count().label("figures"), func.min(figures.c.as_of).label("first"),
        func.max(figures.c.as_of).label("last"),
    )  # fmt: skip
    dated = (figures.c.indicator.is_not(None), figures.c.as_of.is_not(None))
    return select(*grouped, *columns).where(*dated).group_by(*grouped)


def _rejected() -> Select[Any]:
    """How many figures people rejected: found by their reviews, which are few."""
    reviewed = select(reviews.c.report_id, reviews.c.record).where(reviews.c.action == "reject").distinct()
    own = reviewed.subquery()
    return (
        select(figures.c.indicator, figures.c.path, func.count().label("figures"))
        .select_from(own)
        .join(figures, (figures.c.report_id == own.c.report_id) & (figures.c.id == own.c.record))
        .where(figures.c.review == "rejected", figures.c.as_of.is_not(None))
        .group_by(figures.c.indicator, figures.c.path)
    )


def _followed(connection: Connection, indicator: str, about: str, rows: list[Any], places: int) -> Followed:
    placed = sorted((row for row in rows if row[1].path), key=lambda row: (-row[0], row[1].path))
    return Followed(
        indicator=indicator,
        about=about,
        figures=sum(number for number, _ in rows),
        first=min(row.first for _, row in rows),
        last=max(row.last for _, row in rows),
        places=tuple(
            Where(row.path, name_of(connection, row.path), number) for number, row in placed[:places]
        ),
        other_places=max(0, len(placed) - places),
    )

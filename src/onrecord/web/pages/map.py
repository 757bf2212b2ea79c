"""The map: figures by place and time, drawn so that it shows how exactly each place is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.comparison.mapping import LIMIT, Placed, Spot, placed, spots
from onrecord.comparison.series import MEASURES
from onrecord.errors import OnrecordError
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.options import day as checked_day
from onrecord.lexicon.indicators import load_indicators
from onrecord.record import Mode
from onrecord.web import cartography
from onrecord.web.cartography import WIDTH, Label, Land, Mark, View
from onrecord.web.room import Asked, link, page, room

router = APIRouter()
OF_EACH = 3  # figures of a place in the list
MOST_SPOTS = 90
MOST_ROWS = 110  # figures in the list, where their places are not more
SHARES = (1.0, 0.25)  # of the largest figure, for the key
Word = Annotated[str, Query(max_length=60)]
Day = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map: what is on it, where, and the days its figures hold for."""

    found: Sequence[Placed]
    spots: Sequence[Spot]
    view: View
    lands: Sequence[Land]
    marks: Sequence[Mark]
    labels: Sequence[Label]
    days: Sequence[date]
    of_each: int
    largest: float | None
    is_all: bool

    @property
    def names(self) -> list[Label]:
        """The labels that are countries' names."""
        return [label for label in self.labels if not label.of]

    @property
    def label_of(self) -> dict[int, Label]:
        """The labels of marks, by the number of the mark."""
        return {label.of: label for label in self.labels if label.of}

    @property
    def hatched(self) -> frozenset[str]:
        """The countries that some figure is only known to be somewhere in."""
        return frozenset(spot.country or "" for spot in self.spots if spot.precision == "country")

    @property
    def key(self) -> list[tuple[float, float]]:
        """Values with the radius each has, where sizes tell."""
        return (
            [(self.largest * share, cartography.sized(share, 1)) for share in SHARES] if self.largest else []
        )


@router.get("/map", response_class=HTMLResponse)
def map_page(
    request: Request,
    ledger: Asked,
    indicator: Word = "",
    measure: Word = "",
    mode: Word = "",
    place: Annotated[str, Query(max_length=200)] = "",
    since: Day = "",
    until: Day = "",
    day: Day = "",
) -> HTMLResponse:
    """Figures on the map, those that hold until a day if one is given."""
    asked = {
        "indicator": indicator, "measure": measure, "mode": mode, "place": place.strip(),
        "since": checked_day(since or None, "from") or "", "until": checked_day(until or None, "until") or "",
    }  # fmt: skip
    drawn = room(request).kept.answer(("map", *asked.values()), lambda: draw(ledger, asked))
    return page(
        request,
        "map.html.jinja",
        asked=asked,
        is_narrowed=any(asked.values()),
        drawn=drawn,
        chosen=_chosen(day, drawn.days),
        choices={
            "indicator": sorted(load_indicators().terms), "measure": MEASURES, "mode": get_args(Mode),
        },
        is_all=drawn.is_all,
        width=WIDTH,
        where=cartography.where,
        link_of=lambda one: f"{link('/reports/{}', one.point.report_id)}#{one.point.figure}-words",
    )  # fmt: skip


def draw(ledger: Ledger, asked: dict[str, Any]) -> Drawn:
    """The map of what is asked for."""
    found = placed(ledger, **{name: value for name, value in asked.items() if value})
    everywhere = spots(found)
    known = everywhere[:MOST_SPOTS]
    is_all = len(found) < LIMIT and len(everywhere) <= MOST_SPOTS
    found = [one for spot in known for one in spot.figures]
    view = cartography.view_of(known)
    largest = _largest(found) if asked["indicator"] else None
    drawn = cartography.marks(known, view, is_sized=largest is not None)
    lands = cartography.land(view)
    labels = cartography.labels(drawn, lands, view)
    days = sorted({date.fromordinal(number) for mark in drawn for number in mark.days if number > 1})
    fitting = next((most for most in (OF_EACH, 2) if _rows(known, most) <= MOST_ROWS), 1)
    return Drawn(found, known, view, lands, drawn, labels, days, fitting, largest, is_all)


def _rows(known: Sequence[Spot], of_each: int) -> int:
    return sum(min(len(spot.figures), of_each) for spot in known)


def _largest(found: Sequence[Placed]) -> float | None:
    """The largest figure, where all count the same thing in the same way, and sizes may tell."""
    kinds = {(one.point.measure, one.point.unit_kind) for one in found}
    values = [abs(one.point.middle) for one in found if one.point.middle]
    return max(values) if len(kinds) == 1 and values else None


def _chosen(day: str, days: Sequence[date]) -> date | None:
    """The day that the map shows, of a day as given or as a slider tells it; `None`: all days."""
    if not day or not days:
        return None
    try:
        chosen = date.fromordinal(int(day)) if day.isdecimal() else date.fromisoformat(day)
    except (ValueError, OverflowError) as fault:
        raise OnrecordError(f"day {day[:40]}: not a day; write it as 2031-02-05") from fault
    return min(max(chosen, days[0]), days[-1])
